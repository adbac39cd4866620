"""What we answer is what botocore understands: all operations, from the model."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from botocore.awsrequest import HeadersDict
from botocore.parsers import create_parser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from probative.api.protocol.model import ListOf, MapOf, Shape, Structure, service
from probative.api.protocol.serialize import OutputError, Reply, Written, reply, write_item
from tests.support.wire_client import Client
from tests.support.wire_shapes import OPERATIONS, least, operation, outputs

EXAMPLES = max(6, settings.default.max_examples // 8)  # type: ignore[union-attr]  # a profile is loaded
PARSER = create_parser("rest-json")
CLIENT = Client()
PROJECT = Path(__file__).parents[2]


def parsed(name: str, answer: Reply) -> dict[str, Any]:
    response = {"status_code": answer.status, "headers": HeadersDict(answer.headers), "body": answer.body}
    shape = operation(name).output_shape
    assert shape is not None
    found: dict[str, Any] = PARSER.parse(response, shape)
    metadata = found.pop("ResponseMetadata")
    assert metadata["RequestId"] == "request-1"
    return found


@pytest.mark.parametrize("name", OPERATIONS)
def test_what_we_write_is_what_botocore_parses(name: str) -> None:
    @settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
    @given(outputs(operation(name).output_shape))
    def round_trip(values: dict[str, Any]) -> None:
        assert parsed(name, reply(service().operations[name], values, request_id="request-1")) == values

    round_trip()


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_client_gets_every_member_of_an_output(name: str) -> None:
    shape = operation(name).output_shape
    whole = least(shape, is_whole=True) if shape is not None else {}
    CLIENT.answer = lambda _: reply(service().operations[name], whole, request_id="request-1")

    input_shape = operation(name).input_shape
    assert CLIENT.call(name, least(input_shape) if input_shape else {}) == whole


@given(
    st.sampled_from(OPERATIONS).flatmap(lambda name: st.tuples(st.just(name), outputs(operation(name).output_shape)))
)
def test_members_that_are_none_are_absent(drawn: tuple[str, dict[str, Any]]) -> None:
    name, values = drawn
    ours = service().operations[name]
    with_nones = dict.fromkeys(ours.output.members) | values

    assert parsed(name, reply(ours, with_nones, request_id="request-1")) == values


def misfits(shape: Shape, whole: Any) -> Iterator[Any]:
    """Yield `whole` with, at one place each, a member that nobody knows or a value of another type."""
    match shape:
        case Structure():
            yield {**whole, "unheardOf": "x"}
            for name, member in shape.members.items():
                yield from ({**whole, name: wrong} for wrong in misfits(member.shape, whole[name]))
        case ListOf():
            yield "not a list"
            yield from ([wrong] for wrong in misfits(shape.member, whole[0]))
        case MapOf():
            yield []
            yield {"k": 1}
        case _:
            yield object()
            yield b"bytes"
            yield 1.5 if not isinstance(whole, float) else "x"
            yield from ["NOT_ONE"] if shape.enum else []
            yield from [True] if isinstance(whole, int) and not isinstance(whole, bool) else []
            yield from [datetime(2026, 1, 1), "2026"] if isinstance(whole, datetime) else []  # noqa: DTZ001


@pytest.mark.parametrize("name", OPERATIONS)
def test_whatever_the_model_does_not_know_never_goes_out(name: str) -> None:
    ours = service().operations[name]
    shape = operation(name).output_shape
    wrongs = list(misfits(ours.output, least(shape, is_whole=True) if shape is not None else {}))

    assert wrongs
    for wrong in wrongs:
        with pytest.raises(OutputError, match=ours.output.name):
            reply(ours, wrong, request_id="request-1")


def lists_of_structures() -> list[tuple[str, str]]:
    return [
        (name, member)
        for name, ours in service().operations.items()
        for member, found in ours.output.members.items()
        if isinstance(found.shape, ListOf) and isinstance(found.shape.member, Structure)
    ]


@pytest.mark.parametrize(("name", "member"), lists_of_structures())
@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_items_that_were_written_before_read_like_any_others(name: str, member: str, data: st.DataObject) -> None:
    ours = service().operations[name]
    values = {member: []} | data.draw(outputs(operation(name).output_shape))
    written = Written([write_item(ours, member, item) for item in values[member]])

    assert parsed(name, reply(ours, values | {member: written}, request_id="request-1")) == values


def test_only_a_list_of_structures_is_written_before() -> None:
    evidence = service().operations["GetEvidenceByEvidenceFolder"]

    for name in ("nextToken", "unheardOf"):
        with pytest.raises(OutputError, match=name):
            write_item(evidence, name, {})
        with pytest.raises(OutputError, match=name):
            reply(evidence, {name: Written([])}, request_id="r")
    with pytest.raises(OutputError):
        write_item(evidence, "evidence", {"unheardOf": 1})
    assert reply(evidence, {"evidence": Written([])}, request_id="r").body == b'{"evidence":[]}'


def test_timestamps_are_epoch_seconds_and_texts_are_what_they_were() -> None:
    status = service().operations["GetControl"]
    at = datetime(2026, 11, 23, 4, 25, 20, 68_000, tzinfo=UTC)

    answer = reply(status, {"control": {"createdAt": at, "name": 'ä "q" \u2028 </x>'}}, request_id="r")

    assert answer.body == '{"control":{"name":"ä \\"q\\" \u2028 </x>","createdAt":1795407920.068}}'.encode()
    assert answer.headers == (("content-type", "application/json"), ("x-amzn-RequestId", "r"))
    assert answer.status == 200


def test_a_lone_surrogate_never_goes_out() -> None:
    with pytest.raises(OutputError):
        reply(service().operations["GetControl"], {"control": {"name": "\ud800"}}, request_id="r")


def test_many_threads_may_write_the_first_reply_of_an_operation_at_once() -> None:
    command = [sys.executable, "-m", "tests.support.first_replies"]

    ended = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False, timeout=120)

    assert (ended.returncode, ended.stdout) == (0, "all written\n"), ended.stderr
