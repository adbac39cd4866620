"""The shell door: parse, call one use case, show the result."""
