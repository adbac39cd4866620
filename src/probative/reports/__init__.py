"""From a summary and its evidence to a report folder: values in, bytes out."""
