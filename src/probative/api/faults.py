"""What the log is told of a fault of ours: its kind and its places, and no message, which may quote what was sent."""

import traceback


def told(error: BaseException) -> str:
    """Return the kind of `error` and of what caused it, each with the places it went through."""
    cause = error.__cause__ or error.__context__
    own = f"{type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__))}".rstrip()
    return own if cause is None else f"{own}\ncaused by {told(cause)}"
