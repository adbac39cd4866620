"""All that the core asks of the world, by what it asks of.

Ports are protocols; who implements them is decided in `bootstrap` and `serving` alone.
"""
