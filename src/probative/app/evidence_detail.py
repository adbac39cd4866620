"""One evidence item, found by its id alone, with the fact that it attaches to its control."""

from typing import NamedTuple

from probative.app.application import Application
from probative.app.evidence_finder import SightedEvidence, sighted_evidence
from probative.app.evidence_folders import chosen_by_folder
from probative.app.evidence_sight import sight_of
from probative.assess.choosing import Chosen
from probative.domain.errors import NotFoundError
from probative.domain.evidence import Fact
from probative.domain.ids import AssessmentId, EvidenceId
from probative.domain.people import Caller


class DetailedEvidence(NamedTuple):
    """An item with its fact: whole, however long its content is."""

    sighted: SightedEvidence
    is_selected: bool
    """Whether it is to be in the next report."""
    fact: Fact


def get_detail(application: Application, caller: Caller, assessment_id: str, evidence_id: str) -> DetailedEvidence:
    """Return an evidence item of an assessment.

    Raises:
        NotFoundError: The caller may look into no such item.
        ForbiddenError: The caller may look into no evidence, whichever there is.
    """
    sight = sight_of(application, caller)
    assessment = AssessmentId(assessment_id)
    if assessment not in sight.scope:
        raise NotFoundError("assessment", assessment_id)
    item = application.lake.finder.locate(assessment, EvidenceId(evidence_id))
    controls = sight.scope[assessment]
    if item is None or (controls is not None and item.control_id not in controls):
        raise NotFoundError("evidence", evidence_id)
    sighted = sighted_evidence(sight, item)
    chosen = application.store.read(
        lambda books: chosen_by_folder(books, assessment).get(sighted.found.folder_id, Chosen())
    )
    (fact,) = application.lake.facts([item.fact_id])
    return DetailedEvidence(sighted, item.id in chosen, fact)
