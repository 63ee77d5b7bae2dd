"""Which IAM prefix the operations of an SDK client have: botocore's models beside the actions of IAM."""

from __future__ import annotations

from typing import Any

_LEAST = 0.3
"""Of the operations of a client, the part that must be actions of the prefix."""


def rows(actions: dict[str, frozenset[str]]) -> list[list[str]]:
    """One client a row: its name in boto3, the IAM prefix, its name as a package of the AWS SDK for JavaScript 3.

    Args:
        actions: of each IAM prefix, in lower case.
    """
    import botocore.session

    session = botocore.session.get_session()
    made = []
    for client in session.get_available_services():
        model = session.get_service_model(client)
        operations = {name.lower() for name in model.operation_names}
        prefix = _prefix(client, model.metadata, operations, actions)
        if prefix:
            made.append([client, prefix, str(model.metadata.get("serviceId", client)).lower().replace(" ", "-")])
    return sorted(made)


def _prefix(client: str, metadata: dict[str, Any], operations: set[str], actions: dict[str, frozenset[str]]) -> str:
    named = [metadata.get("signingName", ""), metadata.get("endpointPrefix", ""), client]
    candidates = [one for one in dict.fromkeys(named) if one in actions]
    best = max(candidates, key=lambda one: len(operations & actions[one]), default="")
    if best and len(operations & actions[best]) >= _LEAST * len(operations):
        return best
    others = {one: len(operations & known) for one, known in actions.items()}
    best = max(sorted(others), key=lambda one: others[one])
    return best if others[best] >= 0.9 * len(operations) and len(operations) > 3 else ""
