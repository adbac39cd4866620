"""Evidence searched over many assessments: files are chosen by assessment and day, the rest is asked of DuckDB."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from probative.domain.evidence import Evidence
from probative.domain.evidence_queries import EvidenceSpot
from probative.domain.evidence_searches import (
    RESOURCE_TYPE,
    UNCATEGORIZED,
    EvidenceGroup,
    EvidenceGroups,
    EvidenceSearch,
    Order,
    Property,
    Tally,
)
from probative.domain.ids import AssessmentId, EvidenceId
from probative.domain.inventory import ControlLook, ResourceKey, ResourceKind, Sighting, SightingCount
from probative.lake.asking import Asking, doubling
from probative.lake.columns import EVIDENCE
from probative.lake.engine import Row, rows_of
from probative.lake.inventory import (
    OF_RESOURCES,
    count_of,
    counts_question,
    look_of,
    looks_question,
    sighting_of,
    sightings_question,
)
from probative.lake.rows import columns_of, evidence_in, evidence_of

_FROM: Final = f"FROM {rows_of(EVIDENCE)}"
_LOCATED: Final = f"SELECT {columns_of(EVIDENCE)} {_FROM} WHERE id = $id"
_FOUND_TYPE: Final = f"regexp_extract(resource, '{RESOURCE_TYPE}')"
_DERIVED: Final[Mapping[Property, str]] = {
    Property.DOMAIN: f"coalesce(control_domain, '{UNCATEGORIZED}')",
    Property.SERVICE: "split_part(event_source, '.', 1)",
    Property.RESOURCE_TYPE: rf"rtrim(regexp_replace({_FOUND_TYPE}, '{RESOURCE_TYPE}', '\1:\2'), ':')",
}
"""Properties that are no columns."""
_RAW: Final[Mapping[Property, str]] = {
    Property.DOMAIN: "control_domain",
    Property.SERVICE: "event_source",
    Property.RESOURCE_TYPE: "resource",
}
"""The columns that they are derived from."""
_TEXT_COLUMNS: Final = ("resource", "principal", "event_name")
_SEEN: Final = """(assessment_id NOT IN (SELECT unnest($cut)) OR (assessment_id, control_id) IN
    (SELECT (unnest($seen_assessments), unnest($seen_controls))))"""
_DOMAINS: Final = """ LEFT JOIN (SELECT unnest($domain_controls) AS control_id, unnest($domains) AS control_domain)
    USING (control_id)"""
_GROUPS: Final = """
    SELECT {names}items, count(*) OVER (), sum(items) OVER ()
    FROM (
        SELECT {columns}sum(held)::BIGINT AS items
        FROM (SELECT {raw}count(*) AS held {asked} GROUP BY ALL) GROUP BY ALL HAVING items > 0
    )
    ORDER BY items DESC{order} LIMIT $count
"""
_TALLIES: Final = """
    SELECT grouping({names}), {names}, count(*) FROM (SELECT {columns} {asked}) GROUP BY GROUPING SETS ({sets})
"""
_BEHIND: Final = {
    Order.NEWEST_FIRST: "(day < $day OR (day = $day AND id < $after))",
    Order.OLDEST_FIRST: "(day > $day OR (day = $day AND id > $after))",
}
_ORDER: Final = {
    Order.NEWEST_FIRST: "ORDER BY day DESC, id DESC",
    Order.OLDEST_FIRST: "ORDER BY day, id",
}


class _Asked(NamedTuple):
    """A question without its head, and the values in it."""

    text: str
    values: Mapping[str, object]


class Searching:
    """Searches what `asking` asks."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def search(
        self, search: EvidenceSearch, *, order: Order, after: EvidenceSpot | None, limit: int
    ) -> Sequence[Evidence]:
        """Return up to `limit` items that are wanted, in `order`, beginning behind `after`.

        Days are asked in order, and each time twice as many: what many items answer is had from few files, and what
        few answer in few questions.
        """
        found: list[Evidence] = []
        asked = _asked(search, () if after is None else (_BEHIND[order],))
        question = f"SELECT {columns_of(EVIDENCE)} {asked.text} {_ORDER[order]} LIMIT $count"
        values = {**asked.values, **({} if after is None else {"day": after.day, "after": after.id})}
        for days in doubling(self._days(search, order, after)):
            files = self._files(search, days)
            rows = self._asking.engine().ask(question, files, {**values, "count": limit - len(found)})
            found += map(evidence_of, rows)
            if len(found) >= limit:
                break
        return found

    def groups(self, search: EvidenceSearch, by: Sequence[Property], limit: int) -> EvidenceGroups:
        """Return the `limit` largest groups of what is wanted, largest first."""
        asked = _asked(search, (), by)
        names = [f"g{number}" for number in range(len(by))]
        question = _GROUPS.format(
            columns="".join(f"{_expression(name)}::VARCHAR AS {of}, " for name, of in zip(by, names, strict=True)),
            # What is derived is worked out for each of the few values that there are, and not for each item.
            raw="".join(f"{column}, " for column in dict.fromkeys(_RAW.get(name, name.value) for name in by)),
            names="".join(f"{of}, " for of in names),
            order="".join(f", {of}" for of in names),
            asked=asked.text,
        )
        rows = self._all(search, question, {**asked.values, "count": limit})
        groups = tuple(EvidenceGroup(row[:-3], row[-3]) for row in rows)
        return EvidenceGroups(groups, int(rows[0][-2]), int(rows[0][-1])) if rows else EvidenceGroups((), 0, 0)

    def tallies(self, search: EvidenceSearch, groupings: Sequence[Sequence[Property]]) -> Sequence[Tally]:
        """Return how much of what is wanted is in each group, for several groupings in one look at the files."""
        tallies: list[dict[tuple[str, ...], int]] = [{} for _ in groupings]
        by = list(dict.fromkeys(name for grouping in groupings for name in grouping))
        asked = _asked(search, (), by)
        question = _TALLIES.format(
            columns=", ".join(f"{_expression(name)}::VARCHAR AS g{number}" for number, name in enumerate(by)),
            names=", ".join(f"g{number}" for number in range(len(by))),
            sets=", ".join(f"({', '.join(f'g{by.index(name)}' for name in grouping)})" for grouping in groupings),
            asked=asked.text,
        )
        # SQL says of each row which columns it is not grouped by, a bit for each, the last column's the lowest.
        masks = [sum(1 << place for place, name in enumerate(reversed(by)) if name not in of) for of in groupings]
        for left_out, *values, count in self._all(search, question, asked.values):
            number = masks.index(left_out)
            tallies[number][tuple(values[by.index(name)] for name in groupings[number])] = count
        return tallies

    def walk(self, search: EvidenceSearch, order: Order) -> Iterator[Evidence]:
        """Yield all that is wanted in `order`, as of this moment and in bounded memory: a day is sorted at a time."""
        pinned = Searching(self._asking.pinned())
        asked = _asked(search, ())
        question = f"SELECT {', '.join(EVIDENCE.names)} {asked.text} {_ORDER[order]}"
        for day in pinned._days(search, order, None):
            for batch in pinned._asking.engine().stream(question, pinned._files(search, (day,)), asked.values):
                yield from evidence_in(batch)

    def sightings(
        self, search: EvidenceSearch, kinds: Collection[ResourceKind], *, after: ResourceKey | None, limit: int
    ) -> Sequence[Sighting]:
        """Return up to `limit` AI resources of these kinds that what is wanted names, by key, behind `after`."""
        asked = _asked(search, (OF_RESOURCES,))
        question, values = sightings_question(asked.text, _expression(Property.RESOURCE_TYPE), kinds, after, limit)
        return [sighting_of(row) for row in self._all(search, question, {**asked.values, **values})]

    def sighting_counts(self, search: EvidenceSearch) -> Sequence[SightingCount]:
        """Return how many AI resources what is wanted names, by kind, account and region; none where there are none."""
        asked = _asked(search, (OF_RESOURCES,))
        question, values = counts_question(asked.text, _expression(Property.RESOURCE_TYPE))
        return [count_of(row) for row in self._all(search, question, {**asked.values, **values})]

    def looks(self, search: EvidenceSearch, keys: Collection[ResourceKey]) -> Sequence[ControlLook]:
        """Return what is wanted of these resources, taken together by control and source; in any order."""
        asked = _asked(search, (OF_RESOURCES,))
        question, values = looks_question(asked.text, _expression(Property.RESOURCE_TYPE), keys)
        found = map(look_of, self._all(search, question, {**asked.values, **values}))
        return [look for look in found if look.key in keys]

    def locate(self, assessment_id: AssessmentId, evidence_id: EvidenceId) -> Evidence | None:
        """Return the item of an assessment with this id, if there is one."""
        files = [
            file.path
            for file in self._asking.files()
            if file.assessment_id == assessment_id and file.first_id <= evidence_id <= file.last_id
        ]
        found = self._asking.engine().ask(_LOCATED, files, {"id": evidence_id}) if files else ()
        return next(map(evidence_of, found), None)

    def _all(self, search: EvidenceSearch, question: str, values: Mapping[str, object]) -> Sequence[Row]:
        files = self._files(search, self._days(search, Order.NEWEST_FIRST, None))
        return self._asking.engine().ask(question, files, values) if files else ()

    def _days(self, search: EvidenceSearch, order: Order, after: EvidenceSpot | None) -> Sequence[date]:
        newest_first = order is Order.NEWEST_FIRST
        days = {day for id_ in self._assessments(search) for day in self._asking.days(id_) if search.covers(day)}
        if after is not None:
            days = {day for day in days if (day <= after.day if newest_first else day >= after.day)}
        return sorted(days, reverse=newest_first)

    def _files(self, search: EvidenceSearch, days: Collection[date]) -> list[str]:
        return [path for id_ in self._assessments(search) for path in self._asking.files_of(id_, days)]

    @staticmethod
    def _assessments(search: EvidenceSearch) -> Sequence[AssessmentId]:
        if search.any_of or Property.ASSESSMENT not in search.wanted:
            return tuple(search.scope)
        return [id_ for id_ in search.scope if id_ in search.wanted[Property.ASSESSMENT]]


def _asked(search: EvidenceSearch, always: Sequence[str], by: Sequence[Property] = ()) -> _Asked:
    values: dict[str, object] = {}
    # Value by value, not as a list: only so are they compared while files are read, and the rest is not read at all.
    wanted = [f"{_expression(name)} IN ({_named(values, name.value, held)})" for name, held in search.wanted.items()]
    if search.texts:
        parts = _named(values, "text", search.texts).split(", ")
        wanted.append(_any(f"contains(lower({column}), {part})" for part in parts for column in _TEXT_COLUMNS))
    conditions = list(always)
    if wanted:
        conditions.append(_any(wanted) if search.any_of else " AND ".join(wanted))
    if cut := {id_: controls for id_, controls in search.scope.items() if controls is not None}:
        pairs = [(id_, control) for id_, controls in cut.items() for control in sorted(controls)]
        values.update(
            cut=list(cut), seen_assessments=[id_ for id_, _ in pairs], seen_controls=[control for _, control in pairs]
        )
        conditions.append(_SEEN)
    text = _FROM
    if Property.DOMAIN in {*search.wanted, *by}:
        values.update(domain_controls=list(search.domains), domains=list(search.domains.values()))
        text += _DOMAINS
    if conditions:
        text += f" WHERE {' AND '.join(conditions)}"
    return _Asked(text, values)


def _expression(name: Property) -> str:
    return _DERIVED.get(name, name.value)


def _named(values: dict[str, object], name: str, held: Collection[str]) -> str:
    """Give each of what is held a place in `values`, and return their places as SQL has them."""
    places = {f"{name}_{number}": value for number, value in enumerate(sorted(held))}
    values.update(places)
    return ", ".join(f"${place}" for place in places) or "NULL"


def _any(conditions: Iterable[str]) -> str:
    return f"({' OR '.join(conditions)})"
