"""Regions that people name: whether AWS has them, and has them together."""

from collections.abc import Collection, Iterator
from typing import Final

from probative.domain.errors import Finding, InvalidError
from probative.ports.asking import ApiModels

_FIELD: Final = "regions"


def check_regions(models: ApiModels, regions: Collection[str]) -> None:
    """Return if evidence can be collected in `regions`.

    Raises:
        InvalidError: There is none, one is no region, or they lie in several partitions.
    """
    if findings := tuple(_findings(models, regions)):
        raise InvalidError(*findings)


def _findings(models: ApiModels, regions: Collection[str]) -> Iterator[Finding]:
    if not regions:
        yield Finding(_FIELD, "names no region: give at least one")
    known = models.regions()
    yield from (Finding(_FIELD, f"{region} is no AWS region") for region in regions if region not in known)
    partitions = sorted({models.partition_of(region) for region in regions if region in known})
    if len(partitions) > 1:
        yield Finding(_FIELD, f"one role reaches one partition; these lie in {', '.join(partitions)}")
