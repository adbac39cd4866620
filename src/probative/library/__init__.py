"""The framework library: standard frameworks as data, and the loading of any framework."""
