"""Where a raw value lies in the text that it was decoded from."""

import msgspec

from probative.sources.cloudtrail.offsets import addresses_of


def test_a_raw_value_lies_where_its_text_has_it() -> None:
    text = b'[{"a":1},"two", [3] ]'
    raws = msgspec.json.Decoder(list[msgspec.Raw]).decode(text)
    start, *values = addresses_of((text, *raws))
    assert [value - start for value in values] == [text.index(bytes(raw)) for raw in raws]


def test_many_values_are_told_one_by_one() -> None:
    whole = memoryview(bytes(range(256)))
    views = [whole[offset:] for offset in range(0, 200, 7)]
    start, *values = addresses_of((whole, *views))
    assert [value - start for value in values] == list(range(0, 200, 7))


def test_nothing_asked_is_nothing_told() -> None:
    assert addresses_of(()) == []
