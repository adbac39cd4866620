"""The key of a server, and those that it had before: from the environment, a file, or wrapped by AWS KMS."""

import logging
from pathlib import Path
from typing import Final, NamedTuple

from botocore.client import BaseClient
from botocore.config import Config

from probative.app.access_keys import reseal_keys
from probative.app.application import Application
from probative.app.keyring import Keyring
from probative.config import ServerSettings
from probative.domain.errors import Finding, InvalidError
from probative.people.sealing import SERVER_KEY, WRAPPED_KEY, open_key_file, parse_key
from probative.people.wrapping import SETTING, open_wrapped_key
from probative.sources.aws.models import BotocoreModels

_LOG: Final = logging.getLogger("probative.server")
_SECONDS: Final = 10
_ATTEMPTS: Final = 4


class ServerKeys(NamedTuple):
    """The key that secrets are sealed with, and those that may have sealed some before."""

    current: bytes
    older: tuple[bytes, ...]


def server_keys(settings: ServerSettings, models: BotocoreModels) -> ServerKeys:
    """Return the keys of a server with these settings; on its first start one is made.

    KMS outweighs the environment, and that the file; what is outweighed still opens what it sealed.

    Raises:
        InvalidError: A key cannot be had; it says which setting to mend and how.
    """
    folder = settings.data_dir / "keys"
    wrapped, plain = folder / WRAPPED_KEY, folder / SERVER_KEY
    said = (parse_key(settings.secret_key, "PROBATIVE_SECRET_KEY"),) if settings.secret_key else ()
    if settings.kms_key_id:
        current = open_wrapped_key(wrapped, settings.kms_key_id, lambda region: _kms(settings, models, region))
        return ServerKeys(current, (*said, *_kept(plain)))
    if wrapped.exists():
        told = f"is missing: a KMS key wraps the key in {wrapped}, which access keys are sealed with; name it"
        raise InvalidError(Finding(SETTING, told))
    if said:
        return ServerKeys(said[0], _kept(plain))
    return ServerKeys(open_key_file(plain), ())


def seal_anew(application: Application, keyring: Keyring) -> None:
    """Seal with the present key what one before it sealed, and tell the operator."""
    sealed, unreadable = reseal_keys(application, keyring)
    if sealed:
        _LOG.info(
            "%d access keys are sealed with the new server key now: the one before is needed no more", len(sealed)
        )
    if unreadable:
        _LOG.warning("%d access keys were sealed with a server key that is not here: make new ones", len(unreadable))


def _kept(path: Path) -> tuple[bytes, ...]:
    return (open_key_file(path),) if path.exists() else ()


def _kms(settings: ServerSettings, models: BotocoreModels, region: str) -> BaseClient:
    return models.new_session().create_client(
        "kms",
        region_name=region or settings.region,
        endpoint_url=settings.kms_endpoint_url or None,
        config=Config(
            connect_timeout=_SECONDS,
            read_timeout=_SECONDS,
            retries={"mode": "standard", "total_max_attempts": _ATTEMPTS},
        ),
    )
