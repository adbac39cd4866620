"""The settings of a server, told without secrets."""

import re
from dataclasses import fields
from pathlib import Path
from typing import Final

from probative.authorization.loading import policy_files
from probative.config import ServerSettings
from probative.domain.deployment import Deployment, EffectiveSetting

_SECRETS: Final = frozenset({"secret_key", "oidc_client_secret"})
_PASSWORD: Final = re.compile(r"(://[^:/@\s]*):[^@\s]*@")
_SET: Final = "(set)"


def deployment_of(settings: ServerSettings) -> Deployment:
    """Return what may be known of a server with these settings."""
    default = ServerSettings(data_dir=settings.data_dir)
    return Deployment(
        settings=[
            _told(each.name, getattr(settings, each.name), getattr(default, each.name)) for each in fields(settings)
        ],
        policies=policy_files(Path(settings.policy_dir) if settings.policy_dir else None),
        role_name=settings.role_name,
        external_id=settings.external_id,
        cloudtrail=settings.cloudtrail,
        keep_deleted_days=settings.keep_deleted_days,
    )


def _told(name: str, value: object, default: object) -> EffectiveSetting:
    is_secret = name in _SECRETS
    shown = _SET if is_secret and value else _PASSWORD.sub(r"\1:***@", _text(value))
    return EffectiveSetting(
        name=f"PROBATIVE_{name.upper()}", value=shown, is_default=value == default, is_secret=is_secret
    )


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)
