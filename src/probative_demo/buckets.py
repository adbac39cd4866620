"""S3: the trail's log files are read from the organization itself; all other buckets are moto's.

Log files are read far more often than anything else, so this path is short. Nobody writes to that bucket but the trail.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from email.utils import format_datetime
from typing import Final

from moto.s3.models import s3_backends

from probative_demo.errors import ApiError, NotHereError
from probative_demo.inventory import Resource, is_flawed, load_table, resources_of
from probative_demo.models import Members, is_read
from probative_demo.places import TRAIL_BUCKET
from probative_demo.routing import Call
from probative_demo.trail import LogObject, LogStore
from probative_demo.wire import Reply

_PAGE: Final = 1000


def answer_log_bucket(store: LogStore, call: Call) -> Members:
    """Answer a call on the objects of the trail's bucket.

    Raises:
        NotHereError: The call is about another bucket, or about the bucket itself: moto answers.
        ApiError: The object does not exist, or the call would change the log.
    """
    if call.given.get("Bucket") != TRAIL_BUCKET or call.target.operation in _OF_THE_BUCKET:
        raise NotHereError("s3")
    if lister := _LISTERS.get(call.target.operation):
        return lister(store, call.given)
    if not is_read(call.target.operation):
        raise ApiError("AccessDenied", "Access Denied", 403)
    raise NotHereError("s3")


_OF_THE_BUCKET: Final = frozenset(
    {"GetBucketLocation", "HeadBucket", "GetBucketLifecycleConfiguration", "GetBucketPolicy", "GetBucketVersioning"}
)


def read_log_object(store: LogStore, call: Call) -> Reply | None:
    """Return the log file that GetObject or HeadObject asks for; None: the call is another.

    Raises:
        ApiError: There is no such file.
    """
    if call.given.get("Bucket") != TRAIL_BUCKET or call.target.operation not in {"GetObject", "HeadObject"}:
        return None
    found = store.find(call.given["Key"])
    if found is None:
        raise ApiError("NoSuchKey", "The specified key does not exist.", 404)
    headers = {
        "Content-Type": "application/json",
        "Content-Encoding": "gzip",
        "Content-Length": str(len(found.body)),
        "ETag": f'"{found.etag}"',
        "Last-Modified": format_datetime(found.modified.replace(microsecond=0), usegmt=True),
        "Accept-Ranges": "bytes",
        "x-amz-request-id": call.request_id,
        "x-amz-server-side-encryption": "aws:kms",
    }
    return _part(found, call.given.get("Range"), headers)


def _part(found: LogObject, wanted: str | None, headers: dict[str, str]) -> Reply:
    if not wanted:
        return Reply(200, headers, found.body)
    first, _, last = wanted.removeprefix("bytes=").partition("-")
    size = len(found.body)
    start = int(first) if first else max(0, size - int(last))
    end = min(size, int(last) + 1) if first and last else size
    body = found.body[start:end]
    extra = {"Content-Length": str(len(body)), "Content-Range": f"bytes {start}-{end - 1}/{size}"}
    return Reply(206, headers | extra, body)


def _list_v2(store: LogStore, given: Members) -> Members:
    prefix, last = given.get("Prefix") or "", given.get("ContinuationToken") or given.get("StartAfter") or ""
    limit = min(int(given.get("MaxKeys", _PAGE)), _PAGE)
    contents, prefixes, following = _page(store.after(prefix, last), prefix, given.get("Delimiter") or "", limit)
    return {
        "Name": TRAIL_BUCKET,
        "Prefix": prefix,
        "MaxKeys": limit,
        "KeyCount": len(contents) + len(prefixes),
        "IsTruncated": following is not None,
        "NextContinuationToken": following,
        "Contents": contents,
        "CommonPrefixes": [{"Prefix": each} for each in prefixes],
    }


def _list_v1(store: LogStore, given: Members) -> Members:
    listed = _list_v2(store, given | {"StartAfter": given.get("Marker")})
    following = listed.pop("NextContinuationToken")
    return listed | {"NextMarker": following, "Marker": given.get("Marker") or ""}


_LISTERS: Final[Mapping[str, Callable[[LogStore, Members], Members]]] = {
    "ListObjectsV2": _list_v2,
    "ListObjects": _list_v1,
}


def _page(
    found: list[LogObject], prefix: str, delimiter: str, limit: int
) -> tuple[list[Members], list[str], str | None]:
    contents: list[Members] = []
    prefixes: dict[str, str] = {}
    last = ""
    for each in found:
        if len(contents) + len(prefixes) >= limit:
            return contents, list(prefixes), last
        last = each.key
        rest = each.key[len(prefix) :]
        if delimiter and delimiter in rest:
            prefixes[prefix + rest.partition(delimiter)[0] + delimiter] = each.key
            continue
        contents.append(_told(each))
    return contents, list(prefixes), None


def _told(each: LogObject) -> Members:
    return {
        "Key": each.key,
        "LastModified": each.modified,
        "ETag": f'"{each.etag}"',
        "Size": len(each.body),
        "StorageClass": "STANDARD",
    }


def seed_buckets(start: datetime) -> None:
    """Let the inventory's buckets exist in moto: most with lifecycle rules, encryption and versions."""
    for resource in resources_of("AWS::S3::Bucket"):
        if resource.name not in s3_backends.bucket_accounts:
            _seed_bucket(resource, start)


def _seed_bucket(resource: Resource, start: datetime) -> None:
    backend = s3_backends[resource.place.account]["aws"]
    bucket = backend.create_bucket(resource.name, resource.place.region)
    bucket.creation_date = start.replace(year=start.year - 2, month=1, day=1, tzinfo=None)
    if not is_flawed("S3_BUCKET_VERSIONING_ENABLED", resource):
        bucket.versioning_status = "Enabled"
    rules = load_table("lifecycles").get(_plain(resource.name))
    if rules:
        bucket.set_lifecycle(rules)


def _plain(name: str) -> str:
    return "-".join(part for part in name.split("-") if not part.isdigit())
