"""How the arguments of Terraform's types are mapped: writes docs/vocabulary, or prints single types.

python scripts/vocabulary_coverage.py                 writes docs/vocabulary
python scripts/vocabulary_coverage.py --check         exits with 1 when a page is stale
python scripts/vocabulary_coverage.py aws_sqs_queue   prints what becomes of each argument of a type
python scripts/vocabulary_coverage.py --missing aws_  prints what is missing in all types that begin so
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from scripts.terraform_schema import Arguments, provider_version, schema
from stackproof.facts.properties import Shape
from stackproof.vocabulary.derive import property_of
from stackproof.vocabulary.map import below, is_of_the_tool, name_property
from stackproof.vocabulary.registry import entries_of, shapes_of
from stackproof.vocabulary.rows import Entry

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs" / "vocabulary"
MOST_USED = ROOT / "scripts" / "most_used_types.txt"


class Fate(NamedTuple):
    """What becomes of one argument: `kind` is mapped, derived, adjusted, none or missing."""

    path: str
    kind: str
    words: str


def fates(entry: Entry, arguments: Arguments) -> list[Fate]:
    """What becomes of every argument of a type."""
    base = tuple(entry.fold.at.split(".")) if entry.fold and entry.fold.at else ()
    shapes = below(shapes_of(entry), base)
    naming = {entry.fold.by, *entry.fold.also} if entry.fold else set()
    rest = {name: one for name, one in arguments.items() if name not in naming}
    return list(_walk(entry, rest, "", base, shapes))


def _walk(entry: Entry, arguments: Arguments, path: str, base: tuple[str, ...], shapes: Shape) -> Iterator[Fate]:
    for name, inner in arguments.items():
        here = f"{path}.{name}" if path else name
        row = entry.rows.get(here)
        if row is not None and row.sign != "=":
            yield Fate(here, "adjusted" if row.sign == "!" else "none", row.target)
        elif row is not None and row.target == ".":
            yield from _walk(entry, inner or {}, here, base, shapes)
        elif row is not None:
            target = tuple(row.target.split("."))
            steps = target[len(base) :]
            yield from _inside(
                entry,
                inner,
                here,
                target,
                below(shapes, steps),
                "mapped" if not row.conversion else f"mapped|{row.conversion}",
            )
        elif is_of_the_tool(here):
            continue
        else:
            known = shapes if isinstance(shapes, dict) else {}
            own = property_of(name, known) or name_property(here, entry, known)
            if own:
                yield from _inside(entry, inner, here, (*base, own), below(known, (own,)), "derived")
            elif here == "tags":
                yield Fate(here, "none", "the type takes no tags")
            else:
                yield Fate(here, "missing", "")


def _inside(
    entry: Entry, inner: Arguments | None, here: str, target: tuple[str, ...], shape: Shape, kind: str
) -> Iterator[Fate]:
    name, _, conversion = kind.partition("|")
    while isinstance(shape, list):
        shape = shape[0]
    words = ".".join(target) + (f" ({conversion})" if conversion else "")
    if inner is None or conversion:
        yield Fate(here, name, words)
    elif isinstance(shape, dict) and "" not in shape:
        yield Fate(here, name, words)
        yield from _walk(entry, inner, here, target, shape)
    else:
        yield Fate(here, "missing", f"a block, and {words} is no structure")


def covered() -> dict[tuple[str, str], tuple[Entry, list[Fate]]]:
    """By type and variant: the entry and the fate of each argument; types without counterpart are left out."""
    found: dict[tuple[str, str], tuple[Entry, list[Fate]]] = {}
    for type_, arguments in schema().items():
        for variant, entry in entries_of(type_).items():
            if entry.counterpart or entry.fold or entry.words:
                found[type_, variant] = entry, [] if entry.words else fates(entry, arguments)
    return found


def _line(fate: Fate) -> str:
    sign = {"mapped": "=", "derived": "=", "adjusted": "!", "none": "-", "missing": "MISSING"}[fate.kind]
    return f"  {fate.path} {sign} {fate.words}" + (" (derived)" if fate.kind == "derived" else "")


def _title(type_: str, variant: str, entry: Entry) -> str:
    shown = f"{type_} [{variant}]" if variant else type_
    if entry.fold is not None:
        by = " and ".join((entry.fold.by, *entry.fold.also))
        return f"{shown} > {entry.fold.target} by {by}" + (f" at {entry.fold.at}" if entry.fold.at else "")
    return f"{shown} = {entry.counterpart}" if entry.counterpart else f"{shown} ! {entry.words}"


def main(arguments: list[str]) -> int:
    """Writes, checks or prints."""
    if arguments and arguments[0] == "--missing":
        _print_missing(arguments[1:] or ["aws_"])
        return 0
    if arguments and arguments[0] != "--check":
        for type_ in arguments:
            _print_type(type_)
        return 0
    stale = [name for name, text in pages().items() if _is_stale(PAGES / name, text)]
    if arguments == ["--check"]:
        for name in stale:
            print(f"docs/vocabulary/{name} is stale: run python scripts/vocabulary_coverage.py")
        return 1 if stale else 0
    for name in stale:
        PAGES.mkdir(parents=True, exist_ok=True)
        (PAGES / name).write_text(pages()[name], "utf-8")
    return 0


def _is_stale(file: Path, text: str) -> bool:
    return not file.exists() or file.read_text("utf-8") != text


def _print_type(type_: str) -> None:
    for variant, entry in entries_of(type_).items():
        print(_title(type_, variant, entry))
        for fate in fates(entry, schema()[type_]) if not entry.words else ():
            print(_line(fate))


def _print_missing(prefixes: list[str]) -> None:
    for (type_, variant), (entry, found) in covered().items():
        lacking = [fate for fate in found if fate.kind == "missing"]
        if lacking and any(type_.startswith(prefix) for prefix in prefixes):
            print(_title(type_, variant, entry))
            for fate in lacking:
                print(_line(fate))


def most_used() -> list[str]:
    """The types of the list, the most used first."""
    lines = MOST_USED.read_text("utf-8").splitlines()
    return [line.split()[0] for line in lines if line.strip() and not line.startswith("#")]


@lru_cache(maxsize=1)
def pages() -> dict[str, str]:
    """The pages by name: an index with counts, and one page a service of CloudFormation."""
    found = covered()
    by_service: dict[str, list[tuple[str, str]]] = {}
    for (type_, variant), (entry, _) in found.items():
        by_service.setdefault(_service(entry, type_), []).append((type_, variant))
    made = {}
    for service, keys in sorted(by_service.items()):
        made[f"{service}.md"] = _page(service, [(key, *found[key]) for key in keys])
    made["index.md"] = _index(by_service, found)
    return made


def _service(entry: Entry, type_: str) -> str:
    counterpart = entry.counterpart
    if entry.fold is not None:
        counterpart = next((one.counterpart for one in entries_of(entry.fold.target).values()), "")
    return counterpart.split("::")[1].lower() if "::" in counterpart else "none"


def _page(service: str, rows: list[tuple[tuple[str, str], Entry, list[Fate]]]) -> str:
    lines = [f"# {service}", "", f"Generated by `scripts/vocabulary_coverage.py` from {_source()}.", ""]
    for (type_, variant), entry, found in rows:
        lines += [f"## {_title(type_, variant, entry)}", ""]
        if found:
            lines += ["| argument | becomes |", "|---|---|"]
            lines += [f"| `{fate.path}` | {_shown(fate)} |" for fate in found]
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _shown(fate: Fate) -> str:
    if fate.kind in ("mapped", "derived"):
        return f"`{fate.words}`"
    if fate.kind == "missing":
        return "not mapped: the resource's other properties count as not all known when it is set"
    return ("" if fate.kind == "adjusted" else "no counterpart: ") + fate.words


def _source() -> str:
    return f"the tables in `src/stackproof/vocabulary/terraform` and cdktn-provider-aws {provider_version()}"


def _index(by_service: dict[str, list[tuple[str, str]]], found: dict[tuple[str, str], Any]) -> str:
    types = {type_ for type_, _ in found}
    lacking = {type_ for (type_, _), (_, rows) in found.items() if any(fate.kind == "missing" for fate in rows)}
    whole = types - lacking
    wanted = most_used()
    used = [type_ for type_ in wanted if type_ in whole]
    lines = [
        "# Terraform's types in CloudFormation's words",
        "",
        f"Generated by `scripts/vocabulary_coverage.py` from {_source()},",
        f"which has {len(schema())} resource types.",
        "",
        f"{len(types)} types have a counterpart, are folded into one, or are listed as having none; {len(whole)}",
        f"of them with every argument mapped or listed. Of the {len(wanted)} most used types",
        "(`scripts/most_used_types.txt`)",
        f"{len(used)} are among these. A type without a counterpart keeps its own name and arguments in the graph,",
        "and is counted there.",
        "",
        "| service | types | arguments | mapped | seen to otherwise | no counterpart | not mapped |",
        "|---|---|---|---|---|---|---|",
    ]
    for service, keys in sorted(by_service.items()):
        kinds = Counter(fate.kind for key in keys for fate in found[key][1])
        number = len({type_ for type_, _ in keys})
        counts = (kinds.total(), kinds["mapped"] + kinds["derived"], kinds["adjusted"], kinds["none"], kinds["missing"])
        lines.append(f"| [{service}]({service}.md) | {number} | {' | '.join(map(str, counts))} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
