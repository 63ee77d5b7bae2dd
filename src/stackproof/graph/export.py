"""The graph as text in the forms that `stackproof graph` offers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from stackproof.graph.cloudformation import to_templates
from stackproof.graph.mermaid import to_mermaid
from stackproof.graph.serialise import to_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from stackproof.graph.graph import Graph


def to_cloudformation(graph: Graph) -> str:
    """One template as JSON; where there are several, a YAML stream of them, each under a comment with its region."""
    templates = to_templates(graph)
    written = {name: json.dumps(template, indent=2, allow_nan=False) for name, template in templates.items()}
    if len(written) == 1:
        return next(iter(written.values())) + "\n"
    return "".join(f"---\n# {name or 'no region stated'}\n{text}\n" for name, text in written.items())


FORMS: dict[str, Callable[[Graph], str]] = {
    "json": to_json,
    "mermaid": to_mermaid,
    "cloudformation": to_cloudformation,
}


def render(graph: Graph, form: str) -> str:
    """The graph in a form of `FORMS`.

    Raises:
        KeyError: for another form.
    """
    return FORMS[form](graph)
