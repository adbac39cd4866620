"""Signing in at an OpenID Connect provider: a browser is sent there and comes back once, and groups say what it may.

The provider decides at every sign-in which standing and which roles a user has; which assessments an auditor may read
is kept here.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, NamedTuple

from probative.app.account_log import note_user, rights_told
from probative.app.application import Application
from probative.app.callers import caller_of
from probative.app.keyring import Keyring, digest_of
from probative.app.signing_in import NewSession, SignInError, begin_session, by_address, take_turn
from probative.app.users import is_name, is_role
from probative.books import Books
from probative.domain.account_changes import AccountAction
from probative.domain.errors import Finding, InvalidError, UnprovenError
from probative.domain.people import Excursion, Standing, User
from probative.ports.people import Identity, IdentityProvider, Visit

EXCURSION_LASTS: Final = timedelta(minutes=10)
DEPARTURES_PER_ADDRESS: Final = 300
"""In `ATTEMPTS_SPAN`: a whole office may share an address. No secret is tried here; it is our records that are kept."""
_SWEPT_AT_ONCE: Final = 20
_OUR_PATH: Final = re.compile(r"/(?![/\\])[!-\[\]-~]*")
"""A path of this server: what begins with two slashes, or a slash and a backslash, leads elsewhere."""
_LONGEST_PATH: Final = 2000
_NOT_IN_NAMES: Final = re.compile(r"[^A-Za-z0-9_+=,.@-]+")
_LONGEST_NAME: Final = 64
_TAIL_LENGTH: Final = 8


class Rights(NamedTuple):
    """What groups of the provider give."""

    standing: Standing
    role_arns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRights:
    """Which group gives which standing or role; the first standing counts. Empty: everybody is a member."""

    standings: tuple[tuple[str, Standing], ...] = ()
    roles: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, lines: Iterable[str], name: str) -> "GroupRights":
        """Return what `lines` say, each `group=standing` or `group=role ARN`; `name` is where they came from.

        Raises:
            InvalidError: A line says neither.
        """
        standings, roles, findings = [], [], []
        for line in lines:
            group, _, right = (part.strip() for part in line.partition("="))
            if group and right in set(Standing):
                standings.append((group, Standing(right)))
            elif group and is_role(right):
                roles.append((group, right))
            else:
                findings.append(Finding(name, f"{line!r} is neither group={'|'.join(Standing)} nor group=role ARN"))
        if findings:
            raise InvalidError(*findings)
        return cls(standings=tuple(standings), roles=tuple(roles))

    def of(self, groups: Iterable[str]) -> Rights | None:
        """Return what `groups` give together; None: nothing, and nobody is let in for nothing."""
        held = set(groups)
        standings = [standing for group, standing in self.standings if group in held]
        roles = tuple(dict.fromkeys(role for group, role in self.roles if group in held))
        if standings or roles or not (self.standings or self.roles):
            return Rights(standings[0] if standings else Standing.MEMBER, roles)
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSignIn:
    """What signing in at a provider is done with."""

    provider: IdentityProvider
    rights: GroupRights


class Departure(NamedTuple):
    """A browser that is sent to the provider: where, and the state that it must bring back."""

    address: str
    state: str


class Arrival(NamedTuple):
    """A browser that came back, signed in, and where in this server it goes on."""

    session: NewSession
    return_to: str


def depart(
    application: Application, keyring: Keyring, by: ProviderSignIn, *, redirect_uri: str, return_to: str, address: str
) -> Departure:
    """Send a browser to the provider; `address` is where it is.

    Raises:
        ThrottledError: It was tried too often from this address.
        ProviderError: The provider cannot be asked.
    """
    take_turn(application, {by_address("departure", address): DEPARTURES_PER_ADDRESS})
    visit = Visit(redirect_uri, keyring.new_token(), keyring.new_token(), keyring.new_token())
    now = application.clock()
    excursion = Excursion(
        id=digest_of(visit.state),
        nonce=visit.nonce,
        verifier=visit.verifier,
        return_to=safe_path(return_to),
        created_at=now,
    )
    departure = Departure(by.provider.address_of(visit), visit.state)

    def act(books: Books) -> None:
        for other in books.excursions.select(limit=_SWEPT_AT_ONCE):
            if now - other.created_at >= EXCURSION_LASTS:
                books.excursions.remove(other.id)
        books.excursions.add(excursion)

    application.store.change(act)
    return departure


def arrive(
    application: Application, keyring: Keyring, by: ProviderSignIn, *, redirect_uri: str, state: str, code: str
) -> Arrival:
    """Sign in whom the provider says a browser is that came back; each state serves once.

    Raises:
        UnprovenError: The state is not known, served before or is too old, or the provider's answer proves nothing.
        SignInError: The user is disabled, or none of its groups is let in.
        ProviderError: The provider cannot be asked.
    """
    now = application.clock()

    def take(books: Books) -> Excursion | None:
        excursion = books.excursions.find(digest_of(state))
        if excursion is not None:
            books.excursions.remove(excursion.id)
        return excursion

    excursion = application.store.change(take)
    if excursion is None or not timedelta(0) <= now - excursion.created_at < EXCURSION_LASTS:
        raise UnprovenError("the state is not known, or no longer")
    identity = by.provider.identify(Visit(redirect_uri, state, excursion.nonce, excursion.verifier), code)
    rights = by.rights.of(identity.groups)
    if rights is None:
        raise SignInError
    user = application.store.change(lambda books: _settled(application, books, identity, rights))
    return Arrival(begin_session(application, keyring, user), excursion.return_to)


def safe_path(path: str) -> str:
    """Return `path` if it is one of this server, else the root: whoever is signed in must not be led elsewhere."""
    return path if len(path) <= _LONGEST_PATH and _OUR_PATH.fullmatch(path) else "/"


def _settled(application: Application, books: Books, identity: Identity, rights: Rights) -> User:
    """Return the user of this identity, made if it is new, with the rights that it has now."""
    known = next(iter(books.users.select(subject=identity.subject, limit=1)), None)
    if known is not None and known.is_disabled:
        raise SignInError
    user = known or User(
        id=application.new_id(),
        name=_free_name(books, identity),
        standing=rights.standing,
        password_hash="",
        groups=(),
        role_arns=(),
        is_disabled=False,
        created_at=application.clock(),
        subject=identity.subject,
    )
    user = replace(
        user,
        standing=rights.standing,
        role_arns=rights.role_arns,
        groups=identity.groups,
        auditing=user.auditing if rights.standing is Standing.AUDITOR else None,
    )
    if user != known:
        action = AccountAction.CREATE if known is None else AccountAction.RIGHTS
        note_user(application, books, caller_of(application.account, user).arn, user, action, rights_told(user))
    books.users.put(user)
    return user


def _free_name(books: Books, identity: Identity) -> str:
    """Return a name for a new user: the provider's, and never that of somebody else here."""
    name = _NOT_IN_NAMES.sub("-", identity.name)[:_LONGEST_NAME]
    if is_name(name) and not books.users.count(handle=name.lower()):
        return name
    tail = hashlib.sha256(identity.subject.encode()).hexdigest()[:_TAIL_LENGTH]
    return f"{name[: _LONGEST_NAME - _TAIL_LENGTH - 1]}-{tail}"
