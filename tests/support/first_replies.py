"""A process whose threads all write the first reply of each operation at once; says so once all are written.

msgspec 0.22 ends a process in which two threads see a type for the first time at once: hence a process of its own.
"""

import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Final

from botocore.model import StructureShape

from probative.api.protocol.model import Structure, service
from probative.api.protocol.serialize import to_json
from tests.support.wire_shapes import least, operation

THREADS: Final = 8


def main() -> None:
    """Write them."""
    # As often as can be, so that each thread is interrupted in the midst of it.
    sys.setswitchinterval(1e-6)
    with ThreadPoolExecutor(THREADS) as pool:
        for name, wire in service().operations.items():
            shape = operation(name).output_shape
            output = least(shape, is_whole=True) if isinstance(shape, StructureShape) else {}
            together = Barrier(THREADS)
            written = [pool.submit(_write, wire.output, output, together) for _ in range(THREADS)]
            if len({each.result() for each in written}) != 1:
                raise AssertionError(name)
    sys.stdout.write("all written\n")


def _write(shape: Structure, output: Mapping[str, object], together: Barrier) -> bytes:
    together.wait()
    return to_json(shape, output)


if __name__ == "__main__":
    main()
