"""A simulated AWS organization, to try everything without an account.

A demo and a test double: it may know the product, the product never imports it.
"""
