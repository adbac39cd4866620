"""Files put to links, as the door puts them."""

from collections.abc import Iterable

from probative.app.application import Application
from probative.app.files import receive


def put_whole(server: Application, path: str, query: str, pieces: Iterable[bytes]) -> None:
    """Put `pieces` to a link, one after the other."""
    with receive(server, path, query) as receiving:
        for piece in pieces:
            receiving.add(piece)
        receiving.finish()
