"""A report holds what was collected: all of it, linked, counted, signed, and the same every time."""

import csv
import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import pytest
from pypdf import PdfReader

from probative.domain.errors import InvalidError, StoreError
from probative.domain.evidence import Evidence, Fact, Verdict
from probative.domain.ids import FactId, time_ordered_uuid
from probative.domain.summaries import AssessmentSummary
from probative.integrity.digest import digest_of
from probative.integrity.signature import check_digest
from probative.reports.folder import LISTED, ReportFolder, write_report
from probative.reports.names import control_folders
from tests.support.reports import (
    SINCE,
    SMALL,
    MemoryLake,
    Place,
    Silence,
    Size,
    assessment,
    cells_of,
    evidence_of,
    files_of,
    fixed_signer,
    framework,
    items_of,
    made,
    refusal,
    renamed,
    summary_of,
)


class Written(NamedTuple):
    summary: AssessmentSummary
    lake: MemoryLake
    report: ReportFolder
    pages: list[str]
    pdf: PdfReader


def write(target: Path, summary: AssessmentSummary, lake: MemoryLake) -> Written:
    report = write_report(target, summary, lake, fixed_signer(), Silence())
    pdf = PdfReader(report.summary_path)
    return Written(summary, lake, report, [flat(page.extract_text()) for page in pdf.pages], pdf)


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """A report whose first control has more items than the summary lists."""
    framework_ = framework(SMALL)
    of = assessment(framework_, Size(accounts=3, regions=2, days=4))
    pairs: list[tuple[Evidence, Fact]] = []
    for control_set in framework_.control_sets:
        for number, control in enumerate(control_set.controls):
            size = Size(items=LISTED + 25 if number == 0 else 7)
            pairs += items_of(Place(of, control, control_set.id), size)
    lake = MemoryLake((evidence for evidence, _ in pairs), (fact for _, fact in pairs))
    lines = [refusal(), refusal(offset=1), refusal(account="444455556666", message="Access denied by an SCP")]
    summary = summary_of(of, framework_, lake, refusals=lines, cells=cells_of(of))
    return write(tmp_path_factory.mktemp("report") / "out", summary, lake)


def items_by_id(written: Written) -> dict[str, dict[str, object]]:
    paths = (written.report.path / "evidence").rglob("*.json")
    return {item["id"]: item for item in (json.loads(path.read_text()) for path in paths)}


def test_every_evidence_item_has_its_file(written: Written) -> None:
    items = items_by_id(written)

    wanted = {
        item.id
        for control in written.summary.framework.controls
        for item in written.lake.evidence(written.summary.assessment.id, control.id)
    }
    assert set(items) == wanted
    assert len(items) == written.report.evidence_count == written.summary.evidence_count


def test_a_file_says_what_the_evidence_and_its_fact_say(written: Written) -> None:
    control = written.summary.framework.controls[0]
    items = items_by_id(written)
    for item in written.lake.evidence(written.summary.assessment.id, control.id):
        (fact,) = written.lake.facts([item.fact_id])
        told = items[item.id]
        check = {"complianceCheck": item.verdict} if item.verdict in {"COMPLIANT", "NON_COMPLIANT"} else {}

        assert told.get("complianceCheck") == check.get("complianceCheck")
        assert told["resourcesIncluded"] == [{"arn": item.resource, **check}]
        assert told["verdict"] == item.verdict
        assert told["reason"] == item.reason
        assert told["time"] == item.time.isoformat()
        assert told["collectedAt"] == item.collected_at.isoformat()
        assert told["evidenceAwsAccountId"] == item.account
        assert told["controlName"] == control.name
        assert told["fact"]["provenance"] == fact.provenance  # type: ignore[index]
        assert told["fact"]["content"]["value"] == json.loads(fact.content)  # type: ignore[index]
        assert told["fact"]["content"]["sha256"] == fact.content_sha256  # type: ignore[index]


def test_a_file_lies_under_its_control_source_and_day(written: Written) -> None:
    folders = control_folders(control.id for control in written.summary.framework.controls)
    sources = {"AWS CloudTrail": "CloudTrail", "AWS Config": "Config", "AWS API calls": "API calls"}
    for path in (written.report.path / "evidence").rglob("*.json"):
        item = json.loads(path.read_text())
        parts = path.relative_to(written.report.path / "evidence").parts

        assert parts[:3] == (folders[item["controlId"]], sources[item["dataSource"]], item["collectedAt"][:10])
        assert parts[3].startswith(item["time"][11:19].replace(":", "-"))


def test_the_digest_covers_every_file_and_is_signed(written: Written) -> None:
    files = files_of(written.report.path)
    document = files.pop("digest.json")
    found = [digest_of(path, (content,)) for path, content in files.items()]

    assert check_digest(document, found, key_id=fixed_signer().key_id) == ()
    assert written.report.digest_sha256 == digest_of("digest.json", (document,)).sha256
    assert written.report.file_count == len(files) + 1
    assert written.report.size_bytes == sum(map(len, files.values())) + len(document)


def test_the_summary_shows_every_control_with_its_texts_and_standing(written: Written) -> None:
    for control in written.summary.framework.controls:
        page = next(page for page in written.pages if f"{control.id} {control.name}" in page and "Description" in page)

        assert flat(control.description) in page
        assert flat(control.testing_information) in page
        assert flat(control.action_plan_title) in page
        assert "resource.contentPolicy.filters.exists(f, f.type" in page
        assert "strengths list(string) MEDIUM, HIGH" in page


def test_the_numbers_of_the_overview_are_those_of_the_summary(written: Written) -> None:
    overview = written.pages[1]
    for control_set in written.summary.framework.control_sets:
        counts: Counter[Verdict] = Counter()
        for control in control_set.controls:
            counts.update(written.summary.controls[control.id].verdicts)
        for count in counts.values():
            assert f" {count} " in overview
        assert f" {counts.total()} " in overview
    assert re.search(rf"\b{written.summary.evidence_count} ?evidence items", overview)
    assert re.search(rf"\b{len(written.summary.refusals)} ?refusals", overview)


def test_refusals_are_told_with_reason_remedy_and_place(written: Written) -> None:
    page = next(page for page in written.pages if "Access denied (ACCESS_DENIED): 3 refusals" in page)

    assert "grant the reader role this call; `probative policy` prints the policy" in page
    assert "User is not authorized to perform: bedrock:ListGuardrails" in page
    assert "3 refusals in 111122223333, 444455556666; us-east-1" in page
    assert "and 1 other message" in page


def test_every_page_says_which_report_it_is_of_and_that_it_does_not_judge(written: Written) -> None:
    total = len(written.pages)
    for number, page in enumerate(written.pages, 1):
        assert f"Report {written.report.report_id}" in page
        assert "it does not judge the organisation" in page
        assert f"Page {number} of" in page
        assert re.search(rf"\b{total}\b", page)


def test_what_awaits_people_is_told(written: Written) -> None:
    assert (
        sum("Awaiting people Red team report: The report of the last red team" in page for page in written.pages) == 6
    )


def test_long_evidence_goes_on_in_a_document_of_its_own(written: Written) -> None:
    control = written.summary.framework.controls[0]
    items = list(written.lake.evidence(written.summary.assessment.id, control.id))
    failed = sum(item.verdict is Verdict.NON_COMPLIANT for item in items)
    page = " ".join(page for page in written.pages if f"controls/{control.id}.pdf" in page)

    assert f"{LISTED} of {len(items)} items are listed here: {failed} of {failed} non-compliant" in page
    assert f"All {len(items)} items: controls/{control.id}.pdf" in page
    listing = PdfReader(written.report.path / "controls" / f"{control.id}.pdf")
    text = " ".join(flat(page.extract_text()) for page in listing.pages)
    shown = Counter(re.findall(r"\b\d\d:\d\d:\d\d\b", text))
    assert shown == Counter(f"{item.time:%H:%M:%S}" for item in items)


def test_only_controls_that_need_one_have_a_long_listing(written: Written) -> None:
    long = [
        control.id
        for control in written.summary.framework.controls
        if sum(written.summary.controls[control.id].verdicts.values()) > LISTED
    ]

    assert sorted(path.stem for path in (written.report.path / "controls").iterdir()) == sorted(long)


def addresses(pdf: PdfReader) -> list[str]:
    return [
        str(annotation.get_object()["/A"]["/URI"])
        for page in pdf.pages
        for annotation in page.get("/Annots", ())
        if "/A" in annotation.get_object()
    ]


def test_links_to_files_lead_to_files(written: Written) -> None:
    documents = [written.report.summary_path, *(written.report.path / "controls").iterdir()]
    for document in documents:
        found = addresses(PdfReader(document))

        assert found
        assert all((document.parent / unquote(address)).is_file() for address in found)


def test_every_item_can_be_opened_from_one_of_the_documents(written: Written) -> None:
    opened = {
        (document.parent / unquote(address)).resolve()
        for document in (written.report.summary_path, *(written.report.path / "controls").iterdir())
        for address in addresses(PdfReader(document))
    }

    assert {path.resolve() for path in (written.report.path / "evidence").rglob("*.json")} <= opened


def targets(written: Written) -> list[tuple[int, int]]:
    """Return the page of each inner link, and the page that it leads to."""
    pages = {page.indirect_reference.idnum: number for number, page in enumerate(written.pdf.pages)}  # type: ignore[union-attr]
    found = []
    for number, page in enumerate(written.pdf.pages):
        for annotation in page.get("/Annots", ()):
            if "/Dest" in annotation.get_object():
                destination = annotation.get_object()["/Dest"]
                found.append((number, pages[destination.get_object()[0].idnum]))
    return found


def test_the_contents_lead_to_every_control_on_the_page_they_say(written: Written) -> None:
    contents = next(i for i, page in enumerate(written.pages) if i > 1 and "Control sets and controls" in page)
    led = [to for number, to in targets(written) if number == contents]
    begins = [
        next(i for i, page in enumerate(written.pages) if control.description[:60] in page and f"{control.id} " in page)
        for control in written.summary.framework.controls
    ]

    assert set(begins) <= set(led)
    for control, page in zip(written.summary.framework.controls, begins, strict=True):
        assert re.search(rf"{control.id} {control.name} .*\b{page + 1}\b", written.pages[contents])


def test_the_outline_names_every_control_set_and_control(written: Written) -> None:
    def titles(outline: object) -> list[str]:
        if isinstance(outline, list):
            return [title for each in outline for title in titles(each)]
        return [str(outline["/Title"])]  # type: ignore[index]

    named = titles(written.pdf.outline)

    assert named[:5] == ["Cover", "Overview", "Coverage", "Refusals", "Control sets and controls"]
    for control_set in written.summary.framework.control_sets:
        assert control_set.name in named
        assert {f"{control.id} {control.name}" for control in control_set.controls} <= set(named)


def test_the_text_face_is_embedded(written: Written) -> None:
    fonts = {
        str(font.get_object()["/BaseFont"]): font.get_object()
        for page in written.pdf.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }

    vera = [font for name, font in fonts.items() if "Vera" in name]
    assert len(vera) >= 2
    assert all("/FontFile2" in font["/FontDescriptor"] for font in vera)


def test_the_document_bears_the_date_of_the_report(written: Written) -> None:
    assert written.pdf.metadata is not None
    assert written.pdf.metadata.creation_date == written.summary.generated_at
    assert written.pdf.metadata.title == "AI platform, autumn review, 1 November 2026 to 4 November 2026 (4 days, UTC)"


def test_each_document_says_its_own_title_and_its_language(written: Written) -> None:
    listings = sorted((written.report.path / "controls").glob("*.pdf"))
    titles = set()
    for path in [written.report.summary_path, *listings]:
        pdf = PdfReader(path)
        assert str(pdf.root_object["/Lang"]) == "en-GB"
        assert "/DisplayDocTitle': True" in str(pdf.root_object["/ViewerPreferences"])
        assert pdf.pdf_header == "%PDF-1.4"
        assert pdf.outline
        assert pdf.metadata is not None
        assert pdf.metadata.author == pdf.metadata.creator == "Probative"
        assert pdf.metadata.subject == f"Assessment report {written.report.report_id}"
        titles.add(pdf.metadata.title)
    assert len(titles) == len(listings) + 1 > 1


def test_the_verdicts_table_has_a_line_for_each_item_with_its_file(written: Written) -> None:
    with (written.report.path / "verdicts.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))

    assert {row["evidence_id"] for row in rows} == set(items_by_id(written))
    for row in rows:
        told = json.loads((written.report.path / row["file"]).read_text())
        assert (told["id"], told["verdict"]) == (row["evidence_id"], row["verdict"])


def test_the_same_input_gives_the_same_bytes_in_every_file(tmp_path: Path) -> None:
    size = Size(items=LISTED + 2)
    first = write(tmp_path / "a", *made(size))
    second = write(tmp_path / "b", *made(size))

    assert files_of(first.report.path) == files_of(second.report.path)


def test_another_instant_is_another_report(tmp_path: Path) -> None:
    summary, lake = made(Size(items=1))
    later = replace(summary, generated_at=summary.generated_at.replace(minute=1))

    assert write(tmp_path / "a", summary, lake).report.report_id != write(tmp_path / "b", later, lake).report.report_id


def test_progress_is_told_item_by_item(tmp_path: Path) -> None:
    summary, lake = made(Size(items=3))
    progress = Silence()

    write_report(tmp_path / "out", summary, lake, fixed_signer(), progress)

    assert progress.steps == summary.evidence_count


def test_an_assessment_without_anything_still_has_a_report(tmp_path: Path) -> None:
    framework_ = framework(SMALL)
    summary = summary_of(assessment(framework_, Size()), framework_, MemoryLake((), ()))

    written = write(tmp_path / "out", summary, MemoryLake((), ()))

    assert any("Nothing was expected in any account and region." in page for page in written.pages)
    assert any("No source refused to answer." in page for page in written.pages)
    assert sum("None was collected." in page for page in written.pages) == len(summary.controls)
    assert sum("No observation was expected." in page for page in written.pages) == len(summary.controls)


def test_an_assessment_that_was_refused_everything_says_so(tmp_path: Path) -> None:
    framework_ = framework(SMALL)
    of = assessment(framework_, Size(accounts=2, regions=2, days=2))
    cells = cells_of(of, answered=False)
    lines = [refusal(account=account, offset=day) for account in of.scope.accounts for day in range(2)]
    lake = MemoryLake((), ())
    summary = summary_of(of, framework_, lake, refusals=lines, cells=cells)

    written = write(tmp_path / "out", summary, lake)

    assert re.search(r"\b0 % ?of observations answered in full", written.pages[1])
    assert any(
        "Of 384 expected observations, 0 (0 %) answered in full, 0 in part, 384 refused" in page
        for page in written.pages
    )


def test_hostile_names_stay_inside_and_are_shown(tmp_path: Path) -> None:
    framework_ = framework({"../../a\\b": ("x" * 300,), "\u202eé中文\x07": ("🤖" * 40,)}, controls_each=1)
    of = assessment(framework_, Size())
    pairs = [
        (
            item._replace(
                event_name="../../" + "e" * 300,
                event_source="/etc",
                resource="r" * 900,
                reason="\x00" + "w" * 4000,
            ),
            fact,
        )
        for control_set in framework_.control_sets
        for item, fact in items_of(Place(of, control_set.controls[0], control_set.id), Size(items=LISTED + 1))
    ]
    lake = MemoryLake((item for item, _ in pairs), (fact for _, fact in pairs))
    summary = renamed(summary_of(of, framework_, lake, cells=cells_of(of)), "\u202egnp\x00 " + "name " * 60)

    written = write(tmp_path / "out", summary, lake)

    names = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")]
    assert all(name == "out" or name.startswith("out/") for name in names)
    assert all(len(name) <= 200 and name.isascii() for name in names)
    assert len(items_by_id(written)) == len(pairs)
    assert "[U+202E]gnp[U+0000] name name" in written.pages[0]


def test_two_items_never_share_a_path(tmp_path: Path) -> None:
    framework_ = framework({"Safe": ("Safe inputs",)}, controls_each=1)
    of = assessment(framework_, Size())
    (control,) = framework_.controls
    ((item, fact),) = items_of(Place(of, control, framework_.control_sets[0].id), Size(items=1))
    twin = item._replace(id=type(item.id)(item.id[:-13].replace(item.id[0], "f") + item.id[-13:]))
    lake = MemoryLake([item, twin], [fact])

    written = write(tmp_path / "out", summary_of(of, framework_, lake), lake)

    assert item.id != twin.id
    assert set(items_by_id(written)) == {item.id, twin.id}


def collection(tmp_path: Path, count: int, size: int = 10) -> tuple[Written, dict[str, object]]:
    framework_ = framework({"Safe": ("Safe inputs",)}, controls_each=1)
    of = assessment(framework_, Size())
    (control,) = framework_.controls
    place = Place(of, control, framework_.control_sets[0].id)
    ((_, model),) = items_of(place, Size(items=1))
    members = [
        model._replace(id=FactId(time_ordered_uuid(SINCE, "member", str(index))), content=b'"' + b"x" * size + b'"')
        for index in range(count)
    ]
    content = json.dumps({"members": [member.id for member in members]}, separators=(",", ":")).encode()
    whole = model._replace(content=content)
    item = evidence_of(place, control.sources[0], whole, Verdict.COMPLIANT)
    lake = MemoryLake([item], [whole, *members])
    written = write(tmp_path / "out", summary_of(of, framework_, lake), lake)
    return written, items_by_id(written)[item.id]


def test_a_small_collection_shows_its_members(tmp_path: Path) -> None:
    written, told = collection(tmp_path, 3)

    assert [member["content"]["value"] for member in told["members"]] == ["x" * 10] * 3  # type: ignore[attr-defined]
    assert not (written.report.path / "facts").exists()
    assert told["resourcesIncluded"] == []


@pytest.mark.parametrize(("count", "size"), [(450, 10), (2, 100_000)])
def test_a_large_collection_names_the_files_of_its_members(tmp_path: Path, count: int, size: int) -> None:
    written, told = collection(tmp_path, count, size)

    members = told["members"]
    assert isinstance(members, list)
    assert len(members) == count
    for member in members:
        fact = json.loads((written.report.path / member["file"]).read_text())
        assert fact["factId"] == member["factId"]
        assert fact["content"]["sha256"] == member["sha256"]


def test_evidence_without_its_fact_is_no_report(tmp_path: Path) -> None:
    summary, lake = made(Size(items=1))
    items = [item for control in summary.controls for item in lake.evidence(summary.assessment.id, control)]

    with pytest.raises(StoreError, match="but not the fact"):
        write(tmp_path / "out", summary, MemoryLake(items, ()))

    assert list(tmp_path.iterdir()) == []


def test_figures_and_listings_that_do_not_agree_are_no_report(tmp_path: Path) -> None:
    summary, _ = made(Size(items=2))
    _, more = made(Size(items=3))

    with pytest.raises(StoreError, match=r"the lake holds 3 evidence items of SAFE-1\.1, the summary counts 2"):
        write(tmp_path / "out", summary, more)

    assert list(tmp_path.iterdir()) == []


def test_a_place_that_is_taken_is_told_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "digest.json").write_text("{}")
    summary, lake = made(Size(items=1))
    progress = Silence()

    with pytest.raises(InvalidError, match=r"--report-dir: .* already holds a report: choose another folder"):
        write_report(tmp_path, summary, lake, fixed_signer(), progress)

    assert progress.steps == 0
