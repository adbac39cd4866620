"""Any framework of the library, standard or custom, as the one value that collection and comparison work with."""

from probative.app.application import Application
from probative.app.custom_content import collected
from probative.app.freezing import freeze
from probative.books import Books
from probative.domain.frameworks import Framework


def content_of(application: Application, books: Books, framework_id: str) -> Framework:
    """Return the framework with its controls and evidence sources, as an assessment made now would collect them.

    Raises:
        NotFoundError: There is none with this UUID.
    """
    standard = application.catalogue.find_framework(framework_id)
    return (
        standard if standard is not None else collected(application, books, *freeze(application, books, framework_id))
    )
