"""Frameworks, loaded: found, read, checked whole, and kept so that the next time is quick."""

from pathlib import Path
from typing import NamedTuple

from probative.domain.frameworks import Framework, Json
from probative.library import caching, catalogue, files
from probative.library.documents import Table
from probative.library.files import Bundle, File
from probative.library.members import rows, text
from probative.library.reading import read_framework
from probative.library.writing import to_document
from probative.ports import ApiModels

_SOURCES = Path(__file__).parents[1]


def load(ref: str, *, models: ApiModels | None, cache: Path | None) -> Framework:
    """Return the framework that `ref` stands for: a shipped one's id, or the path of a file or folder.

    A framework of one's own is checked whole, against `models` too where they are given. A shipped one is taken as it
    is: it was checked when it was made. `cache` is a folder for what was checked before; None: nothing is kept.

    Raises:
        NotFoundError: There is no such framework.
        InvalidError: It breaks the format; the findings are all the breaches, by file and line.
    """
    bundle = files.gather(ref)
    key = _key(bundle, is_checked=models is not None)
    kept = caching.find(cache, key)
    if kept is not None:
        return read_framework(kept, text(kept, "digest"))
    composed = _compose(bundle, models)
    framework = read_framework(composed.document, composed.digest)
    caching.keep(cache, key, to_document(framework) | {"digest": framework.digest})
    return framework


class _Composed(NamedTuple):
    document: dict[str, Json]
    digest: str


def _compose(bundle: Bundle, models: ApiModels | None) -> _Composed:
    """Return the whole document of `bundle`, sound, and the digest over all that was read for it."""
    # Checking needs the schema and the rule engine, which a framework that was kept does without.
    from probative.library import assembling, checking, extending  # noqa: PLC0415  start-up

    assembled = assembling.assemble(bundle)
    if bundle.is_shipped:
        return _Composed(assembled.document, bundle.digest)
    breaches = [*assembled.breaches, *checking.check_form(assembled.document)]
    if "extends" not in assembled.document:
        breaches += checking.check_meaning(assembled.document, models, ill_formed=breaches)
        checking.verify_none(assembled.document, breaches)
        return _Composed(assembled.document, bundle.digest)
    checking.verify_none(assembled.document, breaches)
    return _extend(assembled.document, bundle, models)


def _extend(extension: Table, bundle: Bundle, models: ApiModels | None) -> _Composed:
    from probative.library import assembling, checking, extending  # noqa: PLC0415  start-up

    base = files.gather_shipped(text(extension, "extends"))
    document, breaches = extending.extend(extension, assembling.assemble(base).document)
    checking.verify_none(extension, breaches)
    own = len(rows(extension, "control_sets"))
    since = len(rows(document, "control_sets")) - own
    checking.verify_none(document, checking.check_meaning(document, models, since=since))
    return _Composed(document, files.digest_of(bundle.files, base.digest))


def _key(bundle: Bundle, *, is_checked: bool) -> str:
    """Return the digest of all that decides what loading gives: the files, the code that reads and checks them."""
    if bundle.is_shipped:
        return files.digest_of(bundle.files, _code_digest())
    # An extension may rest on any shipped framework; which one is known only after reading.
    bases = (files.gather_shipped(framework_id).digest for framework_id in catalogue.shipped())
    return files.digest_of(bundle.files, _code_digest(), _checked_against(is_checked=is_checked), *bases)


def _code_digest() -> str:
    paths = [*(_SOURCES / "library").glob("*.*"), _SOURCES / "rules.py", _SOURCES / "domain" / "frameworks.py"]
    return files.digest_of(File(name=path.name, content=path.read_bytes()) for path in sorted(paths))


def _checked_against(*, is_checked: bool) -> str:
    if not is_checked:
        return "nothing"
    from importlib.metadata import version  # noqa: PLC0415  start-up: shipped frameworks do without

    return f"botocore {version('botocore')}"
