"""From the files of a framework to one sound document."""

from typing import NamedTuple

from probative.domain.evidence_sources import Json
from probative.library import assembling, checking, extending, files
from probative.library.documents import Table
from probative.library.files import Bundle
from probative.library.members import rows, text
from probative.library.schema import check_schema
from probative.ports.asking import ApiModels


class Composed(NamedTuple):
    """A document that is whole and sound, and the digest over all that was read for it."""

    document: dict[str, Json]
    digest: str


def compose(bundle: Bundle, models: ApiModels | None) -> Composed:
    """Return the document of `bundle`, checked whole, against `models` too where they are given.

    Raises:
        NotFoundError: It extends a framework that does not ship.
        InvalidError: It is not sound; the findings are all the breaches, by file and line.
    """
    document, breaches = assembling.assemble(bundle)
    breaches = (*breaches, *check_schema(document))
    if "extends" in document:
        checking.verify_none(document, breaches)
        return _extended(document, bundle, models)
    meaning = checking.check_meaning(document, models, ill_formed=breaches)
    checking.verify_none(document, (*breaches, *meaning))
    return Composed(document, bundle.digest)


def take(bundle: Bundle) -> Composed:
    """Return the document of a shipped `bundle` as it is: it was checked when it was made."""
    return Composed(assembling.assemble(bundle).document, bundle.digest)


def _extended(extension: Table, bundle: Bundle, models: ApiModels | None) -> Composed:
    base = files.gather_shipped(text(extension, "extends"))
    document, breaches = extending.extend(extension, assembling.assemble(base).document)
    checking.verify_none(extension, breaches)
    since = len(rows(document, "control_sets")) - len(rows(extension, "control_sets"))
    checking.verify_none(document, checking.check_meaning(document, models, since=since))
    return Composed(document, files.digest_of(bundle.files, base.digest))
