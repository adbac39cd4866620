"""The console's files over HTTP: pages, assets, safety, and what is there before anything is built."""

import gzip
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from probative.console.app import ConsoleApp
from probative.console.files import StaticFile, read_files

INDEX = b"<!doctype html><title>Probative</title>"
ZIPPED = gzip.compress(b"plain", mtime=0)


@pytest.fixture
def built(tmp_path: Path) -> TestClient:
    """A browser of a console that is built: a page, a script with its compressed forms."""
    assets = tmp_path / "assets"
    assets.mkdir()
    (tmp_path / "index.html").write_bytes(INDEX)
    (tmp_path / "icon.svg").write_bytes(b"<svg/>")
    (assets / "index-1.js").write_bytes(b"plain")
    (assets / "index-1.js.gz").write_bytes(ZIPPED)
    (assets / "index-1.js.br").write_bytes(b"smaller")
    return TestClient(ConsoleApp(read_files(tmp_path)), follow_redirects=False)


@pytest.mark.parametrize("path", ["/console/", "/console/assessments", "/console/assessments/1%2F2/controls"])
def test_every_path_is_a_page(built: TestClient, path: str) -> None:
    answer = built.get(path)

    assert (answer.status_code, answer.content) == (200, INDEX)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"


def test_a_file_beside_the_page_is_itself(built: TestClient) -> None:
    assert built.get("/console/icon.svg").headers["content-type"] == "image/svg+xml"


@pytest.mark.parametrize(
    ("accepted", "encoding", "body"),
    [
        ("gzip, deflate, br", "br", b"smaller"),
        ("gzip", "gzip", ZIPPED),
        ("br;q=0, gzip;q=0.5", "gzip", ZIPPED),
        ("br;q=0.0", None, b"plain"),
        ("identity", None, b"plain"),
    ],
)
def test_an_asset_is_sent_as_small_as_the_browser_takes_it(
    built: TestClient, accepted: str, encoding: str | None, body: bytes
) -> None:
    with built.stream("GET", "/console/assets/index-1.js", headers={"accept-encoding": accepted}) as answer:
        assert b"".join(answer.iter_raw()) == body
        assert answer.headers.get("content-encoding") == encoding
        assert answer.headers["vary"] == "accept-encoding"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-type"] == "text/javascript; charset=utf-8"


@pytest.mark.parametrize("name", ["index-2.js", "../index.html", "%2e%2e/index.html", "..%2f..%2ffiles.py"])
def test_an_asset_that_is_not_there_is_no_page(built: TestClient, name: str) -> None:
    answer = built.get(f"/console/assets/{name}")

    assert (answer.status_code, answer.content) in {(200, INDEX), (404, b"There is no such file.")}


def test_the_head_of_a_page_tells_its_length(built: TestClient) -> None:
    answer = built.head("/console/")

    assert (answer.content, answer.headers["content-length"]) == (b"", str(len(INDEX)))


def test_the_console_is_only_read(built: TestClient) -> None:
    answer = built.post("/console/")

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("path", ["/", "/console"])
def test_a_browser_is_led_to_the_console(built: TestClient, path: str) -> None:
    answer = built.get(path, headers={"accept": "text/html"})

    assert (answer.status_code, answer.headers["location"]) == (307, "/console/")


@pytest.mark.parametrize("path", ["/", "/console/", "/console/assets/index-1.js", "/console/assets/nothing"])
def test_nothing_runs_in_a_page_that_is_not_its_own(built: TestClient, path: str) -> None:
    headers = built.get(path, headers={"accept": "text/html", "accept-encoding": "identity"}).headers

    policy = dict(each.split(" ", 1) for each in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_a_console_that_is_not_built_says_how_to() -> None:
    answer = TestClient(ConsoleApp({})).get("/console/")

    assert answer.status_code == 503
    assert "make install" in answer.text


@pytest.mark.parametrize(
    ("method", "path", "accept", "is_taken"),
    [
        ("GET", "/console/x", "*/*", True),
        ("POST", "/console/", "*/*", True),
        ("GET", "/console", "*/*", True),
        ("GET", "/", "text/html,*/*", True),
        ("GET", "/", "*/*", False),
        ("POST", "/", "text/html", False),
        ("GET", "/consoles", "text/html", False),
        ("GET", "/assessments", "text/html", False),
    ],
)
def test_all_else_goes_where_it_went(*, method: str, path: str, accept: str, is_taken: bool) -> None:
    scope = {"method": method, "path": path, "headers": [(b"accept", accept.encode())]}

    assert ConsoleApp.takes(scope) == is_taken


def test_what_has_no_known_type_is_only_bytes(tmp_path: Path) -> None:
    (tmp_path / "x.unknown").write_bytes(b"x")

    assert read_files(tmp_path) == {"x.unknown": StaticFile(media_type="application/octet-stream", plain=b"x")}
