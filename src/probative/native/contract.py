"""Endpoints of the native API as declarations: what is asked, what is answered, and who does it.

Types are msgspec structures, so that reading, checking, writing and the OpenAPI document all come from one place.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeAlias, TypeVar, get_args, get_type_hints

import msgspec

from probative.app.application import Application
from probative.domain.people import Caller


class Input(msgspec.Struct, forbid_unknown_fields=True, rename="camel", kw_only=True):
    """What a request says; a member that is not known is refused, since it may have been meant."""


class Output(msgspec.Struct, rename="camel", kw_only=True):
    """What an answer says."""


class Nothing(Input):
    """No body, or no query."""


class FieldError(Output):
    """One thing wrong with a request: where, and what."""

    name: str
    message: str


class Problem(Output):
    """An error: a code for programs, a message for people, and the fields at fault."""

    code: str
    message: str
    fields: list[FieldError] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class Streamed:
    """An answer that is a file, made while it is sent; what fails on the way breaks the connection off.

    Where an endpoint answers with one, its annotation names the media types: `Annotated[Streamed, "text/csv"]`.
    """

    media_type: str
    file_name: str
    pieces: Iterator[bytes]


Q = TypeVar("Q", bound=Input)
B = TypeVar("B", bound=Input)
Path: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request: what it is asked of, by whom, and the labels of its path."""

    application: Application
    caller: Caller
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint(Generic[Q, B]):
    """One method of one path, say `GET /v1/users/{user_id}`; `Nothing` where it takes no query or no body."""

    method: str
    path: str
    summary: str
    query: type[Q]
    body: type[B]
    answer: Any
    """What msgspec takes for a type, or a `Streamed`; None: nothing is answered."""
    act: Callable[[Asked, Q, B], object]

    @property
    def streams(self) -> tuple[str, ...]:
        """The media types of the file that is answered; none: it answers with JSON."""
        of, *media_types = get_args(self.answer) or (None,)
        return tuple(media_types) if of is Streamed else ()


def endpoint(method: str, path: str, summary: str, act: Callable[[Asked, Q, B], object]) -> Endpoint[Q, B]:
    """Return the endpoint that `act` is for; its annotations say what it takes and what it answers."""
    hints = get_type_hints(act, include_extras=True)
    answer = hints.pop("return")
    _, query, body = hints.values()
    return Endpoint(
        method=method,
        path=path,
        summary=summary,
        query=query,
        body=body,
        answer=None if answer is type(None) else answer,
        act=act,
    )


PROBLEMS: Final[Mapping[int, str]] = {
    400: "The request is not what it should be; the fields at fault are named.",
    401: "Nobody is proven to have made the request.",
    403: "The caller may not do this.",
    404: "There is no such thing, or none that the caller may know of.",
    409: "The thing is in a state that does not allow it.",
    429: "Asked too often.",
    500: "A fault of the server's.",
}
"""Statuses that any endpoint may answer with, beside its own."""
