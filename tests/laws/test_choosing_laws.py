"""Whatever is chosen and let go in whatever order, a folder's choice is what a plain set of items would be."""

from collections.abc import Sequence
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from probative.app.application import Application
from probative.app.evidence_counts import chosen_by_control
from probative.app.evidence_folders import FolderAddress, chosen_by_folder
from probative.app.selecting import choose_folder, choose_items, let_folder_go, let_items_go
from probative.assess.choosing import Chosen
from probative.assess.folders import folder_id
from tests.support.assessed import ASSESSMENT, keep_engagement, keep_some
from tests.support.serving import application, caller

ITEMS: Final = 4
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["whole", "none"]), st.just(())),
        st.tuples(st.sampled_from(["choose", "let go"]), st.lists(st.integers(0, ITEMS - 1), max_size=3).map(tuple)),
    ),
    max_size=6,
)


def take(server: Application, address: FolderAddress, step: str, ids: Sequence[str]) -> None:
    match step:
        case "whole":
            choose_folder(server, caller(), "x", address)
        case "none":
            let_folder_go(server, caller(), "x", address)
        case "choose":
            choose_items(server, caller(), "x", address, ids=ids)
        case _:
            let_items_go(server, caller(), "x", address, ids=ids)


@settings(deadline=None, max_examples=25)
@given(steps=STEPS)
def test_a_choice_is_a_set(tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, tuple[int, ...]]]) -> None:
    server = application(tmp_path_factory.mktemp("books"))
    assessed = keep_engagement(server)
    items = keep_some(server, assessed.control_sets[0].controls[0].id, ITEMS)
    ids = [item.id for item in items]
    address = FolderAddress(ASSESSMENT, folder_id(ASSESSMENT, items[0].control_id, items[0].day))
    expected: set[str] = set()

    for step, places in steps:
        named = [ids[place] for place in places]
        take(server, address, step, named)
        match step:
            case "whole":
                expected = set(ids)
            case "none":
                expected = set()
            case "choose":
                expected |= set(named)
            case _:
                expected -= set(named)

    by_folder = server.store.read(lambda books: chosen_by_folder(books, ASSESSMENT))
    chosen = by_folder.get(address.folder_id, Chosen())
    assert {id_ for id_ in ids if id_ in chosen} == expected
    assert chosen.count(ITEMS) == len(expected)
    counts = server.store.read(lambda books: chosen_by_control(server, books, ASSESSMENT))
    assert sum(counts.values()) == len(expected)
