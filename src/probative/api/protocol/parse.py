"""From labels, query and body to the input of an operation, as botocore's serializer would have taken it."""

from collections.abc import Mapping

from probative.api.protocol.model import Members, Operation


def parse_input(operation: Operation, labels: Mapping[str, str], query: str, body: bytes) -> Members:
    """Return the input of `operation`; values of a wrong type stand in it as `Misfit`.

    Raises:
        CannotParseError: The body is no JSON object, or something is not UTF-8.
    """
    raise NotImplementedError
