"""The answers that a Markdown document holds: which blocks are files, under which names, and of which answer."""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from stackproof.errors import InputError
from stackproof.project.answer import naming, unnamed
from stackproof.project.answer.safe_names import clean, key, shown_name

if TYPE_CHECKING:
    from stackproof.project.answer.markdown import Block, Heading

_ANSWER = re.compile(
    r"^(?:the\s+)?(?:model\s+|ai\s+|alternative\s+)?(response|answer|option|solution|alternative|candidate|variant|approach)"
    r"\s*(?:[#:]|no\.?|number)?\s*(?:[A-Z]|\d{1,2}|one|two|three|four|five|first|second|third)\b",
    re.IGNORECASE,
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_MAX_TITLE = 80
MAX_FILES = 2_000
MAX_ANSWERS = 50


class Note(NamedTuple):
    """Something to tell the user: `error` for what was asked for and not done, `note` for the rest, with its line."""

    level: str
    message: str
    line: int


@dataclass(slots=True)
class Answer:
    """One answer: its files by their safe names, in the order of the document.

    Attributes:
        title: the heading that sets it apart from others in the document; empty for the only one.
    """

    title: str
    line: int
    files: dict[str, Block] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _File:
    """A block that is a file; `told` says that the document names it, and not its code alone."""

    name: str
    block: Block
    told: bool


def answers_in(blocks: list[Block], document: str) -> list[Answer]:
    """The answers of a document in their order. One that holds no file is given when there is no other.

    Raises:
        InputError: there are more files or answers than anybody means; it names the `document`.
    """
    files, unused = _whole(*_files(blocks))
    if len(files) > MAX_FILES:
        line = files[MAX_FILES].block.fence
        raise InputError(f"the answer holds more than {MAX_FILES:,} files", file=document, line=line)
    groups = _apart(files, document)
    answers = [_answer(title, line, members) for title, line, members in groups]
    for answer in answers:
        _tell_of(unused, answer)
    return answers


def _files(blocks: list[Block]) -> tuple[list[_File], list[Block]]:
    taken: set[int] = set()
    files: list[_File] = []
    unused: list[Block] = []
    for block in blocks:
        name, heading = naming.name_of(block, taken)
        if heading is not None:
            taken.add(heading)
        told = bool(name)
        if name := name or unnamed.name_for(block):
            files.append(_File(name, block, told))
        else:
            unused.append(block)
    return files, unused


def _whole(files: list[_File], unused: list[Block]) -> tuple[list[_File], list[Block]]:
    """Without the code that nothing names where other code of its kind is named: that shows a part of it again.

    This goes for each answer by itself, where headings set them apart.
    """
    starts = [head.line for head in _headings_of_answers(files)]
    kinds = {file.block.fence: unnamed.kind_of(file.block) for file in files}
    told = {(bisect(starts, file.block.line), kinds[file.block.fence]) for file in files if file.told}
    kept = []
    for file in files:
        part, kind = bisect(starts, file.block.line), kinds[file.block.fence]
        if file.told or not ({(part, kind), (0, kind)} & told):
            kept.append(file)
        else:
            unused.append(file.block)
    return kept, sorted(unused, key=lambda block: block.fence)


def _apart(files: list[_File], document: str) -> list[tuple[str, int, list[_File]]]:
    """Files by answer. What stands before the first answer's heading belongs to each of them."""
    heads = _headings_of_answers(files) or _headings_of_repetition(files)
    if not heads:
        return [("", 1, files)]
    if len(heads) > MAX_ANSWERS:
        line = heads[MAX_ANSWERS].line
        raise InputError(f"there are more than {MAX_ANSWERS} answers", file=document, line=line)
    # A section that says nothing of answers continues the one before it.
    starts = [head.line for head in heads]
    shared = [file for file in files if file.block.line < starts[0]]
    groups = [(_title(head), head.line, list(shared)) for head in heads]
    for file in files[len(shared) :]:
        groups[bisect(starts, file.block.line) - 1][2].append(file)
    return groups


def _headings_of_answers(files: list[_File]) -> list[Heading]:
    """The headings `Response A`, `Answer 2`, `Option B` of one level and kind, when several of them hold files."""
    by_kind: dict[tuple[int, str], dict[int, Heading]] = {}
    for file in files:
        for heading in file.block.headings:
            if found := _ANSWER.match(_bare(heading.text)):
                by_kind.setdefault((heading.level, found.group(1).lower()), {})[heading.line] = heading
    for _, headings in sorted(by_kind.items()):
        if len(headings) > 1:
            return [headings[line] for line in sorted(headings)]
    return []


def _headings_of_repetition(files: list[_File]) -> list[Heading]:
    """The headings of the outermost level with several sections of files, when two of these hold the same names."""
    for level in range(1, 7):
        sections: dict[int, tuple[Heading, set[str]]] = {}
        for file in files:
            for heading in file.block.headings:
                if heading.level == level and not naming.names_file(heading.text):
                    sections.setdefault(heading.line, (heading, set()))[1].add(file.name)
        if len(sections) < 2:
            continue
        counts = Counter(frozenset(held) for _, held in sections.values())
        return [heading for heading, held in sections.values() if counts[frozenset(held)] > 1]
    return []


def _bare(text: str) -> str:
    return text.strip("*_`#: \t")


def _title(heading: Heading) -> str:
    text = re.sub(r"[*`]+", "", _bare(heading.text))
    return "".join(character for character in text if character.isprintable())[:_MAX_TITLE].strip()


def _answer(title: str, line: int, files: list[_File]) -> Answer:
    answer = Answer(title, line)
    used: dict[str, str] = {}
    for file in files:
        name, message = clean(file.name)
        at = file.block.fence
        if message:
            answer.notes.append(Note("note" if name else "error", message, at))
        if not name:
            continue
        if _is_binary(file.block.text):
            answer.notes.append(Note("error", f"{shown_name(name)} holds binary data and was left out", at))
            continue
        known = used.get(key(name))
        if known is not None and known != name:
            text = f"{shown_name(name)} was left out: it differs from {shown_name(known)} in capital letters alone"
            answer.notes.append(Note("error", text, at))
            continue
        if known is not None and not file.told:
            name = _numbered(name, used)
        elif known is not None and answer.files[name].text != file.block.text:
            text = f"{shown_name(name)} stands in line {answer.files[name].line} as well: this later one is used"
            answer.notes.append(Note("note", text, at))
        used[key(name)] = name
        answer.files[name] = file.block
    _without_conflicts(answer)
    return answer


def _numbered(name: str, used: dict[str, str]) -> str:
    """Another name for a second block that nothing names: main_2.tf beside main.tf."""
    stem, dot, ending = name.rpartition(".")
    number = 2
    while key(f"{stem}_{number}{dot}{ending}") in used:
        number += 1
    return f"{stem}_{number}{dot}{ending}"


def _without_conflicts(answer: Answer) -> None:
    """Leaves out a file whose name is the folder of another."""
    folders = {key(name[:position]) for name in answer.files for position, one in enumerate(name) if one == "/"}
    for name in [name for name in answer.files if key(name) in folders]:
        block = answer.files.pop(name)
        text = f"{shown_name(name)} was left out: it is the folder of another file as well"
        answer.notes.append(Note("error", text, block.fence))


def _is_binary(text: str) -> bool:
    """Whether a text holds control characters that no source does."""
    return _CONTROL.search(text) is not None


def _tell_of(unused: list[Block], answer: Answer) -> None:
    if not unused:
        return
    shown = [f"{block.fence} ({naming.language_of(block) or 'no language'})" for block in unused[:8]]
    more = f" and {len(unused) - 8} more" if len(unused) > 8 else ""
    what = "a block has no file name" if len(unused) == 1 else f"{len(unused)} blocks have no file name"
    answer.notes.append(Note("note", f"{what}, not used: line {', '.join(shown)}{more}", unused[0].fence))
