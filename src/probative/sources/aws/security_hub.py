"""Security Hub: the latest finding of a control for each resource. Security Hub brings the verdict.

Findings are fetched for many controls at a time, so that all slots of an account and region share few calls.
What comes is checked against the filters once more: an answer for another control proves nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

from botocore.utils import parse_timestamp

from probative.domain.evidence import Fact, Verdict
from probative.domain.ids import AccountId, Region
from probative.domain.paths import elements_at, values_at
from probative.domain.slots import Slot
from probative.ports.ambient import Clock
from probative.ports.asking import Observation
from probative.sources.aws.calls import Call
from probative.sources.aws.facts import FactMaker, Origin, Said
from probative.sources.aws.spool import PageRef
from probative.sources.aws.walks import Asked, Gone, Outcome, Read, Refused, Tally

CONTROLS_A_CALL: Final = 20
"""How many values AWS allows for one filter."""
_HUB, _FINDINGS = range(2)

VERDICTS: Final[Mapping[str, Verdict]] = {
    "PASSED": Verdict.COMPLIANT,
    "FAILED": Verdict.NON_COMPLIANT,
    "WARNING": Verdict.NON_COMPLIANT,
    "NOT_AVAILABLE": Verdict.INCONCLUSIVE,
}


class _Subject(NamedTuple):
    """What a finding is about: later findings on the same take the place of earlier ones."""

    resources: tuple[str, ...]
    product: str


class _Place(NamedTuple):
    """How new a finding is, and where it lies."""

    updated_at: str
    page: int
    position: int


@dataclass(slots=True)
class SecurityHubWalk:
    """One Security Hub slot under way; `batch` are the controls, its own among them, that are asked for at once."""

    slot: Slot
    control: str
    batch: Sequence[str]
    clock: Clock
    _tally: Tally = field(init=False)

    def __post_init__(self) -> None:
        self._tally = Tally(self.slot)

    def begin(self) -> Iterable[Asked]:
        """Ask whether there is a hub."""
        return [Asked(self._call("DescribeHub", {}), _HUB)]

    def take(self, asked: Asked, outcome: Outcome, _read: Read) -> Iterable[Asked]:
        """Go from the hub to its findings."""
        match outcome:
            case Refused():
                self._tally.refuse(asked.call, outcome)
            case Gone():
                self._tally.gone.append((asked.call, outcome))
            case PageRef() if asked.step == _FINDINGS:
                self._tally.add_page(asked.call, outcome)
            case PageRef():
                filters = filters_for(self.slot.account, self.slot.region, self.batch)
                return [Asked(self._call("GetFindings", {"Filters": filters}), _FINDINGS)]
        return ()

    def observations(self, read: Read) -> Iterator[Observation]:
        """Yield a fact for the latest finding on each resource."""
        maker = FactMaker(self.slot)
        for leaf in self._tally.leaves.values():
            kept = self._latest(leaf.pages, read)
            for number, ref in enumerate(leaf.pages):
                page = read(ref)
                origin = Origin.of(leaf.call, "securityhub.amazonaws.com", page)
                findings = enumerate(elements_at(page.value, "Findings"))
                yield from (self._fact(maker, origin, found) for index, found in findings if (number, index) in kept)
        yield from self._tally.close(maker.count, maker.latest or self.clock())

    def _latest(self, pages: Sequence[PageRef], read: Read) -> set[tuple[int, int]]:
        """Return the places of the findings that no later one on the same subject replaces."""
        latest: dict[_Subject, _Place] = {}
        for number, ref in enumerate(pages):
            for index, finding in enumerate(elements_at(read(ref).value, "Findings")):
                if not self._is_wanted(finding):
                    continue
                place = _Place(_text(finding, "UpdatedAt"), number, index)
                subject = _subject(finding)
                latest[subject] = max(latest.get(subject, place), place)
        return {(place.page, place.position) for place in latest.values()}

    def _is_wanted(self, finding: object) -> bool:
        return control_of(finding) == self.control and is_of_place(finding, self.slot.account, self.slot.region)

    def _fact(self, maker: FactMaker, origin: Origin, finding: object) -> Fact:
        said = Said(
            value=finding,
            content=finding,
            event_name=self.control,
            time=updated_at(finding),
            compliance=VERDICTS.get(_text(finding, "Compliance.Status"), Verdict.INCONCLUSIVE),
            resource=_text(finding, "Resources[].Id"),
        )
        return maker.make(origin, said)

    def _call(self, operation: str, arguments: Mapping[str, object]) -> Call:
        return Call(self.slot.account, self.slot.region, "securityhub", operation, arguments)


def filters_for(account: AccountId, region: Region, controls: Sequence[str]) -> dict[str, object]:
    """Return the filters for active findings of up to `CONTROLS_A_CALL` controls in an account and region."""
    wanted = {
        "ComplianceSecurityControlId": controls,
        "RecordState": ["ACTIVE"],
        "AwsAccountId": [account],
        "Region": [region],
    }
    return {name: [{"Value": value, "Comparison": "EQUALS"} for value in values] for name, values in wanted.items()}


def is_of_place(finding: object, account: AccountId, region: Region) -> bool:
    """Say whether a finding is active, and of this account and region, as far as it tells."""
    return (
        _text(finding, "RecordState", "ACTIVE") == "ACTIVE"
        and _text(finding, "AwsAccountId", account) == account
        and _text(finding, "Region", region) == region
    )


def updated_at(finding: object) -> datetime | None:
    """Return when a finding was last updated; None: it does not tell."""
    try:
        return parse_timestamp(_text(finding, "UpdatedAt"))
    except ValueError:
        return None


def control_of(finding: object) -> str:
    """Return the control that a finding is of: consolidated, or by the generator of a standard of its own."""
    return _text(finding, "Compliance.SecurityControlId") or _text(finding, "GeneratorId").rpartition("/")[2]


def _subject(finding: object) -> _Subject:
    resources = tuple(sorted(str(id_) for id_ in values_at(finding, "Resources[].Id")))
    return _Subject(resources, _text(finding, "ProductArn"))


def _text(value: object, path: str, missing: str = "") -> str:
    return str(next(values_at(value, path), missing))
