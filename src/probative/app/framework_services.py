"""The services that a framework looks at, derived from what its evidence sources ask."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from probative.app.access import check_account
from probative.app.application import Application
from probative.app.framework_content import content_of
from probative.app.services import list_services
from probative.app.source_services import services_asked
from probative.domain.people import Caller


class FrameworkService(NamedTuple):
    """A service, and how many controls of the framework look at it."""

    name: str
    """As `GetServicesInScope` calls it."""
    display_name: str
    category: str
    controls_count: int


def services_of(application: Application, caller: Caller, framework_id: str) -> Sequence[FrameworkService]:
    """Return the services that a framework looks at, those of most controls first.

    Raises:
        NotFoundError: There is no such framework.
    """
    check_account(application, caller, "GetAssessmentFramework")
    framework = application.store.read(lambda books: content_of(application, books, framework_id))
    controls: dict[str, set[str]] = defaultdict(set)
    for _, control, source in framework.sources():
        for name in services_asked(source, application.models):
            controls[name].add(control.uuid)
    found = [
        FrameworkService(service.name, service.display_name, service.category, len(controls[service.name]))
        for service in list_services(application, caller)
        if service.name in controls
    ]
    return sorted(found, key=lambda service: (-service.controls_count, service.display_name))
