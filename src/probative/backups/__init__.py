"""Backups: everything that a server keeps in one file, taken while it works, and brought back elsewhere."""
