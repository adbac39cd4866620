"""The AWS door: Audit Manager's wire on the outside, use cases of `app` on the inside."""
