"""The file name that a fenced block is given: by its info string, the line before, a first comment or a heading."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stackproof.project.answer.markdown import Block

# The endings of files by the language that a fence names. A name and a language that disagree are no pair.
_ENDINGS: dict[str, frozenset[str]] = {
    language: frozenset(endings.split())
    for languages, endings in (
        ("python py python3", "py pyi"),
        ("typescript ts tsx", "ts tsx mts cts"),
        ("javascript js jsx node", "js jsx mjs cjs"),
        ("json json5 jsonc", "json lock"),
        ("yaml yml cloudformation", "yaml yml template lock"),
        ("hcl terraform tf", "tf tfvars hcl"),
        ("bash sh shell zsh console shell-session", "sh bash"),
        ("toml", "toml lock"),
        ("markdown md", "md markdown"),
        ("html", "html"),
        ("css", "css"),
        ("sql", "sql"),
        ("diff patch", "diff patch"),
    )
    for language in languages.split()
}
_OTHER_ENDINGS = (
    "txt cfg ini java go cs csproj rs rb php xml gradle properties conf env graphql proto dockerfile example"
)
_KNOWN = frozenset().union(*_ENDINGS.values()) | frozenset(_OTHER_ENDINGS.split())
_WITHOUT_ENDING = frozenset({"Dockerfile", "Makefile", "Pipfile", "Procfile", "LICENSE", "py.typed"})
# Products that are called like files.
_NO_FILES = re.compile(r"(?:node|next|vue|express|react|three|d3|asp|web)\.(?:js|ts|net)", re.IGNORECASE)
_LABEL = re.compile(
    r"^(?:(?:step\s+)?\d+(?:\.\d+)*\s*[.):-]\s+)?(?:(?:file|filename|file\s?name|path|file\s?path)\s*(?:\d+\s*)?[:=]\s*)?",
    re.IGNORECASE,
)
_STATED = re.compile(r"(?:file|filename|file\s?name|path|file\s?path)\s*(?:\d+\s*)?[:=]", re.IGNORECASE)
_CODE_SPAN = re.compile(r"`+\s*([^`\n]+?)\s*`+")
_LINK = re.compile(r"^\[([^\]\n]+)\]\([^)\n]*\)$")
_ATTRIBUTE = re.compile(
    r"\b(?:title|file|filename|file_name|path|name)\s*[=:]\s*(?:\"([^\"\n]+)\"|'([^'\n]+)'|([^\s}\"']+))"
)
_COMMENT = re.compile(r"^\s*(?:#|//|--|;|/\*+|<!--|\"\"\")\s*(.+?)\s*(?:\*/|-->|\"\"\")?\s*$")
# A name that is longer is none that could be used, and a search in it is dear.
_MAX_TEXT = 5000
_MARKS = "*`\"' \t"
_ESCAPED = re.compile(r"\\([_*.\-])")


def name_of(block: Block, taken_headings: set[int]) -> tuple[str, int | None]:
    """The name as it is written, and the line of the heading that gave it.

    A heading names one block alone: `taken_headings` are the lines of those that have named one. The name is empty
    when nothing names the block, or what names it is a file of another language.
    """
    nearest = [name for name in (_in_info(block.info), _in_line(block.before), _in_comment(block.text)) if name]
    nearest = [name for name in nearest if _agrees(name, block)]
    heading, line = "", None
    for candidate in reversed(block.headings):
        if heading := _in_heading(candidate.text):
            line = candidate.line
            break
    if not heading or line in taken_headings or not _agrees(heading, block):
        return (_longest(nearest), None) if nearest else ("", None)
    if nearest and not heading.endswith("/" + nearest[0]) and heading != nearest[0]:
        return _longest(nearest), None
    return heading, line


def names_file(heading: str) -> bool:
    """Whether a heading is the name of a file."""
    return bool(_in_heading(heading))


def language_of(block: Block) -> str:
    """The language that the fence names, in small letters; empty where it names none or a file."""
    word = re.split(r"[\s:{,]", block.info, maxsplit=1)[0].lower().lstrip(".")
    return "" if "/" in word or "." in word or "=" in word else word


def _longest(names: list[str]) -> str:
    first = names[0]
    return next((name for name in names if name.endswith("/" + first)), first)


def _agrees(name: str, block: Block) -> bool:
    endings = _ENDINGS.get(language_of(block))
    ending = _ending(name)
    return endings is None or ending in endings or ending not in _KNOWN or not ending


def _ending(name: str) -> str:
    last = re.split(r"[/\\]", name)[-1]
    return last.rpartition(".")[2].lower() if "." in last else ""


def _looks_like_name(text: str) -> bool:
    """Whether a text without blanks is the name of a file that an answer would hold."""
    if not text or _NO_FILES.fullmatch(text) or text.endswith(("/", "\\")) or "://" in text:
        return False
    last = re.split(r"[/\\]", text)[-1]
    if last in _WITHOUT_ENDING or last.partition(".")[0] in {"Dockerfile", "Makefile"}:
        return True
    return _ending(text) in _KNOWN or last in {".gitignore", ".env", ".npmignore", ".dockerignore"}


def _plain(text: str) -> str:
    """A text without the marks of emphasis, code and links around it."""
    text = _ESCAPED.sub(r"\1", text.strip().strip(_MARKS).rstrip(":").strip(_MARKS))
    link = _LINK.match(text)
    return link.group(1).strip(_MARKS) if link else text


def _whole(text: str) -> str:
    """The name that a text consists of, but for numbers, a label and marks; empty where it says more."""
    if len(text) > _MAX_TEXT:
        return ""
    bare = _plain(text)
    stated = _STATED.search(bare) is not None
    bare = _plain(_LABEL.sub("", bare, count=1))
    if not bare or any(character in " \t\n" for character in bare):
        return ""
    return bare if _looks_like_name(bare) or (stated and re.search(r"[./\\]", bare)) else ""


def _in_info(info: str) -> str:
    info = info[:_MAX_TEXT]
    first, _, rest = info.partition(" ")
    if found := _ATTRIBUTE.search(info):
        name = next(group for group in found.groups() if group)
        if _looks_like_name(name) or re.search(r"[/\\]", name):
            return name
    if ":" in first and _looks_like_name(named := first.partition(":")[2]):
        return named
    if _looks_like_name(first):
        return first
    return _whole(rest)


def _in_line(line: str) -> str:
    return _whole(line)


def _in_comment(text: str) -> str:
    first, _, rest = text.partition("\n")
    if first.startswith("#!"):
        first = rest.partition("\n")[0]
    found = _COMMENT.match(first[:_MAX_TEXT])
    return _whole(found.group(1)) if found else ""


def _in_heading(text: str) -> str:
    """The name in a heading: all of it, its only code span, or its only word that is one."""
    text = text[:_MAX_TEXT]
    if whole := _whole(text):
        return whole
    spans = [span for span in _CODE_SPAN.findall(text) if _looks_like_name(span)]
    if spans:
        return str(spans[0]) if len(spans) == 1 else ""
    words = [_ESCAPED.sub(r"\1", word.strip("()[]{},;:*`\"'")) for word in text.split()]
    names = [word for word in words if _looks_like_name(word)]
    return names[0] if len(names) == 1 else ""
