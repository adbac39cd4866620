"""The server for those who look after it: change log of the account, role template, settings, policies, retention."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final

from msgspec import Meta

from probative.api.protocol.paging import PageTokens, Position
from probative.app.account_log import list_account_changes
from probative.app.deployment_viewing import get_server_state, list_policies, list_retention, list_settings
from probative.app.role_templates import TemplateFormat, role_template
from probative.app.user_removal import delete_user
from probative.books import Position as ShelfPosition
from probative.domain.account_changes import AccountAction, AccountChange, AccountObject
from probative.domain.deployment import Deployment
from probative.native.contract import Asked, Endpoint, Input, Nothing, Output, endpoint
from probative.native.paging import Paged, PagedQuery, next_token_of, read_page

_CHANGES: Final = "account changes"


class AccountChangesQuery(PagedQuery):
    """Of which user (by name) or which user or key (by id); neither: of all."""

    user_name: str | None = None
    object_id: str | None = None


class AccountChangeShown(Output):
    """Who did what to which user or key, and when."""

    id: str
    object_type: AccountObject
    object_id: str
    user_name: str
    action: AccountAction
    detail: str
    created_at: datetime
    created_by: str


class AccountChangesPage(Paged, kw_only=True):
    """The change log of the account, newest first."""

    changes: list[AccountChangeShown]


class TemplateQuery(Input):
    """In which form, and who may assume the role: an ARN or an account id; absent: this server's account."""

    format: TemplateFormat = TemplateFormat.CLOUDFORMATION
    principal: Annotated[str, Meta(max_length=2048)] = ""


class TemplateShown(Output):
    """A template that deploys the reader role, and exactly what it allows."""

    file_name: str
    content: str
    role_name: str
    external_id: str
    principal: str
    actions: list[str]


class SettingShown(Output):
    """A setting as it holds now; of a secret, only whether there is one."""

    name: str
    value: str
    is_default: bool
    is_secret: bool


class PolicyShown(Output):
    """A file of Cedar policies; changed in `PROBATIVE_POLICY_DIR`, and read when the server starts."""

    name: str
    content: str
    is_own: bool
    is_in_force: bool


class RetentionShown(Output):
    """How long something is kept, and what decides that."""

    what: str
    kept: str
    decided_by: str


class PartShown(Output):
    """Something that the server works with, and whether it answers."""

    name: str
    is_well: bool


class ServerStateShown(Output):
    """Which version answered, when by its clock, and whether what it works with answers."""

    version: str
    at: datetime
    parts: list[PartShown]


def forget_user(asked: Asked, _query: Nothing, _body: Nothing) -> None:
    """Forget a user who never did anything."""
    delete_user(asked.application, asked.caller, asked.path["user_id"])


def show_state(asked: Asked, _query: Nothing, _body: Nothing) -> ServerStateShown:
    """Return how the server does."""
    found = get_server_state(asked.application, asked.caller)
    parts = [PartShown(name=each.name, is_well=each.is_well) for each in found.parts]
    return ServerStateShown(version=found.version, at=found.at, parts=parts)


@dataclass(frozen=True, slots=True)
class AdministrationEndpoints:
    """The endpoints of administration, with what page tokens are made by and how the server was set up."""

    tokens: PageTokens
    deployment: Deployment

    def endpoints(self) -> Sequence[Endpoint[Any, Any]]:
        """Return all of them."""
        return (
            endpoint("GET", "/v1/account-changes", "List who changed users, rights and keys.", self._changes),
            endpoint("DELETE", "/v1/users/{user_id}", "Forget a user who never did anything.", forget_user),
            endpoint("GET", "/v1/role-template", "Show what deploys the reader role.", self._template),
            endpoint("GET", "/v1/server-settings", "Show the settings that hold, without secrets.", self._settings),
            endpoint("GET", "/v1/policies", "Show the policies by which rights are decided.", self._policies),
            endpoint("GET", "/v1/retention", "Show how long what is kept.", self._retention),
            endpoint("GET", "/v1/server-state", "Show which version runs, and whether it is well.", show_state),
        )

    def _changes(self, asked: Asked, query: AccountChangesQuery, _body: Nothing) -> AccountChangesPage:
        def after(position: Position | None, limit: int) -> Sequence[AccountChange]:
            return list_account_changes(
                asked.application,
                asked.caller,
                object_id=query.object_id,
                user_name=query.user_name,
                after=None if position is None else _place(*position),
                limit=limit,
            )

        def position_of(change: AccountChange) -> Position:
            return change.created_at.isoformat(), change.id

        found = read_page(self.tokens, _CHANGES, asked, query, after, position_of)
        return AccountChangesPage(changes=list(map(_change, found.items)), next_token=next_token_of(found))

    def _template(self, asked: Asked, query: TemplateQuery, _body: Nothing) -> TemplateShown:
        found = role_template(asked.application, self.deployment, asked.caller, query.format, principal=query.principal)
        return TemplateShown(
            file_name=found.file_name,
            content=found.content,
            role_name=found.role_name,
            external_id=found.external_id,
            principal=found.principal,
            actions=list(found.actions),
        )

    def _settings(self, asked: Asked, _query: Nothing, _body: Nothing) -> list[SettingShown]:
        return [
            SettingShown(name=each.name, value=each.value, is_default=each.is_default, is_secret=each.is_secret)
            for each in list_settings(asked.application, self.deployment, asked.caller)
        ]

    def _retention(self, asked: Asked, _query: Nothing, _body: Nothing) -> list[RetentionShown]:
        return [
            RetentionShown(what=each.what, kept=each.kept, decided_by=each.decided_by)
            for each in list_retention(asked.application, self.deployment, asked.caller)
        ]

    def _policies(self, asked: Asked, _query: Nothing, _body: Nothing) -> list[PolicyShown]:
        return [
            PolicyShown(name=each.name, content=each.content, is_own=each.is_own, is_in_force=each.is_in_force)
            for each in list_policies(asked.application, self.deployment, asked.caller)
        ]


def _change(change: AccountChange) -> AccountChangeShown:
    return AccountChangeShown(
        id=change.id,
        object_type=change.object_type,
        object_id=change.object_id,
        user_name=change.user_name,
        action=change.action,
        detail=change.detail,
        created_at=change.created_at,
        created_by=change.created_by,
    )


def _place(at: object, id_: object) -> ShelfPosition:
    return ShelfPosition(datetime.fromisoformat(str(at)), str(id_))
