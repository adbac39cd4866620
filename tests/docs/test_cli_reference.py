import pytest

from tests.support.cli_reference import PAGE, documented, listed_commands, page


def test_the_reference_says_what_the_commands_say() -> None:
    assert PAGE.read_text() == page(), "write it anew: make docs"


@pytest.mark.parametrize("group", [(), ("framework",), ("control",), ("demo",)])
def test_every_command_is_in_the_reference(group: tuple[str, ...]) -> None:
    assert set(listed_commands(*group)) == documented(*group)
