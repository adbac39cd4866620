"""Probative: proof that AI systems and the clouds under them are run as promised."""
