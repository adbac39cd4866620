"""The accounts, regions and names of the simulated organization.

Quillhaven Mutual is an invented insurer: its claims assistant runs in production, its data scientists try
things out in research, and a third account holds the organization and its security tooling.
"""

from datetime import UTC, datetime
from typing import Final, NamedTuple


class Place(NamedTuple):
    """An account in a region: what every resource belongs to."""

    account: str
    region: str


ACCOUNTS: Final = {"security": "111122223333", "production": "444455556666", "research": "777788889999"}
"""Account ids by the short name that the seed files use."""
ACCOUNT_NAMES: Final = {
    "111122223333": "quillhaven-security",
    "444455556666": "quillhaven-claims-prod",
    "777788889999": "quillhaven-research",
}
REGIONS: Final = ("us-east-1", "eu-west-1")
HOME: Final = "us-east-1"
"""Where global services keep their state."""
PLACES: Final = tuple(Place(account, region) for account in ACCOUNTS.values() for region in REGIONS)

MANAGEMENT: Final = ACCOUNTS["security"]
ORGANIZATION_ID: Final = "o-qh7m2kx9ra"
ROLE_NAME: Final = "ProbativeReader"
EXTERNAL_ID: Final = "quillhaven-audit-2026"
ADMIN_ROLE: Final = "OrganizationAccountAccessRole"
ADMIN_KEYS: Final = {
    "111122223333": "AKIAQHMSECURITY00001",
    "444455556666": "AKIAQHMCLAIMSPROD001",
    "777788889999": "AKIAQHMRESEARCH00001",
}
"""Access keys of the user `demo-admin` of each account."""
SECRET_KEY: Final = "simulated+organization/not+a+real+secret"  # an example: signatures are not verified
ORGANIZATION_TRAIL: Final = "org-audit"
TRAIL_BUCKET: Final = f"aws-cloudtrail-logs-{MANAGEMENT}-org"


def start_of_day(now: datetime) -> datetime:
    """Return the midnight (UTC) that the day of `now` began with: what all seeded times count from."""
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
