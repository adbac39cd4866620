"""What can go wrong, by whose fault it is.

`DomainError`: the caller could avoid it or act on it. `PortError`: the world failed us.
A source that would not answer is no error: it is a `Refusal`, and it is evidence of a gap.
"""

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


class PortError(Exception):
    """The world failed us: a store, a signer, a network that nothing here can repair."""


class StoreError(PortError):
    """What should be kept could not be kept, or what was kept could not be read back."""
