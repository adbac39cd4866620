"""The last seven days as log files: what goes on every day, and the story.

Every event is a function of its day and place, so that the same day is told the same way; the story counts
back from today. One file is cut off in the middle, as happens.
"""

import gzip
import json
import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from probative_demo.catalogue import filled, places_in
from probative_demo.inventory import load_table
from probative_demo.models import Members
from probative_demo.places import ACCOUNTS, HOME, PLACES, Place
from probative_demo.records import Happening, bucket_key, identity_of_role, identity_of_user, write_record

DAYS: Final = 7
_FILE_HOURS: Final = 6
_ABROAD_SHARE: Final = 0.25
"""How much goes on in a region that is not home, beside home."""
_NIGHT_MINUTES: Final = 5
"""Today holds a few minutes after midnight already: every place has a file for every day."""
UNSEEN_DAYS: Final = 4
UNSEEN: Final = (timedelta(hours=2, minutes=11), timedelta(hours=2, minutes=30))
"""When the story's trail was stopped."""
CUT_OFF: Final = (Place(ACCOUNTS["production"], HOME), 2)
"""Where, and how many days ago, a file was cut off."""


def write_history(start: datetime) -> Iterator[tuple[str, bytes, datetime]]:
    """Yield key, bytes and time of each log file up to `start`, the midnight of today, and of its first minutes."""
    events: dict[tuple[Place, datetime], list[Happening]] = defaultdict(list)
    for happening in [*_story(start), *_routine(start)]:
        if _is_unseen(happening, start):
            continue
        hour = happening.at.hour - happening.at.hour % _FILE_HOURS
        slice_start = happening.at.replace(hour=hour, minute=0, second=0, microsecond=0)
        events[happening.place, slice_start].append(happening)
    for (place, slice_start), happenings in sorted(events.items(), key=lambda item: item[0]):
        happenings.sort(key=lambda happening: (happening.at, happening.name))
        delivered = slice_start + timedelta(hours=_FILE_HOURS) - timedelta(minutes=1)
        if slice_start >= start:
            delivered = slice_start + timedelta(minutes=_NIGHT_MINUTES)
        yield bucket_key(place, delivered, ""), compress([write_record(one) for one in happenings]), delivered
    yield _cut_off_file(start)


def _is_unseen(happening: Happening, start: datetime) -> bool:
    """Say whether it happened while the story's trail was stopped: nothing of that is recorded, anywhere."""
    stopped, started = (start - timedelta(days=UNSEEN_DAYS) + at for at in UNSEEN)
    return stopped < happening.at < started


def compress(records: list[Members]) -> bytes:
    """Return a log file: the same bytes for the same records."""
    text = json.dumps({"Records": records}, separators=(",", ":"))
    return gzip.compress(text.encode(), compresslevel=5, mtime=0)


def _cut_off_file(start: datetime) -> tuple[str, bytes, datetime]:
    place, days = CUT_OFF
    at = start - timedelta(days=days) + timedelta(hours=11, minutes=17)
    rows = load_table("routine")["production"]
    records = [write_record(_happening(rows[n % 3], place, at - timedelta(seconds=n), n)) for n in range(40)]
    whole = compress(records)
    return bucket_key(place, at, "cut off"), whole[: len(whole) * 3 // 5], at


# --- what goes on every day


def _routine(start: datetime) -> Iterator[Happening]:
    for place in PLACES:
        for days_ago in range(DAYS, -1, -1):
            yield from _day(place, start - timedelta(days=days_ago), is_today=days_ago == 0)


def _day(place: Place, day: datetime, *, is_today: bool) -> Iterator[Happening]:
    drawn = random.Random(f"{place}/{day:%Y-%m-%d}")
    share = (1.0 if place.region == HOME else _ABROAD_SHARE) * (0.4 if day.weekday() >= 5 else 1.0)
    name = next(name for name, account in ACCOUNTS.items() if account == place.account)
    for row in load_table("routine")[name]:
        if row.get("global") and place.region != HOME:
            continue
        count = 1 if is_today else round(row["a_day"] * share * drawn.uniform(0.8, 1.2))
        for number in range(count):
            second = drawn.randrange(_NIGHT_MINUTES * 60) if is_today else _second_of_day(drawn)
            yield _happening(row, place, day + timedelta(seconds=second), number + drawn.randrange(10**6) * 100)


def _second_of_day(drawn: random.Random) -> int:
    hour = min(23.99, max(0.0, drawn.gauss(13, 4)))
    return int(hour * 3600)


# --- the story


def _story(start: datetime) -> Iterator[Happening]:
    for number, row in enumerate(load_table("story")):
        days, _, time = row["at"].partition("d ")
        hours, _, minutes = time.partition(":")
        at = start - timedelta(days=int(days)) + timedelta(hours=int(hours), minutes=int(minutes), seconds=number % 60)
        for place in places_in([row["in"]]):
            yield _happening(row, place, at, number)


def _happening(row: Members, place: Place, at: datetime, number: int) -> Happening:
    actor = load_table("actors")[row["who"]]
    known = filled({"n": number, **{name: row.get(name) for name in ("params", "response", "resource")}}, place, at)
    login = row.get("login")
    return Happening(
        at=at,
        place=place,
        source=row["source"],
        name=row["name"],
        identity=_identity(actor, place, at),
        address=actor.get("ip") or actor.get("service", ""),
        agent=actor.get("agent") or actor.get("service", ""),
        params=known["params"],
        response={"ConsoleLogin": "Success"} if login else known["response"],
        error=tuple(row["error"]) if "error" in row else None,
        is_read=row.get("read", False),
        data_type=row.get("data"),
        resource=known["resource"],
        extra=_login_data(login, place) if login else row.get("extra"),
        vpc_endpoint=actor.get("vpce") if row["source"] == "bedrock" else None,
        from_console=actor.get("console", False) and not login,
        number=number,
    )


def _login_data(login: Members, place: Place) -> Members:
    return {
        "LoginTo": f"https://console.aws.amazon.com/console/home?region={place.region}",
        "MobileVersion": "No",
        "MFAUsed": login["mfa"],
    }


def _identity(actor: Members, place: Place, at: datetime) -> Members:
    if service := actor.get("service"):
        return {"type": "AWSService", "invokedBy": service}
    if actor.get("root"):
        account = place.account
        return {"type": "Root", "principalId": account, "arn": f"arn:aws:iam::{account}:root", "accountId": account}
    if user := actor.get("user"):
        return identity_of_user(place.account, user)
    identity = identity_of_role(place, actor["role"], actor["session"], at, mfa=actor.get("mfa", False))
    return identity | ({"invokedBy": actor["invoked_by"]} if "invoked_by" in actor else {})
