"""Use cases: one module a noun, one function an operation."""
