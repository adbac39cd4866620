"""What an account lacks is told in bounded time, and what was not said is never taken for missing."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from probative.app.application import Application
from probative.app.organizations import get_organization
from probative.app.prerequisites import LASTS, check_account_ready
from probative.domain.errors import ForbiddenError, InvalidError, NotFoundError
from probative.domain.ids import Region
from probative.domain.organization import Organization, OrganizationalUnit
from probative.domain.people import Caller
from probative.domain.prerequisites import Need, NeedState, Prerequisite
from probative.domain.slots import RefusalReason, Slot
from probative.ports.asking import Connection
from tests.support.collecting import AnsweringLive
from tests.support.engaging import DAN, OLIVIA, serving
from tests.support.native import ScriptedConnections
from tests.support.serving import ACCOUNT, NOW, REGION, SetClock

REACHED = Connection("arn:aws:sts::111122223333:assumed-role/Reader/probative", ())
HUB = "securityhub:DescribeHub"
RECORDER = "config:DescribeConfigurationRecorderStatus"


@dataclass
class World:
    clock: SetClock
    server: Application
    live: AnsweringLive
    connections: ScriptedConnections = field(init=False)

    def __post_init__(self) -> None:
        self.connections = ScriptedConnections(REACHED, live=self.live)

    def check(self, by: Caller = OLIVIA, regions: Sequence[str] = (REGION,)) -> dict[Need, Prerequisite]:
        checked = check_account_ready(self.server, self.connections, by, account_id=ACCOUNT, regions=regions)
        return {found.need: found for region in checked.regions for found in region.prerequisites}


@pytest.fixture
def world(tmp_path: Path) -> World:
    clock = SetClock()
    return World(clock, serving(tmp_path, clock), AnsweringLive(clock))


def test_what_answers_without_what_is_looked_for_is_not_switched_on(world: World) -> None:
    found = world.check()

    assert set(found) == set(Need)
    assert {each.state for each in found.values()} == {NeedState.NOT_ENABLED}
    assert all(each.reason and each.remedy for each in found.values())


def test_a_refusal_is_unknown_unless_it_says_that_the_service_is_off(world: World) -> None:
    world.live.refuses = {HUB: RefusalReason.NOT_ENABLED, RECORDER: RefusalReason.ACCESS_DENIED}

    found = world.check()

    assert found[Need.SECURITY_HUB].state is NeedState.NOT_ENABLED
    assert found[Need.CONFIG].state is NeedState.UNKNOWN
    assert "grant the reader role this call" in found[Need.CONFIG].remedy


def test_what_is_not_told_in_time_is_unknown(world: World) -> None:
    def take_long(slot: Slot) -> None:
        del slot
        world.clock.advance(seconds=LASTS.total_seconds() / 2)

    world.live.before_each = take_long
    found = world.check()

    late = [each for each in found.values() if each.state is NeedState.UNKNOWN]
    assert late
    assert {(each.reason, each.remedy) for each in late} == {("it was not told in time", "check again")}
    assert len(world.live.asked) <= 3


def test_what_cannot_be_is_refused(world: World) -> None:
    with pytest.raises(InvalidError, match="regions"):
        world.check(regions=["mars-1"])
    with pytest.raises(NotFoundError):
        check_account_ready(
            world.server, world.connections, OLIVIA, account_id=ACCOUNT, regions=[REGION], framework_id="none"
        )
    with pytest.raises(ForbiddenError, match="ManageAccounts"):
        world.check(DAN)
    assert world.live.asked == []


def test_an_organization_is_read_once_in_a_while_and_anew_when_asked(world: World) -> None:
    root = OrganizationalUnit(id="r-1", name="Root", accounts=(), units=())

    def read(*, anew: bool = False) -> Organization:
        found = get_organization(world.server, world.connections, OLIVIA, is_read_anew=anew)
        world.connections.tree = replace(world.connections.tree, read_at=world.clock())
        return found

    world.connections.tree = Organization(root=root, reason="", remedy="", read_at=NOW)
    assert read().root == root
    assert (read().root, world.connections.trees_read) == (root, 1)
    read(anew=True)
    assert world.connections.trees_read == 2
    world.clock.advance(minutes=11)
    read()
    assert world.connections.trees_read == 3


def test_a_failure_to_read_the_organization_is_not_kept_for_long(world: World) -> None:
    world.connections.tree = replace(world.connections.tree, read_at=NOW)
    for seconds, reads in ((0, 1), (20, 1), (20, 2)):
        world.clock.advance(seconds=seconds)
        assert get_organization(world.server, world.connections, OLIVIA).root is None
        assert world.connections.trees_read == reads


def test_only_who_looks_after_accounts_reads_the_organization(world: World) -> None:
    with pytest.raises(ForbiddenError):
        get_organization(world.server, world.connections, DAN)


def test_regions_that_are_not_named_are_the_servers(world: World) -> None:
    checked = check_account_ready(world.server, world.connections, OLIVIA, account_id=ACCOUNT, regions=[])

    assert [each.region for each in checked.regions] == [Region(REGION)]
