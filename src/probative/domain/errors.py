"""What can go wrong, by whose fault it is.

`DomainError`: the caller could avoid it or act on it. `PortError`: the world failed us.
A source that would not answer is no error: it is a `Refusal`, and it is evidence of a gap.
"""

from datetime import timedelta
from typing import NamedTuple


class Finding(NamedTuple):
    """One thing wrong with an input: where (`file:line field`, or a flag), what, and what to do."""

    path: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


class DomainError(Exception):
    """Something that the caller could avoid or act on."""


class NotFoundError(DomainError):
    """Nothing of `kind` (say, "framework") has the id `id_`; `known` are the ids that exist."""

    def __init__(self, kind: str, id_: str, known: tuple[str, ...] = ()) -> None:
        super().__init__(kind, id_, known)
        self.kind = kind
        self.id_ = id_
        self.known = known

    def __str__(self) -> str:
        known = f"; known: {', '.join(self.known)}" if self.known else ""
        return f"no {self.kind} has the id {self.id_}{known}"


class InvalidError(DomainError):
    """An input breaks a rule; `findings` are all the breaches, in the order of the input."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__(*findings)
        self.findings = findings

    def __str__(self) -> str:
        return "\n".join(str(finding) for finding in self.findings)


class WrongStateError(DomainError):
    """A `kind` in `state` cannot do or become what was `wanted`."""

    def __init__(self, kind: str, state: str, wanted: str) -> None:
        super().__init__(kind, state, wanted)
        self.kind = kind
        self.state = state
        self.wanted = wanted

    def __str__(self) -> str:
        return f"{self.kind} is {self.state}: cannot {self.wanted}"


class ForbiddenError(DomainError):
    """`actor` may not do `action`; what it concerns is not named, since the caller may not know of it."""

    def __init__(self, actor: str, action: str) -> None:
        super().__init__(actor, action)
        self.actor = actor
        self.action = action

    def __str__(self) -> str:
        return f"{self.actor} is not allowed to {self.action}"


class NotRegisteredError(ForbiddenError):
    """The account is not registered: nothing is readable until `RegisterAccount`."""

    def __str__(self) -> str:
        # AWS: clients look for this text, to tell a service that is off from a right that is missing.
        return "Please complete AWS Audit Manager setup from home page to enable this action in this account."


class QuotaError(DomainError):
    """There are already as many of `kind` as `limit` allows."""

    def __init__(self, kind: str, limit: int) -> None:
        super().__init__(kind, limit)
        self.kind = kind
        self.limit = limit

    def __str__(self) -> str:
        return f"no more than {self.limit} {self.kind}: remove one, or have the quota raised"


class ThrottledError(DomainError):
    """Asked too often; after `retry_after` it may be tried again."""

    def __init__(self, retry_after: timedelta) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after

    def __str__(self) -> str:
        return f"too many requests: try again in {self.retry_after.total_seconds():.0f} s"


class UnprovenError(DomainError):
    """It is not proven who signs in; `reason` is for the log and for whoever sets the provider up."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return f"the sign-in proves nothing: {self.reason}"


class PortError(Exception):
    """The world failed us: a store, a signer, a network that nothing here can repair."""


class StoreError(PortError):
    """What should be kept could not be kept, or what was kept could not be read back."""


class BusError(PortError):
    """The event bus could not be told, or refused what it was told."""


class ProviderError(PortError):
    """The provider of identities could not be asked, or its answer is none."""
