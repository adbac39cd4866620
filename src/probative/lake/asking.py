"""Evidence asked day by day: only the files of one assessment and day are opened, and only the row groups of a control.

What was committed for a day holds until more comes in: its edition says so, and whoever keeps an answer keeps it
beside the edition.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from probative.domain.evidence import Evidence, Fact, Verdict
from probative.domain.evidence_queries import FILTERED, EvidenceFilter, EvidenceSpot
from probative.domain.ids import AssessmentId, ControlId, EvidenceId, FactId
from probative.domain.slots import SourceKind
from probative.lake.columns import EVIDENCE
from probative.lake.engine import Engine, rows_of
from probative.lake.places import KeptFile
from probative.lake.rows import columns_of, evidence_in, evidence_of
from probative.lake.statements import question_of, read_statement
from probative.ports.lake import EvidencePlace, FolderCount, StatementNames

_NAMES: Final = ", ".join(EVIDENCE.names)
_OF: Final = f"FROM {rows_of(EVIDENCE)} WHERE assessment_id = $assessment"
_COUNTS: Final = f"""
    SELECT control_id, source_id, account, region, day, kind, verdict, count(*) {_OF}
    GROUP BY ALL ORDER BY control_id, source_id, account, region, day, verdict, kind
"""
_CONTROL: Final = f"{_OF} AND control_id = $control"
_EVIDENCE: Final = f"SELECT {_NAMES} {_CONTROL} ORDER BY day, time, id"
# Few rows come whole: as a stream they would be planned twice, which takes longer than reading them.
_ROWS: Final = f"SELECT {columns_of(EVIDENCE)} {_CONTROL}"
_PAGE: Final = f"{_ROWS} AND id > $after ORDER BY id LIMIT $count"
_FOUND: Final = f"{_ROWS} AND id IN (SELECT unnest($ids)) ORDER BY id"
_WANTED: Final = f"SELECT {columns_of(EVIDENCE)} {_OF}"
_AMONG: Final = "{name} IN (SELECT unnest(${name}))"
_BEHIND: Final = "(day < $day OR (day = $day AND id < $after))"
_NEWEST: Final = " ORDER BY day DESC, id DESC LIMIT $count"


class _Day(NamedTuple):
    """The files of an assessment and day, and what changes when there are others."""

    files: tuple[str, ...]
    edition: int


class Asking:
    """Asks what `files` gives at present: the data files of the evidence table, the same as long as `edition` is."""

    def __init__(
        self, engine: Callable[[], Engine], files: Callable[[], Sequence[KeptFile]], edition: Callable[[], Hashable]
    ) -> None:
        self.engine = engine
        self.files = files
        self._edition = edition
        # One tuple, exchanged as a whole: many threads ask at once.
        self._known: tuple[Hashable, Mapping[str, Mapping[date, _Day]]] | None = None

    def pinned(self) -> "Asking":
        """Return what asks the files of this moment for ever; nothing that comes in later shows."""
        files = tuple(self.files())
        return Asking(self.engine, lambda: files, lambda: None)

    def days(self, assessment_id: AssessmentId) -> Mapping[date, int]:
        """Return the days with evidence of an assessment, in order, each with its edition."""
        return {day: held.edition for day, held in sorted(self._days(assessment_id).items())}

    def counts(self, assessment_id: AssessmentId, days: Collection[date] | None = None) -> Sequence[FolderCount]:
        """Return the counts of an assessment on `days` (None: on all), ordered as `Lake.counts` says."""
        if not (files := self.files_of(assessment_id, days)):
            return ()
        counts = self.engine().ask(_COUNTS, files, {"assessment": assessment_id})
        return [
            FolderCount(
                control_id=control_id,
                source_id=source_id,
                account=account,
                region=region,
                day=day,
                kind=SourceKind(kind),
                verdict=Verdict(verdict),
                count=count,
            )
            for control_id, source_id, account, region, day, kind, verdict, count in counts
        ]

    def evidence(self, assessment_id: AssessmentId, control_id: ControlId) -> Iterator[Evidence]:
        """Yield a control's evidence, ordered by day, time, id; in bounded memory."""
        if files := self.files_of(assessment_id, None):
            values = {"assessment": assessment_id, "control": control_id}
            for batch in self.engine().stream(_EVIDENCE, files, values):
                yield from evidence_in(batch)

    def evidence_page(
        self, assessment_id: AssessmentId, control_id: ControlId, day: date, *, after: EvidenceId | None, limit: int
    ) -> Sequence[Evidence]:
        """Return up to `limit` items of a control and day, by id, beginning behind `after`."""
        values = {"assessment": assessment_id, "control": control_id, "after": after or "", "count": limit}
        return self._items(_PAGE, assessment_id, day, values)

    def find_evidence(
        self, assessment_id: AssessmentId, control_id: ControlId, day: date, ids: Collection[EvidenceId]
    ) -> Sequence[Evidence]:
        """Return those items of a control and day that have one of `ids`, by id."""
        values = {"assessment": assessment_id, "control": control_id, "ids": list(ids)}
        return self._items(_FOUND, assessment_id, day, values)

    def query(
        self, assessment_id: AssessmentId, wanted: EvidenceFilter, *, after: EvidenceSpot | None, limit: int
    ) -> Sequence[Evidence]:
        """Return up to `limit` items that are `wanted`, newest day and latest id first, beginning behind `after`.

        Days are asked newest first, and each time twice as many: what many items answer is had from few files, and
        what few answer in few questions.
        """
        days = [day for day in self._days(assessment_id) if wanted.covers(day) and (after is None or day <= after.day)]
        given = [name for name in FILTERED if getattr(wanted, name)]
        values: dict[str, object] = {name: sorted(map(str, getattr(wanted, name))) for name in given}
        conditions = [_AMONG.format(name=name) for name in given]
        if after is not None:
            values.update(day=after.day, after=after.id)
            conditions.append(_BEHIND)
        question = " AND ".join((_WANTED, *conditions)) + _NEWEST
        found: list[Evidence] = []
        for piece in doubling(sorted(days, reverse=True)):
            more = {**values, "assessment": assessment_id, "count": limit - len(found)}
            rows = self.engine().ask(question, self.files_of(assessment_id, piece), more)
            found += map(evidence_of, rows)
            if len(found) >= limit:
                break
        return found

    def _items(
        self, question: str, assessment_id: AssessmentId, day: date, values: Mapping[str, object]
    ) -> Sequence[Evidence]:
        if not (files := self.files_of(assessment_id, (day,))):
            return ()
        return [evidence_of(row) for row in self.engine().ask(question, files, values)]

    def files_of(self, assessment_id: AssessmentId, days: Collection[date] | None) -> list[str]:
        """Return the data files of an assessment and `days` (None: all)."""
        held = self._days(assessment_id)
        wanted = held if days is None else [day for day in days if day in held]
        return [path for day in wanted for path in held[day].files]

    def _days(self, assessment_id: AssessmentId) -> Mapping[date, _Day]:
        # Before the files: what is committed meanwhile belongs to the next edition.
        edition = self._edition()
        if self._known is None or self._known[0] != edition:
            self._known = (edition, _by_assessment(self.files()))
        return self._known[1].get(assessment_id, {})


def _by_assessment(files: Sequence[KeptFile]) -> Mapping[str, Mapping[date, _Day]]:
    paths: dict[tuple[str, str], list[str]] = defaultdict(list)
    for file in files:
        # The folder of a file is its day: see `Places.kept`.
        paths[file.assessment_id, file.path.rsplit("/", 2)[-2]].append(file.path)
    by_assessment: dict[str, dict[date, _Day]] = defaultdict(dict)
    for (assessment_id, day), held in paths.items():
        by_assessment[assessment_id][date.fromisoformat(day)] = _Day(tuple(held), hash(tuple(held)))
    return by_assessment


def doubling(days: Sequence[date]) -> Iterator[Sequence[date]]:
    """Yield the days in order, in pieces each of which is twice as long as the one before."""
    first, length = 0, 1
    while piece := days[first : first + length]:
        yield piece
        first, length = first + length, length * 2


class PinnedEvidence:
    """The evidence of one moment, with its facts."""

    def __init__(self, asking: Asking, facts: Callable[[Sequence[FactId]], Iterator[Fact]]) -> None:
        self._asking = asking
        self.counts = asking.counts
        self.evidence = asking.evidence
        self.facts = facts

    def select(self, statement: str, store_id: str, names: StatementNames) -> Sequence[EvidencePlace]:
        """Return what a statement of the evidence finder finds, in its order; as many as it takes at most.

        Raises:
            InvalidError: It is no such statement.
        """
        understood = read_statement(statement, store_id, self._asking.engine())
        question, values = question_of(understood, names)
        files = self._asking.files_of(understood.assessment_id, None)
        return [EvidencePlace(*row) for row in self._asking.engine().ask(question, files, values)] if files else ()
