"""Evidence, choices, reports and the dashboard are for those whom authorization lets, asked by operation and place."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from botocore import xform_name

from probative.api.operations import evidence, insights, manual_evidence, report_selection, reports
from probative.api.operations.context import Context, Shape
from probative.app.application import Application
from probative.assess.folders import folder_id
from probative.domain.access import AccountResource, AssessmentResource, ControlSetResource, Resource
from probative.domain.engagements import Engagement
from probative.domain.errors import ForbiddenError, NotFoundError
from probative.domain.people import Caller
from tests.support.assessed import engagement, keep_engagement, keep_some
from tests.support.operating import ask
from tests.support.serving import application

OF_CONTROL_SETS = (
    "BatchImportEvidenceToAssessmentControl",
    "GetEvidence",
    "GetEvidenceByEvidenceFolder",
    "GetEvidenceFolder",
    "GetEvidenceFoldersByAssessmentControl",
)
OF_ASSESSMENTS = (
    "AssociateAssessmentReportEvidenceFolder",
    "BatchAssociateAssessmentReportEvidence",
    "BatchDisassociateAssessmentReportEvidence",
    "CreateAssessmentReport",
    "DeleteAssessmentReport",
    "DisassociateAssessmentReportEvidenceFolder",
    "GetAssessmentReportUrl",
    "GetEvidenceFoldersByAssessment",
    "GetInsightsByAssessment",
    "ListAssessmentControlInsightsByControlDomain",
    "ListControlDomainInsightsByAssessment",
)
OF_THE_ACCOUNT = (
    "GetEvidenceFileUploadUrl",
    "GetInsights",
    "ListAssessmentReports",
    "ListControlDomainInsights",
    "ListControlInsightsByControlDomain",
    "ValidateAssessmentReportIntegrity",
)


@dataclass
class Denying:
    """Denies what `denies` says, and remembers what it was asked."""

    denies: Callable[[str, Resource], bool]
    asked: list[tuple[str, type[Resource]]] = field(default_factory=list)

    def allows(self, caller: Caller, action: str, resource: Resource, at: object) -> bool:
        del caller, at
        self.asked.append((action, type(resource)))
        return not self.denies(action, resource)


@pytest.fixture
def server(tmp_path: Path) -> Application:
    return application(tmp_path)


@pytest.fixture
def assessed(server: Application) -> Engagement:
    kept = keep_engagement(server, engagement())
    keep_some(server, kept.control_sets[0].controls[0].id, 1)
    return kept


def function_of(name: str) -> Callable[[Context, Shape], Shape]:
    modules = (evidence, insights, manual_evidence, report_selection, reports)
    found: list[Callable[[Context, Shape], Shape]] = [
        vars(module)[xform_name(name)] for module in modules if xform_name(name) in vars(module)
    ]
    (function,) = found
    return function


def request_to(server: Application, assessed: Engagement) -> dict[str, object]:
    """Return the members that any of the operations wants, of what is there."""
    control_set = assessed.control_sets[0]
    control = server.catalogue.get_control(control_set.controls[0].id)
    return {
        "assessmentId": assessed.id,
        "controlSetId": control_set.id,
        "controlId": control.uuid,
        "evidenceFolderId": folder_id(assessed.id, control.id, server.clock().date()),
        "evidenceId": "99999999-0000-5000-8000-000000000000",
        "evidenceIds": [],
        "manualEvidence": [{"textResponse": "a"}],
        "assessmentReportId": "99999999-0000-5000-8000-000000000000",
        "name": "report",
        "fileName": "a.pdf",
        "controlDomainId": "UNCATEGORIZED",
        "s3RelativePath": "s3://bucket/report.zip",
    }


def ask_denied(server: Application, assessed: Engagement, name: str, authorizer: Denying) -> None:
    ask(replace(server, authorizer=authorizer), name, function_of(name), request_to(server, assessed))


@pytest.mark.parametrize("name", [*OF_CONTROL_SETS, *OF_ASSESSMENTS, *OF_THE_ACCOUNT])
def test_who_may_not_is_refused(server: Application, assessed: Engagement, name: str) -> None:
    authorizer = Denying(lambda action, _: action == name)

    with pytest.raises(ForbiddenError):
        ask_denied(server, assessed, name, authorizer)

    place: type[Resource] = AccountResource
    if name in OF_CONTROL_SETS:
        place = ControlSetResource
    elif name in OF_ASSESSMENTS:
        place = AssessmentResource
    assert authorizer.asked[0] == (name, place)


@pytest.mark.parametrize("name", [*OF_CONTROL_SETS, *OF_ASSESSMENTS])
def test_a_stranger_never_learns_of_the_assessment(server: Application, assessed: Engagement, name: str) -> None:
    with pytest.raises(NotFoundError) as told:
        ask_denied(server, assessed, name, Denying(lambda *_: True))

    assert (told.value.kind, told.value.id_) == ("assessment", assessed.id)


@pytest.mark.parametrize("name", [*OF_CONTROL_SETS, *OF_ASSESSMENTS])
def test_nothing_is_changed_by_who_may_not(server: Application, assessed: Engagement, name: str) -> None:
    with pytest.raises(ForbiddenError):
        ask_denied(server, assessed, name, Denying(lambda action, _: action == name))

    def left(server: Application) -> tuple[int, int, int, int]:
        return server.store.read(
            lambda books: (
                books.selections.count(),
                books.reports.count(),
                books.changes.count(),
                len(list(server.lake.evidence(assessed.id, server.catalogue.get_control(control).id))),
            )
        )

    control = assessed.control_sets[0].controls[0].id
    assert left(server) == (0, 0, 0, 1)


def test_every_operation_of_these_modules_is_tried() -> None:
    modules = (evidence, insights, manual_evidence, report_selection, reports)
    spelled = {xform_name(name) for name in (*OF_CONTROL_SETS, *OF_ASSESSMENTS, *OF_THE_ACCOUNT)}
    public = {
        name
        for module in modules
        for name, value in vars(module).items()
        if callable(value) and getattr(value, "__module__", "") == module.__name__ and not name.startswith("_")
    }

    assert public == spelled
