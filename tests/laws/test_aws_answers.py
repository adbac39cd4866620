"""Laws of what is kept of answers: nothing is lost on disk, pages join, equal facts stay apart, calls have one name."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from probative.domain.ids import AccountId, Region
from probative.domain.slots import Slot, SourceKind
from probative.sources.aws.calls import Call
from probative.sources.aws.chains import merged
from probative.sources.aws.facts import FactMaker, Origin, Said
from probative.sources.aws.metrics import Sample as MetricSample
from probative.sources.aws.metrics import Series, chosen, combined
from probative.sources.aws.paging import Paging
from probative.sources.aws.spool import Page, Spool

NOW = datetime(2026, 11, 20, tzinfo=UTC)
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False)
    | st.text(max_size=20)
    | st.binary(max_size=20)
    | st.datetimes(timezones=st.just(UTC))
)
answers = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
)
pages = st.builds(
    Page,
    st.dictionaries(st.text(max_size=8), answers, max_size=4),
    st.text(max_size=36),
    st.text(max_size=64),
    st.just(NOW),
)
arguments = st.dictionaries(st.text(max_size=6), st.text(max_size=6) | st.integers(), max_size=4)


@given(st.lists(pages, min_size=1, max_size=5))
def test_what_is_spooled_is_read_back_in_any_order(written: list[Page]) -> None:
    spool = Spool(None)
    refs = [spool.write(page, None) for page in written]
    assert [spool.read(ref) for ref in reversed(refs)] == list(reversed(written))


@given(arguments)
def test_a_call_has_one_name_whatever_the_order_of_its_arguments(given_arguments: dict[str, object]) -> None:
    turned = dict(reversed(given_arguments.items()))
    one, other = (Call(AccountId("1"), Region("r"), "s", "o", each) for each in (given_arguments, turned))
    assert one.key({}) == other.key({})
    assert one.key({}) != one.key({"token": "t"})
    assert one.key({}) != Call(AccountId("1"), Region("r"), "s", "o", {**given_arguments, "more more": 1}).key({})


@given(st.lists(st.lists(st.integers(), max_size=4), min_size=1, max_size=5))
def test_pages_join_to_the_whole_list(lists: list[list[int]]) -> None:
    paging = Paging(inputs=("Token",), outputs=("Token",))
    parts = [Page({"Items": list(part), "Token": "t", "Name": "n"}, "", "", NOW) for part in lists]
    assert merged(parts, paging) == {"Items": [item for part in lists for item in part], "Name": "n"}


@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=12))
def test_facts_of_a_slot_have_ids_of_their_own_and_the_same_ones_again(values: list[str]) -> None:
    slot = Slot(
        kind=SourceKind.API_CALL, question="q", account=AccountId("1"), region=Region("r"), since=NOW, until=NOW
    )
    call = Call(slot.account, slot.region, "bedrock", "ListGuardrails", {})
    origin = Origin.of(call, "bedrock.amazonaws.com", Page({}, "r", "d", NOW))

    def make(order: list[str]) -> set[str]:
        maker = FactMaker(slot)
        return {maker.make(origin, Said(value=value, content=value, event_name="e")).id for value in order}

    assert len(make(values)) == len(values)
    assert make(values) == make(list(reversed(values)))


series = st.builds(
    lambda metric, dimensions: Series(metric, tuple(sorted(dimensions.items()))),
    st.sampled_from(["m", "n"]),
    st.dictionaries(st.sampled_from(["A", "B", "C"]), st.sampled_from(["1", "2"]), max_size=3),
)


@given(st.sets(series), st.sampled_from(["", "A", "A=1"]))
def test_no_series_is_added_up_twice_and_all_that_are_share_their_dimensions(
    listed: set[Series], dimension: str
) -> None:
    groups = chosen(listed, dimension)
    used = [one for several in groups.values() for one in several]
    assert len(used) == len(set(used))
    for metric in {one.metric for one in used}:
        assert len({tuple(name for name, _ in one.dimensions) for one in used if one.metric == metric}) == 1
    for becomes, several in groups.items():
        assert all(becomes.metric == one.metric and set(becomes.dimensions) <= set(one.dimensions) for one in several)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1), st.sampled_from(["Maximum", "Minimum", "Average", "p99"]))
def test_series_put_together_stay_within_their_bounds(values: list[float], statistic: str) -> None:
    together = combined(statistic, [MetricSample(value, 1.0) for value in values])
    assert min(values) - 1e-3 <= together <= max(values) + 1e-3
