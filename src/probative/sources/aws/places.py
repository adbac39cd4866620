"""Where services live: which answer once for a whole account, and which region their endpoint is in."""

from collections.abc import Mapping
from typing import Final

GLOBAL_BEYOND_ENDPOINTS: Final[frozenset[str]] = frozenset(
    {
        "artifact",
        "bcm-data-exports",
        "cost-optimization-hub",
        "cur",
        "freetier",
        "globalaccelerator",
        "health",
        "invoicing",
        "resource-explorer-2",
        "route53domains",
        "support-app",
        "sustainability",
        "trustedadvisor",
    }
)
"""Services that answer for the whole account although botocore's endpoint data does not say so."""

REGIONAL_AFTER_ALL: Final[frozenset[str]] = frozenset({"importexport", "sts", "waf", "chime"})
"""Services that botocore lists with a global endpoint beside others: they are asked like any other."""

HOME_REGIONS: Final[Mapping[str, str]] = {
    "globalaccelerator": "us-west-2",
    "networkmanager": "us-west-2",
}
"""Where a global service has its endpoint, when that is not the first region of its partition."""

PARTITION_HOMES: Final[Mapping[str, str]] = {
    "aws": "us-east-1",
    "aws-cn": "cn-northwest-1",
    "aws-us-gov": "us-gov-west-1",
}


def home_region(service: str, partition: str) -> str:
    """Return the region to sign and resolve a global service's calls in."""
    return HOME_REGIONS.get(service) or PARTITION_HOMES.get(partition, "us-east-1")
