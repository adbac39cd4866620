"""Where in a text a raw value of its decoding lies.

`msgspec.Raw` is a view into the text that was decoded, but does not tell its offset. The buffer protocol does:
the address of the view less the address of the text.
Source: Python/C API, "Buffer Protocol", `Py_buffer`.
"""

import ctypes
from collections.abc import Iterable
from typing import Final

_SIMPLE: Final = 0


class _Buffer(ctypes.Structure):
    _fields_ = (
        ("address", ctypes.c_void_p),
        ("owner", ctypes.c_void_p),
        ("length", ctypes.c_ssize_t),
        ("item_bytes", ctypes.c_ssize_t),
        ("read_only", ctypes.c_int),
        ("dimensions", ctypes.c_int),
        ("format", ctypes.c_void_p),
        ("shape", ctypes.c_void_p),
        ("strides", ctypes.c_void_p),
        ("sub_offsets", ctypes.c_void_p),
        ("internal", ctypes.c_void_p),
    )


_get_buffer: Final = ctypes.pythonapi.PyObject_GetBuffer
_get_buffer.argtypes = (ctypes.py_object, ctypes.POINTER(_Buffer), ctypes.c_int)
_release_buffer: Final = ctypes.pythonapi.PyBuffer_Release
_release_buffer.argtypes = (ctypes.POINTER(_Buffer),)


def addresses_of(views: Iterable[object]) -> list[int]:
    """Return where in memory the bytes of each of `views` (anything with a buffer) begin; 0: it has none."""
    buffer = _Buffer()
    reference = ctypes.byref(buffer)
    addresses = []
    for view in views:
        _get_buffer(view, reference, _SIMPLE)
        addresses.append(buffer.address or 0)
        _release_buffer(reference)
    return addresses
