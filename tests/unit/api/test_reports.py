"""Assessment reports over the wire, from the asking to the check of the zip."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from probative.api.operations import reports
from probative.app import files, selecting
from probative.app.application import Application
from probative.app.evidence_folders import FolderAddress
from probative.app.intake import LockedIntake
from probative.app.report_making import make_next_report
from probative.app.reporting import object_key
from probative.app.settings import finder_store
from probative.assess.folders import folder_id
from probative.domain.access import AssessmentResource, Resource
from probative.domain.engagements import (
    AssessmentReport,
    AssessmentStatus,
    ChangeAction,
    Destination,
    Engagement,
    ReportStatus,
)
from probative.domain.errors import InvalidError, NotFoundError, StoreError, WrongStateError
from probative.domain.people import Caller
from probative.domain.registration import FinderStatus, Settings
from probative.lake.iceberg import IcebergLake
from tests.support.assessed import OTHER_ASSESSMENT, engagement, keep_engagement, keep_some
from tests.support.operating import ask
from tests.support.serving import ACCOUNT, NOW, MemoryObjects, SetClock, application, caller

ABSENT = "99999999-0000-5000-8000-000000000000"


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def server(tmp_path: Path, clock: SetClock) -> Application:
    return application(tmp_path, clock)


@pytest.fixture
def assessed(server: Application) -> Engagement:
    return keep_engagement(server, small(engagement()))


def small(whole: Engagement) -> Engagement:
    """Return the assessment with its first control set alone: reports are made faster."""
    return replace(whole, control_sets=whole.control_sets[:1])


def create(server: Application, assessed: Engagement, name: str = "Q4-report", **more: Any) -> dict[str, Any]:
    request = {"assessmentId": assessed.id, "name": name, **more}
    shape: dict[str, Any] = ask(server, "CreateAssessmentReport", reports.create_assessment_report, request)[
        "assessmentReport"
    ]
    return shape


def listed(server: Application, *, by: Caller | None = None, **page: Any) -> list[dict[str, Any]]:
    output = ask(server, "ListAssessmentReports", reports.list_assessment_reports, {}, by=by, **page)
    found: list[dict[str, Any]] = output["assessmentReports"]
    return found


def delete(server: Application, assessed: Engagement, report_id: str) -> None:
    request = {"assessmentId": assessed.id, "assessmentReportId": report_id}
    assert ask(server, "DeleteAssessmentReport", reports.delete_assessment_report, request) == {}


def url_of(server: Application, assessed: Engagement, report_id: str) -> dict[str, str]:
    request = {"assessmentId": assessed.id, "assessmentReportId": report_id}
    shape: dict[str, str] = ask(server, "GetAssessmentReportUrl", reports.get_assessment_report_url, request)[
        "preSignedUrl"
    ]
    return shape


def check(server: Application, place: str) -> dict[str, Any]:
    return ask(
        server,
        "ValidateAssessmentReportIntegrity",
        reports.validate_assessment_report_integrity,
        {"s3RelativePath": place},
    )


def kept(server: Application, report_id: str) -> AssessmentReport:
    return server.store.read(lambda books: books.reports.get(report_id))


def fetched(server: Application, assessed: Engagement, report_id: str) -> zipfile.ZipFile:
    link = urlsplit(url_of(server, assessed, report_id)["link"])
    found = files.download(server, link.path, link.query)
    return zipfile.ZipFile(io.BytesIO(b"".join(found.pieces)))


def made(server: Application, assessed: Engagement, **more: Any) -> AssessmentReport:
    report = create(server, assessed, **more)
    assert make_next_report(server)
    return kept(server, report["id"])


def evidence_ids(archive: zipfile.ZipFile) -> set[str]:
    names = [name for name in archive.namelist() if "/evidence/" in name]
    return {json.loads(archive.read(name))["id"] for name in names}


def text_of(archive: zipfile.ZipFile, name: str) -> str:
    (path,) = (each for each in archive.namelist() if each.endswith(f"/{name}"))
    return archive.read(path).decode()


def test_a_report_is_asked_for_and_made_afterwards(server: Application, assessed: Engagement) -> None:
    items = keep_some(server, assessed.control_sets[0].controls[0].id, 3)

    report = create(server, assessed, description="The fourth quarter")

    assert (report["status"], report["author"], report["description"]) == (
        "IN_PROGRESS",
        "olivia",
        "The fourth quarter",
    )
    assert (report["awsAccountId"], report["assessmentName"]) == (ACCOUNT, assessed.name)
    assert report["creationTime"] == NOW
    assert make_next_report(server)
    assert not make_next_report(server)
    assert [each["status"] for each in listed(server)] == ["COMPLETE"]
    archive = fetched(server, assessed, report["id"])
    root = f"Q4-report-{report['id']}"
    assert {name.split("/")[0] for name in archive.namelist()} == {root}
    assert {f"{root}/AssessmentReportSummary.pdf", f"{root}/README.txt", f"{root}/digest.json"} <= set(
        archive.namelist()
    )
    assert evidence_ids(archive) == {item.id for item in items}
    assert json.loads(text_of(archive, "digest.json"))["reportId"] == report["id"]


def test_a_report_goes_where_the_assessment_says(server: Application, assessed: Engagement) -> None:
    report = made(server, assessed)

    assert report.place == (f"s3://reports-bucket/audits/Chat-assistant-{assessed.id}/Q4-report-{report.id}.zip")
    assert server.objects.size(report.place.removeprefix("s3://"))


def test_a_report_without_a_place_of_its_own_goes_to_the_default_one(server: Application) -> None:
    homeless = keep_engagement(server, replace(small(engagement()), destination=Destination(type=None, url=None)))
    with pytest.raises(InvalidError, match="assessmentReportsDestination"):
        create(server, homeless)
    settings = Settings(id=ACCOUNT, report_destination=Destination(type="S3", url="S3://default-bucket/"))
    server.store.change(lambda books: books.settings.put(settings))

    report = made(server, homeless)

    assert report.place.startswith("S3://default-bucket/Chat-assistant")
    assert server.objects.size(object_key(report.place))


def test_only_what_is_chosen_is_in_the_report(server: Application, assessed: Engagement) -> None:
    first, second, third = (control.id for control in assessed.control_sets[0].controls[:3])
    single = keep_some(server, first, 3)
    whole = keep_some(server, second, 2)
    keep_some(server, third, 2)
    keep_some(server, second, 2, at=NOW - timedelta(days=1))

    def address(item: Any) -> FolderAddress:
        return FolderAddress(assessed.id, folder_id(assessed.id, item.control_id, item.day))

    selecting.choose_items(server, caller(), "x", address(single[0]), ids=[single[1].id])
    selecting.choose_folder(server, caller(), "x", address(whole[0]))
    selecting.let_items_go(server, caller(), "x", address(whole[0]), ids=[whole[1].id])

    report = made(server, assessed)

    archive = fetched(server, assessed, report.id)
    assert evidence_ids(archive) == {single[1].id, whole[0].id}
    assert "only the evidence that was chosen for it: 2 of 9 items" in text_of(archive, "README.txt")
    assert check(server, report.place)["validationErrors"] == []


def test_a_report_of_everything_says_nothing_of_a_choice(server: Application, assessed: Engagement) -> None:
    keep_some(server, assessed.control_sets[0].controls[0].id, 1)

    archive = fetched(server, assessed, made(server, assessed).id)

    assert "chosen" not in text_of(archive, "README.txt")


def test_an_inactive_assessment_can_be_reported(server: Application, assessed: Engagement) -> None:
    keep_engagement(server, replace(assessed, status=AssessmentStatus.INACTIVE))

    assert made(server, assessed).status is ReportStatus.COMPLETE


@pytest.fixture
def finding(server: Application, tmp_path: Path) -> Iterator[Application]:
    """The same server over a lake that understands statements."""
    with closing(IcebergLake(tmp_path / "lake")) as lake:
        assert isinstance(server.intake, LockedIntake)
        yield replace(server, lake=lake, intake=replace(server.intake, lake=lake))


def statement(server: Application, assessed: Engagement, more: str = "") -> str:
    return f"SELECT eventJson FROM {finder_store(server)} WHERE eventData.assessmentId = '{assessed.id}'{more}"


def test_a_report_of_a_query_holds_what_it_finds_whatever_is_chosen(finding: Application, assessed: Engagement) -> None:
    first, second = (control.id for control in assessed.control_sets[0].controls[:2])
    wanted = keep_some(finding, first, 3)
    other = keep_some(finding, second, 2)
    address = FolderAddress(assessed.id, folder_id(assessed.id, other[0].control_id, other[0].day))
    selecting.choose_folder(finding, caller(), "x", address)
    asked = statement(finding, assessed, f" AND eventData.controlId = '{first}' ORDER BY eventTime DESC LIMIT 2")

    report = made(finding, assessed, queryStatement=asked)

    archive = fetched(finding, assessed, report.id)
    held = evidence_ids(archive)
    assert len(held) == 2
    assert held < {item.id for item in wanted}
    told = " ".join(text_of(archive, "README.txt").split())
    assert "only the evidence that a query found: 2 of 5 items" in told
    assert f"The query: {asked}" in told
    assert check(finding, report.place)["validationErrors"] == []


def test_a_report_of_a_query_that_finds_nothing_is_empty(finding: Application, assessed: Engagement) -> None:
    keep_some(finding, assessed.control_sets[0].controls[0].id, 3)
    asked = statement(finding, assessed, " AND eventData.service = 'nosuch'")
    archive = fetched(finding, assessed, made(finding, assessed, queryStatement=asked).id)
    assert evidence_ids(archive) == set()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda _: "SELECT eventJson FROM x", "names no event data store"),
        (lambda text: text.replace("SELECT eventJson", "SELECT *"), "selects other than eventJson"),
        (lambda text: text.replace("Id = '", "Id = 'x"), "asks for the assessment x"),
    ],
)
def test_a_query_that_cannot_be_taken_is_told_at_once(
    finding: Application, assessed: Engagement, change: Callable[[str], str], told: str
) -> None:
    with pytest.raises(InvalidError, match=f"queryStatement: {told}"):
        create(finding, assessed, queryStatement=change(statement(finding, assessed)))
    assert listed(finding) == []


def test_a_query_needs_the_evidence_finder(finding: Application, assessed: Engagement) -> None:
    finding.store.change(lambda books: books.settings.put(Settings(id=ACCOUNT, finder=FinderStatus.DISABLED)))
    with pytest.raises(InvalidError, match="queryStatement: the evidence finder is disabled"):
        create(finding, assessed, queryStatement=statement(finding, assessed))


def test_reports_are_listed_newest_first(server: Application, assessed: Engagement, clock: SetClock) -> None:
    names = []
    for number in range(3):
        names.append(create(server, assessed, f"report-{number}")["name"])
        clock.advance(minutes=1)

    assert [report["name"] for report in listed(server)] == names[::-1]
    output = ask(server, "ListAssessmentReports", reports.list_assessment_reports, {}, limit=1)
    assert [report["name"] for report in output["assessmentReports"]] == ["report-2"]
    rest = listed(server, after=output["nextToken"], limit=5)
    assert [report["name"] for report in rest] == ["report-1", "report-0"]


class Stranger:
    """Allows everything but what concerns one assessment."""

    def __init__(self, hidden: str) -> None:
        self._hidden = hidden

    def allows(self, caller: Caller, action: str, resource: Resource, at: object) -> bool:
        del caller, action, at
        return not (isinstance(resource, AssessmentResource) and resource.id == self._hidden)


def test_reports_of_a_hidden_assessment_do_not_show(server: Application, assessed: Engagement) -> None:
    other = keep_engagement(server, small(engagement(OTHER_ASSESSMENT)))
    hidden = made(server, other, name="hidden")
    shown = create(server, assessed, "shown")
    stranger = replace(server, authorizer=Stranger(OTHER_ASSESSMENT))

    assert [report["name"] for report in listed(stranger)] == ["shown"]
    with pytest.raises(NotFoundError):
        url_of(stranger, other, hidden.id)
    with pytest.raises(NotFoundError):
        delete(stranger, other, hidden.id)
    with pytest.raises(NotFoundError):
        check(stranger, hidden.place)
    assert kept(server, shown["id"]).status is ReportStatus.IN_PROGRESS
    server.store.change(lambda books: books.engagements.remove(OTHER_ASSESSMENT))
    assert [report["name"] for report in listed(server)] == ["shown"]


def test_a_report_in_the_making_can_neither_be_dropped_nor_fetched(server: Application, assessed: Engagement) -> None:
    report = create(server, assessed)

    with pytest.raises(WrongStateError, match="IN_PROGRESS"):
        delete(server, assessed, report["id"])
    with pytest.raises(WrongStateError, match="IN_PROGRESS"):
        url_of(server, assessed, report["id"])


def test_a_report_is_dropped_with_its_zip(server: Application, assessed: Engagement) -> None:
    report = made(server, assessed)

    delete(server, assessed, report.id)

    assert listed(server) == []
    assert isinstance(server.objects, MemoryObjects)
    assert server.objects.kept == {}
    with pytest.raises(NotFoundError):
        delete(server, assessed, report.id)
    actions = server.store.read(
        lambda books: [change.action for change in books.changes.select(assessment_id=assessed.id)]
    )
    assert actions == [ChangeAction.CREATE, ChangeAction.DELETE]


class Stubborn(MemoryObjects):
    """A bucket that takes nothing in, and lets nothing go."""

    def put(self, key: str, content: bytes | Path) -> None:
        del content
        raise StoreError(f"{key} cannot be kept: Access Denied")

    def remove(self, key: str) -> None:
        raise StoreError(f"{key} cannot be removed: Access Denied")


def test_a_report_is_dropped_also_where_its_zip_stays(server: Application, assessed: Engagement) -> None:
    report = made(server, assessed)

    delete(replace(server, objects=Stubborn()), assessed, report.id)

    assert listed(server) == []


def test_a_report_that_cannot_be_put_has_failed_and_says_why(server: Application, assessed: Engagement) -> None:
    report = made(replace(server, objects=Stubborn()), assessed)

    assert report.status is ReportStatus.FAILED
    assert "Access Denied" in report.failure
    with pytest.raises(WrongStateError, match="Access Denied"):
        url_of(server, assessed, report.id)
    delete(server, assessed, report.id)


def test_a_link_names_a_zip(server: Application, assessed: Engagement) -> None:
    report = made(server, assessed)

    url = url_of(server, assessed, report.id)

    assert url["hyperlinkName"] == "Q4-report.zip"
    assert url["link"].startswith("http://127.0.0.1:8080/files/reports-bucket/audits/")


def test_reports_of_other_assessments_are_not_found(server: Application, assessed: Engagement) -> None:
    other = keep_engagement(server, small(engagement(OTHER_ASSESSMENT)))
    report = made(server, assessed)

    for wrong in ((other, report.id), (assessed, ABSENT)):
        with pytest.raises(NotFoundError):
            url_of(server, *wrong)
        with pytest.raises(NotFoundError):
            delete(server, *wrong)


def test_a_sound_zip_is_found_sound(server: Application, assessed: Engagement) -> None:
    keep_some(server, assessed.control_sets[0].controls[0].id, 2)
    report = made(server, assessed)

    found = check(server, report.place.replace("s3://", "S3://"))

    assert found == {
        "signatureValid": True,
        "signatureAlgorithm": "Ed25519",
        "signatureDateTime": f"{NOW:%Y-%m-%dT%H:%M:%SZ}",
        "signatureKeyId": server.signer.key_id,
        "validationErrors": [],
    }


def rewritten(server: Application, report: AssessmentReport, change: Callable[[dict[str, bytes]], None]) -> None:
    key = object_key(report.place)
    with zipfile.ZipFile(io.BytesIO(server.objects.get(key))) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    change(content)
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        for name, each in content.items():
            archive.writestr(name, each)
    server.objects.put(key, into.getvalue())


def test_every_change_in_a_zip_is_told(server: Application, assessed: Engagement) -> None:
    keep_some(server, assessed.control_sets[0].controls[0].id, 1)
    report = made(server, assessed)
    root = f"Q4-report-{report.id}"

    def change(content: dict[str, bytes]) -> None:
        content[f"{root}/README.txt"] += b"!"
        del content[f"{root}/coverage.csv"]
        content[f"{root}/more.txt"] = b"more"

    rewritten(server, report, change)

    found = check(server, report.place)
    assert found["signatureValid"]
    assert found["validationErrors"] == [
        "README.txt: is not as it was signed",
        "more.txt: is not in the digest",
        "coverage.csv: is missing",
    ]


def test_a_digest_that_was_changed_is_not_signed(server: Application, assessed: Engagement) -> None:
    report = made(server, assessed)
    root = f"Q4-report-{report.id}"

    def change(content: dict[str, bytes]) -> None:
        name = f"{root}/digest.json"
        content[name] = content[name].replace(assessed.id.encode(), OTHER_ASSESSMENT.encode())

    rewritten(server, report, change)

    found = check(server, report.place)
    assert not found["signatureValid"]
    assert any(error.startswith("digest.signature") for error in found["validationErrors"])


def test_a_zip_that_is_none_is_told(server: Application, assessed: Engagement) -> None:
    report = made(server, assessed)
    whole = server.objects.get(object_key(report.place))

    for damaged in (b"no zip", whole[: len(whole) // 2], b""):
        server.objects.put(object_key(report.place), damaged)
        found = check(server, report.place)
        assert not found["signatureValid"]
        assert found["validationErrors"]
        assert "signatureKeyId" not in found


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("elsewhere/more.txt", "archive: should hold one folder, holds 2"),
        ("digest.json", "digest.json: is not there once: nothing says what the files should be"),
    ],
)
def test_a_zip_without_one_digest_in_one_folder_is_told(
    server: Application, assessed: Engagement, name: str, error: str
) -> None:
    report = made(server, assessed)

    def change(content: dict[str, bytes]) -> None:
        if name == "digest.json":
            del content[f"Q4-report-{report.id}/digest.json"]
        else:
            content[name] = b""

    rewritten(server, report, change)

    assert check(server, report.place)["validationErrors"] == [error]


def test_a_digest_that_is_no_json_is_told(server: Application, assessed: Engagement) -> None:
    report = made(server, assessed)

    def change(content: dict[str, bytes]) -> None:
        content[f"Q4-report-{report.id}/digest.json"] = b"{"

    rewritten(server, report, change)

    found = check(server, report.place)
    assert found["validationErrors"] == ["digest: is no JSON of strings and integers"]
    assert not found["signatureValid"]
    assert "signatureKeyId" not in found


def test_a_damaged_file_in_a_zip_is_told(server: Application, assessed: Engagement) -> None:
    report = made(server, assessed)
    whole = bytearray(server.objects.get(object_key(report.place)))
    with zipfile.ZipFile(io.BytesIO(bytes(whole))) as archive:
        entry = archive.getinfo(f"Q4-report-{report.id}/README.txt")
    whole[entry.header_offset + 200] ^= 0xFF
    server.objects.put(object_key(report.place), bytes(whole))

    assert "README.txt: is not as it was signed" in check(server, report.place)["validationErrors"]


def test_a_place_without_a_report_is_not_found(server: Application, assessed: Engagement) -> None:
    report = made(server, assessed)
    server.objects.put("elsewhere/secret.zip", server.objects.get(object_key(report.place)))

    for place in ("s3://elsewhere/secret.zip", "s3://reports-bucket/none.zip"):
        with pytest.raises(NotFoundError):
            check(server, place)
    for place in ("s3://reports-bucket/../evidence-files/x", "s3:///", "https://reports-bucket/x"):
        with pytest.raises(InvalidError):
            check(server, place)
    server.objects.remove(object_key(report.place))
    with pytest.raises(NotFoundError):
        check(server, report.place)
