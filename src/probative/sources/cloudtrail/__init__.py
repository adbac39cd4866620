"""CloudTrail log files: where they lie, how they are read, and the facts in them."""
