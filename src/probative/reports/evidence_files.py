"""One JSON file for each evidence item: spelled as Audit Manager's wire spells it where that has a word for it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, NamedTuple

import msgspec

from probative.domain.errors import StoreError
from probative.domain.evidence import Evidence, Fact, Verdict
from probative.domain.frameworks import Framework
from probative.domain.ids import AssessmentId, ControlId, FactId, SourceId
from probative.ports.lake import EvidenceView
from probative.reports.building import Building
from probative.reports.contents import fact_members, member_ids
from probative.reports.names import evidence_path, fact_path, longer_path

_CHUNK: Final = 200
_INLINE_COUNT: Final = 50
_INLINE_BYTES: Final = 64 * 1024
_ON_THE_WIRE: Final = frozenset({Verdict.COMPLIANT, Verdict.NON_COMPLIANT})


class Filed(NamedTuple):
    """An evidence item, and where in the report it lies."""

    evidence: Evidence
    path: str


class EvidenceFiles:
    """Writes the evidence of one control after the other; memory is bound by a chunk of items, not by their number."""

    def __init__(self, building: Building, lake: EvidenceView, framework: Framework) -> None:
        self._building = building
        self._lake = lake
        self._source_names = {source.id: source.name for _, _, source in framework.sources()}
        self._control_names = {control.id: control.name for control in framework.controls}

    def source_name(self, source_id: SourceId) -> str:
        """Return the name that a reader knows the source by; the id, where the framework has no such source."""
        return self._source_names.get(source_id, source_id)

    def write(self, assessment_id: AssessmentId, control_id: ControlId, folder: str) -> Iterator[Filed]:
        """Write a control's evidence under its folder; yield each item once it is written, in the lake's order.

        Raises:
            StoreError: The lake has evidence without its fact.
        """
        items = iter(self._lake.evidence(assessment_id, control_id))
        while chunk := list(islice(items, _CHUNK)):
            facts = self._facts(item.fact_id for item in chunk)
            for item in chunk:
                yield Filed(item, self._write(folder, item, facts[item.fact_id]))

    def _facts(self, ids: Iterable[FactId]) -> Mapping[FactId, Fact]:
        wanted = list(dict.fromkeys(ids))
        facts = {fact.id: fact for fact in self._lake.facts(wanted)}
        if missing := [id_ for id_ in wanted if id_ not in facts]:
            raise StoreError(f"the lake has evidence of fact {missing[0]}, but not the fact")
        return facts

    def _write(self, folder: str, item: Evidence, fact: Fact) -> str:
        content = _spelled(self._members(item, fact))
        path = evidence_path(folder, item)
        try:
            self._building.add(path, content)
        except FileExistsError:
            path = longer_path(path, item.id)
            self._building.add(path, content)
        return path

    def _members(self, item: Evidence, fact: Fact) -> dict[str, object]:
        members = _evidence_members(item) | {
            "controlName": self._control_names.get(item.control_id, ""),
            "source": {"id": item.source_id, "name": self.source_name(item.source_id)},
            "fact": fact_members(fact),
        }
        ids = member_ids(fact)
        return members | {"members": self._collected(ids)} if ids else members

    def _collected(self, ids: Sequence[str]) -> list[dict[str, object]]:
        collected: list[dict[str, object]] = []
        for start in range(0, len(ids), _CHUNK):
            part = [FactId(id_) for id_ in ids[start : start + _CHUNK]]
            facts = self._facts(part)
            collected += [self._member(facts[id_], inline=len(ids) <= _INLINE_COUNT) for id_ in part]
        return collected

    def _member(self, fact: Fact, *, inline: bool) -> dict[str, object]:
        if inline and len(fact.content) <= _INLINE_BYTES:
            return fact_members(fact)
        path = fact_path(fact)
        if not self._building.has(path):
            self._building.add(path, _spelled(fact_members(fact)))
        return {"factId": fact.id, "sha256": fact.content_sha256, "file": path}


def _evidence_members(item: Evidence) -> dict[str, object]:
    check = {"complianceCheck": item.verdict} if item.verdict in _ON_THE_WIRE else {}
    resource = {"arn": item.resource} if item.resource.startswith("arn:") else {"value": item.resource}
    return {
        "id": item.id,
        "assessmentId": item.assessment_id,
        "controlSetId": item.control_set_id,
        "controlId": item.control_id,
        "dataSource": item.kind,
        "evidenceByType": item.by_type,
        "time": item.time.isoformat(),
        "collectedAt": item.collected_at.isoformat(),
        "evidenceFolder": item.day.isoformat(),
        "evidenceAwsAccountId": item.account,
        "region": item.region,
        "eventSource": item.event_source,
        "eventName": item.event_name,
        "iamId": item.principal,
        "resourcesIncluded": [resource | check] if item.resource else [],
        **check,
        "verdict": item.verdict,
        "rule": item.rule,
        "reason": item.reason,
        "attributes": dict(sorted(item.attributes.items())),
        "slotId": item.slot_id,
    }


def _spelled(members: Mapping[str, object]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(members), indent=2) + b"\n"
