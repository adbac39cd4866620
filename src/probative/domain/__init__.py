"""The nouns and their rules: values only, no input or output."""
