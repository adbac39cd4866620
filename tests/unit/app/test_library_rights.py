from pathlib import Path

import pytest

from probative.app.keywords import list_keywords
from probative.app.services import list_services
from probative.domain.custom import SourceType
from probative.domain.errors import ForbiddenError
from tests.support.library import locked
from tests.support.serving import application, caller


def test_keywords_and_services_are_for_whom_the_library_is(tmp_path: Path) -> None:
    closed, asked = locked(application(tmp_path))

    with pytest.raises(ForbiddenError):
        list_keywords(closed, caller(), SourceType.CONFIG)
    with pytest.raises(ForbiddenError):
        list_services(closed, caller())

    assert asked == ["ListKeywordsForDataSource", "GetServicesInScope"]
