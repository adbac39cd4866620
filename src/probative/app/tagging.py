"""Tags of assessments, custom controls and custom frameworks, by ARN; standard content has none.

A stranger to an assessment cannot tell its ARN from one that never was.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from probative.app.access import check_account, open_engagement
from probative.app.application import Application
from probative.books import Books
from probative.domain.custom import Tagged
from probative.domain.errors import Finding, InvalidError, NotFoundError
from probative.domain.people import Caller

TAGS_MOST: Final = 50
_ARN: Final = re.compile(
    r"arn:aws:auditmanager:(?P<region>[a-z0-9-]+):(?P<account>[0-9]{12})?"
    r":(?P<kind>assessment|control|assessmentFramework)/(?P<id>[0-9a-f-]{36})"
)


class _Tagged(NamedTuple):
    """What an ARN names; `is_standard`: it belongs to no account."""

    kind: str
    id: str
    is_standard: bool


def list_tags(application: Application, caller: Caller, arn: str) -> Mapping[str, str]:
    """Return the tags of what `arn` names; standard content has none.

    Raises:
        NotFoundError: There is nothing of this name in this account and region that the caller may know of.
        ForbiddenError: The caller may not read it.
    """

    def read(books: Books) -> Mapping[str, str]:
        _open(application, books, caller, "ListTagsForResource", arn)
        return tags_of(books, arn)

    return application.store.read(read)


def tag(application: Application, caller: Caller, arn: str, tags: Mapping[str, str]) -> None:
    """Add `tags` to what `arn` names; a key that is there gets the new value.

    Raises:
        NotFoundError: There is nothing of this name in this account and region that the caller may know of.
        ForbiddenError: The caller may not change it.
        InvalidError: It is standard content, or would have more than 50 tags.
    """

    def change(books: Books) -> None:
        _check_own(_open(application, books, caller, "TagResource", arn))
        keep_tags(books, arn, {**tags_of(books, arn), **tags})

    application.store.change(change)


def untag(application: Application, caller: Caller, arn: str, keys: Sequence[str]) -> None:
    """Remove the tags with these keys from what `arn` names; a key that is not there is no error.

    Raises:
        NotFoundError: There is nothing of this name in this account and region that the caller may know of.
        ForbiddenError: The caller may not change it.
        InvalidError: It is standard content.
    """

    def change(books: Books) -> None:
        _check_own(_open(application, books, caller, "UntagResource", arn))
        keep_tags(books, arn, {key: value for key, value in tags_of(books, arn).items() if key not in set(keys)})

    application.store.change(change)


def tags_of(books: Books, arn: str) -> dict[str, str]:
    """Return the tags of what `arn` names, within a transaction; none, if it has none."""
    tagged = books.tags.find(arn)
    return dict(tagged.tags) if tagged is not None else {}


def keep_tags(books: Books, arn: str, tags: Mapping[str, str]) -> None:
    """Make `tags` all the tags of what `arn` names, within a transaction.

    Raises:
        InvalidError: They are more than 50.
    """
    if len(tags) > TAGS_MOST:
        raise InvalidError(Finding("tags", f"would be {len(tags)}: no more than {TAGS_MOST} may be on a resource"))
    if tags:
        books.tags.put(Tagged(id=arn, tags=dict(tags)))
    else:
        books.tags.remove(arn)


def _open(  # noqa: PLR0917  who does what to which
    application: Application, books: Books, caller: Caller, action: str, arn: str
) -> _Tagged:
    """Return what `arn` names, once it is there and the caller may do `action` to it."""
    named = _parse(application, arn)
    if named.kind == "assessment":
        try:
            open_engagement(application, books, caller, action, named.id)
        except NotFoundError as error:
            raise NotFoundError("resource", arn) from error
        return named
    check_account(application, caller, action)
    if not _exists(application, books, named):
        raise NotFoundError("resource", arn)
    return named


def _parse(application: Application, arn: str) -> _Tagged:
    match = _ARN.fullmatch(arn)
    if match is None or match["region"] != application.region or match["account"] not in {None, application.account}:
        raise NotFoundError("resource", arn)
    return _Tagged(match["kind"], match["id"], match["account"] is None)


def _exists(application: Application, books: Books, named: _Tagged) -> bool:
    if named.is_standard:
        catalogue = application.catalogue
        find = catalogue.find_control if named.kind == "control" else catalogue.find_framework
        return find(named.id) is not None
    shelf = books.controls if named.kind == "control" else books.frameworks
    return shelf.find(named.id) is not None


def _check_own(named: _Tagged) -> None:
    if named.is_standard:
        raise InvalidError(Finding("resourceArn", "names standard content, which cannot be tagged"))
