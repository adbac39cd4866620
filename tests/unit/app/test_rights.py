"""What a caller may do beside assessments is told whole, and as the policies have it."""

import re
from pathlib import Path

from probative.app.rights import ACCOUNT_ACTIONS, rights_of
from probative.domain.people import Standing
from tests.support.people import guarded
from tests.support.serving import caller

SCHEMA = Path(__file__).parents[3] / "src/probative/authorization/policies/schema.cedarschema"
_ACTIONS = re.compile(r"^action\n([^{]*?)\n  appliesTo \{ principal: User, resource: \[?Account\b", re.MULTILINE)


def test_every_action_on_the_account_is_told() -> None:
    blocks = _ACTIONS.findall(re.sub(r" *//.*", "", SCHEMA.read_text()))

    assert sorted(re.findall(r"\w+", " ".join(blocks))) == list(ACCOUNT_ACTIONS)


def test_an_administrator_may_do_everything_beside_assessments(tmp_path: Path) -> None:
    assert rights_of(guarded(tmp_path), caller(standing=Standing.ADMINISTRATOR)) == list(ACCOUNT_ACTIONS)


def test_a_member_is_told_what_it_may_do_and_no_more(tmp_path: Path) -> None:
    rights = rights_of(guarded(tmp_path), caller(standing=Standing.MEMBER))

    assert "ListAssessments" in rights
    assert "GetSettings" in rights
    assert not {"ManageUsers", "CreateAssessment", "UpdateSettings"} & set(rights)


def test_a_collector_brings_evidence_and_no_more(tmp_path: Path) -> None:
    rights = rights_of(guarded(tmp_path), caller(standing=Standing.COLLECTOR))

    assert rights == ["GetAccountStatus", "GetEvidenceFileUploadUrl"]
