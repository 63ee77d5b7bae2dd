"""What a run is allowed, what it is shown, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from stackproof.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

Mode = Literal["namespaces", "landlock", "weak", "none"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may use. Reaching a limit ends the whole process tree; `Outcome.limit` names it."""

    wall_seconds: float = 120.0
    cpu_seconds: int = 240
    """Of the whole tree together."""
    memory_bytes: int = 4 << 30
    """Resident memory of the whole tree; pages that processes share count once."""
    processes: int = 256
    """Processes and threads at the same time."""
    file_bytes: int = 512 << 20
    """Of the largest single file."""
    disk_bytes: int = 2 << 30
    """Of the scratch folder with the home and temporary folder of the run."""
    disk_entries: int = 200_000
    """Files and folders in the same place."""
    open_files: int = 4096
    """A process."""
    output_bytes: int = 16 << 20
    """Of standard output and of standard error, each."""


@dataclass(frozen=True, slots=True)
class Mount:
    """A file or folder that the program may see besides its scratch folder and the toolchain.

    Its permissions apply: for root a program runs as another user, which may write what it is shown as "rw" only where
    everybody may.

    Args:
        source: absolute path; symbolic links in it are followed, by us, before the program runs.
        target: absolute path at which the program finds it; the same path when None.
        mode: "ro", "rw", or "overlay": the program may change what it sees, and every change vanishes with the run.
            Overlays and a target that differs need namespaces: ask `probe().overlays`, and make a copy where it says
            no.
    """

    source: Path
    target: Path | None = None
    mode: Literal["ro", "rw", "overlay"] = "ro"


@dataclass(frozen=True, slots=True)
class Isolation:
    """What kept a program from the rest of the machine. False means: not, or not dependably."""

    mode: Mode
    files: bool
    """Nothing is readable but the scratch folder, the mounts and the toolchain."""
    network: bool
    """No socket of any family can be made."""
    processes: bool
    """No process outside the run can be signalled or inspected."""
    memory: bool
    """The memory limit of the whole tree is kept."""
    overlays: bool
    """Whether mounts may be overlays or have a target of their own."""
    features: tuple[str, ...]
    """The kernel features in force, in words."""
    missing: tuple[str, ...]
    """What this machine does not offer, in words, with the reason."""

    @property
    def strong(self) -> bool:
        """Whether a foreign program may be run without the user's consent to a weak sandbox."""
        return self.files and self.network


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended. Everything in it but the numbers comes from a hostile program."""

    exit_code: int | None
    """None when a signal or a limit ended the program."""
    signal: int | None
    stdout: bytes
    stderr: bytes
    seconds: float
    """Wall time of the program, without the setting up of the sandbox in the caller."""
    cpu_seconds: float
    limit: str | None
    """What ended it: "wall time", "waiting time", "CPU time", "memory", "processes", "file size", "disk space",
    "output", or None."""
    isolation: Isolation

    @property
    def ok(self) -> bool:
        """Whether the program ended by itself, within every limit, with exit code 0."""
        return self.exit_code == 0 and self.limit is None


class SandboxUnavailable(InputError):
    """The machine cannot keep a foreign program from files and network, and the user did not allow less."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__(
            f"the program was not run: this machine offers no sandbox ({'; '.join(reasons)})",
            hint="Use a kernel with user namespaces or with Landlock (Linux 6.2) and seccomp; "
            "--allow-weak-sandbox runs the program without that protection",
        )
        self.reasons = reasons
