"""What is seeded fits the models of the services: an answer that AWS could not give would prove nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from statistics import mean
from typing import Any

import pytest
from botocore.validate import ParamValidator

from probative_demo.answers import Asked, answer
from probative_demo.catalogue import Collection, filled, load_catalogue, places_in, seed
from probative_demo.inventory import load_table, resources_of, seed_config, seed_findings
from probative_demo.models import Members, operation, operations_of
from probative_demo.places import ACCOUNTS, PLACES, Place, start_of_day
from probative_demo.state import State
from probative_demo.wire import project
from tests.unit.demo.clients import NOW

START = start_of_day(NOW)
COLLECTIONS = load_catalogue()
_IDS = [f"{each.service}.{each.name}" for each in COLLECTIONS]


@pytest.fixture(scope="module")
def state() -> State:
    made = State()
    seed(made, START)
    seed_config(made, START)
    seed_findings(made, START)
    return made


def _answers(state: State, collection: Collection) -> Iterator[tuple[str, Any, Members]]:
    """Yield each read operation's output shape and answer, in every place, for every resource."""
    for place in PLACES:
        for name, way in collection.operations():
            shape = operation(collection.service, name).output_shape
            for given in _questions(state, place, collection, way):
                asked = Asked(state=state, place=place, collection=collection, operation=name, given=given, now=NOW)
                yield name, shape, project(shape, answer(asked, way))


def _questions(state: State, place: Place, collection: Collection, way: str) -> Iterator[Members]:
    if way in {"list", "batch"}:
        yield {}
    if way == "get":
        for resource in state.of(place, collection.service, collection.name):
            yield {name: resource[spelled[0]] for name, spelled in collection.key.items() if spelled[0] in resource}


@pytest.mark.parametrize("collection", COLLECTIONS, ids=_IDS)
def test_every_operation_of_a_collection_exists(collection: Collection) -> None:
    known = operations_of(collection.service)

    assert {name for name, _ in collection.operations()} <= known


@pytest.mark.parametrize("collection", COLLECTIONS, ids=_IDS)
def test_every_answer_fits_the_shape_of_the_service(state: State, collection: Collection) -> None:
    faults = {
        f"{name}: {fault}"
        for name, shape, answered in _answers(state, collection)
        for fault in (*_misfits(shape, answered), *_strange(shape, answered, ""))
    }

    assert faults - _AS_AWS_DOES_IT == set()


_AS_AWS_DOES_IT = {
    "ListEvaluationJobs: Invalid length for parameter jobSummaries, value: 0, valid min length: 1",
    "DescribeVpcEndpoints: .VpcEndpoints[].State is 'available'",
}
"""Where AWS's own answers break its models."""


def _misfits(shape: Any, value: Any) -> list[str]:
    report: str = ParamValidator().validate(value, shape).generate_report()
    return report.splitlines()


def _strange(shape: Any, value: Any, path: str) -> Iterator[str]:
    """Yield values that are no member of their enumeration: the validator does not look at those."""
    for member, part, name in _parts(shape, value):
        yield from _strange(member, part, f"{path}{name}")
    if shape.type_name == "string" and shape.enum and value not in shape.enum:
        yield f"{path} is {value!r}"


def _parts(shape: Any, value: Any) -> Iterator[tuple[Any, Any, str]]:
    match shape.type_name:
        case "structure" if not shape.is_document_type:
            yield from ((member, value[name], f".{name}") for name, member in shape.members.items() if name in value)
        case "list":
            yield from ((shape.member, item, "[]") for item in value)
        case "map":
            yield from ((shape.value, item, "{}") for item in value.values())
        case _:
            return


@pytest.mark.parametrize("collection", COLLECTIONS, ids=_IDS)
def test_every_seeded_member_is_shown_by_some_operation(state: State, collection: Collection) -> None:
    shown = {
        name
        for operation_name, _ in collection.operations()
        for name in _names(operation(collection.service, operation_name).output_shape, 4)
    }
    seeded = {
        name
        for place in PLACES
        for resource in state.of(place, collection.service, collection.name)
        for name in resource
    }
    used = {spelled for names in collection.key.values() for spelled in names}

    assert seeded - shown - used - set(collection.renamed.values()) - set(collection.where.values()) == set()


def _names(shape: Any, depth: int) -> Iterator[str]:
    if shape is None or depth == 0:
        return
    if shape.type_name == "structure":
        yield from shape.members
        for member in shape.members.values():
            yield from _names(member, depth - 1)
    if shape.type_name == "list":
        yield from _names(shape.member, depth)


def test_a_place_is_an_account_or_an_account_in_a_region_or_everywhere() -> None:
    assert set(places_in(["everywhere"])) == set(PLACES)
    assert list(places_in(["research/eu-west-1"])) == [Place(ACCOUNTS["research"], "eu-west-1")]
    assert len(list(places_in(["production"]))) == 2


def test_names_in_braces_and_times_are_filled_in_where_the_resource_stands() -> None:
    place = Place("111122223333", "eu-west-1")
    resource = {"Arn": "arn:{region}:{account}:{Name}", "Name": "a", "Json": '{"x": {y}}', "Tags": [{"K": "{Name}"}]}

    assert filled(resource, place, START) == {
        "Arn": "arn:eu-west-1:111122223333:a",
        "Name": "a",
        "Json": '{"x": {y}}',
        "Tags": [{"K": "a"}],
    }


def test_the_same_day_is_seeded_the_same_whatever_the_hour() -> None:
    morning, evening = State(), State()
    seed(morning, start_of_day(datetime(2026, 11, 23, 1, tzinfo=UTC)))
    seed(evening, start_of_day(datetime(2026, 11, 23, 23, tzinfo=UTC)))

    assert list(morning.walk()) == list(evening.walk())


def test_nothing_seeded_happened_in_the_future_but_what_ends_or_expires(state: State) -> None:
    ahead = {
        f"{service}.{collection}.{name}"
        for _, service, collection, resource in state.walk()
        for name, value in resource.items()
        if isinstance(value, datetime) and value > START
    }

    assert ahead == {
        "bedrock.provisioned_throughputs.commitmentExpirationTime",
        "iam.service_credentials.ExpirationDate",
    }


def test_every_resource_type_of_a_rule_or_control_has_resources() -> None:
    types = {*load_table("config_rules"), *(facts["type"] for facts in load_table("hub_controls").values())}

    assert {kind for kind in types if not list(resources_of(kind))} == set()


def test_production_is_mostly_sound_and_research_is_not(state: State) -> None:
    failed = {
        name: mean(each["Compliance"]["Status"] == "FAILED" for each in findings if _is_active(each))
        for name, account in ACCOUNTS.items()
        if (findings := state.of(Place(account, "us-east-1"), "securityhub", "findings"))
    }

    assert failed["security"] == 0
    assert 0 < failed["production"] < 0.1
    assert failed["research"] > 0.2


def test_every_flaw_is_of_a_resource_that_is_looked_at_and_a_check_of_its_type() -> None:
    checks = {kind: {*rules} for kind, rules in load_table("config_rules").items()}
    for control, facts in load_table("hub_controls").items():
        checks.setdefault(facts["type"], set()).add(control)
    looked_at = {
        (resource.place, resource.name, check)
        for kind, known in checks.items()
        for resource in resources_of(kind)
        for check in known
    }
    flaws = [
        (spelled, name, check)
        for spelled, flawed in load_table("flaws").items()
        for name, failing in flawed.items()
        for check in failing
    ]

    assert flaws
    assert [flaw for flaw in flaws if not any((place, *flaw[1:]) in looked_at for place in places_in([flaw[0]]))] == []


def test_an_earlier_state_of_a_finding_is_archived_and_older(state: State) -> None:
    findings = state.of(Place(ACCOUNTS["production"], "us-east-1"), "securityhub", "findings")
    latest = {(each["GeneratorId"], each["Resources"][0]["Id"]): each for each in findings if _is_active(each)}
    archived = [each for each in findings if not _is_active(each)]

    assert archived
    for each in archived:
        now = latest[each["GeneratorId"], each["Resources"][0]["Id"]]
        assert each["UpdatedAt"] < now["UpdatedAt"]
        assert each["Compliance"]["Status"] != now["Compliance"]["Status"]


def _is_active(finding: Members) -> bool:
    return bool(finding["RecordState"] == "ACTIVE")


def test_evaluations_are_of_the_last_day(state: State) -> None:
    evaluations = state.of(Place(ACCOUNTS["production"], "us-east-1"), "config", "evaluations")

    assert all(START - timedelta(days=1) <= each["ResultRecordedTime"] <= START for each in evaluations)
