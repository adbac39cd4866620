"""Accounts are tried by whoever looks after them, and only what AWS has."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from probative.app.application import Application
from probative.app.connections import check_connection
from probative.domain.errors import ForbiddenError, InvalidError
from probative.domain.ids import AccountId, Region
from probative.ports.asking import Connection
from tests.support.engaging import DAN, OLIVIA, serving
from tests.support.native import ScriptedConnections
from tests.support.serving import ACCOUNT, REGION


@dataclass
class Reached(ScriptedConnections):
    """Reaches every account, and remembers which."""

    tried: list[tuple[AccountId, tuple[Region, ...]]] = field(default_factory=list)

    def check(self, account: AccountId, regions: Sequence[Region]) -> Connection:
        self.tried.append((account, tuple(regions)))
        return Connection("arn", ())


@pytest.fixture
def server(tmp_path: Path) -> Application:
    return serving(tmp_path)


def test_an_account_is_tried_in_the_regions_that_are_named(server: Application) -> None:
    reached = Reached()

    for regions in (["eu-west-1", "us-east-1", "eu-west-1"], []):
        assert check_connection(server, reached, OLIVIA, account_id=ACCOUNT, regions=regions).identity == "arn"

    assert reached.tried == [(ACCOUNT, ("eu-west-1", "us-east-1")), (ACCOUNT, (REGION,))]


@pytest.mark.parametrize(
    ("account", "regions", "field_"),
    [
        ("1111", [], "accountId"),
        ("١١١١٢٢٢٢٣٣٣٣", [], "accountId"),
        ("111122223333\n", [], "accountId"),
        (ACCOUNT, ["mars-1"], "regions"),
        (ACCOUNT, ["us-east-1", "cn-north-1"], "regions"),
    ],
)
def test_what_is_not_there_is_not_tried(server: Application, account: str, regions: list[str], field_: str) -> None:
    reached = Reached()

    with pytest.raises(InvalidError) as refused:
        check_connection(server, reached, OLIVIA, account_id=account, regions=regions)

    assert [finding.path for finding in refused.value.findings] == [field_]
    assert reached.tried == []


def test_rights_come_first(server: Application) -> None:
    with pytest.raises(ForbiddenError, match="ManageAccounts"):
        check_connection(server, Reached(), DAN, account_id="x", regions=[])
