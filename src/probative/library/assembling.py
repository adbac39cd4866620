"""From files to one document: a folder's control sets are put in their places, an extension is laid over its base."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from probative.domain.errors import Finding, InvalidError
from probative.domain.evidence_sources import Json
from probative.library.documents import Breach, Rows, Table, parse_document
from probative.library.files import MAIN_FILE, Bundle, File


class Assembled(NamedTuple):
    """A document with its control sets in place, and what is wrong with how the files hang together."""

    document: Table
    breaches: tuple[Breach, ...]


def assemble(bundle: Bundle) -> Assembled:
    """Return the document that the files of `bundle` make up.

    Raises:
        InvalidError: Files are not YAML; the findings of all of them are told.
    """
    documents = _parse_all(bundle.files)
    main, *_ = documents.values()
    others = {name: document for name, document in documents.items() if document is not main}
    return Assembled(main, tuple(_put_in_place(main, others)))


def _parse_all(files: tuple[File, ...]) -> Mapping[str, Table]:
    documents: dict[str, Table] = {}
    findings: list[Finding] = []
    for file in files:
        try:
            documents[file.name] = parse_document(file.content, file.name)
        except InvalidError as error:
            findings += error.findings
    if findings:
        raise InvalidError(*findings)
    return documents


def _put_in_place(main: Table, others: Mapping[str, Table]) -> Iterator[Breach]:
    """Put each of `others` where `main` names it."""
    unused = dict(others)
    control_sets: Json = main.get("control_sets")
    for index, entry in enumerate(control_sets if isinstance(control_sets, Rows) else ()):
        if not isinstance(entry, str) or not isinstance(control_sets, Rows):
            continue
        if entry in unused:
            control_sets[index] = unused.pop(entry)
        else:
            yield Breach(("control_sets", index), f"there is no file {entry} beside {MAIN_FILE}")
    for name in unused:
        yield Breach(("control_sets",), f"the file {name} is not named here: name it, or take it out of the folder")
