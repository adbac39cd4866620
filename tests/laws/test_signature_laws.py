"""Laws of signatures: nothing that is signed can change by a character, and whatever arrives is at most refused."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from probative.api.protocol.refusals import SignatureRefusedError
from probative.api.protocol.signature import SignedRequest, verify_request
from tests.support.wire_client import ENDPOINT, KEY
from tests.support.wire_signing import FILES, SERVICE, by_header, by_query, find, header, now, with_header

REQUEST = by_header(f"{ENDPOINT}/tags/arn%3Aaws%2Fa?b=1&a=2", body=b"{}")
PRESIGNED = by_query(f"{ENDPOINT}/files/a?b=1")
AUTHORIZATION = header(REQUEST, "authorization")
PARTS = AUTHORIZATION.replace(",", " ").split()
SIGNED_AT = now()
"""Near enough to when the requests above were signed, however late their tests run."""
printable = st.characters(min_codepoint=33, max_codepoint=126)


def changed(text: str, place: int, character: str) -> str:
    place %= len(text)
    return text[:place] + character + text[place + 1 :]


@given(st.integers(0, 10_000), printable)
def test_no_character_of_a_signed_header_can_change(place: int, character: str) -> None:
    altered = changed(AUTHORIZATION, place, character)
    assume(altered != AUTHORIZATION)

    with pytest.raises(SignatureRefusedError):
        verify_request(with_header(REQUEST, "authorization", altered), find, SERVICE, now=SIGNED_AT)


@given(st.integers(0, 10_000), printable)
def test_no_character_of_a_path_or_query_can_change(place: int, character: str) -> None:
    for request, scope in ((REQUEST, SERVICE), (PRESIGNED, FILES)):
        path = replace(request, raw_path=changed(request.raw_path, place, character))
        query = replace(request, query=changed(request.query, place, character))
        for altered in (path, query):
            if altered == request:
                continue
            with pytest.raises(SignatureRefusedError):
                verify_request(altered, find, scope, now=SIGNED_AT)


@given(
    st.text(max_size=40),
    st.text(max_size=40),
    st.lists(
        st.tuples(st.sampled_from(["authorization", "host", "x-amz-date", "x"]), st.text(max_size=60)), max_size=4
    ),
)
def test_whatever_arrives_is_refused_and_never_more(path: str, query: str, found: list[tuple[str, str]]) -> None:
    signed = SignedRequest(method="GET", raw_path=path, query=query, headers=tuple(found))
    for request in (signed, replace(REQUEST, query=f"{query}&{PRESIGNED.query}"), replace(PRESIGNED, raw_path=path)):
        for scope in (SERVICE, FILES):
            with pytest.raises(SignatureRefusedError):
                verify_request(request, find, scope, now=SIGNED_AT)


@given(
    st.permutations(PARTS[1:]) | st.lists(st.sampled_from(PARTS), max_size=5),
    st.sampled_from([" ", ",", ", ", "="]),
)
def test_parts_of_a_signature_in_any_order_are_refused_or_the_whole(parts: list[str], joint: str) -> None:
    shuffled = with_header(REQUEST, "authorization", f"AWS4-HMAC-SHA256 {joint.join(parts)}")
    whole = sorted(parts) == sorted(PARTS[1:]) and "," in joint
    if whole:
        assert verify_request(shuffled, find, SERVICE, now=SIGNED_AT).key == KEY
    else:
        with pytest.raises(SignatureRefusedError):
            verify_request(shuffled, find, SERVICE, now=SIGNED_AT)
