"""Who works with the server of the simulated organization: one person for each way of working with it."""

import secrets
from typing import Final, NamedTuple


class Person(NamedTuple):
    """Somebody who signs in: name, what that person is for a reader, and what the server is told."""

    name: str
    what: str
    standing: str


ADMINISTRATOR: Final = Person("administrator", "administrator", "administrator")
OWNER: Final = Person("erik.lindqvist", "audit owner, Chief Risk Officer", "member")
SAFETY: Final = Person("dana.okafor", "delegate for the control set Safe, Head of AI Safety", "member")
PLATFORM: Final = Person("bo.tanaka", "delegate for the control set Resilience, Platform", "member")
AUDITOR: Final = Person("nadia.haddad", "auditor from outside, reads until the engagement ends", "auditor")
PEOPLE: Final = (ADMINISTRATOR, OWNER, SAFETY, PLATFORM, AUDITOR)
DELEGATED: Final = {"Safe": SAFETY, "Resilience": PLATFORM}
"""Which control set is whose to review."""


def draw_passwords() -> dict[str, str]:
    """Return a new password for each person, by name: another start has others."""
    return {person.name: secrets.token_hex(6) for person in PEOPLE}
