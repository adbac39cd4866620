"""Queries of the evidence finder that users keep, each for itself."""

from datetime import datetime
from typing import Any, Final

from msgspec import UNSET, UnsetType

from probative.app import saved_queries
from probative.domain.evidence_searches import SavedQuery
from probative.native.contract import Asked, Endpoint, Input, Nothing, Output, endpoint
from probative.native.criteria import Criteria, read_criteria, show_criteria

_QUERIES: Final = "/v1/saved-queries"
_QUERY: Final = f"{_QUERIES}/{{query_id}}"


class SavedQueryGiven(Input):
    """A query to keep."""

    name: str
    criteria: Criteria


class SavedQueryChanged(Input):
    """What is to change of a saved query; what is left out stays."""

    name: str | UnsetType = UNSET
    criteria: Criteria | UnsetType = UNSET


class SavedQueryShown(Output):
    """A saved query; `criteria` are asked as the query of the evidence finder."""

    id: str
    name: str
    criteria: Criteria
    created_at: datetime


def list_queries(asked: Asked, _query: Nothing, _body: Nothing) -> list[SavedQueryShown]:
    """Return the caller's queries."""
    return [_shown(query) for query in saved_queries.list_queries(asked.application, asked.caller)]


def save_query(asked: Asked, _query: Nothing, given: SavedQueryGiven) -> SavedQueryShown:
    """Keep a query."""
    criteria = read_criteria(given.criteria)
    return _shown(saved_queries.save_query(asked.application, asked.caller, given.name, criteria))


def change_query(asked: Asked, _query: Nothing, given: SavedQueryChanged) -> SavedQueryShown:
    """Give a query another name or other criteria."""
    query = saved_queries.change_query(
        asked.application,
        asked.caller,
        asked.path["query_id"],
        name=None if given.name is UNSET else given.name,
        criteria=None if given.criteria is UNSET else read_criteria(given.criteria),
    )
    return _shown(query)


def delete_query(asked: Asked, _query: Nothing, _body: Nothing) -> None:
    """Forget a query."""
    saved_queries.delete_query(asked.application, asked.caller, asked.path["query_id"])


ENDPOINTS: Final[tuple[Endpoint[Any, Any], ...]] = (
    endpoint("GET", _QUERIES, "List your saved queries of the evidence finder.", list_queries),
    endpoint("POST", _QUERIES, "Save a query of the evidence finder.", save_query),
    endpoint("PATCH", _QUERY, "Rename a saved query, or change what it asks.", change_query),
    endpoint("DELETE", _QUERY, "Delete a saved query.", delete_query),
)


def _shown(query: SavedQuery) -> SavedQueryShown:
    return SavedQueryShown(
        id=query.id, name=query.name, criteria=show_criteria(query.criteria), created_at=query.created_at
    )
