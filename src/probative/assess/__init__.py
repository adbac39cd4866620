"""From evidence to summaries: values in, values out."""
