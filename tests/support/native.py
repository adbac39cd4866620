"""The native API asked by somebody who is signed in, over all its endpoints."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.testclient import TestClient

from probative.api.authentication import Authentication
from probative.api.protocol.paging import PageTokens
from probative.app.application import Application
from probative.domain.errors import Finding
from probative.domain.ids import AccountId, Region
from probative.domain.organization import Organization
from probative.domain.people import Caller
from probative.native.endpoints import endpoints
from probative.native.routes import Serving
from probative.ports.asking import Connection, LiveSource
from tests.support.collecting import AnsweringLive
from tests.support.engaging import OLIVIA
from tests.support.people import keyring
from tests.support.serving import NOW, REGION, SetClock

PAGE_TOKENS = PageTokens(b"a key for tests")


@dataclass
class ScriptedConnections:
    """Says of every account what it was told to say."""

    says: Connection = field(default_factory=lambda: Connection("", (Finding("PROBATIVE_ROLE_NAME", "is missing"),)))

    tree: Organization = field(
        default_factory=lambda: Organization(root=None, reason="denied", remedy="type them", read_at=NOW)
    )
    live: LiveSource = field(default_factory=lambda: AnsweringLive(SetClock()))
    trees_read: int = 0

    def check(self, account: AccountId, regions: Sequence[Region]) -> Connection:
        del account, regions
        return self.says

    def organization(self) -> Organization:
        self.trees_read += 1
        return self.tree

    def open_live(self) -> AbstractContextManager[LiveSource]:
        return nullcontext(self.live)


def native(
    application: Application, signed_in: Caller = OLIVIA, connections: ScriptedConnections | None = None
) -> TestClient:
    """Return a client of all endpoints, as `signed_in`."""
    authentication = Authentication(
        region=REGION, clock=application.clock, find_key=lambda _: None, find_session=lambda _, __: signed_in
    )
    serving = Serving(application=application, authentication=authentication)
    routes = serving.routes(endpoints(keyring(), PAGE_TOKENS, connections or ScriptedConnections()))
    return TestClient(Starlette(routes=routes), cookies={"probative_session": "x"})
