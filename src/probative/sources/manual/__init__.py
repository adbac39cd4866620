"""Evidence that people bring: a folder of files with small YAML descriptions beside them."""
