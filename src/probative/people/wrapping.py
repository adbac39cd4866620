"""The server's key, wrapped by AWS KMS: envelope encryption.

KMS makes a data key once; what it gives back wrapped is kept in a file, and opened by KMS at every start. The file is
worth nothing without the right to decrypt with the KMS key, and the KMS key never leaves KMS. KMS's own rotation
changes nothing here; where the settings name another key, the same data key is wrapped by that one at the next start.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import msgspec
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

from probative.domain.errors import Finding, InvalidError
from probative.people.sealing import KEY_BYTES, keep_first

SETTING: Final = "PROBATIVE_KMS_KEY_ID"

_FORMAT: Final = "probative-wrapped-key/1"
_CONTEXT: Final = {"probative:purpose": "server-key"}
"""Bound to what is wrapped, and in CloudTrail; a key policy can ask for it."""
_GRANTS: Final = "kms:DescribeKey, kms:GenerateDataKey, kms:Decrypt, and kms:Encrypt to change over to it"
_SYMMETRIC: Final = "SYMMETRIC_DEFAULT"
_MESSAGE_LIMIT: Final = 300
_NO_CREDENTIALS: Final = "there are no AWS credentials to ask KMS with: give the server a role or AWS_ACCESS_KEY_ID"
_REASONS: Final = {
    "AccessDeniedException": f"the server may not use it: allow {_GRANTS} in the key's policy or the server's role",
    "NotFoundException": "there is no such key: write the ARN of a key, its id, or alias/NAME, in PROBATIVE_REGION",
    "InvalidArnException": "there is no such key: write the ARN of a key, its id, or alias/NAME, in PROBATIVE_REGION",
    "DisabledException": "it is disabled: enable it",
    "KMSInvalidStateException": "it cannot be used in its present state: enable it, or cancel its deletion",
    "InvalidCiphertextException": "what it wrapped was changed: bring the file back from a backup",
    "IncorrectKeyException": "what it wrapped was changed: bring the file back from a backup",
}
_STATES: Final = {
    "Disabled": "it is disabled: enable it",
    "PendingDeletion": "it waits for its deletion: cancel that, or name another key",
}

Connect = Callable[[str], Any]
"""Makes botocore's client of KMS for a region; "": the region of the settings."""


class _Wrapped(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What the file holds."""

    format: str
    key_arn: str
    encryption_context: dict[str, str]
    ciphertext: bytes


_DECODER: Final = msgspec.json.Decoder(_Wrapped)


def open_wrapped_key(path: Path, key_id: str, connect: Connect) -> bytes:
    """Return the server's key, which the file at `path` holds wrapped by the KMS key `key_id`; on first use make both.

    What another KMS key wrapped is wrapped anew by this one. Two first uses at once end with one key.

    Raises:
        InvalidError: The KMS key or the file cannot be used; it says what to do, and tells no secret.
    """
    arn = _usable(key_id, connect)
    if not path.exists():
        with _asked(key_id):
            made = _client(arn, connect).generate_data_key(
                KeyId=arn, KeySpec="AES_256", EncryptionContext=dict(_CONTEXT)
            )
        _keep(path, _of(arn, made["CiphertextBlob"]), is_first=True)
    kept = _read(path)
    with _asked(key_id if kept.key_arn == arn else f"{kept.key_arn}, which the server's key is still wrapped by"):
        key: bytes = _client(kept.key_arn, connect).decrypt(
            KeyId=kept.key_arn, CiphertextBlob=kept.ciphertext, EncryptionContext=kept.encryption_context
        )["Plaintext"]
    if len(key) != KEY_BYTES:
        raise InvalidError(Finding(str(path), "holds no server key: bring it back from a backup"))
    if kept.key_arn != arn:
        with _asked(key_id):
            again = _client(arn, connect).encrypt(KeyId=arn, Plaintext=key, EncryptionContext=dict(_CONTEXT))
        _keep(path, _of(arn, again["CiphertextBlob"]), is_first=False)
    return key


def _usable(key_id: str, connect: Connect) -> str:
    """Return the ARN of the key, which an alias may lead to."""
    with _asked(key_id):
        about = _client(key_id, connect).describe_key(KeyId=key_id)["KeyMetadata"]
    if about["KeyState"] != "Enabled":
        raise _refused(key_id, _STATES.get(about["KeyState"], f"its state is {about['KeyState']}: it must be enabled"))
    if about.get("KeySpec") != _SYMMETRIC:
        raise _refused(key_id, "it is no symmetric key for encryption: name one that is")
    return str(about["Arn"])


def _client(key: str, connect: Connect) -> Any:  # noqa: ANN401  botocore's own
    return connect(key.split(":")[3] if key.startswith("arn:") else "")


def _of(arn: str, ciphertext: bytes) -> _Wrapped:
    return _Wrapped(format=_FORMAT, key_arn=arn, encryption_context=dict(_CONTEXT), ciphertext=ciphertext)


def _keep(path: Path, wrapped: _Wrapped, *, is_first: bool) -> None:
    content = msgspec.json.format(msgspec.json.encode(wrapped), indent=2) + b"\n"
    try:
        if is_first:
            keep_first(path, content)
            return
        descriptor, partial = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # mode 600
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(partial).replace(path)
    except OSError as error:
        raise _unusable(path, error) from error


def _read(path: Path) -> _Wrapped:
    try:
        wrapped = _DECODER.decode(path.read_bytes())
    except msgspec.MsgspecError as error:
        raise InvalidError(Finding(str(path), "holds no wrapped key: bring it back from a backup")) from error
    except OSError as error:
        raise _unusable(path, error) from error
    if wrapped.format != _FORMAT:
        raise InvalidError(Finding(str(path), f"is of format {wrapped.format}, this program knows {_FORMAT}"))
    return wrapped


def _unusable(path: Path, error: OSError) -> InvalidError:
    reason = f"{error.strerror or 'cannot be used'}: give a folder that you may write, or mend its rights"
    return InvalidError(Finding(str(path), reason))


def _refused(key_id: str, reason: str) -> InvalidError:
    return InvalidError(Finding(SETTING, f"{key_id}: {reason}"))


@contextmanager
def _asked(key: str) -> Iterator[None]:
    """Translate what is wrong with asking KMS for `key`."""
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        raise _refused(key, _REASONS.get(code, f"KMS refuses: {str(error)[:_MESSAGE_LIMIT]}")) from error
    except NoCredentialsError as error:
        raise _refused(key, _NO_CREDENTIALS) from error
    except BotoCoreError as error:
        raise _refused(key, f"KMS cannot be asked: {str(error)[:_MESSAGE_LIMIT]}") from error
