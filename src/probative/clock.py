"""The only reader of the clock."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the present moment, aware, UTC."""
    return datetime.now(UTC)
