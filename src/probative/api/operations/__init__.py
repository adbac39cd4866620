"""The operations of the AWS door: one function an operation, named as the operation."""
