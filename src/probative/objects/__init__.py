"""Files kept: in a local folder, or in S3."""
