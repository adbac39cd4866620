"""The server as an outsider asks it: both APIs, signed with an access key."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import get_session

_SERVICE = "auditmanager"
_SECONDS = 60


class RefusedError(Exception):
    """The server would not do what it was asked for; it says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Asks the server at `url` as the owner of an access key; `told` is what its first start said."""

    told: Mapping[str, str]

    @property
    def url(self) -> str:
        """Where the server answers."""
        return self.told["url"]

    def arn(self, name: str) -> str:
        """Return the ARN of the user of this name."""
        return f"arn:aws:iam::{self.told['account_id']}:user/{name}"

    def ask(self, method: str, path: str, given: object = None) -> Any:  # noqa: ANN401  JSON
        """Return what the native API answers.

        Raises:
            RefusedError: It refuses.
        """
        body = b"" if given is None else json.dumps(given).encode()
        asked = AWSRequest(method, self.url + path, {"content-type": "application/json"}, body)
        key = Credentials(self.told["access_key_id"], self.told["secret_access_key"])
        SigV4Auth(key, _SERVICE, self.told["region"]).add_auth(asked)
        request = urllib.request.Request(self.url + path, body or None, dict(asked.headers.items()), method=method)
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            raise RefusedError(f"{method} {path}: {error.read().decode(errors='replace')}") from error

    def call(self, operation: str, **given: object) -> Any:  # noqa: ANN401  whatever the operation answers
        """Return what an operation of the AWS Audit Manager API answers; it is called as boto3 calls it.

        Raises:
            RefusedError: It refuses.
        """
        asked = get_session().create_client(
            _SERVICE,
            endpoint_url=self.url,
            region_name=self.told["region"],
            aws_access_key_id=self.told["access_key_id"],
            aws_secret_access_key=self.told["secret_access_key"],
        )
        try:
            return getattr(asked, operation)(**given)
        except (BotoCoreError, ClientError) as error:
            raise RefusedError(f"{operation}: {error}") from error
