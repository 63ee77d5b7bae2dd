"""Names that a foreign text gives to files: made safe, or refused with the reason."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

MAX_NAME_BYTES = 255
MAX_PATH_BYTES = 1024
MAX_DEPTH = 32
_DRIVE = re.compile(r"^[A-Za-z]:")
_SHOWN = 80


class Named(NamedTuple):
    """A name that can be used, or an empty one; `message` says why it was changed or refused, empty for neither."""

    name: str
    message: str


def clean(name: str) -> Named:
    """The name relative to the project, with slashes; the same for names that mean the same file."""
    composed = unicodedata.normalize("NFC", name)
    shown = shown_name(name)
    if any(unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} for character in composed):
        return Named("", f"the name {shown} holds characters that cannot be seen")
    parts = [part for part in re.split(r"[/\\]", composed) if part not in ("", ".")]
    if composed.startswith(("/", "\\")) or (parts and (_DRIVE.match(parts[0]) or parts[0].startswith("~"))):
        return Named("", f"the name {shown} is absolute, and files are made inside the project alone")
    if ".." in parts:
        return Named("", f"the name {shown} leads out of its folder")
    if not parts or composed.endswith(("/", "\\")):
        return Named("", f"the name {shown} names no file")
    if any(len(part.encode()) > MAX_NAME_BYTES for part in parts) or len(composed.encode()) > MAX_PATH_BYTES:
        return Named("", f"the name {shown} is too long")
    if len(parts) > MAX_DEPTH:
        return Named("", f"the name {shown} is more than {MAX_DEPTH} folders deep")
    if any(part != part.strip() or part.endswith(".") for part in parts):
        return Named("", f"the name {shown} begins or ends with a blank or ends with a dot")
    if parts[0] == ".git":
        return Named("", f"the name {shown} lies in the folder of git")
    result = "/".join(parts)
    return Named(result, f"the name {shown} was read as {result}" if "\\" in composed else "")


def shown_name(name: str) -> str:
    """A foreign name for a message: printable and short."""
    text = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in name)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."


def key(name: str) -> str:
    """Equal for names that some file systems take for the same file."""
    return unicodedata.normalize("NFKC", name).casefold()
