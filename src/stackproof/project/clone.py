"""What a program may ask git about the clone that it lies in: its branch, that branch's commit, its remotes' addresses.

The copy that a program works on has no history. A program whose sources ask for it gets a `.git` of ours, which holds
these alone: no objects, no hooks, no settings, and no credentials that stand in an address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from stackproof.errors import InputError
from stackproof.project import tree
from stackproof.project.tree import limit_of
from stackproof.sandbox import read_output

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_BYTES = 1 << 20
_MAX_SOURCES = 3_000
_SOURCES = (".py", ".ts", ".tsx", ".js", ".mts", ".cts", ".mjs", ".cjs")
_ASKS = re.compile(
    rb"""["'`]git["'`\s]|\bfrom git import\b|\bimport git\b|["'](?:simple-git|isomorphic-git|nodegit|git-[\w-]+)["']"""
    rb"""|\bpygit2\b|\.git/HEAD\b"""
)
_NOT_IN_BRANCH = r"\s~^:?*\[\\\"\x00-\x1f\x7f"
_BRANCH = re.compile(
    rf"ref: refs/heads/((?!.*(?:\.\.|//|/\.|\.lock(?:/|$)|@\{{|/$))[^.\-/{_NOT_IN_BRANCH}][^{_NOT_IN_BRANCH}]{{0,200}})"
)
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_REMOTE = re.compile(r'\s*\[remote "([\w.-]{1,100})"\]\s*')
_SECTION = re.compile(r"\s*\[")
_ADDRESS = re.compile(r'\s*url\s*=\s*"?([^\s"\\;#\x00-\x1f\x7f]{1,500})"?\s*')
_CREDENTIALS = re.compile(r"^(https?|ftps?)://[^/]*@", re.IGNORECASE)
_PASSWORD = re.compile(r"^([a-z+]+://[^/@:]*):[^/]*@", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clone:
    """Attributes: `branch`, empty where none is checked out; `commit` of it; `remotes`: address by name."""

    branch: str
    commit: str
    remotes: tuple[tuple[str, str], ...]

    def write(self, folder: Path) -> None:
        """Makes the `.git` of ours in a folder that no foreign program can reach yet and that has none."""
        git = folder / ".git"
        for name in ("objects", "refs/heads", "refs/tags"):
            (git / name).mkdir(parents=True)
        (git / "HEAD").write_text(f"ref: refs/heads/{self.branch}\n" if self.branch else f"{self.commit}\n", "utf-8")
        if self.branch and self.commit:
            ref = git / "refs" / "heads" / self.branch
            ref.parent.mkdir(parents=True, exist_ok=True)
            ref.write_text(f"{self.commit}\n", "utf-8")
        (git / "config").write_text("\n".join(self._configuration()) + "\n", "utf-8")

    def _configuration(self) -> Iterator[str]:
        yield from ("[core]", "\trepositoryformatversion = 0", "\tbare = false")
        for name, address in self.remotes:
            yield from (f'[remote "{name}"]', f"\turl = {address}", f"\tfetch = +refs/heads/*:refs/remotes/{name}/*")
        if self.branch and self.remotes:
            yield from (
                f'[branch "{self.branch}"]',
                f"\tremote = {self.remotes[0][0]}",
                f"\tmerge = refs/heads/{self.branch}",
            )


def asked_for(root: Path) -> Clone | None:
    """The clone that a project lies in; None where there is none, or its sources ask git for nothing."""
    git = limit_of(root) / ".git"
    if git.is_symlink() or not git.is_dir() or not _asks(root):
        return None
    head = _text(git, "HEAD").strip()
    match = _BRANCH.fullmatch(head)
    branch = match.group(1) if match is not None else ""
    commit = _commit(git, branch) if branch else head if _COMMIT.fullmatch(head) else ""
    if not branch and not commit:
        return None
    return Clone(branch, commit, tuple(_remotes(_text(git, "config"))))


def _asks(root: Path) -> bool:
    for count, file in enumerate(tree.files(root)):
        if count > _MAX_SOURCES:
            break
        if file.suffix in _SOURCES:
            try:
                with file.open("rb") as opened:
                    if _ASKS.search(opened.read(_MAX_BYTES)):
                        return True
            except OSError:
                continue
    return False


def _commit(git: Path, branch: str) -> str:
    found = _text(git, f"refs/heads/{branch}").strip()
    if _COMMIT.fullmatch(found):
        return found
    for line in _text(git, "packed-refs").splitlines():
        commit, _, name = line.partition(" ")
        if name == f"refs/heads/{branch}" and _COMMIT.fullmatch(commit):
            return commit
    return ""


def _remotes(text: str) -> Iterator[tuple[str, str]]:
    name = ""
    for line in text.splitlines():
        if (match := _REMOTE.fullmatch(line)) is not None:
            name = match.group(1)
        elif _SECTION.match(line):
            name = ""
        elif name and (match := _ADDRESS.fullmatch(line)) is not None:
            yield name, without_credentials(match.group(1))
            name = ""


def without_credentials(address: str) -> str:
    """The address of a remote without what may be a secret: who asks for it, any password, a query."""
    plain = _CREDENTIALS.sub(r"\1://", address.partition("?")[0])
    return _PASSWORD.sub(r"\1@", plain)


def _text(git: Path, name: str) -> str:
    try:
        return read_output(git, name, max_bytes=_MAX_BYTES).decode("utf-8", "replace")
    except (InputError, OSError):
        return ""
