"""Lists of public projects that other people wrote, and the copies that they are read from.

A list is `benchmarks/projects/ENGINE-LANGUAGE.json`. It pins each project by repository, commit and path, and by the
SHA-256 of its files; the projects themselves are not part of this one. Copies are made from the folder that holds
clones of the repositories, each named `owner+name` (bare or not), into `.corpus/`, which git ignores.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from benchmarks.corpus import git
from stackproof.project.clone import Clone
from stackproof.synthesis.model import ToolchainChoice

LISTS = Path(__file__).parent / "projects"
# Lists that are read for judging findings alone, and are not part of the table of public projects.
HELD = Path(__file__).parent / "judging" / "lists"
CORPUS = LISTS.parent.parent / ".corpus"
# Repositories that are kept for other measurements are told by these files; they are never listed.
RESERVED = frozenset({"MODEL_RESPONSE.md", "MODEL_FAILURES.md"})


class Lacking(Exception):
    """A clone has not all files of a project: some clones come without the largest."""


@dataclass(frozen=True, slots=True)
class Row:
    """One project of a list.

    Attributes:
        repository: `owner/name`.
        commit: 40 hex digits.
        path: the project's folder in the repository, or its file; empty for the repository itself.
        within: the folder that is copied and hashed. It is `path` unless the project uses files above it.
        sha256: see `digest`.
        reason: for a project that gives no graph: why that is its own fault, written by someone who read it.
        note: anything else that a reader of the table should know.
        values: settings that the project cannot do without and does not bring along (`--set`).
        toolchain: where it is read with another one than the list.
    """

    repository: str
    commit: str
    path: str
    within: str
    sha256: str
    reason: str = ""
    note: str = ""
    values: dict[str, str] = field(default_factory=dict)
    toolchain: ToolchainChoice | None = None

    @property
    def author(self) -> str:
        """The owner of the repository."""
        return self.repository.partition("/")[0]

    def folder(self, name: str) -> Path:
        """Where the copy of `within` lies, for a list of this name."""
        key = hashlib.sha256("\0".join((self.repository, self.commit, self.within)).encode()).hexdigest()[:8]
        return CORPUS / name / f"{self.repository.replace('/', '+')}-{key}"

    def place(self, name: str) -> Path:
        """What is assessed: `path` in the copy."""
        return self.folder(name) / os.path.relpath(self.path or ".", self.within or ".")


@dataclass(frozen=True, slots=True)
class List:
    """A list: the engine and language of its projects, the toolchain that they are read with, and how it was chosen."""

    name: str
    engine: str
    languages: tuple[str, ...]
    toolchain: ToolchainChoice
    chosen: str
    rows: tuple[Row, ...]


def names() -> list[str]:
    """The names of all lists, in order."""
    return sorted(file.stem for file in LISTS.glob("*.json"))


def _file(name: str) -> Path:
    held = HELD / f"{name}.json"
    return held if held.is_file() else LISTS / f"{name}.json"


def load(name: str) -> List:
    """The list of a name; ends the program where there is none."""
    file = _file(name)
    if not file.is_file():
        sys.exit(f"there is no list {name}; there are {', '.join(names()) or 'none'}")
    data: dict[str, Any] = json.loads(file.read_text("utf-8"))
    rows = tuple(Row(**{"within": row["path"], **row}) for row in data["projects"])
    return List(name, data["engine"], tuple(data["languages"]), data["toolchain"], data["chosen"], rows)


def save(found: List) -> None:
    """Writes a list, its projects in order of repository and path."""
    rows = []
    for row in sorted(found.rows, key=lambda one: (one.repository.lower(), one.path)):
        written = {key: value for key, value in asdict(row).items() if value or key == "path"}
        if row.within == row.path:
            written.pop("within", None)
        rows.append(written if row.within or row.within == row.path else {**written, "within": ""})
    data = {
        "engine": found.engine,
        "languages": list(found.languages),
        "toolchain": found.toolchain,
        "chosen": found.chosen,
        "projects": rows,
    }
    _file(found.name).write_text(json.dumps(data, indent=1) + "\n", "utf-8")


def digest(folder: Path) -> str:
    """SHA-256 over the files of a folder.

    It is taken over one line a file, in the order of their names as bytes: the name, a zero byte, the SHA-256 of the
    content in hexadecimal, a line feed. Of a symbolic link its target counts as the content. The `.git` that `extract`
    adds does not count.
    """
    total = hashlib.sha256()
    found = {}
    for parent, folders, files in os.walk(folder):
        if Path(parent) == folder and ".git" in folders:
            folders.remove(".git")
        for file in files:
            found[os.fsencode(os.path.relpath(Path(parent, file), folder))] = Path(parent, file)
    for parent, folders, _ in os.walk(folder):
        # os.walk counts links to folders as folders.
        for one in folders:
            if (path := Path(parent, one)).is_symlink():
                found[os.fsencode(os.path.relpath(path, folder))] = path
    for name, path in sorted(found.items()):
        content = os.fsencode(path.readlink()) if path.is_symlink() else path.read_bytes()
        total.update(name + b"\0" + hashlib.sha256(content).hexdigest().encode() + b"\n")
    return total.hexdigest()


def archived(clones: Path, repository: str, tree: str) -> bytes | None:
    """A folder of a repository as a tar archive; None where the clone lacks it or some of its files."""
    try:
        return git(clones, repository, "archive", "--format=tar", tree)
    except subprocess.CalledProcessError:
        return None


def extract(clones: Path, row: Row, target: Path) -> None:
    """Lays the files of a project into a folder.

    Raises:
        Lacking: the clone has not all of them.
    """
    path = row.within
    kind = git(clones, row.repository, "cat-file", "-t", f"{row.commit}:{path}").decode().strip()
    if kind == "blob":
        target.mkdir(parents=True)
        (target / Path(path).name).write_bytes(git(clones, row.repository, "show", f"{row.commit}:{path}"))
    else:
        data = archived(clones, row.repository, f"{row.commit}:{path}")
        if data is None:
            raise Lacking(f"the clone of {row.repository} lacks files of {path or 'the repository'} at {row.commit}")
        target.mkdir(parents=True)
        with tarfile.open(fileobj=io.BytesIO(data)) as opened:
            opened.extractall(target, filter="tar")
    mark(clones, row, target)


def mark(clones: Path, row: Row, folder: Path) -> None:
    """Makes the `.git` of a copy, which ends what the project may use of the folders above it, as the clone's own does.

    It tells the branch that the clone is of, the commit and where they came from, as the clone would.
    """
    branch = git(clones, row.repository, "symbolic-ref", "--short", "HEAD").decode().strip()
    remote = ("origin", f"https://github.com/{row.repository}.git")
    shutil.rmtree(folder / ".git", ignore_errors=True)
    Clone(branch, row.commit, (remote,)).write(folder)


def copy(clones: Path, name: str) -> None:
    """Copies the projects of a list and checks their hashes; what is there already is left as it is."""
    for row in load(name).rows:
        target = row.folder(name)
        if target.is_dir():
            if not (target / ".git" / "HEAD").is_file():
                mark(clones, row, target)
            continue
        with tempfile.TemporaryDirectory(dir=_made(target.parent)) as above:
            fresh = Path(above) / "copy"
            extract(clones, row, fresh)
            if digest(fresh) != row.sha256:
                sys.exit(f"{row.repository}/{row.within} at {row.commit} are not the pinned files")
            shutil.move(fresh, target)
    print(f"{len(load(name).rows)} projects of {name} in {CORPUS / name}")


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def pin(clones: Path, name: str, wanted: list[str]) -> None:
    """Adds projects to a list, each `owner/name[:path[:within]]`, at the newest commit of the clone."""
    found = load(name)
    rows = {(row.repository, row.path): row for row in found.rows}
    for one in wanted:
        repository, _, rest = one.partition(":")
        path, separator, within = rest.partition(":")
        commit = git(clones, repository, "rev-parse", "HEAD").decode().strip()
        listed = git(clones, repository, "ls-tree", "-r", "--name-only", "-z", commit).decode().split("\0")
        if any(file.rpartition("/")[2] in RESERVED for file in listed):
            print(f"{repository} is left out: it is kept for other measurements")
            continue
        row = Row(repository, commit, path, within if separator else path, "")
        with tempfile.TemporaryDirectory() as above:
            fresh = Path(above) / "copy"
            try:
                extract(clones, row, fresh)
            except Lacking as error:
                print(error)
                continue
            sha256 = digest(fresh)
        old = rows.get((repository, path))
        rows[repository, path] = replace(old or row, commit=commit, within=row.within, sha256=sha256)
    save(List(found.name, found.engine, found.languages, found.toolchain, found.chosen, tuple(rows.values())))
    print(f"{len(rows)} projects in {name}")
