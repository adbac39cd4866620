"""All that can be wrong with a framework document, found at once.

Form first (the schema), then meaning: ids and references, parameters, rules, calls. What is ill-formed is told once and
left out of the checks of meaning; the rest is still checked.
"""

from collections.abc import Iterable, Sequence

from probative.domain.errors import InvalidError
from probative.library.documents import Breach, Place, Table, findings_of
from probative.library.schema import check_schema
from probative.ports import ApiModels


def check_form(document: Table) -> tuple[Breach, ...]:
    """Return all that breaks the schema."""
    return check_schema(document)


def check_meaning(
    document: Table, models: ApiModels | None, *, ill_formed: Sequence[Breach] = (), since: int = 0
) -> tuple[Breach, ...]:
    """Return what is well-formed and still wrong.

    Control sets before position `since` are known to be sound: only their ids are looked at.
    """
    return ()


def verify_none(document: Table, breaches: Iterable[Breach]) -> None:
    """Return if there are no `breaches` of `document`.

    Raises:
        InvalidError: There are; it tells all of them, by file and line.
    """
    if findings := findings_of(document, breaches):
        raise InvalidError(*findings)
