"""Who signs."""
