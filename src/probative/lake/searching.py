"""Evidence searched over many assessments: files are chosen by assessment and day, the rest is asked of DuckDB."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from probative.domain.errors import StoreError
from probative.domain.evidence import Evidence
from probative.domain.evidence_queries import EvidenceSpot
from probative.domain.evidence_searches import (
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
from probative.lake.engine import Row
from probative.lake.gathering import Gathered
from probative.lake.inventory import (
    OF_RESOURCES,
    count_of,
    counts_question,
    look_of,
    looks_question,
    sighting_of,
    sightings_question,
)
from probative.lake.questions import (
    FROM,
    asked_for,
    assessments_of,
    derived_columns,
    domains_of,
    expression_of,
    raw_columns,
    within,
)
from probative.lake.rows import columns_of, evidence_in, evidence_of

_ROWS: Final = f"SELECT {columns_of(EVIDENCE)} {FROM}"
_LOCATED: Final = f"{_ROWS} WHERE id = $id"
_GROUPS: Final = """
    SELECT {names}items, count(*) OVER (), sum(items) OVER ()
    FROM (
        SELECT {columns}sum(held)::BIGINT AS items
        FROM (SELECT {raw}count(*) AS held {asked} GROUP BY ALL){domains} GROUP BY ALL HAVING items > 0
    )
    ORDER BY items DESC{order} LIMIT $count
"""
_TALLIES: Final = """
    SELECT grouping({names}), {names}, sum(held)::BIGINT
    FROM (SELECT {columns}held FROM (SELECT {raw}count(*) AS held {asked} GROUP BY ALL){domains})
    GROUP BY GROUPING SETS ({sets})
"""
_BEHIND: Final = {
    Order.NEWEST_FIRST: "(day < $day OR (day = $day AND id < $after))",
    Order.OLDEST_FIRST: "(day > $day OR (day = $day AND id > $after))",
}
_ORDER: Final = {
    Order.NEWEST_FIRST: "ORDER BY day DESC, id DESC",
    Order.OLDEST_FIRST: "ORDER BY day, id",
}
_ORDER_OF_A_DAY: Final = {Order.NEWEST_FIRST: "ORDER BY id DESC", Order.OLDEST_FIRST: "ORDER BY id"}


class Searching:
    """Searches what `asking` asks."""

    def __init__(self, asking: Asking, gathered: Gathered) -> None:
        self._asking = asking
        self._gathered = gathered

    def search(
        self, search: EvidenceSearch, *, order: Order, after: EvidenceSpot | None, limit: int
    ) -> Sequence[Evidence]:
        """Return up to `limit` items that are wanted, in `order`, beginning behind `after`.

        Days are asked in order, and each time twice as many: what many items answer is had from few files, and what
        few answer in few questions.
        """
        found: list[Evidence] = []
        asked = asked_for(search, () if after is None else (_BEHIND[order],))
        values = {**asked.values, **({} if after is None else {"day": after.day, "after": after.id})}
        for days in doubling(self._days(search, order, after)):
            # By one column, so that what cannot be among the first is not read: the rows of a day may be a million.
            first = (_ORDER if len(days) > 1 else _ORDER_OF_A_DAY)[order]
            # Which they are is found first, so that most columns are read of these few only.
            question = f"{_ROWS} WHERE id IN (SELECT id {asked.text} {first} LIMIT $count) {_ORDER[order]}"
            found += map(evidence_of, self._ask(search, days, question, {**values, "count": limit - len(found)}))
            if len(found) >= limit:
                break
        return found

    def groups(self, search: EvidenceSearch, by: Sequence[Property], limit: int) -> EvidenceGroups:
        """Return the `limit` largest groups of what is wanted, largest first."""
        asked, domains = asked_for(search, ()), domains_of(search, by)
        names = [f"g{number}" for number in range(len(by))]
        question = _GROUPS.format(
            columns=derived_columns(by),
            raw=raw_columns(by),
            domains=domains.text,
            names="".join(f"{of}, " for of in names),
            order="".join(f", {of}" for of in names),
            asked=asked.text,
        )
        rows = self._all(search, question, {**asked.values, **domains.values, "count": limit})
        groups = tuple(EvidenceGroup(row[:-3], row[-3]) for row in rows)
        return EvidenceGroups(groups, int(rows[0][-2]), int(rows[0][-1])) if rows else EvidenceGroups((), 0, 0)

    def tallies(self, search: EvidenceSearch, groupings: Sequence[Sequence[Property]]) -> Sequence[Tally]:
        """Return how much of what is wanted is in each group, for several groupings in one look at the files."""
        tallies: list[dict[tuple[str, ...], int]] = [{} for _ in groupings]
        by = list(dict.fromkeys(name for grouping in groupings for name in grouping))
        asked, domains = asked_for(search, ()), domains_of(search, by)
        question = _TALLIES.format(
            columns=derived_columns(by),
            raw=raw_columns(by),
            domains=domains.text,
            names=", ".join(f"g{number}" for number in range(len(by))),
            sets=", ".join(f"({', '.join(f'g{by.index(name)}' for name in grouping)})" for grouping in groupings),
            asked=asked.text,
        )
        # SQL says of each row which columns it is not grouped by, a bit for each, the last column's the lowest.
        masks = [sum(1 << place for place, name in enumerate(reversed(by)) if name not in of) for of in groupings]
        for left_out, *values, count in self._all(search, question, {**asked.values, **domains.values}):
            number = masks.index(left_out)
            tallies[number][tuple(values[by.index(name)] for name in groupings[number])] = count
        return tallies

    def walk(self, search: EvidenceSearch, order: Order) -> Iterator[Evidence]:
        """Yield all that is wanted in `order`, as of this moment and in bounded memory: a day is sorted at a time."""
        pinned = Searching(self._asking.pinned(), self._gathered)
        asked = asked_for(search, ())
        question = f"SELECT {', '.join(EVIDENCE.names)} {asked.text} {_ORDER[order]}"
        for day in pinned._days(search, order, None):
            values = {**asked.values, **within(search, (day,))}
            for batch in pinned._asking.engine().stream(question, pinned._files(search, (day,)), values):
                yield from evidence_in(batch)

    def sightings(
        self, search: EvidenceSearch, kinds: Collection[ResourceKind], *, after: ResourceKey | None, limit: int
    ) -> Sequence[Sighting]:
        """Return up to `limit` AI resources of these kinds that what is wanted names, by key, behind `after`."""
        asked = asked_for(search, (OF_RESOURCES,))
        question, values = sightings_question(asked.text, expression_of(Property.RESOURCE_TYPE), kinds, after, limit)
        return [sighting_of(row) for row in self._all(search, question, {**asked.values, **values})]

    def sighting_counts(self, search: EvidenceSearch) -> Sequence[SightingCount]:
        """Return how many AI resources what is wanted names, by kind, account and region; none where there are none."""
        asked = asked_for(search, (OF_RESOURCES,))
        question, values = counts_question(asked.text, expression_of(Property.RESOURCE_TYPE))
        return [count_of(row) for row in self._all(search, question, {**asked.values, **values})]

    def looks(self, search: EvidenceSearch, keys: Collection[ResourceKey]) -> Sequence[ControlLook]:
        """Return what is wanted of these resources, taken together by control and source; in any order."""
        asked = asked_for(search, (OF_RESOURCES,))
        question, values = looks_question(asked.text, expression_of(Property.RESOURCE_TYPE), keys)
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
        days = self._days(search, Order.NEWEST_FIRST, None)
        return self._ask(search, days, question, values) if days else ()

    def _ask(
        self, search: EvidenceSearch, days: Sequence[date], question: str, values: Mapping[str, object]
    ) -> Sequence[Row]:
        """Return the answer over what lies on `days`, which are those of the search, or some beside each other."""
        engine, files = self._asking.engine(), self._files(search, days)
        asked = {**values, **within(search, days)}
        few = self._gathered.in_stead_of(files, self._asking.files())
        try:
            return engine.ask(question, few, asked)
        except StoreError:
            # What is gathered can be deleted at any time; where the table itself is damaged, that shows again.
            if len(few) == len(files):
                raise
            return engine.ask(question, files, asked)

    def _days(self, search: EvidenceSearch, order: Order, after: EvidenceSpot | None) -> Sequence[date]:
        newest_first = order is Order.NEWEST_FIRST
        days = {day for id_ in assessments_of(search) for day in self._asking.days(id_) if search.covers(day)}
        if after is not None:
            days = {day for day in days if (day <= after.day if newest_first else day >= after.day)}
        return sorted(days, reverse=newest_first)

    def _files(self, search: EvidenceSearch, days: Collection[date]) -> list[str]:
        return [path for id_ in assessments_of(search) for path in self._asking.files_of(id_, days)]
