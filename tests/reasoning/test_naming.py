"""Names with open parts: what is certain of their length and characters, and nothing more."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackproof.facts.extracts import raw
from stackproof.facts.names import TABLE, NameLimits, name_limits, outside
from stackproof.graph.canonical import COMPLETED
from stackproof.graph.graph import Graph
from stackproof.graph.location import NOWHERE
from stackproof.graph.resource import Resource
from stackproof.graph.values import Conditional, Known, MapValue, Reference, Sensitive, Unknown, Value, text
from stackproof.reasoning.naming import Hole, Spelling, breaches_by_matter, broken, spellings, with_suffix

LIMITS = st.sampled_from(list(TABLE.values()))
PLAIN = st.text("abcdefghijklmnopqrstuvwxyz0123456789-_.AZ /", min_size=1, max_size=90)
HOLES = st.builds(
    lambda low, more: Hole(low, None if more is None else low + more, "", "${hole}"),
    st.integers(0, 40),
    st.none() | st.integers(0, 40),
)
SPELLINGS = st.lists(PLAIN | HOLES, min_size=1, max_size=5).map(lambda pieces: Spelling(Known("x"), tuple(pieces)))


def _filled(spelling: Spelling, fill: str, extra: int) -> Spelling:
    """The name with its holes filled: as short as may be, and longer by up to `extra` where a hole allows it."""
    out = []
    for piece in spelling.pieces:
        if isinstance(piece, str):
            out.append(piece)
        else:
            room = extra if piece.longest is None else min(extra, piece.longest - piece.shortest)
            out.append((fill * (piece.shortest + room)) if piece.shortest + room else "")
    return Spelling(Known("x"), tuple(one for one in out if one))


def _resource(type_: str, native: str = "", /, **properties: Value) -> Resource:
    return Resource("one", type_, MapValue(properties, NOWHERE), NOWHERE, native_type=native or type_)


def _said(resource: Resource, *others: Resource) -> list[tuple[str, str]]:
    graph = Graph(resources={one.address: one for one in (resource, *others)})
    by_matter = breaches_by_matter(graph)
    return [(one.matter, one.said) for found in by_matter.values() for one in found.get(resource.address, ())]


@given(SPELLINGS, LIMITS, st.integers(0, 30))
def test_what_is_called_too_long_is_too_long_however_its_holes_are_filled(
    spelling: Spelling, limits: NameLimits, extra: int
) -> None:
    if any(breach.matter == "length" and "allowed" in breach.said for breach in broken(spelling, limits)):
        filled = _filled(spelling, "a", extra).known
        assert filled is not None
        assert len(filled) > limits.longest


@given(SPELLINGS, LIMITS, st.sampled_from("abz09"), st.integers(0, 5))
def test_characters_refused_with_holes_are_refused_whatever_fills_them(
    spelling: Spelling, limits: NameLimits, fill: str, extra: int
) -> None:
    matters = {breach.matter for breach in broken(spelling, limits)}
    if "characters" in matters:
        assert "characters" in {breach.matter for breach in broken(_filled(spelling, fill, extra), limits)}


@given(SPELLINGS, st.integers(0, 60), st.integers(0, 60))
def test_longer_suffix_never_shortens_a_name_and_one_that_fits_at_the_longest_fits_at_any_shorter(
    spelling: Spelling, one: int, other: int
) -> None:
    named = Spelling(spelling.value, (*spelling.pieces, "-dev"))
    short, long = sorted((one, other))
    least, most = with_suffix(named, "dev", short), with_suffix(named, "dev", long)
    assert least is not None
    assert most is not None
    assert least <= most
    for limit in (28, 32, 63):
        assert most > limit or least <= limit


@given(st.text("abcxyz-", max_size=20), st.text("abcxyz", min_size=1, max_size=5))
def test_name_with_another_suffix_has_the_length_that_was_told(start: str, suffix: str) -> None:
    spelling = Spelling(Known("x"), (f"{start}-{suffix}",))
    longer = with_suffix(spelling, suffix, len(suffix) + 4)
    words = re.findall(r"[a-z]+", f"{start}-{suffix}")
    assert longer == len(f"{start}-{suffix}") + 4 * words.count(suffix)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("orders", []),
        ("a" * 63, []),
        ("a" * 64, [("length", "has 64 characters; 63 are allowed")]),
        ("ab", [("length", "has 2 characters; at least 3 are needed")]),
        ("or..ders", [("characters", "has '..' in it, which is not allowed")]),
        ("orders-", [("characters", "ends with the character '-'")]),
        ("xn--orders", [("reserved", "begins with 'xn--', which is reserved")]),
        ("orders--x-s3", [("reserved", "ends with '--x-s3', which is reserved")]),
    ],
)
def test_names_of_buckets(name: str, expected: list[tuple[str, str]]) -> None:
    assert _said(_resource("AWS::S3::Bucket", BucketName=Known(name))) == expected


def test_every_branch_of_a_condition_is_looked_at() -> None:
    name = Conditional("IsProd", Known("orders"), Known("Orders"))
    (found,) = _said(_resource("AWS::S3::Bucket", BucketName=name))
    assert found[0] == "characters"


def test_account_region_and_random_parts_count_with_their_known_lengths() -> None:
    account = Unknown("not stated", "AWS::AccountId")
    region = Unknown("not stated", "AWS::Region")
    maker = Resource("random_id.r", "random_id", MapValue({"byte_length": Known(4)}, NOWHERE), NOWHERE)
    graph = Graph(resources={maker.address: maker})
    name = text(["a", account, "b", region, "c", Reference("random_id.r", "hex")])
    (spelling,) = spellings(name, graph)
    assert (spelling.shortest, spelling.longest) == (3 + 12 + 9 + 8, 3 + 12 + 14 + 8)


def test_name_of_the_stack_has_no_bound_and_nothing_is_said_of_it() -> None:
    name = text([Unknown("not stated", "AWS::StackName"), "-" + "a" * 30])
    (spelling,) = spellings(name, Graph())
    assert spelling.longest is None
    assert _said(_resource("AWS::ElasticLoadBalancingV2::TargetGroup", Name=name)) == []


@pytest.mark.parametrize(
    ("maker", "certain"),
    [
        ({"length": Known(8)}, True),
        ({"length": Known(8), "special": Known(False)}, True),
        ({"length": Known(8), "special": Known(False), "upper": Known(False)}, False),
        ({"length": Known(4), "special": Known(False)}, False),
        ({"length": Unknown("a variable", "var.n"), "special": Known(False)}, False),
    ],
)
def test_random_text_holds_capitals_for_certain_only_when_it_is_long_and_may(
    maker: dict[str, Value], certain: bool
) -> None:
    made = Resource("random_string.r", "random_string", MapValue(maker, NOWHERE), NOWHERE)
    name = text(["orders-", Reference("random_string.r", "result")])
    matters = {matter for matter, _ in _said(_resource("AWS::S3::Bucket", BucketName=name), made)}
    assert matters == ({"characters"} if certain else set())


def test_provider_is_stricter_than_the_service_only_for_what_it_creates() -> None:
    assert _said(_resource("AWS::RDS::DBInstance", DBInstanceIdentifier=Known("Orders"))) == []
    (found,) = _said(_resource("AWS::RDS::DBInstance", "aws_db_instance", DBInstanceIdentifier=Known("Orders")))
    assert found[0] == "characters"


def test_catalog_names_are_lower_case_for_the_provider_alone() -> None:
    name = MapValue({"Name": Known("Orders")}, NOWHERE)
    assert _said(_resource("AWS::Glue::Database", DatabaseInput=name)) == []
    (found,) = _said(_resource("AWS::Glue::Database", "aws_glue_catalog_database", DatabaseInput=name))
    assert found == (
        "characters",
        "has the capital letter 'O'; only lower-case letters and other characters are allowed",
    )


def test_secret_and_arn_and_missing_names_are_left_alone() -> None:
    assert _said(_resource("AWS::S3::Bucket")) == []
    arn = "arn:aws:lambda:eu-west-1:111122223333:function:" + "a" * 60
    assert _said(_resource("AWS::Lambda::Function", FunctionName=Known(arn))) == []
    assert _said(_resource("AWS::S3::Bucket", BucketName=Sensitive(Known("Orders Bucket")))) == []
    hidden = text(["orders-", Sensitive(Known("Secret Part")), "-logs"])
    assert _said(_resource("AWS::S3::Bucket", BucketName=hidden)) == []


def test_custom_domain_of_a_user_pool_is_no_prefix() -> None:
    custom = MapValue({"CertificateArn": Known("arn:aws:acm:us-east-1:1:certificate/x")}, NOWHERE)
    assert (
        _said(
            _resource("AWS::Cognito::UserPoolDomain", Domain=Known("login.aws.example.org"), CustomDomainConfig=custom)
        )
        == []
    )


@pytest.mark.parametrize("limits", TABLE.values(), ids=TABLE.keys())
def test_rows_of_the_table_are_sound(limits: NameLimits) -> None:
    assert 0 < limits.shortest <= limits.longest
    assert limits.page.startswith("https://docs.aws.amazon.com/")
    if limits.alphabet:
        pattern = outside(limits.alphabet)
        assert pattern.search("a") is None
        assert pattern.search("\x00:") is not None
        assert limits.described
    for inner in (limits.first, limits.last):
        if inner:
            assert not outside(inner).search("a")


def test_table_agrees_with_the_published_schemas_where_both_speak() -> None:
    differing = set()
    for row in raw("names.jsonl").decode().splitlines()[1:]:
        type_, _, longest, _ = json.loads(row)
        if type_ in TABLE and longest < TABLE[type_].longest:
            differing.add(type_)
    assert differing == set()
    assert name_limits("AWS::Nothing::AtAll") is None


def test_name_that_the_provider_completes_gets_26_more_characters() -> None:
    balancer = "AWS::ElasticLoadBalancingV2::LoadBalancer"
    (found,) = _said(_resource(balancer, Name=text(["prefix7", Unknown(COMPLETED)])))
    assert found == ("length", "has 33 characters; 32 are allowed")
    assert _said(_resource(balancer, Name=text(["prefix", Unknown(COMPLETED)]))) == []


def test_name_that_begins_with_an_empty_default_waits_for_a_value() -> None:
    waiting = Known("-orders", assumed="prefix has its default")
    assert _said(_resource("AWS::RDS::DBInstance", DBInstanceIdentifier=waiting)) == []
    (found,) = _said(_resource("AWS::RDS::DBInstance", DBInstanceIdentifier=Known("-orders")))
    assert found == ("characters", "begins with the character '-'")
    too_long = Known("a" * 64, assumed="prefix has its default")
    (found,) = _said(_resource("AWS::RDS::DBInstance", DBInstanceIdentifier=too_long))
    assert found[0] == "length"


def test_schema_is_the_word_of_cloudformation_alone() -> None:
    properties: dict[str, Value] = {"Name": Known("orders-key")}
    (found,) = _said(_resource("AWS::Route53::KeySigningKey", "", **properties))
    assert found[0] == "characters"
    assert _said(_resource("AWS::Route53::KeySigningKey", "aws_route53_key_signing_key", **properties)) == []
