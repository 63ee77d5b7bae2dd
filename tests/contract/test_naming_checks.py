"""The checks of names, of what an account has only once, and of regions."""

from __future__ import annotations

from typing import Any

import pytest

from stackproof.graph.graph import Stack
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known, Unknown
from stackproof.rules.model import Policy
from tests.contract.build import graph, judge, resource

GROUP = "AWS::ElasticLoadBalancingV2::TargetGroup"
DETECTOR = "AWS::GuardDuty::Detector"


@pytest.mark.parametrize(
    ("name", "given", "status"),
    [
        ("orders-demo", "", "proven"),
        ("a" * 33, "", "violated"),
        ("orders_demo", "", "violated"),
        ("orders-web-frontend-targets-demo", "", "violated"),
        ("orders-web-frontend-targets-demo", ", with: {suffix-length: 4}", "proven"),
        ("orders-web-frontend-targets-demo", ', with: {except: ["G"]}', "proven"),
        ({"Sub": ["orders-", {"Unknown": "nobody said"}]}, "", "undecided"),
        ({"Sub": ["orders_", {"Unknown": "nobody said"}]}, "", "violated"),
        ({"Unknown": "nobody said"}, "", "undecided"),
        ({"If": ["C", "orders-demo", "orders demo"]}, "", "violated"),
    ],
)
def test_names_fit_the_limits_of_their_services(name: Any, given: str, status: str) -> None:
    built = graph(resource("G", GROUP, {"Name": name}), resource("Unnamed", GROUP))
    verdict = judge(f"{{check: naming.fits-limits{given}}}", built, policy=Policy(suffix="demo"))
    assert verdict.status == status


@pytest.mark.parametrize(
    ("exists", "given", "status"),
    [
        (Truth.YES, "", "violated"),
        (Truth.UNDECIDED, "", "proven"),
        (Truth.NO, "", "proven"),
        (Truth.YES, ", with: {except: [D]}", "proven"),
    ],
)
def test_what_an_account_has_once_is_asked_for_by_a_setting(exists: Truth, given: str, status: str) -> None:
    built = graph(resource("D", DETECTOR, exists=exists), resource("B", "AWS::S3::Bucket"))
    assert judge(f"{{check: account.no-singletons{given}}}", built).status == status


def test_identity_provider_of_a_cluster_is_another_one_for_each() -> None:
    provider = "AWS::IAM::OIDCProvider"
    built = graph(resource("P", provider, {"Url": {"GetAtt": "Cluster.OpenIdConnectIssuerUrl"}}))
    assert judge("{check: account.no-singletons}", built).status == "proven"
    built = graph(resource("P", provider, {"Url": "https://token.actions.githubusercontent.com"}))
    assert judge("{check: account.no-singletons}", built).status == "violated"


@pytest.mark.parametrize(
    ("regions", "status"),
    [
        ("[us-east-1]", "proven"),
        ("[us-east-1, eu-west-1]", "violated"),
        ("[eu-west-1]", "violated"),
    ],
)
def test_everything_lies_in_the_regions_that_were_asked_for(regions: str, status: str) -> None:
    built = graph(resource("B", "AWS::S3::Bucket"))
    assert judge(f"{{check: regions.deployed-to, with: {{regions: {regions}}}}}", built).status == status


def test_region_that_is_not_known_is_undecided_and_elsewhere_may_be_excepted() -> None:
    here, there = resource("B", "AWS::S3::Bucket"), resource("C", "AWS::CertificateManager::Certificate")
    there.region = Known("us-west-2")
    expect = "{check: regions.deployed-to, with: {regions: [us-east-1]}}"
    assert judge(expect, graph(here, there)).status == "violated"
    excepted = "{check: regions.deployed-to, with: {regions: [us-east-1], except: [C]}}"
    assert judge(excepted, graph(here, there)).status == "proven"
    there.region = Unknown("the region is not stated", "AWS::Region")
    assert judge(expect, graph(here, there)).status == "undecided"


@pytest.mark.parametrize(
    ("kind", "argument", "name", "status"),
    [
        ("AWS::Route53::HostedZone", "Name", "zone-orders-{}.example.org", "proven"),
        ("AWS::Route53::HostedZone", "Name", "orders-{}.example.org.", "violated"),
        ("AWS::Route53::RecordSet", "Name", "api.zone-orders-{}.example.org", "proven"),
        ("AWS::Route53::RecordSet", "Name", "api.zone-orders-{}x.example.org", "violated"),
        ("AWS::Logs::LogGroup", "LogGroupName", "/aws/rds/cluster/cluster-orders-{}/postgresql", "proven"),
        ("AWS::Logs::LogGroup", "LogGroupName", "/aws/rds/cluster/orders-{}/postgresql", "violated"),
        ("AWS::Logs::LogGroup", "LogGroupName", "/own/cluster-orders-{}/postgresql", "violated"),
        ("AWS::Logs::LogGroup", "LogGroupName", "/own/log-orders-{}", "proven"),
        ("AWS::S3::Bucket", "BucketName", "bucket-orders-{}.example.org", "violated"),
    ],
)
def test_a_part_of_a_name_whose_form_others_settle_follows_the_pattern(
    kind: str, argument: str, name: str, status: str
) -> None:
    one, two = (
        graph(
            resource("N", kind, {argument: name.format(suffix)}),
            stacks={"": Stack("", Known(f"stack-orders-{suffix}"), Known("r"), Known("a"))},
        )
        for suffix in ("demo", "twin")
    )
    expect = "{check: naming.carries-suffix, with: {pattern: '{type}-{purpose}-{suffix}'}}"
    assert judge(expect, one, twin=two, policy=Policy(suffix="demo")).status == status


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        (["bucket-records-", "account", "-{}"], "proven"),
        (["bucket-", "account", "-{}"], "proven"),
        (["bucket-records-", "other", "-{}"], "undecided"),
        (["bucket_records", "account", "{}"], "violated"),
        (["bucket-records-{}-", "account"], "violated"),
    ],
)
def test_the_number_of_the_account_may_be_a_word_of_a_name(parts: list[str], status: str) -> None:
    open_ = {
        "account": Unknown("the account is not stated", "AWS::AccountId"),
        "other": Unknown("nobody said", "AWS::StackId"),
    }
    one, two = (
        graph(
            resource(
                "B",
                "AWS::S3::Bucket",
                {"BucketName": {"Sub": [open_.get(part, part.format(suffix)) for part in parts]}},
            ),
            stacks={"": Stack("", Known(f"stack-orders-{suffix}"), Known("r"), Known("a"))},
        )
        for suffix in ("demo", "twin")
    )
    expect = "{check: naming.carries-suffix, with: {pattern: '{type}-{purpose}-{suffix}'}}"
    assert judge(expect, one, twin=two, policy=Policy(suffix="demo")).status == status


@pytest.mark.parametrize("account", ["000000000000", "123456789012"])
def test_what_follows_a_pattern_in_one_account_alone_is_open(account: str) -> None:
    number = Unknown("the account is not stated", "AWS::AccountId")
    one, two = (
        graph(
            resource("B", "AWS::S3::Bucket", {"BucketName": {"Sub": [f"bucket-{suffix}-orders-", number]}}),
            stacks={"": Stack("", Known(f"stack-orders-{suffix}"), Known("r"), Known("a"))},
        )
        for suffix in (account, "twin")
    )
    expect = "{check: naming.carries-suffix, with: {pattern: '{type}-{purpose}-{suffix}'}}"
    assert judge(expect, one, twin=two, policy=Policy(suffix=account)).status == "undecided"


@pytest.mark.parametrize("kind", ["AWS::ApiGatewayV2::Stage", "AWS::ApiGateway::Stage"])
def test_a_stage_is_named_inside_its_api(kind: str) -> None:
    one, two = (
        graph(
            resource("S", kind, {"StageName": "$default"}),
            resource("B", "AWS::S3::Bucket", {"BucketName": f"bucket-{suffix}"}),
            stacks={"": Stack("", Known(f"stack-orders-{suffix}"), Known("r"), Known("a"))},
        )
        for suffix in ("demo", "twin")
    )
    assert judge("{check: naming.carries-suffix}", one, twin=two, policy=Policy(suffix="demo")).status == "proven"
