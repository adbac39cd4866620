"""What the tests of the library share: AWS's models and the standard framework, each loaded once."""

import pytest

from probative.domain.frameworks import Framework
from probative.library.loading import load
from probative.sources.aws.models import BotocoreModels


@pytest.fixture(scope="session")
def models() -> BotocoreModels:
    return BotocoreModels()


@pytest.fixture(scope="session")
def standard() -> Framework:
    return load("genai-best-practices", models=None, cache=None)
