"""A foreign program written as a few lines of Python."""

from __future__ import annotations

import json
import sys
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from stackproof.sandbox import Limits, Mount, Outcome, run, start
from stackproof.sandbox.model import Mode

PATIENT = Limits(wall_seconds=20)

# Says that it waits, and takes the program from the first line of its input.
_WAITING = """
import json, os
print("ready", flush=True)
line = b""
while not line.endswith(b"\\n"): line += os.read(0, 1)
exec(json.loads(line))
"""


@dataclass
class Hostile:
    """Runs programs in one mode; what they are known by tells afterwards whether any of them is left."""

    mode: Mode
    scratch: Path
    token: str = field(default_factory=lambda: uuid.uuid4().hex)

    def run(
        self,
        program: str,
        *,
        limits: Limits = PATIENT,
        mounts: Sequence[Mount] = (),
        environment: Mapping[str, str] | None = None,
        stdin: bytes = b"",
        working_directory: Path | None = None,
    ) -> Outcome:
        return run(
            [sys.executable, "-I", "-S", "-c", program, self.token],
            scratch=self.scratch, mounts=mounts, environment=environment or {}, limits=limits, stdin=stdin,
            working_directory=working_directory, _modes=(self.mode,),
        )  # fmt: skip

    def survivors(self) -> list[int]:
        """Processes of the programs that still live, by the token on their command line."""
        return [pid for pid, command in processes() if self.token.encode() in command]


class Waiting(Hostile):
    """Runs each program in a process that was started before and waits for it."""

    def run(
        self,
        program: str,
        *,
        limits: Limits = PATIENT,
        mounts: Sequence[Mount] = (),
        environment: Mapping[str, str] | None = None,
        stdin: bytes = b"",
        working_directory: Path | None = None,
    ) -> Outcome:
        with start(
            [sys.executable, "-I", "-S", "-c", _WAITING, self.token],
            scratch=self.scratch, mounts=mounts, environment=environment or {}, limits=limits,
            working_directory=working_directory, waiting_seconds=20, _modes=(self.mode,),
        ) as session:  # fmt: skip
            assert session.read_line(20) == b"ready\n"
            return session.finish(json.dumps(program).encode() + b"\n" + stdin)


def processes() -> Iterator[tuple[int, bytes]]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                yield int(folder.name), (folder / "cmdline").read_bytes()
            except (FileNotFoundError, ProcessLookupError):
                continue
