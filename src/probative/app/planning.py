"""What is to be asked: slots are written down before anybody asks, and what is wanted of each is gathered.

The main job and the collector both plan here, so that a report reads the same whoever collected for it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from probative.app.survey import Place
from probative.app.weighing import Weigher
from probative.assess.applicability import Applicability
from probative.domain.assessments import PlatformUse, Scope, UseStatus
from probative.domain.evidence_sources import ApiCallSource, AutomatedSource, ManualSource, chain_key, questions_of
from probative.domain.frameworks import Framework
from probative.domain.ids import AssessmentId
from probative.domain.slots import Slot, SlotState, log_slot
from probative.ports.asking import Question
from probative.ports.logs import LogFile, Wanted
from probative.ports.records import Records, SlotRecord

_MOMENT: Final = timedelta(microseconds=1)


def automated_in(framework: Framework) -> Iterator[AutomatedSource]:
    """Yield the sources that nobody has to bring anything for."""
    for _, _, source in framework.sources():
        if not isinstance(source, ManualSource):
            yield source


def questions_in(framework: Framework) -> dict[str, Question]:
    """Return what is wanted of each API chain: the parts of all sources that share it."""
    questions: dict[str, Question] = {}
    for source in automated_in(framework):
        if isinstance(source, ApiCallSource):
            key = chain_key(source.chain)
            parts = questions[key].parts if key in questions else ()
            part = source.each or ""
            questions[key] = Question(source.chain, parts if part in parts else (*parts, part))
    return questions


def plan_live(
    records: Records,
    assessment_id: AssessmentId,
    framework: Framework,
    *,
    slots: Iterable[Slot],
    uses: Iterable[PlatformUse],
) -> list[SlotRecord]:
    """Write down the slots that the framework asks for, and return those that are due, or were refused, in order."""
    asking: dict[str, list[AutomatedSource]] = defaultdict(list)
    for source in automated_in(framework):
        for question in questions_of(source):
            asking[question].append(source)
    applicability = Applicability(uses)
    planned = {slot.id: slot for slot in slots}
    applies = {id_ for id_, slot in planned.items() if _applies(slot, asking[slot.question], applicability)}
    records.plan(assessment_id, [slot for id_, slot in planned.items() if id_ in applies])
    records.plan(assessment_id, [slot for id_, slot in planned.items() if id_ not in applies], SlotState.NOT_APPLICABLE)
    found = records.find_slots(assessment_id, planned)
    return [found[id_] for id_ in planned if found[id_].state in {SlotState.DUE, SlotState.REFUSED}]


def _applies(slot: Slot, asking: Iterable[AutomatedSource], applicability: Applicability) -> bool:
    return any(
        applicability.status(source.platforms, slot.account, slot.region) is not UseStatus.NOT_IN_USE
        for source in asking
    )


def plan_logs(
    records: Records, assessment_id: AssessmentId, scope: Scope, *, days: Iterable[date], files: Iterable[LogFile]
) -> None:
    """Write down the days of log of `scope`, also where no log is at hand: nobody saw them then."""
    places = [(account, region) for account in scope.accounts for region in scope.regions]
    expected = {log_slot(*place, day) for day in days for place in places}
    # What a file is of may lie beside that: a folder that cannot be listed, whose name reads as another account.
    found = {log_slot(file.account, file.region, file.day) for file in files}
    records.plan(assessment_id, expected | found)


def unread(records: Records, assessment_id: AssessmentId, files: Sequence[LogFile]) -> list[LogFile]:
    """Return those of `files` that were not read in this version, in their order."""
    read = records.files_read(assessment_id, [file.key for file in files])
    return [file for file in files if read.get(file.key) != file.version]


def wanted_by(weigher: Weigher, scope: Scope, since: datetime, until: datetime) -> Wanted:
    """Return the events of `scope` in `[since, until)` that `weigher` has a use for."""
    return Wanted(
        events=weigher.events,
        accounts=frozenset(scope.accounts),
        regions=frozenset(scope.regions),
        since=since,
        until=until,
        judged=weigher.judged,
    )


def files_by_place(files: Iterable[LogFile]) -> dict[Place, list[LogFile]]:
    """Return the files of each account and region."""
    by_place: dict[Place, list[LogFile]] = defaultdict(list)
    for file in files:
        by_place[Place(file.account, file.region)].append(file)
    return by_place


def days_of(since: datetime, until: datetime) -> Iterator[date]:
    """Yield the days that `[since, until)` touches."""
    day = since.date()
    while day <= (until - _MOMENT).date():
        yield day
        day += timedelta(days=1)
