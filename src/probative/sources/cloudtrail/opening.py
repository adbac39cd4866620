"""Which kind of archive an address names."""

from pathlib import Path

from probative.sources.cloudtrail.archive import Archive
from probative.sources.cloudtrail.bucket import SCHEME, BucketArchive, Connect
from probative.sources.cloudtrail.folder import FolderArchive
from probative.sources.cloudtrail.s3_access import S3Access


def open_archive(address: str, connect: Connect | None = None) -> Archive:
    """Return the archive at `address`: `s3://bucket[/prefix]`, reached by `connect`, or a local folder."""
    if address.startswith(SCHEME):
        return BucketArchive(address.rstrip("/"), connect if connect is not None else S3Access())
    return FolderArchive(str(Path(address).absolute()))
