"""How statements are spoken of in reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import show

if TYPE_CHECKING:
    from stackproof.reasoning.iam.documents import Document, Statement


def called(statement: Statement) -> str:
    """What a statement is called: its Sid and the resource that holds it."""
    where = f" of {statement.policy.address}" if statement.policy is not None else ""
    return f"statement {statement.sid}{where}" if statement.sid else f"a statement{where}"


def open_part(statement: Statement) -> str:
    """What keeps a statement from being decided."""
    if statement.conditions is None or statement.conditions:
        return f"the conditions of {called(statement)}"
    return f"what is not known of {called(statement)}"


def unread(document: Document) -> str:
    """Which policies of a document could not be read."""
    listed = ", ".join(show(value, 80) for value in document.open)
    return f"the statements of {listed} are not known here" if listed else "not every policy could be read"
