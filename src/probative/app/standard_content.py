"""Frameworks and standard controls, as the library has them."""

from collections.abc import Sequence

from probative.app.access import check_account
from probative.app.application import Application
from probative.app.framework_content import content_of
from probative.app.frameworks import control_document
from probative.app.frameworks import get_control as find_within
from probative.domain.evidence_sources import Json
from probative.domain.frameworks import Framework
from probative.domain.people import Caller


def list_frameworks(application: Application, caller: Caller) -> Sequence[Framework]:
    """Return the standard frameworks, by name."""
    check_account(application, caller, "ListAssessmentFrameworks")
    return application.catalogue.frameworks


def get_framework(application: Application, caller: Caller, uuid: str) -> Framework:
    """Return a framework, standard or custom.

    Raises:
        NotFoundError: There is none with this UUID.
    """
    check_account(application, caller, "GetAssessmentFramework")
    return application.store.read(lambda books: content_of(application, books, uuid))


def get_control(application: Application, caller: Caller, uuid: str) -> dict[str, Json]:
    """Return a standard control as its framework's file has it, with where it belongs.

    Raises:
        NotFoundError: There is none with this UUID.
    """
    check_account(application, caller, "GetControl")
    control = application.catalogue.get_control(uuid)
    framework = next(each for each in application.catalogue.frameworks if control in each.controls)
    return control_document(find_within(framework, control.id))
