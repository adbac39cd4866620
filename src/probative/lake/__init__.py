"""Evidence kept and asked."""
