from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from stackproof.errors import InputError
from stackproof.graph.location import Location
from stackproof.graph.resource import Parent
from stackproof.graph.values import Known, Reference, Text, Unknown
from stackproof.synthesis.cloudformation.engine import SENTINEL, read
from stackproof.synthesis.model import Setting, Settings

TOPIC = """\
Parameters:
  Suffix: {Type: String, Default: dev}
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties: {TopicName: !Sub 'topic-${Suffix}-${AWS::Region}'}
"""


def write(root: Path, **files: str) -> list[Path]:
    paths = []
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_yaml", ".yaml").replace("_json", ".json")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text))
        paths.append(path)
    return paths


def test_one_template_has_addresses_without_a_prefix(tmp_path: Path) -> None:
    paths = write(tmp_path, infra__main_yaml=TOPIC)
    synthesis = read(paths, tmp_path, Settings(regions={"primary": "eu-west-1"}))
    topic = synthesis.graph.resources["Topic"]
    assert topic.location == Location("infra/main.yaml", 4, 3)
    assert topic.get("TopicName") == Known("topic-dev-eu-west-1")
    assert topic.region == Known("eu-west-1")
    assert (synthesis.status, synthesis.twin, synthesis.problems) == ("ok", None, [])
    template = synthesis.templates["infra/main.yaml"]
    assert (template.text, template.path, template.addresses) == (TOPIC, paths[0], {"Topic": "Topic"})


def test_the_region_of_stacks_without_one_goes_before_the_primary_one(tmp_path: Path) -> None:
    paths = write(tmp_path, main_yaml=TOPIC)
    settings = Settings(regions={"primary": "eu-west-1", "": "us-east-1"})
    assert read(paths, tmp_path, settings).graph.resources["Topic"].region == Known("us-east-1")
    unknown = read(paths, tmp_path, Settings()).graph.resources["Topic"].region
    assert unknown == Unknown("", "AWS::Region")


def test_several_templates_have_their_names_as_keys(tmp_path: Path) -> None:
    paths = write(tmp_path, a__app_yaml=TOPIC, b__app_yaml=TOPIC, net_yaml=TOPIC)
    graph = read(paths, tmp_path, Settings()).graph
    assert list(graph.resources) == ["a/app.yaml/Topic", "b/app.yaml/Topic", "net/Topic"]
    assert graph.resources["net/Topic"].parents == (Parent("stack", "net", Location("net.yaml", 1, 1)),)
    assert list(graph.stacks) == ["a/app.yaml", "b/app.yaml", "net"]


def test_the_second_reading_has_another_suffix(tmp_path: Path) -> None:
    paths = write(tmp_path, main_yaml=TOPIC)
    settings = Settings({"environment_suffix": Setting("environment_suffix", "demo", parameter="Suffix")})
    assert read(paths, tmp_path, settings).twin is None
    suffixed = Settings(settings.values, suffix="environment_suffix")
    synthesis = read(paths, tmp_path, suffixed)
    assert synthesis.twin is not None
    region = Unknown("", "AWS::Region")
    assert synthesis.graph.resources["Topic"].get("TopicName") == Text(("topic-demo-", region))
    assert synthesis.twin.resources["Topic"].get("TopicName") == Text((f"topic-{SENTINEL}-", region))


def test_a_suffix_that_the_template_does_not_allow_leaves_no_second_reading(tmp_path: Path) -> None:
    paths = write(tmp_path, main_yaml=TOPIC.replace("Default: dev", "AllowedValues: [dev, prod]"))
    settings = Settings({"Suffix": Setting("Suffix", "dev")}, suffix="Suffix")
    synthesis = read(paths, tmp_path, settings)
    assert synthesis.twin is None
    assert [problem[:2] for problem in synthesis.problems] == [
        ("note", "there is no second reading with another suffix: the value 'zq7x9k' of parameter Suffix is none of "
         "its allowed values: dev, prod"),
    ]  # fmt: skip


def test_a_parameter_that_no_template_has_is_noted(tmp_path: Path) -> None:
    paths = write(tmp_path, main_yaml=TOPIC)
    settings = Settings(
        {
            "a": Setting("a", "1", parameter="Sufix"),
            "b": Setting("b", "1"),
            "c": Setting("c", "1", context="c"),
            "Suffix": Setting("Suffix", "x"),
        }
    )
    notes = [problem.message for problem in read(paths, tmp_path, settings).problems]
    assert notes == ["no template has a parameter Sufix", "no template has a parameter b"]


PARENT = """\
Resources:
  Child:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: ./nested/child.yaml, Parameters: {Suffix: x}}
  Reader:
    Type: AWS::SNS::Topic
    Properties: {TopicName: !GetAtt Child.Outputs.Arn}
"""


def test_a_template_that_another_one_nests_is_no_root(tmp_path: Path) -> None:
    child = TOPIC + "Outputs: {Arn: {Value: !Ref Topic}}\n"
    paths = write(tmp_path, nested__child_yaml=child, main_yaml=PARENT)
    synthesis = read(paths, tmp_path, Settings())
    assert list(synthesis.graph.resources) == ["Child", "Reader", "Child/Topic"]
    assert synthesis.graph.resources["Reader"].get("TopicName") == Reference("Child/Topic")
    assert synthesis.graph.resources["Child/Topic"].location == Location("nested/child.yaml", 4, 3)
    assert dict(synthesis.templates["nested/child.yaml"].addresses) == {"Topic": "Child/Topic"}


def test_a_nested_template_is_found_although_it_was_not_named(tmp_path: Path) -> None:
    paths = write(tmp_path, nested__child_yaml=TOPIC, main_yaml=PARENT)
    synthesis = read(paths[1:], tmp_path, Settings())
    assert "Child/Topic" in synthesis.graph.resources


def test_templates_that_nest_one_another_in_a_circle_are_refused(tmp_path: Path) -> None:
    paths = write(
        tmp_path,
        a_yaml=PARENT.replace("./nested/child.yaml", "b.yaml"),
        b_yaml=PARENT.replace("./nested/child.yaml", "a.yaml"),
    )
    with pytest.raises(InputError) as caught:
        read(paths, tmp_path, Settings())
    assert (caught.value.message, caught.value.file, caught.value.line) == (
        "nested templates lead in a circle: a.yaml -> b.yaml -> a.yaml",
        "b.yaml",
        2,
    )


@pytest.mark.parametrize(
    "url", ["../outside.yaml", "/etc/passwd", "link.yaml", "folder", "https://x/y.yaml", "none.yaml", "a\\0b"]
)
def test_a_nested_template_outside_the_project_is_not_opened(tmp_path: Path, url: str) -> None:
    root = tmp_path / "project"
    (tmp_path / "outside.yaml").write_text(TOPIC)
    paths = write(root, main_yaml=PARENT.replace("./nested/child.yaml", f'"{url}"'))
    (root / "folder").mkdir()
    (root / "link.yaml").symlink_to(tmp_path / "outside.yaml")
    synthesis = read(paths, root, Settings())
    assert list(synthesis.graph.resources) == ["Child", "Reader"]
    assert len(synthesis.graph.undecided_resources) == 1


def test_aliases_are_noted(tmp_path: Path) -> None:
    paths = write(tmp_path, main_yaml=TOPIC + "Metadata: {a: &a 1, b: *a}\n")
    assert [(problem.message, problem.at.line) for problem in read(paths, tmp_path, Settings()).problems] == [
        ("CloudFormation refuses YAML aliases and merge keys; `aws cloudformation package` resolves them", 7)
    ]


def test_a_resource_without_a_type_makes_the_reading_partial(tmp_path: Path) -> None:
    paths = write(tmp_path, main_yaml=TOPIC + "  Broken: {Properties: {}}\n")
    assert read(paths, tmp_path, Settings()).status == "partial"


def test_a_project_without_a_template_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the project has no CloudFormation template"):
        read([], tmp_path, Settings())
