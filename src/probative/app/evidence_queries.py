"""Questions over all the evidence of an assessment, page by page."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from probative.app.access import open_engagement
from probative.app.application import Application
from probative.app.evidence_folders import lake_control_id
from probative.assess.folders import folder_id
from probative.domain.evidence import Evidence
from probative.domain.evidence_queries import EvidenceFilter, EvidenceSpot
from probative.domain.ids import ControlId, ControlSetId
from probative.domain.people import Caller

QUERY: Final = "QueryEvidence"
"""The action of whoever asks questions over the evidence of an assessment."""


class FoundEvidence(NamedTuple):
    """An item, the UUID of its control (its id in the lake, where the assessment has it no more), and its folder."""

    evidence: Evidence
    control_id: str
    folder_id: str


def query_evidence(
    application: Application,
    caller: Caller,
    assessment_id: str,
    wanted: EvidenceFilter,
    *,
    after: EvidenceSpot | None,
    limit: int,
) -> Sequence[FoundEvidence]:
    """Return up to `limit` items that are `wanted`, newest day and latest id first, beginning behind `after`.

    Controls may be named by UUID, and standard ones by their code, too.

    Raises:
        NotFoundError: There is no such assessment, or the caller has nothing to do with it.
        ForbiddenError: The caller may not ask.
    """
    opened = application.store.read(lambda books: open_engagement(application, books, caller, QUERY, assessment_id))
    engagement = opened.engagement
    uuids: dict[ControlId, str] = {}
    sets: dict[ControlId, ControlSetId] = {}
    for control_set in engagement.control_sets:
        for control in control_set.controls:
            id_ = lake_control_id(application, control.id)
            uuids[id_], sets[id_] = control.id, ControlSetId(control_set.id)
    asked = _asked(application, wanted, sets)
    return [
        FoundEvidence(
            item._replace(control_set_id=sets.get(item.control_id, item.control_set_id)),
            uuids.get(item.control_id, item.control_id),
            folder_id(engagement.id, item.control_id, item.day),
        )
        for item in (application.lake.query(engagement.id, asked, after=after, limit=limit) if asked else ())
    ]


def _asked(
    application: Application, wanted: EvidenceFilter, sets: Mapping[ControlId, ControlSetId]
) -> EvidenceFilter | None:
    """Return `wanted` with the controls that the lake knows; None: there are none of these.

    The lake calls control sets as they were called where the evidence was collected: on the command line, by their
    codes. The assessment says which controls are in them.
    """
    controls = frozenset(lake_control_id(application, id_) for id_ in wanted.control_id)
    if wanted.control_set_id:
        within = frozenset(id_ for id_, set_id in sets.items() if set_id in wanted.control_set_id)
        controls = controls & within if controls else within
        if not controls:
            return None
    return replace(wanted, control_id=controls, control_set_id=frozenset())
