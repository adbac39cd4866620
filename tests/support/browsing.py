"""The console in a real browser: people who are signed in, pages held to WCAG, pictures to look at."""

import json
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

import boto3
import httpx
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect, sync_playwright

from tests.support.server_process import Running

ROOT: Final = Path(__file__).parents[2]
SHOTS: Final = ROOT / "tests" / "browser" / "shots"
AXE: Final = ROOT / "console" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM: Final = shutil.which("chromium")
FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDE: Final = 1280
PHONE: Final = 390
_HEIGHT: Final = 900
_PATIENCE_MS: Final = 20_000
"""How long is waited for what is to be on a page: a small machine may be doing much else."""
_TAGS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")

KNOWN_FAULTS: Final[frozenset[tuple[str, str]]] = frozenset(
    {
        # The bar that opens the side navigation on a phone says which way it lies, which a nav has no word for.
        ("aria-allowed-attr", 'aria-orientation="horizontal"'),
    }
)
"""Faults of Cloudscape's own that are passed over: the rule's id, and a part of the HTML it is found in."""

STANDINGS: Final = {
    "administrator": "administrator",
    "owner": "member",
    "delegate": "member",
    "auditor": "auditor",
    "stranger": "member",
}
"""The roles of the tests, and what standing a user of it has; what it is in an assessment is for the test to say."""


@dataclass(frozen=True)
class Person:
    """Somebody who works with the server, through the browser or beside it."""

    server: Running
    name: str
    password: str = field(repr=False)
    user_id: str
    key: tuple[str, str] = field(repr=False)

    @property
    def arn(self) -> str:
        return f"arn:aws:iam::{self.server.told['account_id']}:user/{self.name}"

    @cached_property
    def aws(self) -> Any:
        """A boto3 client of Audit Manager."""
        return boto3.client(
            "auditmanager",
            endpoint_url=self.server.url,
            region_name=self.server.told["region"],
            aws_access_key_id=self.key[0],
            aws_secret_access_key=self.key[1],
        )

    @cached_property
    def v1(self) -> httpx.Client:
        """A client of the native API, signed in."""
        return signed_in(self.server.url, self.name, self.password)


def check(box: Locator) -> None:
    """Check a box or a radio button."""
    _click(box)
    expect(box).to_be_checked()


def uncheck(box: Locator) -> None:
    """Take the mark off a box."""
    _click(box)
    expect(box).not_to_be_checked()


def _click(box: Locator) -> None:
    # What holds the input is clicked, once it lies still: what is drawn of the input lies above it.
    box.locator("xpath=..").click()


def signed_in(url: str, name: str, password: str) -> httpx.Client:
    """Return a client that has a session and proves its requests."""
    client = httpx.Client(base_url=url, timeout=30)
    client.post("/v1/session", json={"name": name, "password": password}).raise_for_status()
    client.headers["x-csrf-token"] = client.cookies["probative_csrf"]
    return client


@dataclass
class People:
    """Whoever the tests need, made when first asked for."""

    server: Running
    _made: dict[str, Person] = field(default_factory=dict)

    def __getitem__(self, role: str) -> Person:
        if role not in self._made:
            self._made[role] = (
                self._administrator() if role == "administrator" else self.add(role, standing=STANDINGS[role])
            )
        return self._made[role]

    def close(self) -> None:
        for person in self._made.values():
            for client in {"v1", "aws"} & set(vars(person)):
                getattr(person, client).close()

    def _administrator(self) -> Person:
        told = self.server.told
        client = signed_in(self.server.url, told["username"], told["password"])
        user_id = client.get("/v1/session").json()["id"]
        client.close()
        key = (told["access_key_id"], told["secret_access_key"])
        return Person(self.server, told["username"], told["password"], user_id, key)

    def find(self, name: str, *, standing: str = "member", **given: Any) -> Person:
        """Return the user of this name, made when first asked for."""
        return self._made.get(name) or self.add(name, standing=standing, **given)

    def add(self, name: str, *, standing: str = "member", **given: Any) -> Person:
        """Make a user of this name, for a test that needs one of its own; `people[name]` is it, too."""
        v1 = self["administrator"].v1
        password = secrets.token_urlsafe(16)
        given |= {"name": name, "standing": standing, "password": password}
        if standing == "auditor":
            given.setdefault("auditing", {"assessments": []})
        made = v1.post("/v1/users", json=given)
        made.raise_for_status()
        user_id = made.json()["id"]
        key = v1.post(f"/v1/users/{user_id}/access-keys", json={}).json()
        self._made[name] = Person(self.server, name, password, user_id, (key["id"], key["secret"]))
        return self._made[name]


expect.set_options(timeout=_PATIENCE_MS)


@contextmanager
def browser() -> Iterator[Browser]:
    """Start Debian's Chromium."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            yield launched
        finally:
            launched.close()


@dataclass
class Windows:
    """Windows of a browser; what goes wrong in any of them is remembered."""

    browser: Browser
    url: str
    faults: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def open(self, person: Person | None = None, path: str = "/console/", **settings: Any) -> Page:
        """Return a new window at `path`, with cookies of its own, as `person` or as nobody."""
        settings = {"viewport": {"width": WIDE, "height": _HEIGHT}, "reduced_motion": "reduce", **settings}
        context = self.browser.new_context(base_url=self.url, **settings)
        self._contexts.append(context)
        context.set_default_timeout(_PATIENCE_MS)
        if person is not None:
            given = {"name": person.name, "password": person.password}
            assert context.request.post("/v1/session", data=given).ok
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"{error}"))
        page.on("console", self._listen)
        page.goto(path)
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _listen(self, message: ConsoleMessage) -> None:
        # What the server refuses is told here, too, and is for each test to expect or not.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.faults.append(message.text)


@cache
def _axe_source() -> str:
    return AXE.read_text(encoding="utf-8")


def violations(page: Page, *, within: str | None = None) -> Sequence[str]:
    """Return what axe-core finds of WCAG 2.2 A and AA on the page, without the known faults of Cloudscape.

    It goes in beside the page, as its content security policy would not have it.
    """
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": f"{_axe_source()}; undefined"})
    options = json.dumps({"runOnly": {"type": "tag", "values": list(_TAGS)}, "resultTypes": ["violations"]})
    script = f"axe.run({json.dumps(within) if within else 'document'}, {options}).then(found => found.violations)"
    told = session.send("Runtime.evaluate", {"expression": script, "awaitPromise": True, "returnByValue": True})
    session.detach()
    assert "value" in told["result"], told
    return [
        f"{rule['id']}: {rule['help']}: {node['html'][:300]} ({node['failureSummary'][:300]})"
        for rule in told["result"]["value"]
        for node in rule["nodes"]
        if not any(rule["id"] == id_ and part in node["html"] for id_, part in KNOWN_FAULTS)
    ]


def shoot(page: Page, name: str) -> None:
    """Keep pictures of the page, wide and on a phone, light and dark; nothing may reach out at the side.

    Last in a test: on a phone the side navigation closes, and stays so.
    """
    SHOTS.mkdir(exist_ok=True)
    before = page.viewport_size
    for width in (WIDE, PHONE):
        page.set_viewport_size({"width": width, "height": _HEIGHT})
        for theme in ("light", "dark"):
            _with_theme(page, theme)
            page.screenshot(path=SHOTS / f"{name}-{width}-{theme}.png", full_page=True)
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, f"{name} reaches {over} pixels out of the window at {width}"
    page.emulate_media(color_scheme="light")
    if before:
        page.set_viewport_size(before)


def _with_theme(page: Page, theme: Any) -> None:
    page.emulate_media(color_scheme=theme)
    page.wait_for_timeout(250)


Axe = Callable[[Page], None]
PageAs = Callable[..., Page]
