import pytest

from probative.api.protocol.model import service
from probative.api.protocol.refusals import ConstraintError
from probative.api.protocol.validate import verify_input

CREATE = service().operations["CreateControl"].input


def test_an_input_that_nobody_parsed_is_our_fault() -> None:
    with pytest.raises(TypeError, match="tags is no TagMap"):
        verify_input(CREATE, {"name": "n", "controlMappingSources": [{}], "tags": ["x"]})


def test_a_refusal_survives_being_copied_between_processes() -> None:
    with pytest.raises(ConstraintError) as raised:
        verify_input(CREATE, {})

    copied = ConstraintError(*raised.value.args)
    assert (copied.count, copied.findings) == (raised.value.count, raised.value.findings) == (2, copied.findings)
    assert str(copied).count("Member must not be null") == 2
