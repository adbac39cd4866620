"""Frameworks, loaded: found, read, checked whole, and kept so that the next time is quick."""

from pathlib import Path
from typing import Final

from probative.domain.frameworks import Framework
from probative.library import caching, catalogue, files
from probative.library.files import Bundle, File
from probative.library.members import text
from probative.library.reading import read_framework
from probative.library.writing import to_document
from probative.ports.asking import ApiModels

_PACKAGE: Final = Path(__file__).parents[1]


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
    kept = _find(cache, key)
    if kept is not None:
        return kept
    # Composing needs YAML, the schema and the rule engine, which a framework that was kept does without.
    from probative.library import composing  # noqa: PLC0415  start-up

    composed = composing.take(bundle) if bundle.is_shipped else composing.compose(bundle, models)
    framework = read_framework(composed.document, composed.digest)
    caching.keep(cache, key, to_document(framework) | {"digest": framework.digest})
    return framework


def find_checked(ref: str, *, cache: Path | None) -> Framework | None:
    """Return the framework that `ref` stands for if it was loaded with models before; None: it must be loaded.

    Raises:
        NotFoundError: There is no such framework.
        InvalidError: A file of it cannot be read.
    """
    return _find(cache, _key(files.gather(ref), is_checked=True))


def check(ref: str, *, models: ApiModels) -> Framework:
    """Return the framework that `ref` stands for, checked whole now, be it shipped or not.

    Raises:
        NotFoundError: There is no such framework.
        InvalidError: It breaks the format; the findings are all the breaches, by file and line.
    """
    from probative.library import composing  # noqa: PLC0415  start-up

    return read_framework(*composing.compose(files.gather(ref), models))


def _find(cache: Path | None, key: str) -> Framework | None:
    kept = caching.find(cache, key)
    return None if kept is None else read_framework(kept, text(kept, "digest"))


def _key(bundle: Bundle, *, is_checked: bool) -> str:
    """Return the digest of all that decides what loading gives: the files, the code that reads and checks them."""
    if bundle.is_shipped:
        return files.digest_of(bundle.files, _code_digest())
    # An extension may rest on any shipped framework; which one is known only after reading.
    bases = (files.gather_shipped(framework_id).digest for framework_id in catalogue.shipped())
    return files.digest_of(bundle.files, _code_digest(), _checked_against(is_checked=is_checked), *bases)


def _code_digest() -> str:
    paths = [*(_PACKAGE / "library").glob("*.*"), _PACKAGE / "rules.py", _PACKAGE / "domain" / "frameworks.py"]
    return files.digest_of(File(name=path.name, content=path.read_bytes()) for path in sorted(paths))


def _checked_against(*, is_checked: bool) -> str:
    if not is_checked:
        return "nothing"
    from importlib.metadata import version  # noqa: PLC0415  start-up: shipped frameworks do without

    return f"botocore {version('botocore')}"
