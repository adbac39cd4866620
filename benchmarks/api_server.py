"""The answer server of the API benchmark: a token bucket per service, answers from botocore's models.

Prints its port; when its standard input closes, it prints what it saw and ends.
"""

import json
import re
import sys
import threading
import time
from collections import Counter
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from botocore.model import ListShape, MapShape, Shape, StructureShape

from benchmarks.api_account import KINDS, RATES, Kind, resource_counts
from probative.sources.aws.models import BotocoreModels

LATENCY_SECONDS: Final = 0.03
PAGE: Final = 100
_NAME: Final = "resource-name"
_SIGNED: Final = re.compile(r"Credential=[^/]+/\d+/[^/]+/([^/]+)/")


class Bucket:
    """A token bucket of one service."""

    def __init__(self, rate: float) -> None:
        self.rate = rate
        self.tokens = rate
        self.at = time.monotonic()

    def take(self) -> bool:
        """Spend a token if there is one."""
        now = time.monotonic()
        self.tokens = min(self.rate, self.tokens + (now - self.at) * self.rate)
        self.at = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


class Account:
    """What is in the account, how it is asked for, and what was asked."""

    def __init__(self) -> None:
        self.models = BotocoreModels()
        self.counts = resource_counts()
        self.lock = threading.Lock()
        self.buckets = {service: Bucket(rate) for service, rate in RATES.items()}
        self.answered: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        self.throttled = 0
        self.by_target = {}
        self.routes = []
        for kind in KINDS:
            element, whole = self._bodies(kind)
            for operation, is_list in ((kind.list_operation, True), (kind.get_operation, False)):
                route = (kind, is_list, element, whole)
                model = self.models.operation(kind.service, operation)
                if self.models.model(kind.service).metadata["protocol"] == "json":
                    self.by_target[self._signing(kind), operation] = route
                else:
                    uri = re.sub(r"\{\w+\}", "([^/]+)", str(model.http["requestUri"]).split("?")[0])
                    key = (self._signing(kind), str(model.http["method"]))
                    self.routes.append((key, re.compile(uri.rstrip("/") + "/?"), route))

    def answer(self, route: tuple[str, str, str], path: str, body: bytes) -> tuple[int, bytes]:
        """Return status and body for a request; `route` are signing name, method and JSON target."""
        split = urlsplit(path)
        (kind, is_list, element, whole), label = self._find(*route, split.path)
        given = {**{name: values[0] for name, values in parse_qs(split.query).items()}, **json.loads(body or b"{}")}
        with self.lock:
            if not self.buckets[kind.service].take():
                self.throttled += 1
                return 400, b'{"__type": "ThrottlingException", "message": "Rate exceeded"}'
            self.answered[kind.service] += 1
            self.asked[f"{kind.service} {kind.get_operation} {is_list} {label} {sorted(given.items())}"] += 1
        if is_list:
            return 200, self._page(kind, element, given)
        return 200, whole.replace(_NAME, label or str(given[kind.argument])).encode()

    def _find(self, signing: str, method: str, target: str, path: str) -> tuple[tuple[Kind, bool, str, str], str]:
        if target:
            return self.by_target[signing, target], ""
        for key, pattern, route in self.routes:
            found = pattern.fullmatch(path) if key == (signing, method) else None
            if found:
                return route, unquote(found.group(1)) if found.groups() else ""
        raise KeyError(path)

    def _page(self, kind: Kind, element: str, given: dict[str, object]) -> bytes:
        token = next((given[name] for name in ("nextToken", "NextToken", "Marker") if name in given), "0")
        start = int(str(token))
        stop = min(start + PAGE, self.counts[kind])
        elements = ",".join(element.replace(_NAME, f"{kind.listed}-{number:06d}") for number in range(start, stop))
        more = {} if stop == self.counts[kind] else _token(kind, stop)
        members = "".join(f", {json.dumps(name)}: {json.dumps(value)}" for name, value in more.items())
        return f'{{"{kind.listed}": [{elements}]{members}}}'.encode()

    def _bodies(self, kind: Kind) -> tuple[str, str]:
        """Return the JSON of a listed element and of a described resource, with a name to fill in."""
        listed = self.models.output(kind.service, kind.list_operation, f"{kind.listed}[]")
        element = self.models.specimen(kind.service, kind.list_operation, f"{kind.listed}[]")
        if not isinstance(element, dict):
            raise TypeError(element)
        whole = self.models.specimen(kind.service, kind.get_operation, "")
        described = self.models.output(kind.service, kind.get_operation)
        return _json(listed, {**element, kind.name: _NAME}), _json(described, whole).replace('"x"', f'"{_NAME}"')

    def _signing(self, kind: Kind) -> str:
        return str(self.models.model(kind.service).signing_name)


def _token(kind: Kind, stop: int) -> dict[str, object]:
    if kind.service == "kms":
        return {"NextMarker": str(stop), "Truncated": True}
    is_lower = kind.service in {"bedrock", "bedrock-agent", "fis", "resiliencehub", "stepfunctions", "accessanalyzer"}
    return {"nextToken" if is_lower else "NextToken": str(stop)}


def _json(shape: Shape | None, value: object) -> str:
    return json.dumps(_wire(shape, value))


def _wire(shape: Shape | None, value: object) -> object:
    """Return `value` as the JSON protocols send it."""
    if isinstance(shape, StructureShape) and isinstance(value, dict):
        sent = {
            member.serialization.get("name", name): _wire(member, value[name])
            for name, member in shape.members.items()
            if name in value and "location" not in member.serialization
        }
        return dict(list(sent.items())[:1]) if shape.is_tagged_union else sent
    if isinstance(shape, ListShape) and isinstance(value, list):
        return [_wire(shape.member, element) for element in value]
    if isinstance(shape, MapShape) and isinstance(value, dict):
        return {key: _wire(shape.value, element) for key, element in value.items()}
    if isinstance(value, datetime):
        return value.timestamp()
    return "eA==" if isinstance(value, bytes) else value


def handler(account: Account) -> type[BaseHTTPRequestHandler]:
    """Return the request handler that answers from `account`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            signed = _SIGNED.search(self.headers["Authorization"])
            target = self.headers.get("X-Amz-Target", "").rpartition(".")[2]
            time.sleep(LATENCY_SECONDS)
            route = (signed.group(1) if signed else "", self.command, target)
            status, sent = account.answer(route, self.path, body)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        do_GET = do_POST = do_PUT = _serve  # noqa: N815  the names that http.server looks for

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    return Handler


def main() -> None:
    """Serve until standard input closes."""
    account = Account()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(account))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()
    twice = sum(count - 1 for count in account.asked.values())
    print(json.dumps({"answered": account.answered, "throttled": account.throttled, "twice": twice}), flush=True)


if __name__ == "__main__":
    main()
