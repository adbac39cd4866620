"""One evidence item by its id: what it says and why, and all that its source said, as it is kept."""

from typing import Annotated, Any, Final, TypeAlias

import msgspec

from probative.app.evidence_detail import get_detail
from probative.domain.evidence import Fact
from probative.native.assessments import ASSESSMENT
from probative.native.contract import Asked, Endpoint, Nothing, Output, Streamed, endpoint
from probative.native.finder import EvidenceFound, show_found

_ITEM: Final = f"{ASSESSMENT}/evidence/{{evidence_id}}"
_BYTES: Final = "application/octet-stream"
_PIECE_BYTES: Final = 1 << 16
CONTENT_LENGTH: Final = 1_000_000
"""How many characters of what a source said are told at most."""
ContentFile: TypeAlias = Annotated[Streamed, "application/octet-stream"]


class FactShown(Output):
    """What a source said, once; `contentSha256` is of all of its bytes, also where `content` is their beginning.

    `content` is empty where it is no text.
    """

    id: str
    slot_id: str
    question: str
    part: str
    provenance: dict[str, str]
    content: str
    content_bytes: int
    content_sha256: str
    is_text: bool
    is_whole: bool


class EvidenceDetail(EvidenceFound):
    """An evidence item, with what its assessment and control are called, and the fact that it attaches to them.

    It is selected where it is to be in the next report.
    """

    is_selected: bool
    fact: FactShown


def show(asked: Asked, _query: Nothing, _body: Nothing) -> EvidenceDetail:
    """Return an evidence item with its fact."""
    found = get_detail(asked.application, asked.caller, asked.path["assessment_id"], asked.path["evidence_id"])
    return EvidenceDetail(
        **msgspec.structs.asdict(show_found(found.sighted)),
        is_selected=found.is_selected,
        fact=_fact(found.fact),
    )


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


def _fact(fact: Fact) -> FactShown:
    """Return a fact as it is told."""
    try:
        text, is_text = fact.content.decode(), True
    except UnicodeDecodeError:
        text, is_text = "", False
    return FactShown(
        id=fact.id,
        slot_id=fact.slot_id,
        question=fact.question,
        part=fact.part,
        provenance=dict(fact.provenance),
        content=text[:CONTENT_LENGTH],
        content_bytes=len(fact.content),
        content_sha256=fact.content_sha256,
        is_text=is_text,
        is_whole=is_text and len(text) <= CONTENT_LENGTH,
    )
