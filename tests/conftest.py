"""Settings that all tests share."""

from hypothesis import settings

from tests.support.postgresql import database_place, postgresql, postgresql_server

__all__ = ["database_place", "postgresql", "postgresql_server"]

# A slow machine is no finding: laws have no deadline. More examples: `make test PYTEST_ARGS="--hypothesis-profile=ci"`.
settings.register_profile("dev", max_examples=50, deadline=None)
settings.register_profile("ci", max_examples=300, deadline=None)
settings.register_profile("nightly", max_examples=5000, deadline=None)
settings.load_profile("dev")
