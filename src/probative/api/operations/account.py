"""The registration of the account and of its delegated administrator, over the wire."""

from probative.api.operations.context import Context, Shape
from probative.app import registering


def get_account_status(context: Context, request: Shape) -> Shape:  # noqa: ARG001  an operation takes both
    """Answer `GetAccountStatus`."""
    return {"status": registering.account_status(context.application).value}


def register_account(context: Context, request: Shape) -> Shape:
    """Answer `RegisterAccount`."""
    status = registering.register_account(
        context.application,
        context.caller,
        kms_key=request.get("kmsKey"),
        admin_account=request.get("delegatedAdminAccount"),
    )
    return {"status": status.value}


def deregister_account(context: Context, request: Shape) -> Shape:  # noqa: ARG001  an operation takes both
    """Answer `DeregisterAccount`."""
    return {"status": registering.deregister_account(context.application, context.caller).value}


def get_organization_admin_account(context: Context, request: Shape) -> Shape:  # noqa: ARG001  an operation takes both
    """Answer `GetOrganizationAdminAccount`: without one, with nothing."""
    registration = registering.get_organization_admin(context.application, context.caller)
    return {"adminAccountId": registration.admin_account, "organizationId": registration.organization_id}


def register_organization_admin_account(context: Context, request: Shape) -> Shape:
    """Answer `RegisterOrganizationAdminAccount`."""
    registration = registering.register_organization_admin(
        context.application, context.caller, request["adminAccountId"]
    )
    return {"adminAccountId": registration.admin_account, "organizationId": registration.organization_id}


def deregister_organization_admin_account(context: Context, request: Shape) -> Shape:
    """Answer `DeregisterOrganizationAdminAccount`."""
    registering.deregister_organization_admin(context.application, context.caller, request.get("adminAccountId"))
    return {}
