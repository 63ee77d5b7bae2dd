"""tfparse evaluates Terraform too; where both know a value, they agree."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import tfparse  # type: ignore[import-untyped]

from stackproof.graph.values import Value
from stackproof.synthesis.terraform.lift import NotPlain, to_plain
from tests.synthesis.terraform.reading import errors, native

FIXTURE = Path(__file__).parents[2] / "fixtures" / "terraform" / "oracle"

KNOWN_DIFFERENCES = {
    # Of the blocks that a dynamic block makes tfparse shows one.
    ("aws_security_group.web", "ingress"),
}


@pytest.fixture(scope="module")
def theirs() -> dict[str, dict[str, Any]]:
    found = tfparse.load_from_path(str(FIXTURE), vars_paths=["terraform.tfvars"])
    resources = [one for kind, ones in found.items() if kind.startswith("aws_") for one in ones]
    return {one["__tfmeta"]["path"]: one for one in resources}


def known(value: Value) -> Any:
    try:
        return to_plain(value)
    except NotPlain:
        return None


def alike(found: Any) -> Any:
    """Data as both write it: a block that stands alone as itself, JSON texts as data, numbers as floats."""
    if isinstance(found, dict):
        return {key: alike(item) for key, item in found.items() if key not in ("id", "__tfmeta") and item is not None}
    if isinstance(found, list):
        items = [alike(item) for item in found]
        return items[0] if len(items) == 1 and isinstance(items[0], dict) else items
    if isinstance(found, str) and found[:1] in ("{", "["):
        return json.loads(found)
    if isinstance(found, (int, float)) and not isinstance(found, bool):
        return float(found)
    return found


def test_the_same_instances_are_found_and_ours_has_those_of_count_zero(theirs: dict[str, Any]) -> None:
    graph = native(FIXTURE)
    assert errors(graph) == []
    existing = {address for address, one in graph.resources.items() if one.exists.value == "yes"}
    assert existing == set(theirs)
    assert set(graph.resources) - existing == {"aws_s3_bucket.none"}


def test_the_same_lines_are_found(theirs: dict[str, Any]) -> None:
    graph = native(FIXTURE)
    for address, one in theirs.items():
        meta = one["__tfmeta"]
        location = graph.resources[address].location
        assert (location.file, location.line) == (meta["filename"], meta["line_start"]), address


def test_the_same_values_are_found(theirs: dict[str, Any]) -> None:
    graph = native(FIXTURE)
    compared = 0
    for address, one in theirs.items():
        for name, value in graph.resources[address].arguments.entries.items():
            mine, other = known(value), one.get(name)
            assert mine is not None, (address, name)
            if other is None or (address, name) in KNOWN_DIFFERENCES:
                continue
            assert alike(mine) == alike(other), (address, name)
            compared += 1
    assert compared > 50
