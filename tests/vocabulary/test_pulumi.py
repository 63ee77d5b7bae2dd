"""Pulumi's words of AWS lead to Terraform's, and those of aws-native to CloudFormation's."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from stackproof.graph.location import NOWHERE
from stackproof.graph.values import Conditional, Known, ListValue, MapValue, Reference, Sensitive, from_plain
from stackproof.vocabulary import pulumi as words
from stackproof.vocabulary.json_text import Encoded

SCRIPT = Path(__file__).parents[2] / "scripts" / "extract_pulumi.py"


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("aws:s3/bucket:Bucket", "aws_s3_bucket"),
        ("aws:s3/bucketV2:BucketV2", "aws_s3_bucket"),
        ("aws:s3/bucketVersioningV2:BucketVersioningV2", "aws_s3_bucket_versioning"),
        ("aws:s3/bucketObjectv2:BucketObjectv2", "aws_s3_object"),
        ("aws:lb/loadBalancer:LoadBalancer", "aws_lb"),
        ("aws:alb/targetGroup:TargetGroup", "aws_lb_target_group"),
        ("aws:elb/loadBalancer:LoadBalancer", "aws_elb"),
        ("aws:ec2/vpc:Vpc", "aws_vpc"),
        ("aws:ec2/eip:Eip", "aws_eip"),
        ("aws:ec2/securityGroupRule:SecurityGroupRule", "aws_security_group_rule"),
        ("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "aws_vpc_security_group_ingress_rule"),
        ("aws:ec2transitgateway/transitGateway:TransitGateway", "aws_ec2_transit_gateway"),
        ("aws:cloudwatch/eventRule:EventRule", "aws_cloudwatch_event_rule"),
        ("aws:cloudwatch/logGroup:LogGroup", "aws_cloudwatch_log_group"),
        ("aws:rds/instance:Instance", "aws_db_instance"),
        ("aws:rds/cluster:Cluster", "aws_rds_cluster"),
        ("aws:apigateway/restApi:RestApi", "aws_api_gateway_rest_api"),
        ("aws:apigatewayv2/api:Api", "aws_apigatewayv2_api"),
        ("aws:iam/openIdConnectProvider:OpenIdConnectProvider", "aws_iam_openid_connect_provider"),
        ("aws-native:s3:Bucket", "AWS::S3::Bucket"),
        ("aws-native:dynamodb:GlobalTable", "AWS::DynamoDB::GlobalTable"),
        ("random:index/randomPassword:RandomPassword", "random_password"),
        ("tls:index/privateKey:PrivateKey", "tls_private_key"),
        ("docker:index/image:Image", "docker:index/image:Image"),
        ("awsx:ec2:Vpc", "awsx:ec2:Vpc"),
        ("no token", "no token"),
        ("", ""),
    ],
)
def test_a_type_has_the_name_that_it_is_known_by(token: str, expected: str) -> None:
    assert words.terraform_type(token) == expected


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("aws:index/getCallerIdentity:getCallerIdentity", "aws_caller_identity"),
        ("aws:index/getRegion:getRegion", "aws_region"),
        ("aws:ec2/getAmi:getAmi", "aws_ami"),
        ("aws:ec2/getVpc:getVpc", "aws_vpc"),
        ("aws:iam/getPolicyDocument:getPolicyDocument", "aws_iam_policy_document"),
        ("aws:route53/getZone:getZone", "aws_route53_zone"),
        ("aws:ssm/getParameter:getParameter", "aws_ssm_parameter"),
        ("awsx:ec2/getDefaultVpc:getDefaultVpc", "awsx:ec2/getDefaultVpc:getDefaultVpc"),
    ],
)
def test_a_look_up_has_the_name_of_a_data_source(token: str, expected: str) -> None:
    assert words.data_type(token) == expected


class TestArguments:
    def test_blocks_that_pulumi_writes_in_the_plural_are_singular_again(self) -> None:
        found = words.arguments(
            "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
            {"rules": from_plain([{"sourceSelectionCriteria": {"sseKmsEncryptedObjects": {"status": "Enabled"}}}])},
            NOWHERE,
        )
        assert found == from_plain(
            {"rule": [{"source_selection_criteria": {"sse_kms_encrypted_objects": {"status": "Enabled"}}}]}
        )

    def test_lists_that_are_plural_in_terraform_stay_so(self) -> None:
        values = {"vpcSecurityGroupIds": from_plain(["a"]), "ingress": from_plain([{"cidrBlocks": ["x"]}])}
        assert words.arguments("aws:ec2/securityGroup:SecurityGroup", values, NOWHERE) == from_plain(
            {"vpc_security_group_ids": ["a"], "ingress": [{"cidr_blocks": ["x"]}]}
        )

    def test_what_was_renamed_by_hand_has_its_name_again(self) -> None:
        function = words.arguments("aws:lambda/function:Function", {"name": Known("f"), "code": Known("./x")}, NOWHERE)
        assert function == from_plain({"function_name": "f", "filename": "./x"})
        subscription = words.arguments("aws:sns/topicSubscription:TopicSubscription", {"topic": Known("t")}, NOWHERE)
        assert subscription == from_plain({"topic_arn": "t"})
        method = words.arguments("aws:apigateway/method:Method", {"restApi": Known("r")}, NOWHERE)
        assert method == from_plain({"rest_api_id": "r"})

    def test_keys_of_the_users_own_maps_stay(self) -> None:
        values = {"tags": from_plain({"costCenter": "x"}), "environment": from_plain({"variables": {"tableName": "t"}})}
        assert words.arguments("aws:lambda/function:Function", values, NOWHERE) == from_plain(
            {"tags": {"costCenter": "x"}, "environment": {"variables": {"tableName": "t"}}}
        )

    def test_a_policy_given_as_an_object_is_encoded(self) -> None:
        policy = from_plain({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject"}]})
        found = words.arguments("aws:iam/policy:Policy", {"policy": policy}, NOWHERE)
        assert found == MapValue({"policy": Encoded(policy)})

    def test_names_are_found_inside_secrets_and_alternatives(self) -> None:
        inner = from_plain({"accessKey": 1})
        values = {"rules": Conditional("c", ListValue((inner,)), Sensitive(ListValue((inner,))))}
        found = words.arguments("aws:s3/bucketReplicationConfig:BucketReplicationConfig", values, NOWHERE)
        renamed = ListValue((from_plain({"access_key": 1}),))
        assert found.entries == {"rule": Conditional("c", renamed, Sensitive(renamed))}

    def test_what_the_provider_computes_is_no_argument(self) -> None:
        values = {"tagsAll": from_plain({"a": "b"}), "__defaults": from_plain([])}
        assert words.arguments("aws:sqs/queue:Queue", values, NOWHERE) == MapValue({})

    def test_statements_of_a_policy_document_are_blocks(self) -> None:
        statements = [{"notPrincipals": [{"type": "AWS", "identifiers": ["*"]}], "conditions": [{"test": "Bool"}]}]
        found = words.arguments(
            "aws:iam/getPolicyDocument:getPolicyDocument",
            {"statements": from_plain(statements)},
            NOWHERE,
            is_call=True,
        )
        assert found == from_plain(
            {
                "statement": [
                    {"not_principals": [{"type": "AWS", "identifiers": ["*"]}], "condition": [{"test": "Bool"}]}
                ]
            }
        )

    def test_properties_of_aws_native_are_those_of_cloudformation(self) -> None:
        values = {
            "bucketName": Known("b"),
            "bucketEncryption": from_plain(
                {
                    "serverSideEncryptionConfiguration": [
                        {"serverSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": "k"}}
                    ]
                }
            ),
            "tags": from_plain([{"key": "a", "value": "b"}]),
            "accelerateConfiguration": Reference("x", "y"),
        }
        assert words.arguments("aws-native:s3:Bucket", values, NOWHERE) == MapValue(
            {
                "BucketName": Known("b"),
                "BucketEncryption": from_plain(
                    {
                        "ServerSideEncryptionConfiguration": [
                            {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "k"}}
                        ]
                    }
                ),
                "Tags": from_plain([{"Key": "a", "Value": "b"}]),
                "AccelerateConfiguration": Reference("x", "y"),
            }
        )


def test_attributes_are_written_as_terraform_does() -> None:
    assert words.attribute("aws:lb/loadBalancer:LoadBalancer", "dnsName") == "dns_name"
    assert words.attribute("aws:eks/cluster:Cluster", "certificateAuthority.data") == "certificate_authority.0.data"
    assert words.attribute("aws:lambda/function:Function", "name") == "function_name"
    zones = "aws:index/getAvailabilityZones:getAvailabilityZones"
    assert words.attribute(zones, "zoneIds.0", is_call=True) == "zone_ids.0"
    assert words.attribute("aws-native:s3:Bucket", "arn") == "Arn"


def test_paths_of_ignored_changes_are_written_as_terraform_does() -> None:
    token = "aws:ec2/instance:Instance"
    assert words.path(token, "ebsBlockDevices[0].volumeSize") == "ebs_block_device.0.volume_size"
    assert words.path(token, 'tags["Name"]') == "tags.name"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("extract_pulumi", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["extract_pulumi"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_nearly_every_type_of_the_provider_has_a_name_that_terraform_knows(script: ModuleType) -> None:
    import pulumi_aws

    known = {
        "resources": set(script.terraform("resources", names_alone=True)),
        "data-sources": set(script.terraform("data-sources", names_alone=True)),
    }
    texts = [file.read_text("utf-8") for file in Path(pulumi_aws.__file__).parent.rglob("*.py")]
    resources = {one for text in texts for one in re.findall(r"\.__init__\(\s*'(aws:\w+/\w+:\w+)'", text)}
    functions = {one for text in texts for one in re.findall(r"invoke\('(aws:[\w/]+:\w+)', __args__", text)}
    lost = {one for one in resources if words.terraform_type(one) not in known["resources"]}
    lost |= {one for one in functions if words.data_type(one) not in known["data-sources"]}
    assert len(lost) <= 0.01 * len(resources | functions), sorted(lost)


@pytest.mark.slow
@pytest.mark.parametrize("module", ["dynamodb/", "sqs/", "elb/", "kms/"])
def test_the_table_is_what_the_script_derives(script: ModuleType, module: str) -> None:
    resources, functions = script.pulumi(module)
    types = script.assigned(resources, script.terraform("resources"))
    data = script.assigned(functions, script.terraform("data-sources"))
    assert {token: words.terraform_type(token) for token in resources} == types
    assert {token: words.data_type(token) for token in functions} == data
    names = script.matched(resources, types, script.terraform("resources"))
    tokens = {kind: token for token, kind in types.items()}
    wrong = {
        (kind, path, name, expected)
        for kind, path, name, expected in names.pairs
        if words.path(tokens[kind], ".".join((*path, name))).rpartition(".")[2] != expected
    }
    assert wrong == set()
