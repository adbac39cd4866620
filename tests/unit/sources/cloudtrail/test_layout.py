"""The delivery layout, read off paths."""

from datetime import UTC, date, datetime

import pytest

from probative.domain.slots import log_slot
from probative.sources.cloudtrail.layout import Place, delivered_at, parse_day, parse_place, slot_of
from tests.support.cloudtrail import ACCOUNT, DAY, REGION, a_file


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/data/AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/07", (ACCOUNT, REGION, "2026/11/07")),
        ("s3://b/AWSLogs/o-abcdef1234/111122223333/CloudTrail/us-east-1/2026/11", (ACCOUNT, REGION, "2026/11")),
        ("111122223333/CloudTrail/us-east-1/2026", (ACCOUNT, REGION, "2026")),
        ("x/111122223333/CloudTrail/us-east-1", (ACCOUNT, REGION, "")),
        ("x/111122223333/CloudTrail", (ACCOUNT, None, "")),
        ("x/111122223333", (ACCOUNT, None, "")),
        ("x/111122223333/CloudTrail-Digest/us-east-1/2026/11/07", None),
        ("x/1111222233334/CloudTrail", None),
        ("x/AWSLogs", None),
        ("x/111122223333/CloudTrail/us-east-1/2026/11/07/08", None),
    ],
)
def test_a_path_says_how_far_down_it_lies(path: str, place: tuple[str, str | None, str] | None) -> None:
    assert parse_place(path) == place
    assert place is None or isinstance(parse_place(path), Place)


def test_only_days_that_exist_are_days() -> None:
    assert parse_day("2026/02/28") == date(2026, 2, 28)
    assert [parse_day(text) for text in ("2026/02/30", "2026/02", "", "2026/13/01")] == [None] * 4


def test_a_file_name_carries_its_time_of_delivery() -> None:
    name = "111122223333_CloudTrail_us-east-1_20261107T2355Z_aBcD.json.gz"
    assert delivered_at(name) == datetime(2026, 11, 7, 23, 55, tzinfo=UTC)
    assert delivered_at("export.json.gz") is None
    assert delivered_at("a_20261332T2355Z_x.json.gz") is None


def test_a_file_answers_for_the_log_of_its_day() -> None:
    assert slot_of(a_file()) == log_slot(ACCOUNT, REGION, DAY)
