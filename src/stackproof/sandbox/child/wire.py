"""Messages between the processes of the sandbox, all of them our own: a length and a marshalled value.

marshal because it is built into the interpreter (json costs the start of every run some milliseconds) and because both
ends are the same interpreter. The foreign program holds none of these pipes.
"""

from __future__ import annotations

import marshal
import os
from typing import Any


def send(descriptor: int, value: Any) -> None:  # noqa: ANN401 - what marshal can hold
    """Send what marshal can hold. Raises BrokenPipeError when nobody listens any more."""
    payload = marshal.dumps(value)
    data = memoryview(len(payload).to_bytes(8, "little") + payload)
    while data:
        data = data[os.write(descriptor, data) :]


def receive(descriptor: int) -> Any:  # noqa: ANN401 - what was sent
    """The next message, or None when the other end was closed before a whole one came."""
    header = _read(descriptor, 8)
    if len(header) < 8:
        return None
    length = int.from_bytes(header, "little")
    payload = _read(descriptor, length)
    return marshal.loads(payload) if len(payload) == length else None  # noqa: S302 - written by ourselves


def _read(descriptor: int, length: int) -> bytes:
    data = b""
    while len(data) < length:
        block = os.read(descriptor, length - len(data))
        if not block:
            break
        data += block
    return data
