"""The organization that accounts are picked from; read once in a while, since AWS answers such questions slowly."""

from datetime import timedelta
from typing import Final

from probative.app.access import check_account
from probative.app.application import Application
from probative.app.collection_status import MANAGE_ACCOUNTS
from probative.domain.organization import Organization
from probative.domain.people import Caller
from probative.ports.asking import Connections

KEPT_FOR: Final = timedelta(minutes=10)
_FAILURE_KEPT_FOR: Final = timedelta(seconds=30)
"""What was wrong may be mended at any moment; but not every click must ask."""
_KEY: Final = "organization"
_BYTES: Final = 1 << 20


def get_organization(
    application: Application, connections: Connections, caller: Caller, *, is_read_anew: bool = False
) -> Organization:
    """Return the organization of the server's own account, as it was read lately.

    Raises:
        ForbiddenError: The caller does not look after accounts.
    """
    check_account(application, caller, MANAGE_ACCOUNTS)
    kept = application.recent.find(_KEY, None, Organization)
    if kept is not None and not is_read_anew:
        lasts = KEPT_FOR if kept.root is not None else _FAILURE_KEPT_FOR
        if timedelta(0) <= application.clock() - kept.read_at < lasts:
            return kept
    read = connections.organization()
    application.recent.keep(_KEY, None, read, _BYTES)
    return read
