"""Says on a terminal's standard error what takes long; silent for anything under two seconds."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

_PATIENCE_SECONDS = 2.0


class Progress:
    """Shows a line while the work in the `with` block goes on, and takes it away afterwards."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._shown = False
        self._timer: threading.Timer | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Progress:
        if sys.stderr.isatty():
            self._timer = threading.Timer(_PATIENCE_SECONDS, self._show)
            self._timer.daemon = True
            self._timer.start()
        return self

    def change(self, what: str) -> None:
        """Says what is done now, where something is said already."""
        with self._lock:
            self._what = what
            if self._shown:
                self._write()

    def _show(self) -> None:
        with self._lock:
            self._shown = True
            self._write()

    def _write(self) -> None:
        sys.stderr.write(f"\r\x1b[Kstackproof: {self._what} ...")
        sys.stderr.flush()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer.join()
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
