from __future__ import annotations

from textwrap import dedent

import pytest

from stackproof.errors import InputError
from stackproof.graph.graph import Edge
from stackproof.graph.location import Location
from stackproof.graph.resource import Lifecycle, Parent
from stackproof.graph.truth import Truth
from stackproof.graph.values import Conditional, Known, ListValue, Reference, Text, Unknown
from stackproof.synthesis.cloudformation.assemble import MAX_STACKS, StackInput, assemble
from stackproof.synthesis.cloudformation.loader import load
from stackproof.synthesis.cloudformation.stack import Placement
from tests.synthesis.cloudformation.reading import graph_of, stack

CHILD = """
Parameters:
  Bucket: {Type: String}
  Subnets: {Type: CommaDelimitedList, Default: ''}
  Env: {Type: String, Default: dev}
Conditions:
  Prod: !Equals [!Ref Env, prod]
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !Sub '${Bucket}-q-${Env}'
      Tags: !Ref Subnets
Outputs:
  Arn: {Value: !GetAtt Queue.Arn}
  Bucket: {Value: !Ref Bucket}
"""

PARENT = """
Parameters:
  Env: {Type: String}
Resources:
  Bucket: {Type: AWS::S3::Bucket}
  Other: {Type: AWS::S3::Bucket}
  Child:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: child.yaml
      Parameters:
        Bucket: !Ref Bucket
        Subnets: !Join [',', [!Ref Bucket, x, !Ref Other]]
        Env: !Ref Env
  Reader:
    Type: Custom::Probe
    Properties:
      Arn: !GetAtt Child.Outputs.Arn
      Bucket: !GetAtt Child.Outputs.Bucket
      Nothing: !GetAtt Child.Outputs.Nothing
"""


def document(text: str, file: str) -> dict[str, object]:
    return load(dedent(text).encode(), file).root


def nested(**parameters: str) -> StackInput:
    child = StackInput("", document(CHILD, "child.yaml"), "child.yaml")
    return StackInput("", document(PARENT, "t.yaml"), "t.yaml", nested={"Child": child}, parameters=parameters)


def test_a_nested_stack_is_part_of_the_graph_and_values_pass_both_ways() -> None:
    graph = assemble([nested(Env="prod")])
    assert list(graph.resources) == ["Bucket", "Other", "Child", "Reader", "Child/Queue"]
    queue = graph.resources["Child/Queue"]
    assert queue.get("QueueName") == Text((Reference("Bucket"), "-q-prod"))
    assert queue.get("Tags") == ListValue((Reference("Bucket"), Known("x"), Reference("Other")))
    assert queue.parents == (Parent("nested stack", "Child", Location("t.yaml", 7, 3)),)
    assert queue.location == Location("child.yaml", 9, 3)
    assert queue.stack == "Child"
    reader = graph.resources["Reader"]
    assert reader.get("Arn") == Reference("Child/Queue", "Arn")
    assert reader.get("Bucket") == Reference("Bucket")
    assert reader.get("Nothing") == Reference("Child", "Outputs.Nothing")
    assert graph.stacks["Child"].parent == ""
    assert graph.stacks["Child"].document == "child.yaml"
    assert Edge("Reader", ("Arn",), "Child/Queue", "Arn") in graph.edges
    assert graph.problems == []
    assert graph.undecided_resources == []


def test_a_parameter_without_a_value_stays_the_parents_in_the_child() -> None:
    queue = assemble([nested()]).resources["Child/Queue"]
    assert queue.get("QueueName") == Text(
        (Reference("Bucket"), "-q-", Unknown("parameter Env has no value", "parameter Env"))
    )


def test_a_nested_stack_whose_template_is_not_at_hand_is_undecided() -> None:
    graph = graph_of(PARENT)
    assert [(problem.message, problem.at.line) for problem in graph.undecided_resources] == [
        ("the template of the nested stack Child is not at hand, so its resources are not known", 7)
    ]
    assert graph.resources["Reader"].get("Arn") == Reference("Child", "Outputs.Arn")


def test_nested_stacks_that_wait_for_one_another_are_circular() -> None:
    child = StackInput("", document(CHILD, "child.yaml"), "child.yaml")
    text = "Resources:\n" + "".join(
        f"  {one}:\n    Type: AWS::CloudFormation::Stack\n"
        f"    Properties: {{TemplateURL: c, Parameters: {{Bucket: !GetAtt {other}.Outputs.Bucket}}}}\n"
        for one, other in (("A", "B"), ("B", "A"))
    )
    graph = assemble([StackInput("", document(text, "t.yaml"), "t.yaml", nested={"A": child, "B": child})])
    assert [problem.message for problem in graph.problems] == ["circular dependency A -> B -> A"]
    assert set(graph.resources) == {"A", "B", "A/Queue", "B/Queue"}


def test_a_chain_of_nested_stacks_is_followed() -> None:
    child = StackInput("", document(CHILD, "child.yaml"), "child.yaml")
    text = "Resources:\n  Bucket: {Type: AWS::S3::Bucket}\n" + "".join(
        f"  S{n}:\n    Type: AWS::CloudFormation::Stack\n"
        f"    Properties: {{TemplateURL: c, Parameters: {{Bucket: !GetAtt S{n + 1}.Outputs.Bucket}}}}\n"
        for n in range(40)
    )
    text += "  S40:\n    Type: AWS::CloudFormation::Stack\n"
    text += "    Properties: {TemplateURL: c, Parameters: {Bucket: !Ref Bucket}}\n"
    graph = assemble([StackInput("", document(text, "t.yaml"), "t.yaml", nested={f"S{n}": child for n in range(41)})])
    assert graph.problems == []
    assert graph.undecided_resources == []
    assert graph.resources["S0/Queue"].get("QueueName").assumed == "default of parameter Env"


def test_too_many_stacks_are_refused() -> None:
    with pytest.raises(InputError, match=f"there are more than {MAX_STACKS} stacks"):
        assemble([stack("Resources: {A: {Type: AWS::SNS::Topic}}", key=str(n)) for n in range(MAX_STACKS + 1)])


EXPORTER = """
Resources:
  Vpc: {Type: AWS::EC2::VPC}
Outputs:
  Id: {Value: !Ref Vpc, Export: {Name: !Sub '${AWS::Region}-vpc'}}
  Fixed: {Value: !GetAtt Vpc.CidrBlock, Export: {Name: cidr}}
"""
IMPORTER = """
Resources:
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      VpcId: !ImportValue {'Fn::Sub': '${AWS::Region}-vpc'}
      GroupDescription: !Sub ['for ${c}', {c: !ImportValue cidr}]
      Name: !ImportValue unknown
"""


@pytest.mark.parametrize("turned", [False, True])
def test_exports_become_edges_between_stacks_in_either_order(turned: bool) -> None:
    stacks = [stack(EXPORTER, key="net"), stack(IMPORTER, key="app")]
    graph = assemble(stacks[::-1] if turned else stacks)
    group = graph.resources["app/Group"]
    assert group.get("VpcId") == Reference("net/Vpc")
    assert group.get("VpcId").at == Location("t.yaml", 6, 7)
    assert group.get("GroupDescription") == Text(("for ", Reference("net/Vpc", "CidrBlock")))
    assert group.get("Name") == Unknown("no stack here exports unknown", "export unknown")
    assert ("app/Group", "net/Vpc") in {(edge.source, edge.target) for edge in graph.edges}


def test_an_export_made_twice_is_reported() -> None:
    unplaced = assemble([stack(EXPORTER, key="a"), stack(EXPORTER, key="b")])
    same = assemble([stack(EXPORTER, key=key, region="us-east-1") for key in "ab"])
    apart = assemble([stack(EXPORTER, key=key, region=f"us-east-{key}") for key in "12"])
    cidr = "the export cidr is made twice, first by t.yaml:6:3"
    vpc = "the export us-east-1-vpc is made twice, first by t.yaml:5:3"
    assert [problem[:2] for problem in unplaced.problems] == [("note", cidr)]
    assert [problem[:2] for problem in same.problems] == [("error", vpc), ("error", cidr)]
    assert apart.problems == []


def test_resources_in_a_circle_are_reported_with_the_reference_that_closes_it() -> None:
    graph = graph_of("""
        Resources:
          A: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref B}}
          B: {Type: AWS::SNS::Topic, DependsOn: C}
          C:
            Type: AWS::SNS::Topic
            Properties: {TopicName: !Sub '${A.TopicName}'}
          Own: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref Own}}
        Outputs:
          O: {Value: !Ref A}
    """)
    assert [(problem.level, problem.message, problem.at.line) for problem in graph.problems] == [
        ("error", "circular dependency A -> B -> C -> A", 7),
        ("error", "circular dependency Own -> Own", 8),
    ]
    assert list(graph.resources) == ["A", "B", "C", "Own"]


def test_a_circle_through_an_undecided_branch_is_none_for_certain() -> None:
    graph = graph_of("""
        Parameters: {P: {Type: String}}
        Conditions: {C: !Equals [!Ref P, x]}
        Resources:
          A: {Type: AWS::SNS::Topic, Properties: {TopicName: !If [C, !Ref B, x]}}
          B: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref A}}
    """)
    assert graph.problems == []


def test_a_very_long_chain_of_references_is_read() -> None:
    chain = "".join(
        f"  R{n}: {{Type: AWS::SNS::Topic, Properties: {{TopicName: !Ref R{n + 1}}}}}\n" for n in range(3000)
    )
    graph = graph_of(f"Resources:\n{chain}  R3000: {{Type: AWS::SNS::Topic}}\n")
    assert (len(graph.resources), graph.problems) == (3001, [])


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        ("Type: AWS::S3::Bucket", ("delete", 2)),
        ("{Type: AWS::S3::Bucket, DeletionPolicy: Retain}", ("retain", 2)),
        ("{Type: AWS::S3::Bucket, DeletionPolicy: RetainExceptOnCreate}", ("retain", 2)),
        ("{Type: AWS::RDS::DBCluster}", ("snapshot", 2)),
        ("{Type: AWS::RDS::DBInstance}", ("snapshot", 2)),
        ("{Type: AWS::RDS::DBInstance, Properties: {DBClusterIdentifier: c}}", ("delete", 2)),
        ("{Type: AWS::RDS::DBInstance, DeletionPolicy: Snapshot}", ("snapshot", 2)),
    ],
)
def test_lifecycle_follows_the_policy_or_the_default_of_the_type(resource: str, expected: tuple[str, int]) -> None:
    body = resource if resource.startswith("{") else "{" + resource + "}"
    life = graph_of(f"Resources:\n  R: {body}\n").resources["R"].lifecycle
    assert (life.on_delete, life.at.line) == expected


def test_a_custom_resource_of_cdk_empties_the_bucket_that_it_names() -> None:
    graph = graph_of("""
        Resources:
          Emptied: {Type: AWS::S3::Bucket}
          Plain: {Type: AWS::S3::Bucket}
          Emptier:
            Type: Custom::S3AutoDeleteObjects
            Properties: {ServiceToken: arn, BucketName: !Ref Emptied}
          Images: {Type: AWS::ECR::Repository, Properties: {EmptyOnDelete: true}}
    """)
    assert {name: found.lifecycle.empties_on_delete for name, found in graph.resources.items()} == {
        "Emptied": Truth.YES,
        "Plain": Truth.NO,
        "Emptier": Truth.NO,
        "Images": Truth.YES,
    }
    assert graph.resources["Emptied"].lifecycle == Lifecycle(
        "delete", Truth.YES, Truth.NO, graph.resources["Emptied"].location
    )


def test_attributes_beside_the_properties_are_kept() -> None:
    group = graph_of("""
        Resources:
          T: {Type: AWS::SNS::Topic}
          R:
            Type: AWS::AutoScaling::AutoScalingGroup
            DependsOn: [T]
            CreationPolicy: {ResourceSignal: {Count: 2}}
            UpdateReplacePolicy: Retain
    """).resources["R"]
    assert group.depends_on == ("T",)
    assert set(group.attributes) == {"CreationPolicy", "UpdateReplacePolicy"}
    assert group.attributes["UpdateReplacePolicy"] == Known("Retain")


@pytest.mark.parametrize(
    ("template", "problems", "undecided"),
    [
        ("Resources: {A: {Properties: {}}}", [], ["the resource A has no type"]),
        ("Resources: {A: text, B: {Type: AWS::SNS::Topic}}", ["the resource A is not a mapping"], []),
        ("Resorces: {}\nResources: {B: {Type: AWS::SNS::Topic}}",
         ["Resorces is no section of a CloudFormation template"], []),
        ("Resources: {B: {Type: AWS::SNS::Topic, DependsOn: X}}",
         ["DependsOn names X, which is no resource of the template"], []),
        ("Resources: {B: {Type: AWS::SNS::Topic, Condition: X}}", ["the condition X is not declared"], []),
        ("Resources: {B: {Type: AWS::SNS::Topic, DeletionPolicy: Keep}}", ["Keep is no deletion policy"], []),
        ("Resources: {B: {Type: AWS::SNS::Topic, Properties: [a]}}", ["the properties of B are not a mapping"], []),
        ("Resources: {B: {Type: AWS::SNS::Topic}}\nOutputs: {O: {}}", ["the output O has no value"], []),
        ("Resources: {B: {Type: AWS::SNS::Topic}}\nOutputs: [1]", ["the section Outputs is not a mapping"], []),
        ("Transform: Mine\nResources: {B: {Type: AWS::SNS::Topic}}", [],
         ["the macro Mine may change the template at deployment"]),
        ("Transform: AWS::Include\nResources: {B: {Type: AWS::SNS::Topic}}", [],
         ["AWS::Include reads a file from S3 that is not known here"]),
        ("Resources: {B: {Type: AWS::SNS::Topic}, 'Fn::Transform': {Name: AWS::Include}}", [],
         ["a macro makes entries of Resources at deployment"]),
    ],
)  # fmt: skip
def test_structural_faults_are_reported_and_the_rest_is_read(
    template: str, problems: list[str], undecided: list[str]
) -> None:
    graph = graph_of(template)
    assert [problem.message for problem in graph.problems] == problems
    assert [problem.message for problem in graph.undecided_resources] == undecided


@pytest.mark.parametrize(
    ("parameter", "value", "message"),
    [
        ("AllowedValues: [a, b]", "c", "the value 'c' of parameter P is none of its allowed values: a, b"),
        ("MinLength: 3", "ab", "the value 'ab' of parameter P is shorter than 3 characters"),
        ("MaxLength: '3'", "abcd", "the value 'abcd' of parameter P is longer than 3 characters"),
        ("AllowedPattern: '[a-z]+'", "A1", "the value 'A1' of parameter P does not match its pattern [a-z]+"),
        ("Type: Number", "x", "the value 'x' of parameter P is not a number"),
        ("{Type: Number, MaxValue: 5}", "7", "the value '7' of parameter P is above its maximum 5"),
        ("{NoEcho: true, AllowedValues: [a]}", "secret",
         "the passed value of parameter P is none of its allowed values: a"),
    ],
)  # fmt: skip
def test_a_passed_value_that_breaks_the_parameter_is_refused(parameter: str, value: str, message: str) -> None:
    body = parameter if parameter.startswith("{") else "{" + parameter + "}"
    with pytest.raises(InputError) as caught:
        graph_of(f"Parameters:\n  P: {body}\nResources:\n  R: {{Type: AWS::SNS::Topic}}\n", P=value)
    assert (caught.value.message, caught.value.file, caught.value.line) == (message, "t.yaml", 2)


def test_a_hostile_pattern_is_not_run() -> None:
    graph = graph_of(
        "Parameters:\n  P: {Type: String, AllowedPattern: '(a+)+$'}\nResources:\n  R: {Type: AWS::SNS::Topic}\n",
        P="a" * 200 + "b",
    )
    assert list(graph.resources) == ["R"]


def test_plain_documents_take_address_place_and_parents_from_their_framework() -> None:
    plain: dict[str, object] = {
        "Resources": {
            "Topic123": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": {"Ref": "Queue456"}}},
            "Queue456": {"Type": "AWS::SQS::Queue"},
        }
    }
    places = {
        "Topic123": Placement(Location("app.py", 3), (Parent("stack", "S", Location("app.py", 1)),), "S/Topic"),
        "Queue456": Placement(Location("app.py", 4), (), "S/Queue", True),
    }
    graph = assemble([StackInput("S", plain, "S.template.json", placement=lambda name, _node: places[name])])
    topic = graph.resources["S/Topic"]
    assert topic.get("TopicName") == Reference("S/Queue")
    assert topic.get("TopicName").at == Location("app.py", 3)
    assert topic.parents == (Parent("stack", "S", Location("app.py", 1)),)
    assert topic.document == Location("S.template.json")
    assert graph.resources["S/Queue"].framework is True
    assert topic.logical_id == "Topic123"


def test_an_output_under_an_undecided_condition_leaves_the_reference_to_the_stack() -> None:
    child = StackInput(
        "",
        document(
            """
            Parameters: {P: {Type: String}}
            Conditions: {C: !Equals [!Ref P, x]}
            Resources: {T: {Type: AWS::SNS::Topic, Condition: C}}
            Outputs:
              A: {Condition: C, Value: !If [C, !Ref T, none]}
              B: {Value: !If [C, !Ref T, none]}
            """,
            "c.yaml",
        ),
        "c.yaml",
    )
    parent = document(
        """
        Resources:
          S: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: c.yaml}}
          R: {Type: Custom::R, Properties: {A: !GetAtt S.Outputs.A, B: !GetAtt S.Outputs.B}}
        """,
        "t.yaml",
    )
    graph = assemble([StackInput("", parent, "t.yaml", nested={"S": child})])
    assert graph.resources["R"].get("A") == Reference("S", "Outputs.A")
    assert graph.resources["R"].get("B") == Conditional("S/C", Reference("S/T"), Known("none"))
    assert graph.outputs[0].value == Reference("S/T")


def test_a_value_that_a_parent_passes_and_the_child_refuses_is_a_problem() -> None:
    child = StackInput(
        "",
        document("Parameters: {P: {AllowedValues: [a]}}\nResources: {T: {Type: AWS::SNS::Topic}}", "c.yaml"),
        "c.yaml",
    )
    parent = document(
        """
        Resources:
          S: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: c.yaml, Parameters: {P: b}}}
        """,
        "t.yaml",
    )
    graph = assemble([StackInput("", parent, "t.yaml", nested={"S": child})])
    assert [problem[:2] for problem in graph.problems] == [
        ("error", "the value 'b' of parameter P is none of its allowed values: a (passed to the nested stack S)")
    ]


def test_parameters_and_conditions_of_two_stacks_are_not_the_same() -> None:
    template = """
        Parameters: {P: {Type: String}}
        Conditions: {C: !Equals [!Ref P, x]}
        Resources: {T: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref P, DisplayName: !If [C, a, b]}}}
    """
    graph = assemble([stack(template, key="one"), stack(template, key="two")])
    one, two = graph.resources["one/T"], graph.resources["two/T"]
    assert one.get("TopicName") != two.get("TopicName")
    assert one.get("DisplayName") == Conditional("one/C", Known("a"), Known("b"))
    assert two.get("DisplayName") == Conditional("two/C", Known("a"), Known("b"))
