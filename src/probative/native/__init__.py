"""The native API: what the AWS door has no operation for, under `/v1`, with an OpenAPI document."""
