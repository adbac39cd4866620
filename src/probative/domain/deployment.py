"""How this server was set up, as far as its users may know: settings without secrets, policies, the reader role."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectiveSetting:
    """A setting as it holds now."""

    name: str
    """The variable, say `PROBATIVE_REGION`."""
    value: str
    """Of a secret, whether there is one, and never what it is; lists are joined by commas."""
    is_default: bool
    is_secret: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyFile:
    """A file of Cedar policies, or of their schema."""

    name: str
    content: str
    is_own: bool
    """Whether it is one of the operator's own."""
    is_in_force: bool
    """Not: one of the operator's own that is called the same takes its place, or it is empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """All of it."""

    settings: Sequence[EffectiveSetting] = ()
    policies: Sequence[PolicyFile] = ()
    role_name: str = ""
    """Assumed in each account; empty: none is."""
    external_id: str = ""
    keep_deleted_days: str = "30"
    """How many days the evidence of a deleted assessment stays, or `forever`."""
    cloudtrail: str = ""
    """`s3://bucket/prefix` of log files; empty, or a folder: the role needs no right to read them."""
