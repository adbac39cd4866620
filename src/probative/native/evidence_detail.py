"""One evidence item by its id: what it says and why, and all that its source said, as it is kept."""

from typing import Annotated, Any, Final, TypeAlias

import msgspec

from probative.app.evidence_detail import get_detail
from probative.native.assessments import ASSESSMENT
from probative.native.contract import Asked, Endpoint, Nothing, Streamed, endpoint
from probative.native.evidence_folders import FactShown, show_fact
from probative.native.finder import EvidenceFound, show_found

_ITEM: Final = f"{ASSESSMENT}/evidence/{{evidence_id}}"
_BYTES: Final = "application/octet-stream"
_PIECE_BYTES: Final = 1 << 16
ContentFile: TypeAlias = Annotated[Streamed, "application/octet-stream"]


class EvidenceDetail(EvidenceFound):
    """An evidence item, with what its assessment and control are called, and the fact that it attaches to them."""

    fact: FactShown


def show(asked: Asked, _query: Nothing, _body: Nothing) -> EvidenceDetail:
    """Return an evidence item with its fact."""
    found = get_detail(asked.application, asked.caller, asked.path["assessment_id"], asked.path["evidence_id"])
    return EvidenceDetail(**msgspec.structs.asdict(show_found(found.sighted)), fact=show_fact(found.fact))


def download(asked: Asked, _query: Nothing, _body: Nothing) -> ContentFile:
    """Return the bytes of the fact: those that its digest is of."""
    found = get_detail(asked.application, asked.caller, asked.path["assessment_id"], asked.path["evidence_id"])
    content = found.fact.content
    pieces = (content[start : start + _PIECE_BYTES] for start in range(0, len(content), _PIECE_BYTES))
    return Streamed(media_type=_BYTES, file_name=f"fact-{found.fact.id}", pieces=pieces)


ENDPOINTS: Final[tuple[Endpoint[Any, Any], ...]] = (
    endpoint("GET", _ITEM, "Show an evidence item with what its source said, where that is from, and why.", show),
    endpoint("GET", f"{_ITEM}/content", "Take away what the source said, byte for byte as it is kept.", download),
)
