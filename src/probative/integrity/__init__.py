"""Bytes and proofs; knows no noun."""
