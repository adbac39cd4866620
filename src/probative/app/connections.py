"""Accounts tried out: whether the server reaches one, and as whom, before or while it is collected."""

import re
from collections.abc import Sequence
from typing import Final

from probative.app.access import check_account
from probative.app.application import Application
from probative.app.collection_status import MANAGE_ACCOUNTS
from probative.app.regions import check_regions
from probative.domain.errors import Finding, InvalidError
from probative.domain.ids import AccountId, Region
from probative.domain.people import Caller
from probative.ports.asking import Connection, Connections

_ACCOUNT: Final = re.compile(r"[0-9]{12}")


def check_connection(
    application: Application, connections: Connections, caller: Caller, *, account_id: str, regions: Sequence[str]
) -> Connection:
    """Return whether the server reaches `account_id` in `regions`; none named: where it collects by default.

    Raises:
        ForbiddenError: The caller does not look after accounts.
        InvalidError: It is no account id, or a region is none.
    """
    check_account(application, caller, MANAGE_ACCOUNTS)
    if not _ACCOUNT.fullmatch(account_id):
        raise InvalidError(Finding("accountId", "is no account id: 12 digits"))
    wanted = tuple(Region(region) for region in dict.fromkeys(regions)) or application.collected_regions
    check_regions(application.models, wanted)
    return connections.check(AccountId(account_id), wanted)
