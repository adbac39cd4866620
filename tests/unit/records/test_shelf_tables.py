import msgspec

from probative.records import shelf_tables
from probative.records.shelf_tables import ShelfTable


def test_each_shelf_has_a_decoder_that_was_made_before_any_thread_uses_it() -> None:
    """msgspec 0.22 dies where two threads decode a type for the first time at once."""
    shelves = [each for each in vars(shelf_tables).values() if isinstance(each, ShelfTable)]
    decoders = [getattr(getattr(each.decode, "__wrapped__", each.decode), "__self__", None) for each in shelves]

    assert len(shelves) > 15
    assert all(isinstance(decoder, msgspec.json.Decoder) for decoder in decoders)
