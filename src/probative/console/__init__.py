"""The people's door: the pages of the console, built from `console/` beside `src/`, served as files."""
