"""The reader of a driver's records takes whatever a hostile program may write there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stackproof.graph.location import NOWHERE, Location
from stackproof.synthesis.pulumi import records
from stackproof.synthesis.pulumi.decoding import Run
from stackproof.synthesis.pulumi.graphing import Equals, Told, build
from stackproof.synthesis.pulumi.providers import Provider
from stackproof.vocabulary.translate import translate

if TYPE_CHECKING:
    from pathlib import Path

KINDS = (
    "resource", "read", "call", "stack", "outputs", "export", "secret", "unset", "derived", "decision", "log",
    "callback", "method", "supposed", "placeholder", "else",
)  # fmt: skip
KEYS = (
    "token", "name", "urn", "parent", "custom", "remote", "inputs", "provider", "providers", "dependencies",
    "propertyDependencies", "options", "placeholders", "order", "frames", "site", "id", "number", "outputs", "key",
    "placeholder", "marker", "source", "file", "line", "question", "severity", "message", "what",
)  # fmt: skip
TEXTS = st.sampled_from(
    (
        "", "urn:a", "urn:b", "aws:s3/bucket:Bucket", "pulumi:providers:aws", "a:b", "::", "LkGfBBBBBBDh", "../x",
        "pulumi:pulumi:StackReference", "aws-native:s3:Bucket", "04da6b54-80e4-46f7-96ec-b56ff0331ba9", "main.py",
        "4dabf18193072939515e22adb298388d", "1b47061264138c4ac30d75fd1eb44270", "defaultTags", "assumeRoles", "[{}]",
    )
)  # fmt: skip
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS | st.text(max_size=5)
DATA = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS | st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=8,
)
ENTRIES = st.builds(
    lambda kind, rest: {**rest, "kind": kind}, st.sampled_from(KINDS), st.dictionaries(st.sampled_from(KEYS), DATA)
)


def written(work: Path, entries: list[object]) -> records.Records:
    (work / "records.jsonl").write_text("\n".join(json.dumps(one) for one in entries), "utf-8")
    return records.read(work, "records.jsonl", work)


@given(st.lists(ENTRIES, max_size=8))
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_records_become_a_graph(tmp_path: Path, entries: list[object]) -> None:
    found = written(tmp_path, entries)
    run = Run(found, 0, lambda name: name)
    graph = build(run, Equals(run, Run(found, 1, lambda name: name)), Told("dev", NOWHERE, Provider()))
    assert set(graph.resources) == set(run.registered)
    translate(graph)


@given(st.binary(max_size=400))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_read(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "records.jsonl").write_bytes(data)
    records.read(tmp_path, "records.jsonl", tmp_path)


def test_records_that_are_missing_or_links_are_none(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text('{"kind": "resource", "urn": "urn:a"}', "utf-8")
    (tmp_path / "records.jsonl").symlink_to(tmp_path / "secret")
    assert records.read(tmp_path, "records.jsonl", tmp_path).registrations == []
    assert records.read(tmp_path, "nowhere.jsonl", tmp_path).registrations == []
    assert records.read(tmp_path, "nowhere.jsonl", tmp_path).cut


def test_only_files_of_the_project_are_places(tmp_path: Path) -> None:
    (tmp_path / "own.py").touch()
    frames = [["../own.py", 1, 1], ["/etc/passwd", 2, 1], ["absent.py", 3, 1], ["own.py", 4, 2], ["own.py", -5, "x"]]
    found = written(tmp_path, [{"kind": "resource", "frames": frames, "site": 4}])
    assert found.registrations[0].at == Location("own.py", 4, 2)
    assert found.registrations[0].site == Location("own.py", 0, 0)


def test_parents_in_a_circle_end(tmp_path: Path) -> None:
    entries: list[object] = [
        {"kind": "resource", "token": "aws:sqs/queue:Queue", "name": "q", "urn": "urn:a", "parent": "urn:b"},
        {"kind": "resource", "token": "x:y:Z", "name": "c", "urn": "urn:b", "parent": "urn:a", "custom": False},
    ]
    run = Run(written(tmp_path, entries), 0, lambda name: name)
    assert [one.name for one in run.names.parents(run.registered["aws_sqs_queue.q"])] == ["c"]


def test_equal_names_in_different_components_are_told_apart(tmp_path: Path) -> None:
    entries: list[object] = []
    for number, name in enumerate(("blue", "green")):
        entries += [
            {"kind": "resource", "token": "x:y:Z", "name": name, "urn": f"urn:{name}", "custom": False,
             "order": number},
            {"kind": "resource", "token": "aws:sqs/queue:Queue", "name": "q", "urn": f"urn:{name}:q",
             "parent": f"urn:{name}", "order": number},
        ]  # fmt: skip
    entries.append({"kind": "resource", "token": "aws:sns/topic:Topic", "name": "q", "urn": "urn:t", "order": 9})
    run = Run(written(tmp_path, entries), 0, lambda name: name)
    assert list(run.registered) == ["blue/aws_sqs_queue.q", "green/aws_sqs_queue.q", "aws_sns_topic.q"]
