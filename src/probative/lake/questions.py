"""The pieces that questions over the evidence of many assessments are made of, in SQL, with the values in them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from probative.domain.evidence_searches import RESOURCE_TYPE, UNCATEGORIZED, EvidenceSearch, Property
from probative.domain.ids import AssessmentId
from probative.lake.columns import EVIDENCE
from probative.lake.engine import rows_of

FROM: Final = f"FROM {rows_of(EVIDENCE)}"
_FOUND_TYPE: Final = f"regexp_extract(resource, '{RESOURCE_TYPE}')"
_DERIVED: Final[Mapping[Property, str]] = {
    Property.DOMAIN: f"coalesce(control_domain, '{UNCATEGORIZED}')",
    Property.SERVICE: "split_part(event_source, '.', 1)",
    Property.RESOURCE_TYPE: rf"rtrim(regexp_replace({_FOUND_TYPE}, '{RESOURCE_TYPE}', '\1:\2'), ':')",
}
"""Properties that are no columns."""
_RAW: Final[Mapping[Property, str]] = {
    Property.DOMAIN: "control_id",
    Property.SERVICE: "event_source",
    Property.RESOURCE_TYPE: "resource",
}
"""The columns that they are derived from."""
_WITHIN: Final = "day BETWEEN $first_day AND $last_day AND assessment_id IN (SELECT unnest($within))"
"""Files are chosen by assessment and day; but of what is gathered, some have others as well."""
_TEXT_COLUMNS: Final = ("resource", "principal", "event_name")
_SEEN: Final = """(assessment_id NOT IN (SELECT unnest($cut)) OR (assessment_id, control_id) IN
    (SELECT (unnest($seen_assessments), unnest($seen_controls))))"""
_DOMAINS: Final = """ LEFT JOIN (SELECT unnest($domain_controls) AS control_id, unnest($domains) AS control_domain)
    USING (control_id)"""


class Asked(NamedTuple):
    """A piece of a question, and the values in it."""

    text: str
    values: Mapping[str, object]


def assessments_of(search: EvidenceSearch) -> Sequence[AssessmentId]:
    """Return the assessments that a search may find something in."""
    if search.any_of or Property.ASSESSMENT not in search.wanted:
        return tuple(search.scope)
    return [id_ for id_ in search.scope if id_ in search.wanted[Property.ASSESSMENT]]


def within(search: EvidenceSearch, days: Collection[date]) -> Mapping[str, object]:
    """Return the values that every question needs: its assessments, and the first and the last of its days."""
    return {"within": list(assessments_of(search)), "first_day": min(days), "last_day": max(days)}


def asked_for(search: EvidenceSearch, always: Sequence[str]) -> Asked:
    """Return the question for what is wanted of `$files`, without its head; `always` are conditions beside."""
    values: dict[str, object] = {}
    # Value by value, not as a list: only so are they compared while files are read, and the rest is not read at all.
    wanted = [_condition(search, values, name, held) for name, held in search.wanted.items()]
    if search.texts:
        parts = _named(values, "text", search.texts).split(", ")
        wanted.append(_any(f"contains(lower({column}), {part})" for part in parts for column in _TEXT_COLUMNS))
    conditions = [_WITHIN, *always]
    if wanted:
        conditions.append(_any(wanted) if search.any_of else " AND ".join(wanted))
    if cut := {id_: controls for id_, controls in search.scope.items() if controls is not None}:
        pairs = [(id_, control) for id_, controls in cut.items() for control in sorted(controls)]
        values.update(
            cut=list(cut), seen_assessments=[id_ for id_, _ in pairs], seen_controls=[control for _, control in pairs]
        )
        conditions.append(_SEEN)
    return Asked(f"{FROM} WHERE {' AND '.join(conditions)}", values)


def _condition(search: EvidenceSearch, values: dict[str, object], name: Property, held: Collection[str]) -> str:
    if name is not Property.DOMAIN:
        return f"{expression_of(name)} IN ({_named(values, name.value, held)})"
    # Controls that are in no domain are those that are in none of the others.
    uncategorized = UNCATEGORIZED in held
    controls = [id_ for id_, domain in search.domains.items() if (domain in held) is not uncategorized]
    if uncategorized and not controls:
        return "TRUE"
    return f"control_id {'NOT IN' if uncategorized else 'IN'} ({_named(values, name.value, controls)})"


def domains_of(search: EvidenceSearch, by: Sequence[Property]) -> Asked:
    """Return what joins its domain to each control, where something is grouped by domains."""
    if Property.DOMAIN not in by:
        return Asked("", {})
    return Asked(_DOMAINS, {"domain_controls": list(search.domains), "domains": list(search.domains.values())})


def expression_of(name: Property) -> str:
    """Return a property as SQL has it."""
    return _DERIVED.get(name, name.value)


def derived_columns(by: Sequence[Property]) -> str:
    """Return what is grouped by, each with a comma behind it, over what `raw_columns` returns."""
    return "".join(f"{expression_of(name)}::VARCHAR AS g{number}, " for number, name in enumerate(by))


def raw_columns(by: Sequence[Property]) -> str:
    """Return the columns that this is derived from: of the few values that they have, and not of each item."""
    return "".join(f"{column}, " for column in dict.fromkeys(_RAW.get(name, name.value) for name in by))


def _named(values: dict[str, object], name: str, held: Collection[str]) -> str:
    """Give each of what is held a place in `values`, and return their places as SQL has them."""
    places = {f"{name}_{number}": value for number, value in enumerate(sorted(held))}
    values.update(places)
    return ", ".join(f"${place}" for place in places) or "NULL"


def _any(conditions: Iterable[str]) -> str:
    return f"({' OR '.join(conditions)})"
