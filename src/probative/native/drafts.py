"""Forms that somebody left midway, kept for that person alone."""

from datetime import datetime
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from probative.app import drafting
from probative.domain.drafts import Draft
from probative.native.contract import Asked, Endpoint, Input, Nothing, Output, endpoint

_DRAFTS: Final = "/v1/drafts"
_DRAFT: Final = f"{_DRAFTS}/{{draft_id}}"
_CONTENT: Final = msgspec.json.Decoder(dict[str, Any])
Kind = Annotated[str, Meta(pattern="^[a-z][a-z-]{0,39}$")]
Name = Annotated[str, Meta(max_length=300)]


class DraftsQuery(Input):
    """Of which kind; absent: of any."""

    kind: Kind | None = None


class DraftChanged(Input):
    """What was typed: any JSON object, as its page reads it."""

    name: Name
    content: dict[str, Any]


class DraftGiven(DraftChanged, kw_only=True):
    """A new draft, and what it is to become, say `assessment`."""

    kind: Kind


class DraftOutline(Output):
    """A draft in a list."""

    id: str
    kind: str
    name: str
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    """A month after it was last changed it goes."""


class DraftShown(Output):
    """A draft, whole."""

    outline: DraftOutline
    content: dict[str, Any]


def show_drafts(asked: Asked, query: DraftsQuery, _body: Nothing) -> list[DraftOutline]:
    """Return the caller's drafts, the latest first."""
    return [_outline(draft) for draft in drafting.list_drafts(asked.application, asked.caller, query.kind)]


def show_draft(asked: Asked, _query: Nothing, _body: Nothing) -> DraftShown:
    """Return a draft of the caller's."""
    return _shown(drafting.get_draft(asked.application, asked.caller, asked.path["draft_id"]))


def create(asked: Asked, _query: Nothing, given: DraftGiven) -> DraftOutline:
    """Keep a new draft."""
    content = msgspec.json.encode(given.content).decode()
    made = drafting.create_draft(asked.application, asked.caller, kind=given.kind, name=given.name, content=content)
    return _outline(made)


def change(asked: Asked, _query: Nothing, given: DraftChanged) -> DraftOutline:
    """Put what was typed in place of what was kept."""
    content = msgspec.json.encode(given.content).decode()
    draft_id = asked.path["draft_id"]
    return _outline(drafting.update_draft(asked.application, asked.caller, draft_id, name=given.name, content=content))


def delete(asked: Asked, _query: Nothing, _body: Nothing) -> None:
    """Forget a draft."""
    drafting.delete_draft(asked.application, asked.caller, asked.path["draft_id"])


ENDPOINTS: Final[tuple[Endpoint[Any, Any], ...]] = (
    endpoint("GET", _DRAFTS, "List your drafts.", show_drafts),
    endpoint("POST", _DRAFTS, "Keep what you have typed.", create),
    endpoint("GET", _DRAFT, "Show a draft of yours.", show_draft),
    endpoint("PUT", _DRAFT, "Keep what you have typed since.", change),
    endpoint("DELETE", _DRAFT, "Forget a draft.", delete),
)


def _outline(draft: Draft) -> DraftOutline:
    return DraftOutline(
        id=draft.id,
        kind=draft.kind,
        name=draft.name,
        created_at=draft.created_at,
        updated_at=draft.updated_at,
        expires_at=draft.expires_at,
    )


def _shown(draft: Draft) -> DraftShown:
    return DraftShown(outline=_outline(draft), content=_CONTENT.decode(draft.content))
