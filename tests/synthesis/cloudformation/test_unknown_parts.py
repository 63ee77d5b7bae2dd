"""What of a project cannot be known, or could not be read, is said and never taken for nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stackproof.errors import InputError
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known, Unknown
from stackproof.synthesis.cloudformation.assemble import assemble
from stackproof.synthesis.cloudformation.engine import read
from stackproof.synthesis.model import Settings
from tests.synthesis.cloudformation.reading import graph_of, stack

if TYPE_CHECKING:
    from pathlib import Path


def _file(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


def test_one_of_several_templates_that_cannot_be_read_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    first = _file(tmp_path / "first.yaml", "Resources: {Topic: {Type: AWS::SNS::Topic}}")
    broken = _file(tmp_path / "broken.yaml", "Resources:\n  A: {Type: AWS::SNS::Topic\n")
    synthesis = read([broken, first], tmp_path, Settings())
    assert synthesis.status == "partial"
    assert set(synthesis.graph.resources) == {"Topic"}
    (problem,) = synthesis.graph.undecided_resources
    assert (problem.level, problem.at.file, problem.at.line) == ("error", "broken.yaml", 3)
    assert problem.message.startswith("the template cannot be read: ")


def test_a_nested_template_that_cannot_be_read_leaves_its_stack_unknown(tmp_path: Path) -> None:
    parent = "Resources: {Child: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child.yaml}}}"
    file = _file(tmp_path / "parent.yaml", parent)
    _file(tmp_path / "child.yaml", "Resources: [")
    synthesis = read([file], tmp_path, Settings())
    assert synthesis.status == "partial"
    assert [(one.level, one.at.file) for one in synthesis.graph.undecided_resources] == [
        ("error", "child.yaml"),
        ("note", "parent.yaml"),
    ]


def test_the_only_template_that_cannot_be_read_is_no_assessment(tmp_path: Path) -> None:
    broken = _file(tmp_path / "broken.yaml", "Resources: [")
    other = _file(tmp_path / "other.yaml", "Resources: {")
    with pytest.raises(InputError):
        read([broken], tmp_path, Settings())
    with pytest.raises(InputError) as caught:
        read([broken, other], tmp_path, Settings())
    assert caught.value.file == "broken.yaml"


def test_defaults_that_were_taken_are_assumptions_of_the_graph() -> None:
    graph = graph_of(
        """
        Parameters:
          Env: {Type: String, Default: dev}
          Unused: {Type: String, Default: x}
          Passed: {Type: String, Default: x}
        Conditions: {Prod: !Equals [!Ref Env, prod]}
        Resources:
          Queue: {Type: AWS::SQS::Queue, Condition: Prod}
          Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref Passed}}
        """,
        Passed="y",
    )
    assert graph.assumptions == ["default of parameter Env"]


def test_a_macro_of_the_whole_template_may_rewrite_it() -> None:
    resources = "Resources: {Topic: {Type: AWS::SNS::Topic}}"
    assert graph_of(f"Transform: Mine\n{resources}").rewritten == "the macro Mine may change the template at deployment"
    assert graph_of(f"Transform: AWS::LanguageExtensions\n{resources}").rewritten == ""


def test_a_macro_inside_a_resource_leaves_open_what_is_not_written() -> None:
    graph = graph_of(
        """
        Resources:
          Bucket:
            Type: AWS::S3::Bucket
            Fn::Transform: {Name: Mine}
            Properties: {BucketName: reports}
          Made: {Fn::Transform: {Name: Mine}}
        """
    )
    bucket = graph.resources["Bucket"]
    assert bucket.get("BucketName") == Known("reports")
    assert isinstance(bucket.get("AccessControl"), Unknown)
    assert bucket.lifecycle.on_delete == "unknown"
    assert [hidden.message for hidden in graph.undecided_resources] == ["a macro makes the resource Made at deployment"]


_CHILD = "Resources: {Topic: {Type: AWS::SNS::Topic}}\nOutputs: {Name: {Value: x}}\n"


@pytest.mark.parametrize(("value", "exists"), [("a", Truth.YES), ("b", Truth.NO), (None, Truth.UNDECIDED)])
def test_what_a_nested_stack_holds_exists_as_the_stack_does(tmp_path: Path, value: str | None, exists: Truth) -> None:
    default = f", Default: {value}" if value else ""
    parent = (
        f"Parameters: {{Env: {{Type: String{default}}}}}\nConditions: {{A: !Equals [!Ref Env, a]}}\nResources:\n"
        "  Middle: {Type: AWS::CloudFormation::Stack, Condition: A, Properties: {TemplateURL: middle.yaml}}\n"
    )
    middle = "Resources: {Inner: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child.yaml}}}"
    _file(tmp_path / "middle.yaml", middle)
    _file(tmp_path / "child.yaml", _CHILD)
    graph = read([_file(tmp_path / "parent.yaml", parent)], tmp_path, Settings()).graph
    topic = graph.resources["Middle/Inner/Topic"]
    assert topic.exists is exists
    assert topic.condition == ("A" if exists is Truth.UNDECIDED else None)
    assert topic.assumed == ("default of parameter Env" if value else None)
    assert [output.exists for output in graph.outputs] == [exists]


def test_a_nested_stack_that_does_not_exist_hides_nothing(tmp_path: Path) -> None:
    template = (
        "Conditions: {Never: !Equals [a, b]}\nResources:\n"
        "  Child: {Type: AWS::CloudFormation::Stack, Condition: Never, Properties: {TemplateURL: 'https://s3/c.yaml'}}\n"
        "  Set: {Type: AWS::CloudFormation::StackSet, Condition: Never}\n"
    )
    assert graph_of(template).undecided_resources == []


@pytest.mark.parametrize(
    "kind",
    [
        "Mine::Bucket::Secure::MODULE",
        "AWS::CloudFormation::StackSet",
        "AWS::ServiceCatalog::CloudFormationProvisionedProduct",
    ],
)
def test_a_resource_that_makes_others_hides_them(kind: str) -> None:
    (hidden,) = graph_of(f"Resources: {{It: {{Type: '{kind}'}}}}").undecided_resources
    assert (hidden.level, hidden.message) == (
        "note",
        f"It ({kind}) makes resources at deployment that are not known here",
    )


@pytest.mark.parametrize(("other", "known"), [("one", True), ("two", False)])
def test_an_export_that_two_stacks_make_is_known_only_when_they_agree(other: str, known: bool) -> None:
    export = "Resources: {{T: {{Type: AWS::SNS::Topic}}}}\nOutputs: {{O: {{Value: {}, Export: {{Name: shared}}}}}}"
    user = "Resources: {Bucket: {Type: AWS::S3::Bucket, Properties: {BucketName: !ImportValue shared}}}"
    stacks = [stack(export.format("one"), key="A"), stack(export.format(other), key="B"), stack(user, key="C")]
    name = assemble(stacks).resources["C/Bucket"].get("BucketName")
    assert (name == Known("one")) is known
    assert isinstance(name, Unknown) is not known
