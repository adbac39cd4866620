"""The collector put together, for a server that collects."""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import Final

from botocore.config import Config

from probative.app.application import Application
from probative.app.collecting_turn import LOGS_EVERY, Collecting, told
from probative.app.collector import WORKERS, Collector
from probative.app.custom_content import to_framework
from probative.app.gathering import Gathering
from probative.app.housekeeping import Housekeeping
from probative.app.leasing import Leases
from probative.app.report_making import make_next_report
from probative.app.schedule import RIPENING
from probative.app.service_events import EventSending
from probative.clock import utc_now
from probative.config import ServerSettings
from probative.ports.asking import ContinuousLiveSource
from probative.ports.logs import Notices
from probative.serving.checking import FOREVER
from probative.serving.connecting import access_of
from probative.serving.leftovers import Leftovers
from probative.sources.aws.collector import AwsSource, Limits
from probative.sources.aws.event_bus import EventBridge
from probative.sources.aws.models import BotocoreModels
from probative.sources.aws.planning import SlotPlanner
from probative.sources.aws.sessions import Sessions
from probative.sources.cloudtrail.files import CloudTrailFiles
from probative.sources.cloudtrail.notices import open_notices
from probative.sources.cloudtrail.opening import open_archive
from probative.sources.cloudtrail.s3_access import S3Access

_LOG: Final = logging.getLogger("probative.collector")
_READING_NEEDS: Final = ("probative.app.collection", "probative.lake.stage")
_END_SECONDS: Final = 12.0
_IMPATIENT: Final = Config(connect_timeout=5, read_timeout=10, retries={"total_max_attempts": 2})
"""What a bus does not take in time is sent again later."""
_LOGS_EVERY_BESIDE_NOTICES: Final = timedelta(minutes=15)
"""How often log files are looked for although a queue tells of them: a notice can get lost."""


def collector(
    settings: ServerSettings, application: Application, models: BotocoreModels, recover: Callable[[], None]
) -> Collector:
    """Return what makes the reports of `application` and, where the settings say so, collects for its assessments."""
    sessions = Sessions(access_of(settings, models), models, utc_now)
    collecting = Collecting(
        store=application.store,
        leases=Leases(store=application.store, clock=utc_now, new_id=application.new_id),
        lake=application.lake,
        records=application.records,
        planner=SlotPlanner(models),
        open_live=partial(_open_live, sessions, settings.data_dir),
        logs=_logs(settings, sessions),
        framework_of=partial(to_framework, application),
        recover=recover,
        clock=utc_now,
        tell=_tell,
        logs_every=_LOGS_EVERY_BESIDE_NOTICES if settings.cloudtrail_queue_url else LOGS_EVERY,
        changes_every=timedelta(minutes=int(settings.changes_every_minutes)) or None,
    )
    return Collector(
        collecting=collecting,
        errands=(
            *_events(settings, application, models),
            partial(make_next_report, application),
            Housekeeping(
                application=application, recover=recover, tell=_tell, keep_deleted=_kept(settings.keep_deleted_days)
            ),
            Leftovers(clock=utc_now),
            Gathering(application=application, tell=_tell),
        ),
        notices=_notices(settings, sessions) if settings.collect else None,
        workers=WORKERS if settings.collect else 0,
        ripening=RIPENING,
    )


def _events(settings: ServerSettings, application: Application, models: BotocoreModels) -> Iterator[EventSending]:
    if settings.event_bus:
        region = settings.event_bus.split(":")[3] if ":" in settings.event_bus else settings.region
        bus = EventBridge(
            settings.event_bus,
            lambda: models.new_session().create_client("events", region_name=region, config=_IMPATIENT),
        )
        yield EventSending(application=application, bus=bus, tell=_tell)


def _kept(days: str) -> timedelta | None:
    return None if days == FOREVER else timedelta(days=int(days))


@contextmanager
def running(collector: Collector) -> Iterator[None]:
    """Run the collector beside what is done in here; at the end, what it holds is finished or given back."""
    stop = Event()
    thread = Thread(target=collector.run, args=(stop,), name="collector")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(_END_SECONDS)


@contextmanager
def _open_live(sessions: Sessions, data: Path) -> Iterator[ContinuousLiveSource]:
    with closing(AwsSource(sessions, clock=utc_now, limits=Limits(), spool_folder=data)) as live:
        yield live


def _logs(settings: ServerSettings, sessions: Sessions) -> CloudTrailFiles | None:
    if not settings.cloudtrail:
        return None
    archive = open_archive(settings.cloudtrail, _access(settings, sessions))
    return CloudTrailFiles(archive=archive, clock=utc_now, processes_count=os.cpu_count() or 1, preload=_READING_NEEDS)


def _notices(settings: ServerSettings, sessions: Sessions) -> Notices | None:
    if not settings.cloudtrail_queue_url:
        return None
    return open_notices(_access(settings, sessions), settings.cloudtrail_queue_url, utc_now)


def _access(settings: ServerSettings, sessions: Sessions) -> S3Access:
    access = S3Access(
        endpoint_url=settings.endpoint_url,
        role_arn=settings.cloudtrail_role_arn,
        external_id=settings.external_id,
    )
    is_asked_of_aws = settings.cloudtrail.startswith("s3://") or settings.cloudtrail_queue_url
    return replace(access, home=sessions.home("s3")) if is_asked_of_aws else access


def _tell(what: str, error: Exception) -> None:
    # The kind of error and what is meant for people; its traceback holds no contents.
    _LOG.warning("%s: %s", what, told(error), exc_info=error)
