"""The caller's end of the pipes to one run: feeds the program, reads it, and hears how it ended."""

from __future__ import annotations

import contextlib
import os
import select
import selectors
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

from stackproof.errors import StackproofError
from stackproof.sandbox import toolchain
from stackproof.sandbox.child import wire

if TYPE_CHECKING:
    from collections.abc import Callable

GRACE_SECONDS = 60.0
"""For the setting up and the ending, which our own child does; only a fault of ours can use it up."""
_BLOCK = 1 << 16

# The child must start fast: no site-packages, and the packages above its modules are replaced by empty ones.
_BOOT = """
import sys
from types import ModuleType
package = sys.argv[1]
for name, folder in (("stackproof", "/.."), ("stackproof.sandbox", ""), ("stackproof.sandbox.child", "/child")):
    sys.modules[name] = module = ModuleType(name)
    module.__path__ = [package + folder]
from stackproof.sandbox.child.supervisor import main
main(int(sys.argv[2]), int(sys.argv[3]))
"""


class Exchange:
    """A supervisor that was started and told what to run.

    Args:
        spec: what it is told, see `stackproof.sandbox.specification`.
        output_bytes: how much of standard output and of standard error is kept; more ends the run.
    """

    def __init__(self, spec: dict[str, Any], output_bytes: int) -> None:
        control_read, control = os.pipe()
        report, report_write = os.pipe()
        command = [sys.executable, "-I", "-S", "-c", _BOOT, os.path.dirname(__file__)]
        try:
            process = subprocess.Popen(
                [*command, str(control_read), str(report_write)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, cwd="/", env=toolchain.loader_environment(),
                pass_fds=(control_read, report_write), start_new_session=True,
            )  # fmt: skip
        except BaseException:
            os.close(control)
            os.close(report)
            raise
        finally:
            os.close(control_read)
            os.close(report_write)
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        self._process = process
        self._lock = threading.Lock()
        self._control: int | None = control
        self._report: int | None = report
        self._input, self._pending = process.stdin, memoryview(b"")
        self._output = {process.stdout.fileno(): bytearray(), process.stderr.fileno(): bytearray()}
        self._open = {*self._output, report}
        self._output_bytes = output_bytes
        self._answer: dict[str, Any] | None = None
        self.stdout, self.stderr = self._output.values()
        self.limit: str | None = None
        self._tell(spec)

    def read_line(self, seconds: float) -> bytes | None:
        """The first line that the program prints, taken out of its output; None when it ends or time runs out first."""

        def complete() -> bool:
            return b"\n" in self.stdout

        if not self._attend(complete, seconds) or not complete():
            return None
        end = self.stdout.index(b"\n") + 1
        line = bytes(self.stdout[:end])
        del self.stdout[:end]
        return line

    def has_ended(self) -> bool:
        """Whether the supervisor has said how the run ended, or is gone."""
        if self._report not in self._open:
            return True
        poll = select.poll()
        poll.register(self._report, select.POLLIN)
        return bool(poll.poll(0))

    def finish(self, stdin: bytes, seconds: float, *, begin: bool) -> dict[str, Any]:
        """Feed the program and read it until its whole tree is gone; returns the supervisor's report.

        Args:
            stdin: all that the program reads.
            seconds: after which the supervisor should have ended everything.
            begin: whether the supervisor waits for a word before it counts the program's time.

        Raises:
            StackproofError: a fault in the sandbox itself.
        """
        if begin:
            self._tell("begin")
        self._pending = memoryview(stdin)
        if stdin:
            os.set_blocking(self._input.fileno(), False)
            self._open.add(self._input.fileno())
        else:
            self._input.close()
        if not self._attend(lambda: not self._open - {self._writing()}, seconds + GRACE_SECONDS):
            raise StackproofError("the sandbox did not end within its time")
        if self._answer is None:
            raise StackproofError(f"the sandbox failed: {self.stderr.decode(errors='replace')[-2000:].strip()}")
        return self._answer

    def _writing(self) -> int:
        return -1 if self._input.closed else self._input.fileno()

    def _tell(self, message: object) -> None:
        with self._lock:
            if self._control is not None:
                with contextlib.suppress(BrokenPipeError):
                    wire.send(self._control, message)

    def _attend(self, done: Callable[[], bool], seconds: float) -> bool:
        """Serve the pipes until `done` or the end of all of them; whether that came within `seconds`."""
        deadline = time.monotonic() + seconds
        with selectors.DefaultSelector() as selector:
            for descriptor in self._open:
                writes = descriptor == self._writing()
                selector.register(descriptor, selectors.EVENT_WRITE if writes else selectors.EVENT_READ)
            while self._open and not done():
                ready = selector.select(max(0.0, deadline - time.monotonic()))
                if not ready:
                    return False
                for key, _ in ready:
                    if not self._serve(key.fd):
                        selector.unregister(key.fd)
                        self._open.discard(key.fd)
                        if key.fd == self._writing():
                            self._input.close()
        return True

    def _serve(self, descriptor: int) -> bool:
        """Whether more is to come."""
        if descriptor == self._report:
            answer = wire.receive(descriptor)
            self._answer = dict(answer) if answer is not None else None
            return False
        return self._read(descriptor) if descriptor in self._output else self._write(descriptor)

    def _read(self, descriptor: int) -> bool:
        block = os.read(descriptor, _BLOCK)
        kept = self._output[descriptor]
        room = self._output_bytes - len(kept)
        kept += block[:room]
        if len(block) > room:
            self.limit = "output"
            self.stop()
        return bool(block)

    def _write(self, descriptor: int) -> bool:
        try:
            self._pending = self._pending[os.write(descriptor, self._pending[:_BLOCK]) :]
        except BlockingIOError:
            return True
        except BrokenPipeError:
            return False
        return bool(self._pending)

    def stop(self) -> None:
        """Have the supervisor end the tree; any thread may ask for it."""
        with self._lock:
            control, self._control = self._control, None
        if control is not None:
            os.close(control)

    def close(self) -> None:
        """End what is left, on every way out of a run."""
        self.stop()
        try:
            self._process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()  # the guardian ends the tree when the supervisor's pipe closes
            self._process.wait()
        if self._report is not None:
            os.close(self._report)
            self._report = None
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()
