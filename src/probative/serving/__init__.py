"""The server put together: beside `bootstrap`, the only place that knows every concrete class."""
