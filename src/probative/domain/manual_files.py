"""Which files people may bring as evidence."""

from typing import Final

_OFFICE: Final = ("doc", "docx", "pdf", "ppt", "pptx", "xls", "xlsx")
_IMAGES: Final = ("jpeg", "jpg", "png", "svg")
_TEXTS: Final = ("cer", "csv", "html", "jmx", "json", "md", "out", "rtf", "txt", "xml", "yaml", "yml")
EXTENSIONS: Final = frozenset({"gz", "zip", *_OFFICE, *_IMAGES, *_TEXTS})
"""Source: Audit Manager user guide, supported file formats for manual evidence."""
LARGEST_BYTES: Final = 100 * 1024 * 1024
"""Source: Audit Manager user guide, maximum size of a manual evidence file."""


def extension_of(name: str) -> str:
    """Return the extension of a file name, in lower case and without the dot; empty: it has none."""
    return name.rpartition(".")[2].lower() if "." in name else ""
