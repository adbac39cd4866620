"""From a matched request to the input of its operation, parsed and validated."""

from probative.api.protocol.model import Members
from probative.api.protocol.parse import parse_input
from probative.api.protocol.route import Match
from probative.api.protocol.validate import verify_input


def read_input(match: Match, query: str, body: bytes) -> Members:
    """Return the input of the matched operation: members by their names in the model, absent ones left out.

    `query` is the raw query string, without its question mark. What the model does not know is ignored.

    Raises:
        CannotParseError: The body is no JSON object, or something is not UTF-8.
        ConstraintError: The input breaks constraints of the model.
    """
    values = parse_input(match.operation, match.labels, query, body)
    verify_input(match.operation.input, values)
    return values
