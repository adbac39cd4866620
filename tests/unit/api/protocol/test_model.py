from typing import Any

import pytest
from botocore.model import ServiceModel

from probative.api.protocol.model import Location, ModelError, read_service


def described(**changes: Any) -> ServiceModel:
    """Return a service of one operation, `Op`, as botocore reads it, with some of its description changed."""
    shapes = {
        "In": {"type": "structure", "members": {"a": {"shape": "S", "location": "uri", "locationName": "b"}}},
        "Out": {"type": "structure", "members": {"s": {"shape": "S"}}},
        "Wrong": members(message={"shape": "S"}) | {"error": {"httpStatusCode": 400}, "exception": True},
        "S": {"type": "string"},
        "B": {"type": "blob"},
        "T": {"type": "timestamp"},
        "L": {"type": "list", "member": {"shape": "In"}},
    }  # fmt: skip
    operation: dict[str, Any] = {
        "name": "Op",
        "http": {"method": "GET", "requestUri": "/{b}"},
        "input": {"shape": "In"},
        "output": {"shape": "Out"},
        "errors": [{"shape": "Wrong"}],
    }
    operation |= changes.pop("operation", {})
    return ServiceModel(
        {
            "metadata": {"protocol": changes.pop("protocol", "rest-json"), "apiVersion": "1", "serviceId": "x"},
            "operations": {"Op": {key: value for key, value in operation.items() if value is not None}},
            "shapes": shapes | changes,
        },
        service_name="x",
    )


def members(**shapes: dict[str, Any]) -> dict[str, Any]:
    return {"type": "structure", "members": shapes}


def test_a_plain_service_is_read() -> None:
    service = read_service(described())

    operation = service.operations["Op"]
    (label,) = operation.members_in(Location.LABEL)
    assert (label.name, label.wire_name) == ("a", "b")
    assert operation.errors == {"Wrong"}
    assert service.errors["Wrong"].status == 400


def test_an_operation_may_take_and_give_nothing() -> None:
    service = read_service(described(operation={"input": None, "output": None}))

    assert dict(service.operations["Op"].input.members) == {}
    assert dict(service.operations["Op"].output.members) == {}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"protocol": "json"}, "x speaks json, not rest-json"),
        ({"operation": {"endpoint": {"hostPrefix": "a."}}}, "streams and host prefixes"),
        ({"In": members(b={"shape": "B", "streaming": True}) | {"payload": "b"}}, "streams and host prefixes"),
        ({"Out": members(s={"shape": "S", "location": "header", "locationName": "x"})}, "bound to something else"),
        ({"In": members(s={"shape": "Out"}) | {"payload": "s"}}, "payload members"),
        ({"In": members(s={"shape": "S"}) | {"union": True}}, "unions"),
        ({"In": members(s={"shape": "In"})}, "In holds itself"),
        ({"In": members(s={"shape": "L"})}, "holds itself"),
        ({"In": members(s={"shape": "B"})}, "a blob of this kind"),
        ({"In": members(s={"shape": "S", "location": "header", "locationName": "x"})}, "members in a header"),
        ({"In": members(t={"shape": "T", "location": "querystring", "locationName": "t"})}, "T is not served as text"),
        (
            {"In": members(s={"shape": "Out", "location": "querystring", "locationName": "t"})},
            "Out is not served as text",
        ),
        ({"T": {"type": "timestamp", "timestampFormat": "iso8601"}, "Out": members(t={"shape": "T"})}, "of this kind"),
        ({"Out": members(s={"shape": "S", "locationName": "t"})}, "renamed"),
        ({"Wrong": {"type": "string", "exception": True}}, "an error is a structure"),
    ],
)
def test_what_cannot_be_served_is_refused_when_the_model_is_read(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(ModelError, match=reason):
        read_service(described(**changes))
