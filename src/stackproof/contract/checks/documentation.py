"""The pages of the named checks, made of their docstrings."""

from __future__ import annotations

from stackproof.contract.checks import registry


def pages() -> dict[str, str]:
    """The text of every page by its file name, the index among them."""
    found = {f"{name}.md": page(name) for name in registry.names()}
    rows = [f"| [{name}]({name}.md) | {title(name)} |" for name in registry.names()]
    head = "# Named checks\n\nWhat a contract can ask for with `check:`. Each page is made of the check's own text.\n"
    found["index.md"] = "\n".join([head, "| check | what it proves |", "|---|---|", *rows]) + "\n"
    return found


def title(name: str) -> str:
    """What the check of a name proves, in a few words."""
    return registry.find(name).doc.split("\n", 1)[0]


def page(name: str) -> str:
    """The page of the check of a name."""
    heading, _, body = registry.find(name).doc.partition("\n")
    return f"# {name}\n\n{heading}\n\n{_fenced(body.strip())}\n"


def _fenced(body: str) -> str:
    """Indented examples as fenced YAML, so that they can be copied."""
    head, mark, example = body.partition("## Example\n")
    if not mark:
        return body
    lines = [line.removeprefix("    ") for line in example.rstrip().split("\n")]
    return "\n".join([head + "## Example", "```yaml", *lines, "```"])
