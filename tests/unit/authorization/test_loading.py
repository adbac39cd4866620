"""Policies of one's own: added, in place of a shipped one, or refused with the line that is wrong."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from probative.authorization.cedar import CedarAuthorizer
from probative.authorization.loading import Statement, load_policies, split
from probative.domain.access import AccountResource, AssessmentResource
from probative.domain.errors import InvalidError
from probative.domain.ids import AccountId, AssessmentId
from probative.domain.people import Caller, Standing

NOW: Final = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
MEMBER: Final = Caller(
    account=AccountId("111122223333"),
    arn="arn:aws:iam::111122223333:user/mia",
    name="mia",
    standing=Standing.MEMBER,
)


def allows(folder: Path, action: str, at: datetime = NOW) -> bool:
    return CedarAuthorizer.load(folder).allows(MEMBER, action, AccountResource(), at)


def test_a_file_is_added(tmp_path: Path) -> None:
    (tmp_path / "ours.cedar").write_text(
        'permit (principal, action == Action::"CreateControl", resource) when { principal.name == "mia" };'
    )

    assert allows(tmp_path, "CreateControl")
    assert allows(tmp_path, "GetControl")
    assert not allows(tmp_path, "DeleteControl")


def test_a_file_called_like_a_shipped_one_takes_its_place(tmp_path: Path) -> None:
    (tmp_path / "everybody.cedar").write_text('permit (principal, action == Action::"GetSettings", resource);')

    assert allows(tmp_path, "GetSettings")
    assert not allows(tmp_path, "GetControl")


def test_an_empty_file_takes_a_shipped_one_away(tmp_path: Path) -> None:
    (tmp_path / "everybody.cedar").write_text("// nobody may anything by itself\n")

    assert not allows(tmp_path, "GetControl")


def test_a_policy_may_look_at_the_minute(tmp_path: Path) -> None:
    (tmp_path / "freeze.cedar").write_text(
        'forbid (principal, action, resource) when { context.now >= datetime("2026-11-20T12:01:00Z") };'
    )

    assert allows(tmp_path, "GetControl", NOW.replace(second=59))
    assert not allows(tmp_path, "GetControl", NOW.replace(minute=1))


@pytest.mark.parametrize(
    ("policy", "reason"),
    [
        ("permit (principl, action, resource);", "principl"),
        ('permit (principal, action == Action::"GetContrl", resource);', "GetContrl"),
        ('permit (principal, action, resource) when { principal.standng == "x" };', "standng"),
        ("permit (principal, action, resource)", "end of input"),
    ],
)
def test_a_slip_has_its_line(tmp_path: Path, policy: str, reason: str) -> None:
    (tmp_path / "ours.cedar").write_text(
        f'// says; "nothing\n\npermit (principal, action == Action::"GetControl", resource);\n\n// a word\n{policy}\n'
    )

    with pytest.raises(InvalidError) as refused:
        load_policies(tmp_path)

    (finding,) = refused.value.findings
    assert finding.path == f"{tmp_path / 'ours.cedar'}:6"
    assert reason in finding.reason


def test_all_slips_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "ours.cedar").write_text("permit (a, action, resource);\npermit (b, action, resource);\n")

    with pytest.raises(InvalidError) as refused:
        load_policies(tmp_path)

    assert [finding.path.rpartition(":")[2] for finding in refused.value.findings] == ["1", "2"]


def test_a_folder_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(InvalidError, match="no folder"):
        load_policies(tmp_path / "none")


def test_a_file_must_be_text(tmp_path: Path) -> None:
    (tmp_path / "ours.cedar").write_bytes(b"\xff\xfe")

    with pytest.raises(InvalidError, match="cannot be read"):
        load_policies(tmp_path)


def test_a_semicolon_in_words_ends_nothing() -> None:
    text = 'permit (principal, action, resource) when { principal.name == "a;\\";b" }; // end; really\n'

    assert list(split("x", text)) == [Statement("x:1", text[: text.index("; // end") + 1])]


def test_the_policy_of_the_docs_works(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs/people-and-rights.md").read_text()
    (tmp_path / "docs.cedar").write_text(page.partition("```\n// Nobody")[2].partition("```")[0].partition("\n")[2])
    owner = AssessmentResource(id=AssessmentId("a"), owners=MEMBER.arns, delegates=frozenset())
    authorizer = CedarAuthorizer.load(tmp_path)

    assert authorizer.allows(MEMBER, "UpdateAssessment", owner, NOW)
    assert not authorizer.allows(MEMBER, "UpdateAssessment", owner, NOW.replace(month=12, day=2))
    assert authorizer.allows(MEMBER, "GetAssessment", owner, NOW.replace(month=12, day=2))
