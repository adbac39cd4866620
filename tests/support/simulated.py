"""A server that collects from the simulated organization, as a process of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from probative_demo.organization import start
from tests.support.server_process import Running, serving


@contextmanager
def collecting(data_dir: Path) -> Iterator[Running]:
    """Start the organization, and a server over `data_dir` that collects from it; end both."""
    with (
        start() as organization,
        serving(
            data_dir,
            PROBATIVE_ENDPOINT_URL=organization.endpoint_url,
            PROBATIVE_ROLE_NAME=organization.role_name,
            PROBATIVE_EXTERNAL_ID=organization.external_id,
            PROBATIVE_CLOUDTRAIL=organization.cloudtrail_url,
            AWS_ACCESS_KEY_ID=organization.access_key_id,
            AWS_SECRET_ACCESS_KEY=organization.secret_access_key,
        ) as running,
    ):
        yield running
