from __future__ import annotations

import pytest

from stackproof.graph.location import Location
from stackproof.graph.query import show
from stackproof.graph.values import (
    Absent,
    Conditional,
    Known,
    ListValue,
    MapValue,
    Reference,
    Sensitive,
    Text,
    Unknown,
    Value,
    references,
)
from stackproof.synthesis.cloudformation.assemble import StackInput, assemble
from stackproof.synthesis.cloudformation.loader import load
from tests.synthesis.cloudformation.reading import graph_of, value_of

SECTIONS = """
Parameters:
  Open: {Type: String}
  Name: {Type: String, Default: dev}
  Count: {Type: Number, Default: 3}
  Names: {Type: CommaDelimitedList, Default: 'a, b'}
  OpenNames: {Type: 'List<AWS::EC2::Subnet::Id>'}
  Secret: {Type: String, NoEcho: true}
  Ami: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /ami}
  Env: {Type: String, AllowedValues: [dev, prod]}
Mappings:
  Sizes:
    dev: {size: 1, zones: [a, b]}
    prod: {size: 2, zones: [a, b]}
Conditions:
  Always: !Equals [a, a]
  IsDev: !Equals [!Ref Name, dev]
  IsOpen: !Equals [!Ref Open, x]
"""
OPEN = Unknown("parameter Open has no value", "parameter Open")
REGION = Unknown("", "AWS::Region")
ACCOUNT = Unknown("", "AWS::AccountId")


def known(*items: str | int) -> ListValue:
    return ListValue(tuple(Known(item) for item in items))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("text", Known("text")),
        ("{a: [1, true, 1.5]}", MapValue({"a": ListValue((Known(1), Known(True), Known(1.5)))})),
        ("!Ref Bucket", Reference("Bucket")),
        ("!GetAtt Bucket.Arn", Reference("Bucket", "Arn")),
        ("!GetAtt [Bucket, Arn]", Reference("Bucket", "Arn")),
        ("!Ref Open", OPEN),
        ("!Ref Name", Known("dev")),
        ("!Ref Count", Known(3)),
        ("!Ref Names", known("a", "b")),
        ("!Ref OpenNames", Unknown("", "parameter OpenNames")),
        ("!Ref Secret", Sensitive(Unknown("", "parameter Secret"))),
        ("!Ref Ami", Unknown("", "ssm /ami")),
        ("!Ref AWS::Region", REGION),
        ("!Ref AWS::StackName", Unknown("", "AWS::StackName")),
        ("[1, !Ref AWS::NoValue, 2]", known(1, 2)),
        ("{a: 1, b: !Ref AWS::NoValue}", MapValue({"a": Known(1)})),
        ("!Sub 'a-${Name}-${Bucket}-${Bucket.Arn}-${!Literal}'",
         Text(("a-dev-", Reference("Bucket"), "-", Reference("Bucket", "Arn"), "-${Literal}"))),
        ("!Sub '${AWS::Region}'", REGION),
        ("!Sub ['${x}-${Name}', {x: !Ref Open}]", Text((OPEN, "-dev"))),
        ("!Sub '${unclosed'", Known("${unclosed")),
        ("!Sub '$${Name}$'", Known("$dev$")),
        ("!Join ['-', [a, 1, true, !Ref Name]]", Known("a-1-true-dev")),
        ("!Join ['-', !Ref Names]", Known("a-b")),
        ("!Join ['', [a, !Ref Bucket]]", Text(("a", Reference("Bucket")))),
        ("!Join [',', []]", Known("")),
        ("!Join ['-', [a, !If [IsOpen, b, !Ref AWS::NoValue], c]]",
         Conditional("IsOpen", Known("a-b-c"), Known("a-c"))),
        ("!Split [',', 'a,b']", known("a", "b")),
        ("!Select [1, [a, b]]", Known("b")),
        ("!Select ['1', !Split ['-', a-b]]", Known("b")),
        ("!Select [0, [!If [IsOpen, a, !Ref AWS::NoValue], b]]", Conditional("IsOpen", Known("a"), Known("b"))),
        ("!Select [!If [IsOpen, 0, 1], [a, b]]", Conditional("IsOpen", Known("a"), Known("b"))),
        ("!FindInMap [Sizes, dev, size]", Known(1)),
        ("!FindInMap [Sizes, !Ref Name, zones]", known("a", "b")),
        ("!FindInMap [Sizes, !Ref Open, zones]", known("a", "b")),
        ("!FindInMap [Sizes, none, size, {DefaultValue: 7}]", Known(7)),
        ("!If [Always, 1, 2]", Known(1)),
        ("!If [IsDev, 1, 2]", Known(1)),
        ("!If [IsOpen, 1, 2]", Conditional("IsOpen", Known(1), Known(2))),
        ("!If [IsOpen, 1, 1]", Known(1)),
        ("!If [IsOpen, !If [IsOpen, 1, 2], !If [IsOpen, 3, 4]]", Conditional("IsOpen", Known(1), Known(4))),
        ("[!If [IsOpen, 1, !Ref AWS::NoValue]]",
         ListValue((Conditional("IsOpen", Known(1), Absent()),))),
        ("!Base64 abc", Known("YWJj")),
        ("!Cidr [10.0.0.0/16, 2, 8]", known("10.0.0.0/24", "10.0.1.0/24")),
        ("!Select [1, !Cidr ['2001:db8::/56', 2, 64]]", Known("2001:db8:0:1::/64")),
        ("!Length [1, 2, 3]", Known(3)),
        ("!Length [!If [IsOpen, 1, !Ref AWS::NoValue]]", Conditional("IsOpen", Known(1), Known(0))),
        ("!ToJsonString {a: [1, true, x], b: !Ref Bucket}",
         Text(('{"a":[1,true,"x"],"b":"', Reference("Bucket"), '"}'))),
        ("'x{{resolve:ssm:/a:1}}y'", Text(("x", Unknown("", "resolve:ssm:/a:1"), "y"))),
        ("'{{resolve:secretsmanager:db:SecretString:password}}'",
         Sensitive(Unknown("", "resolve:secretsmanager:db:SecretString:password"))),
        ("'{{resolve:ssm-secure:/a}}'", Sensitive(Unknown("", "resolve:ssm-secure:/a"))),
        ("'{{resolve:ssm:/never-closed'", Known("{{resolve:ssm:/never-closed")),
    ],
)  # fmt: skip
def test_intrinsics_give_exact_values(expression: str, expected: Value) -> None:
    value, problems = value_of(expression, sections=SECTIONS)
    assert (value, problems) == (expected, [])


def test_what_is_computed_at_deployment_keeps_its_symbol_and_its_references() -> None:
    for expression, symbol in (
        ("!Split [':', !GetAtt Bucket.Arn]", "Fn::Split by ':'(${Bucket.Arn})"),
        ("!Select [5, !Split [':', !GetAtt Bucket.Arn]]", "Fn::Select(5, ${Fn::Split by ':'(${Bucket.Arn})})"),
        ("!Base64 {'Fn::Sub': 'x ${Bucket.Arn}'}", "Fn::Base64(x ${Bucket.Arn})"),
    ):
        value, problems = value_of(expression)
        assert isinstance(value, Unknown)
        assert (value.symbol, problems) == (symbol, [])
        assert [reference for _, reference in references(value)] == [Reference("Bucket", "Arn")]


def test_a_secret_reference_built_by_sub_is_secret_and_keeps_its_reference() -> None:
    value, _ = value_of("!Sub '{{resolve:secretsmanager:${Bucket}:SecretString:p}}'")
    assert isinstance(value, Sensitive)
    assert [reference.target for _, reference in references(value)] == ["Bucket"]
    assert show(value) == "(sensitive)"


def test_an_encoded_secret_stays_secret() -> None:
    value, _ = value_of("!Base64 {Ref: Secret}", sections=SECTIONS, Secret="hunter2")
    assert value == Sensitive(Known("aHVudGVyMg=="))


@pytest.mark.parametrize(
    ("region", "partition", "suffix"),
    [
        ("us-east-1", "aws", "amazonaws.com"),
        ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
        ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
    ],
)
def test_partition_and_suffix_follow_from_the_region(region: str, partition: str, suffix: str) -> None:
    value, _ = value_of("!Sub '${AWS::Region} ${AWS::Partition} ${AWS::URLSuffix}'", region=region)
    assert value == Known(f"{region} {partition} {suffix}")


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("!Ref Nothing", "Nothing is neither a parameter nor a resource of the template"),
        ("!GetAtt Nothing.Arn", "Nothing is no resource of the template"),
        ("!GetAtt Bucket", "Fn::GetAtt takes a resource and the name of an attribute"),
        ("!Sub '${Nothing}'", "Nothing is neither a parameter nor a resource of the template"),
        ("!Join [a]", "Fn::Join takes a delimiter and a list"),
        ("!Join ['-', text]", "Fn::Join takes a list, not a single value"),
        ("!Select [7, [a]]", "Fn::Select asks for item 7 of a list of 1"),
        ("!Select [x, [a]]", "the index of Fn::Select is not a number"),
        ("!Split ['', a]", "Fn::Split takes a delimiter and a text"),
        ("!FindInMap [Sizes, none, size]", "there is no Sizes / none / size in Mappings"),
        ("!If [Nothing, 1, 2]", "the condition Nothing is not declared"),
        ("!If [Always, 1]", "Fn::If takes the name of a condition and two values"),
        ("!Cidr [10.0.0.0/24, 9, 8]", "Fn::Cidr: 10.0.0.0/24 does not hold 9 blocks of 8 bits"),
        ("!Cidr [10.0.0.0/24, 1, 999999999999]", "Fn::Cidr: 1e+12 is no number of host bits"),
        ("!Select [inf, [a]]", "the index of Fn::Select is not a number"),
        ("!Select [nan, [a]]", "the index of Fn::Select is not a number"),
        ("!Select [0.5, [a]]", "Fn::Select asks for item 0.5 of a list of 1"),
        ("!Cidr [nonsense, 1, 8]", "Fn::Cidr: nonsense is no address block"),
        ("{'Fn::Nothing': 1}", "Fn::Nothing is no intrinsic function that can stand here"),
        ("~", "CloudFormation takes null only inside free-form JSON, and refuses it elsewhere"),
    ],
)
def test_what_cloudformation_refuses_is_reported_at_its_place(expression: str, message: str) -> None:
    value, problems = value_of(expression, sections=SECTIONS)
    assert problems == [message]
    assert isinstance(value, (Unknown, Known, Text))
    assert value.at.line > 0


def test_a_default_is_an_assumption_and_a_passed_value_is_none() -> None:
    assumed, _ = value_of("!Sub 'x-${Name}'", sections=SECTIONS)
    passed, _ = value_of("!Sub 'x-${Name}'", sections=SECTIONS, Name="test")
    assert (assumed, assumed.assumed) == (Known("x-dev"), "default of parameter Name")
    assert (passed, passed.assumed) == (Known("x-test"), None)


def test_a_branch_taken_by_assumption_says_so() -> None:
    value, _ = value_of("!If [IsDev, 1, 2]", sections=SECTIONS)
    removed, _ = value_of("{a: !If [IsDev, !Ref AWS::NoValue, 2]}", sections=SECTIONS)
    assert value.assumed == "default of parameter Name"
    assert (removed, removed.assumed) == (MapValue({}), "default of parameter Name")


def test_a_macro_in_a_map_leaves_the_map_incomplete() -> None:
    value, problems = value_of("{a: 1, 'Fn::Transform': {Name: Mine}}")
    assert value == MapValue({"a": Known(1)}, complete=False)
    assert problems == ["the macro Mine runs at deployment; what it makes is not known here"]


GOLDEN = """\
Conditions:
  C: !Equals [!Ref AWS::AccountId, '1']
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Sub
        - '${a}-x'
        - {a: !Ref AWS::Region}
      Tags:
        - Key: A
          Value: !If
            - C
            - one
            - two
        -
          Key: B
      Versioning: {Status: Enabled}
    DeletionPolicy: Retain
"""


def test_positions_are_those_of_keys_and_items() -> None:
    bucket = graph_of(GOLDEN).resources["Bucket"]

    def at(line: int, column: int) -> Location:
        return Location("t.yaml", line, column)

    assert bucket.location == at(4, 3)
    assert bucket.properties.at == at(6, 5)
    assert bucket.get("BucketName").at == at(7, 7)
    assert bucket.get("Tags").at == at(10, 7)
    assert bucket.get("Tags", 0).at == at(11, 11)
    assert bucket.get("Tags", 0, "Value").at == at(12, 11)
    branches = bucket.get("Tags", 0, "Value")
    assert isinstance(branches, Conditional)
    assert (branches.then.at, branches.otherwise.at) == (at(14, 15), at(15, 15))
    assert bucket.get("Tags", 1, "Key").at == at(17, 11)
    assert bucket.get("Versioning", "Status").at == at(18, 20)
    assert bucket.lifecycle.at == at(19, 5)
    assert bucket.get("Missing").at == at(6, 5)
    assert bucket.get("Versioning", "Missing").at == at(18, 7)


def test_plain_data_stands_where_its_construct_stands() -> None:
    from stackproof.synthesis.cloudformation.stack import Placement

    where = Location("app.py", 7, 5)
    document: dict[str, object] = {
        "Resources": {"B": {"Type": "AWS::S3::Bucket", "Properties": {"Tags": [{"Key": "a", "Value": {"Ref": "P"}}]}}},
        "Parameters": {"P": {"Type": "String", "Default": "x"}},
    }
    source = StackInput("S", document, "S.template.json", placement=lambda _name, _node: Placement(where, (), "App/B"))
    bucket = assemble([source]).resources["App/B"]
    assert bucket.location == where
    assert {bucket.get("Tags", *path).at for path in ((), (0,), (0, "Key"), (0, "Value"))} == {where}
    assert bucket.get("Tags", 0, "Value") == Known("x")


@pytest.mark.parametrize(
    "expression",
    [
        "!Sub '" + "${Long}" * 5000 + "'",
        "!Join ['', [" + "!Ref Long, " * 5000 + "x]]",
        "[" + "!Base64 {Ref: Long}, " * 5000 + "x]",
        "[" + "!Split [a, !Ref Long], " * 500 + "x]",
        "[" + "!ToJsonString [!Ref Long], " * 5000 + "x]",
        "[" + "!FindInMap [M, a, b], " * 5000 + "x]",
    ],
    ids=["Sub", "Join", "Base64", "Split", "ToJsonString", "FindInMap"],
)
def test_a_template_cannot_ask_for_endless_memory(expression: str) -> None:
    sections = f"""
Parameters:
  Long: {{Type: String, Default: {"a" * 100_000}}}
Mappings: {{M: {{a: {{b: [{"1, " * 1000}1]}}}}}}
"""
    _, problems = value_of(expression, sections=sections)
    assert problems
    assert set(problems) == {"the functions of the template make more than can be read"}


def test_values_that_double_from_stack_to_stack_come_to_an_end() -> None:
    def text(last: str) -> dict[str, object]:
        stacks = "".join(
            f"  S{n}: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: c, Parameters: {{P: "
            + (last if n == 0 else f"!GetAtt S{n - 1}.Outputs.O")
            + "}}}\n"
            for n in range(100)
        )
        return load(f"Resources:\n{stacks}".encode(), "t.yaml").root

    child = load(
        b"Parameters: {P: {Type: String}}\nResources: {T: {Type: AWS::SNS::Topic}}\n"
        b"Outputs: {O: {Value: !Sub '${P}${P}'}}\n",
        "c.yaml",
    )
    nested = {f"S{n}": StackInput("", child.root, "c.yaml") for n in range(100)}
    graph = assemble([StackInput("", text("ab"), "t.yaml", nested=nested)])
    assert len(graph.resources) == 200
    assert {problem.message for problem in graph.problems} == {
        "the functions of the template make more than can be read"
    }


def test_an_endless_list_among_the_parameters_stays_unknown() -> None:
    items = "a," * 200_000
    sections = f"Parameters: {{P: {{Type: CommaDelimitedList, Default: '{items}'}}}}\n"
    value, _ = value_of("!Ref P", sections=sections)
    assert value == Unknown("", "parameter P")
