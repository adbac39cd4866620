"""One port for all of AWS: a request becomes a call, the call an answer, the answer bytes."""

import hashlib
from itertools import count
from typing import Final

from moto.core.request import Request

from probative_demo.buckets import read_log_object
from probative_demo.errors import ApiError, NotHereError
from probative_demo.handlers import HANDLERS
from probative_demo.models import CBOR, Members
from probative_demo.passing import pass_on
from probative_demo.places import Place
from probative_demo.recording import record_call
from probative_demo.routing import Call, Scope, Target, find_target, read_input, read_scope
from probative_demo.simulation import Simulation, answer_call, empty_answer
from probative_demo.wire import Reply, write_answer, write_error


class Application:
    """Answers requests for the organization, and passes on to moto what moto does right."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._numbers = count(1)

    def reply(self, request: Request) -> Reply:
        """Return what `request` is answered with."""
        request_id = _request_id(next(self._numbers))
        scope = read_scope(request)
        if scope is None:
            return write_error(_nowhere(request), ApiError(*_UNSIGNED, 403), request_id)
        target = find_target(request, scope)
        if target is None:
            error = ApiError("UnknownOperationException", f"{scope.service} has no such operation.", 404)
            return write_error(_nowhere(request), error, request_id)
        try:
            call = self._understand(request, scope, target, request_id)
        except ApiError as error:
            return write_error(target, error, request_id)
        try:
            return self._answer(call)
        except ApiError as error:
            return write_error(target, error, request_id)

    def _understand(self, request: Request, scope: Scope, target: Target, request_id: str) -> Call:
        caller = self._simulation.callers.of(scope.access_key, self._simulation.clock())
        if caller is None:
            code, message = _UNKNOWN_KEY.get(target.protocol, _UNKNOWN_KEY["json"])
            raise ApiError(code, message, 401 if target.protocol == "ec2" else 403)
        return Call(
            target=target,
            given=read_input(request, target),
            place=Place(caller.account, scope.region),
            caller=caller,
            request=request,
            request_id=request_id,
        )

    def _answer(self, call: Call) -> Reply:
        try:
            if reply := read_log_object(self._simulation.logs, call) if call.target.service == "s3" else None:
                return reply
            answered = answer_call(self._simulation, call, HANDLERS)
        except NotHereError:
            return self._answer_elsewhere(call)
        except ApiError as error:
            record_call(self._simulation, call, error=error)
            raise
        record_call(self._simulation, call, answered)
        return _written(call, answered)

    def _answer_elsewhere(self, call: Call) -> Reply:
        try:
            if call.target.protocol != CBOR:  # moto's server does not read CBOR
                reply = pass_on(call)
                record_call(self._simulation, call, error=None if reply.status < 400 else ApiError(*_REFUSED))
                return reply
        except NotHereError:
            pass
        return _written(call, empty_answer(call))


def _written(call: Call, answered: Members) -> Reply:
    return write_answer(call.target, answered, call.request_id)


_REFUSED: Final = ("ClientError", "The request was refused.")
_UNSIGNED: Final = ("MissingAuthenticationToken", "Missing Authentication Token")
_INVALID_TOKEN: Final = "The security token included in the request is invalid."
_UNKNOWN_KEY: Final = {
    "query": ("InvalidClientTokenId", _INVALID_TOKEN),
    "ec2": ("AuthFailure", "AWS was not able to validate the provided access credentials"),
    "rest-xml": ("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."),
    "json": ("UnrecognizedClientException", _INVALID_TOKEN),
}


def _nowhere(request: Request) -> Target:
    """Return what stands for the operation where there is none: only the form of the error hangs on it."""
    is_form = request.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded")
    return Target("sts", "GetCallerIdentity", "query" if is_form else "json", {})


def _request_id(number: int) -> str:
    digest = hashlib.sha256(number.to_bytes(8, "big")).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}"
