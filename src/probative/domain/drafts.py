"""Drafts: what somebody has typed and not sent off yet, kept for that person alone."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A form that was left midway; what is in it is its page's business."""

    id: str
    owner_arn: str
    """In lower case."""
    kind: str
    """What it is to become, say `assessment`."""
    name: str
    """For people, to tell it from others."""
    content: str
    """JSON."""
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    """From then on nobody is shown it."""
