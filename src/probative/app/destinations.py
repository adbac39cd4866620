"""Where reports go: which places are in use, and whether the server can put a file there."""

from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from probative.app.access import check_account
from probative.app.application import Application
from probative.app.reporting import object_key
from probative.books import Books
from probative.domain.errors import PortError
from probative.domain.people import Caller

_CREATE: Final = "CreateAssessment"
_PROBE: Final = ".probative-write-check"


class KnownDestination(NamedTuple):
    """A place that reports go to: of how many assessments, and whether the settings name it."""

    url: str
    assessments_count: int
    is_default: bool


class DestinationChecked(NamedTuple):
    """Whether reports can be put to a place; no reason: they can."""

    reason: str
    remedy: str


def list_destinations(application: Application, caller: Caller) -> Sequence[KnownDestination]:
    """Return the places that are known, the default first, then by how many assessments use them.

    Raises:
        ForbiddenError: The caller may not make assessments.
    """
    check_account(application, caller, _CREATE)

    def read(books: Books) -> Sequence[KnownDestination]:
        used = Counter(
            engagement.destination.url for engagement in books.engagements.select() if engagement.destination.url
        )
        settings = books.settings.find(application.account)
        default = settings.report_destination.url if settings and settings.report_destination else None
        urls = dict.fromkeys([*([default] if default else []), *(url for url, _ in used.most_common())])
        return [KnownDestination(url, used[url], url == default) for url in urls]

    return application.store.read(read)


def check_destination(application: Application, caller: Caller, url: str) -> DestinationChecked:
    """Put a small file to `url`, take it away again, and return what stood in the way.

    Raises:
        ForbiddenError: The caller may not make assessments.
        InvalidError: It names no place in a bucket.
    """
    check_account(application, caller, _CREATE)
    key = f"{object_key(url, 'destination')}/{_PROBE}-{application.new_id()}"
    try:
        application.objects.put(key, b"May be removed: a check whether reports can be put here.\n")
        application.objects.remove(key)
    except PortError as error:
        remedy = "let the server put and remove objects there (s3:PutObject, s3:DeleteObject), or choose another place"
        return DestinationChecked(str(error), remedy)
    return DestinationChecked("", "")
