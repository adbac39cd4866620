"""Cedar decides who may do what. What no policy permits is denied, and so is what a policy fails on."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from cedarpy import is_authorized

from probative.authorization.loading import Policies, load_policies
from probative.domain.access import AccountResource, AssessmentResource, ControlSetResource, Resource
from probative.domain.people import Caller

_DECISIONS_KEPT: Final = 16_384

_Entity = dict[str, object]


class CedarAuthorizer:
    """Decides by the shipped policies and those of a folder; decisions are kept for as long as they hold.

    A decision is kept by all that it is made from: caller, action, resource and the time. Policies see the time cut to
    the day; to the minute, where an added policy looks at it; to the second, where the caller's rights have an end, so
    that nothing outlives it.
    """

    def __init__(self, policies: Policies) -> None:
        self._policies = policies
        self._decide = lru_cache(maxsize=_DECISIONS_KEPT)(self._ask)

    @classmethod
    def load(cls, folder: Path | None = None) -> "CedarAuthorizer":
        """Return an authorizer over the shipped policies, with those of `folder` added or in their place.

        Raises:
            InvalidError: A policy cannot be read, or speaks of what the schema does not know; it names file and line.
        """
        return cls(load_policies(folder))

    def allows(self, caller: Caller, action: str, resource: Resource, at: datetime) -> bool:
        """Say whether `caller` may do `action` (the name of an operation) to `resource`."""
        return self._decide(caller, action, resource, self._cut(caller, at))

    def _cut(self, caller: Caller, at: datetime) -> datetime:
        if caller.auditing is not None and caller.auditing.until is not None:
            return at.replace(microsecond=0)
        minute = at.replace(second=0, microsecond=0)
        return minute if self._policies.look_at_clock else minute.replace(hour=0, minute=0)

    def _ask(self, caller: Caller, action: str, resource: Resource, at: datetime) -> bool:
        entity = _resource(caller, resource)
        question = {
            "principal": _uid("User", caller.arn),
            "action": _uid("Action", action),
            "resource": entity["uid"],
            "context": {"now": _instant(at)},
        }
        answer = is_authorized(question, self._policies.policies, [_user(caller), entity], self._policies.schema)
        return answer.allowed and not answer.diagnostics.errors


def _user(caller: Caller) -> _Entity:
    auditing = caller.auditing
    attributes: dict[str, object] = {
        "name": caller.name,
        "standing": caller.standing.value,
        "audits": [_reference("Assessment", id_) for id_ in auditing.assessments] if auditing else [],
    }
    if auditing and auditing.until:
        attributes["audits_until"] = _instant(auditing.until)
    return {
        "uid": _uid("User", caller.arn),
        "attrs": attributes,
        "parents": [_uid("Role", arn) for arn in sorted(caller.arns)],
    }


def _resource(caller: Caller, resource: Resource) -> _Entity:
    match resource:
        case AccountResource():
            return {"uid": _uid("Account", caller.account), "attrs": {}, "parents": []}
        case AssessmentResource(id=id_, owners=owners, delegates=delegates):
            return {"uid": _uid("Assessment", id_), "attrs": _people(owners, delegates), "parents": []}
        case ControlSetResource(assessment=assessment, id=id_, delegates=delegates):
            return {
                "uid": _uid("ControlSet", f"{assessment.id}/{id_}"),
                "attrs": _people(assessment.owners, delegates),
                "parents": [_uid("Assessment", assessment.id)],
            }


def _people(owners: frozenset[str], delegates: frozenset[str]) -> Mapping[str, object]:
    return {
        "owners": [_reference("Role", arn) for arn in owners],
        "delegates": [_reference("Role", arn) for arn in delegates],
    }


def _uid(type_: str, id_: str) -> dict[str, str]:
    return {"type": type_, "id": id_}


def _reference(type_: str, id_: str) -> dict[str, object]:
    return {"__entity": _uid(type_, id_)}


def _instant(at: datetime) -> dict[str, object]:
    # Whole seconds, cut off on both sides of a comparison: an end comes at most a second early, and never late.
    text = at.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat()
    return {"__extn": {"fn": "datetime", "arg": f"{text}Z"}}
