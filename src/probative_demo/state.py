"""What exists in the organization: resources by place, service and collection."""

from collections.abc import Iterator, Mapping
from threading import RLock
from typing import Final

from probative_demo.models import Members
from probative_demo.places import Place


class State:
    """All resources. Whoever reads and then writes holds `lock` in between."""

    def __init__(self) -> None:
        self.lock: Final = RLock()
        self._resources: dict[tuple[Place, str, str], list[Members]] = {}

    def of(self, place: Place, service: str, collection: str) -> list[Members]:
        """Return the resources of a collection: the list itself, to be changed under the lock."""
        return self._resources.setdefault((place, service, collection), [])

    def add(self, place: Place, service: str, collection: str, resource: Members) -> None:
        """Let a resource exist."""
        self.of(place, service, collection).append(resource)

    def walk(self) -> Iterator[tuple[Place, str, str, Members]]:
        """Yield all there is."""
        for (place, service, collection), resources in self._resources.items():
            for resource in resources:
                yield place, service, collection, resource


def matches(resource: Members, wanted: Mapping[str, object]) -> bool:
    """Say whether `resource` has these members with these values."""
    return all(resource.get(name) == value for name, value in wanted.items())
