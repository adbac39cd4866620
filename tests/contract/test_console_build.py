"""What the console is built from is what the server says, and what is built is in the package."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import hatch_build

from tests.support.console_schema import CONSOLE, FILE, described

ROOT = CONSOLE.parent
BUILT = ROOT / "src" / "probative" / "console" / "static"


def build() -> None:
    subprocess.run([sys.executable, str(ROOT / "hatch_build.py")], check=True, timeout=600)


def test_the_console_knows_the_native_api_as_it_is() -> None:
    assert FILE.read_text(encoding="utf-8") == described(), "run make docs"


def test_its_types_are_those_of_the_document(tmp_path: Path) -> None:
    made = tmp_path / "schema.d.ts"
    hatch_build.install()
    hatch_build.npm("exec", "--", "openapi-typescript", str(FILE), "--alphabetize", "--output", str(made))

    assert made.read_text() == (CONSOLE / "src" / "api" / "schema.d.ts").read_text(), "run make docs"


def test_nobody_is_named_who_packages_come_from() -> None:
    assert '"resolved"' not in (CONSOLE / "package-lock.json").read_text()


def test_what_is_built_is_not_built_again() -> None:
    build()
    before = BUILT.stat().st_ino
    build()

    assert BUILT.stat().st_ino == before


def test_the_package_holds_the_console(tmp_path: Path) -> None:
    build()
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(
        command,
        cwd=ROOT,
        check=True,
        timeout=600,
        capture_output=True,
        env={**os.environ, "PROBATIVE_SKIP_CONSOLE": "1"},
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        held = {Path(name).relative_to("probative/console/static") for name in opened.namelist() if "/static/" in name}

    assert held == {path.relative_to(BUILT) for path in BUILT.rglob("*") if path.is_file()}
