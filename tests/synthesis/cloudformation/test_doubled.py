"""Keys that are written twice in one mapping."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stackproof.errors import InputError
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known, Sensitive, Unknown
from stackproof.synthesis.cloudformation import engine
from stackproof.synthesis.cloudformation.json_reader import read_json
from stackproof.synthesis.model import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from stackproof.synthesis.model import Synthesis

TEMPLATE = """\
Metadata:
  Labels: {A: 1, A: 2}
Parameters:
  Secret: {Type: String, Default: a, NoEcho: false, NoEcho: true}
Conditions:
  Never: !Equals [a, b]
  Never: !Equals [a, a]
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: orders
      DelaySeconds: 3
      DelaySeconds: 4
      DelaySeconds: 3
      VisibilityTimeout: 30
      VisibilityTimeout: 30
  Topic:
    Type: AWS::SNS::Topic
    Condition: Never
    Properties:
      DisplayName: !Ref Secret
  Twice:
    Type: AWS::S3::Bucket
    Properties: {BucketName: files, AccessControl: Private}
  Twice:
    Type: AWS::S3::Bucket
    Properties: {BucketName: files, AccessControl: PublicRead, ObjectLockEnabled: true}
  Other: {Type: AWS::SNS::Topic}
  Other: {Type: AWS::SQS::Queue}
"""


def read(folder: Path, text: str, name: str = "t.yaml") -> Synthesis:
    file = folder / name
    file.write_text(text, "utf-8")
    return engine.read([file], folder, Settings())


@pytest.fixture(scope="module")
def synthesis(tmp_path_factory: pytest.TempPathFactory) -> Synthesis:
    return read(tmp_path_factory.mktemp("doubled"), TEMPLATE)


def test_each_is_an_error_that_names_both_lines(synthesis: Synthesis) -> None:
    found = {
        (one.at.line, one.message.partition(". ")[0]) for one in synthesis.problems if one.message.startswith("dupl")
    }
    unknown, same = "so what it stands for is not known", "both times with the same value"
    assert found == {
        (2, f"duplicate key A, written in line 2 and again in line 2, {unknown}"),
        (4, f"duplicate key NoEcho, written in line 4 and again in line 4, {unknown}"),
        (7, f"duplicate key Never, written in line 6 and again in line 7, {unknown}"),
        (14, f"duplicate key DelaySeconds, written in line 13 and again in line 14, {unknown}"),
        (15, f"duplicate key DelaySeconds, written in line 14 and again in line 15, {unknown}"),
        (17, f"duplicate key VisibilityTimeout, written in line 16 and again in line 17, {same}"),
        (26, f"duplicate key Twice, written in line 23 and again in line 26, {unknown}"),
        (30, f"duplicate key Other, written in line 29 and again in line 30, {unknown}"),
    }
    errors = [one for one in synthesis.problems if one.level == "error"]
    assert {one.message[:13] for one in errors} == {"duplicate key"}
    notes = [(one.at.line, one.message) for one in synthesis.problems if one.level == "note"]
    assert (23, "Twice is written here and in line 26") in notes
    assert synthesis.status == "partial"


def test_a_value_that_differs_is_not_known_and_one_that_does_not_is(synthesis: Synthesis) -> None:
    queue = synthesis.graph.resources["Queue"]
    assert queue.get("QueueName") == Known("orders")
    assert queue.get("VisibilityTimeout") == Known(30)
    delay = queue.get("DelaySeconds")
    assert isinstance(delay, Unknown)
    assert delay.reason == "the key DelaySeconds is written twice, in line 14 and in line 15"


def test_what_two_resources_of_one_name_have_in_common_is_known(synthesis: Synthesis) -> None:
    twice = synthesis.graph.resources["Twice"]
    assert twice.type == "AWS::S3::Bucket"
    assert twice.get("BucketName") == Known("files")
    assert isinstance(twice.get("AccessControl"), Unknown)
    assert isinstance(twice.get("ObjectLockEnabled"), Unknown)
    assert set(synthesis.graph.resources) == {"Queue", "Topic", "Twice"}
    hidden = {(one.at.line, one.message[:40]) for one in synthesis.graph.undecided_resources}
    assert (30, "the type of Other is not known: the key ") in hidden


def test_what_cannot_decide_which_resources_there_are_leaves_absences_decided(synthesis: Synthesis) -> None:
    lines = {one.at.line for one in synthesis.graph.undecided_resources if one.level == "error"}
    assert lines == {4, 7, 14, 15, 26, 30}


def test_conditions_and_secrets_are_taken_with_care(synthesis: Synthesis) -> None:
    topic = synthesis.graph.resources["Topic"]
    assert topic.exists is Truth.UNDECIDED
    assert isinstance(topic.get("DisplayName"), Sensitive)


def test_json_is_read_alike(tmp_path: Path) -> None:
    text = (
        '{"Resources": {"Q": {"Type": "AWS::SQS::Queue",\n "Properties": {"DelaySeconds": 1,\n "DelaySeconds": 2,'
        ' "QueueName": "q"}}}}'
    )
    found = read(tmp_path, text, "t.json")
    queue = found.graph.resources["Q"]
    assert (isinstance(queue.get("DelaySeconds"), Unknown), queue.get("QueueName")) == (True, Known("q"))
    assert [(one.level, one.at.line) for one in found.problems] == [("error", 3), ("note", 2)]


def test_functions_are_not_mixed(tmp_path: Path) -> None:
    text = "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      Name: !Ref A\n      Name: !Ref B\n"
    found = read(tmp_path, text)
    assert isinstance(found.graph.resources["Q"].get("Name"), Unknown)
    assert len(found.problems) == 2


def test_documents_that_are_no_templates_are_refused() -> None:
    with pytest.raises(InputError, match="duplicate key b, first written in line 1") as caught:
        read_json('{"a": {"b": 1, "b": 1}}', "x.json")
    assert (caught.value.line, caught.value.column) == (1, 16)


def test_an_override_of_what_was_merged_is_no_duplicate(tmp_path: Path) -> None:
    text = (
        "Metadata: {A: &a {DelaySeconds: 1}}\nResources:\n  Q:\n    Type: AWS::SQS::Queue\n"
        "    Properties: {<<: *a, DelaySeconds: 2}\n"
    )
    found = read(tmp_path, text)
    assert found.graph.resources["Q"].get("DelaySeconds") == Known(2)
    assert found.status == "ok"
