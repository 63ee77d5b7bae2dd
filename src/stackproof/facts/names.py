"""What each service accepts as a name: length, characters, beginning, end, and the words that it keeps for itself.

Source of the table: the API references of the services, through the service models of botocore 1.44.5 (2026-11-20), and
the page that each row names. Types that the table does not hold are answered from the published CloudFormation
schemas, as `scripts/name_limits.py` derives their lengths and characters. What a provider of Terraform's demands
beyond the service (lower case where the service would fold the name itself) is read from the validators of the AWS
provider 6.x.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import NamedTuple

from stackproof.facts.extracts import raw
from stackproof.facts.plain_names import ROWS

TABLE_DATE = "2026-11-20"
SOURCE = f"API references of the services (botocore 1.44.5), {TABLE_DATE}; CloudFormation's schemas, 2026-10-20"


class NameLimits(NamedTuple):
    """What a name of one type has to be.

    Attributes:
        shortest, longest: number of characters.
        alphabet: the characters that may occur, as the inside of a regular expression's class; empty allows any.
        described: the alphabet for a person to read.
        first, last: the same for the first and the last character; empty where any character of the alphabet may stand.
        forbidden: what may not occur anywhere in it.
        begins: what it has to begin with (`alias/`); empty for most.
        reserved: beginnings that are kept for the service, compared in lower case.
        endings: ends that are kept for the service.
        words: what may not occur in it because the service keeps the word for itself.
        extension: an end that is allowed outside the alphabet (`.fifo`).
        rooted: whether a name with a slash in it has to begin with one.
        page: AWS's page with these rules; empty where the schema is the source.
    """

    shortest: int = 1
    longest: int = 255
    alphabet: str = ""
    described: str = ""
    first: str = ""
    last: str = ""
    forbidden: tuple[str, ...] = ()
    begins: str = ""
    reserved: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    extension: str = ""
    rooted: bool = False
    page: str = ""


_ALNUM = "A-Za-z0-9"
_WORDS = r"\w+=,.@-"
_LETTER = "A-Za-z"
_GROUP = r"A-Za-z0-9 ._\-:/()#,@\[\]+=&;{}!$*"
"""The characters of names and descriptions of security groups."""
_DOCS = "https://docs.aws.amazon.com/"


def _plain(longest: int, extra: str, said: str, page: str, shortest: int = 1) -> NameLimits:
    return NameLimits(shortest, longest, _ALNUM + extra, f"letters, digits{said}", page=_DOCS + page)


def _identifier(longest: int, page: str, extra: str = "") -> NameLimits:
    """A letter first, then letters, digits and single hyphens; a letter or digit last."""
    said = "letters, digits and hyphens" + (", periods" if extra else "")
    return NameLimits(1, longest, f"{_ALNUM}{extra}-", said, _LETTER, _ALNUM, ("--",), page=_DOCS + page)


def _hyphens(longest: int, page: str, reserved: tuple[str, ...] = ()) -> NameLimits:
    """Letters, digits and hyphens; no hyphen first or last."""
    said = "letters, digits and hyphens"
    return NameLimits(1, longest, f"{_ALNUM}-", said, _ALNUM, _ALNUM, reserved=reserved, page=_DOCS + page)


def _iam(longest: int, operation: str) -> NameLimits:
    said = "letters, digits and _+=,.@-"
    return NameLimits(1, longest, _WORDS, said, page=f"{_DOCS}IAM/latest/APIReference/API_{operation}.html")


_RDS = "AmazonRDS/latest/APIReference/API_"
_ELB = "elasticloadbalancing/latest/APIReference/API_"
_ECS = "AmazonECS/latest/APIReference/API_"
_CACHE = "AmazonElastiCache/latest/APIReference/API_"
_EVENTS = "eventbridge/latest/APIReference/API_"
_DOMAIN = NameLimits(
    3,
    28,
    "a-z0-9-",
    "lower-case letters, digits and hyphens",
    "a-z",
    page=f"{_DOCS}opensearch-service/latest/APIReference/API_CreateDomain.html",
)
_MACHINE = NameLimits(
    1,
    80,
    r"^\s<>{}\[\]?*\"#%\\^|~`$&,;:/\x00-\x1f\x7f-\x9f",
    'anything but white space, brackets, wildcards and "#%\\^|~`$&,;:/',
    page=f"{_DOCS}step-functions/latest/apireference/API_CreateStateMachine.html",
)

_SPECIAL: dict[str, NameLimits] = {
    "AWS::S3::Bucket": NameLimits(
        3,
        63,
        "a-z0-9.-",
        "lower-case letters, digits, periods and hyphens",
        "a-z0-9",
        "a-z0-9",
        ("..",),
        reserved=("xn--", "sthree-", "amzn-s3-demo-"),
        endings=("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"),
        page=f"{_DOCS}AmazonS3/latest/userguide/bucketnamingrules.html",
    ),
    "AWS::SNS::Topic": _plain(256, "_-", ", _ and -", "sns/latest/api/API_CreateTopic.html")._replace(
        extension=".fifo"
    ),
    "AWS::SQS::Queue": _plain(
        80, "_-", ", _ and -", "AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html"
    )._replace(extension=".fifo"),
    "AWS::Lambda::Function": _plain(64, "_-", ", _ and -", "lambda/latest/api/API_CreateFunction.html"),
    "AWS::IAM::Role": _iam(64, "CreateRole"),
    "AWS::IAM::User": _iam(64, "CreateUser"),
    "AWS::IAM::Group": _iam(128, "CreateGroup"),
    "AWS::IAM::ManagedPolicy": _iam(128, "CreatePolicy"),
    "AWS::IAM::Policy": _iam(128, "PutRolePolicy"),
    "AWS::IAM::RolePolicy": _iam(128, "PutRolePolicy"),
    "AWS::IAM::InstanceProfile": _iam(128, "CreateInstanceProfile"),
    "AWS::DynamoDB::Table": _plain(
        255, "_.-", ", _, . and -", "amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html", 3
    ),
    "AWS::DynamoDB::GlobalTable": _plain(
        255, "_.-", ", _, . and -", "amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html", 3
    ),
    "AWS::Kinesis::Stream": _plain(128, "_.-", ", _, . and -", "kinesis/latest/APIReference/API_CreateStream.html"),
    "AWS::KinesisFirehose::DeliveryStream": _plain(
        64, "_.-", ", _, . and -", "firehose/latest/APIReference/API_CreateDeliveryStream.html"
    ),
    "AWS::RDS::DBInstance": _identifier(63, _RDS + "CreateDBInstance.html"),
    "AWS::RDS::DBCluster": _identifier(63, _RDS + "CreateDBCluster.html"),
    "AWS::RDS::GlobalCluster": _identifier(63, _RDS + "CreateGlobalCluster.html"),
    "AWS::RDS::DBProxy": _identifier(63, _RDS + "CreateDBProxy.html"),
    "AWS::RDS::DBParameterGroup": _identifier(255, _RDS + "CreateDBParameterGroup.html", "."),
    "AWS::RDS::DBClusterParameterGroup": _identifier(255, _RDS + "CreateDBClusterParameterGroup.html", "."),
    "AWS::RDS::OptionGroup": _identifier(255, _RDS + "CreateOptionGroup.html", "."),
    "AWS::RDS::DBSubnetGroup": NameLimits(
        1,
        255,
        r"A-Za-z0-9._ \-",
        "letters, digits, periods, underscores, spaces and hyphens",
        _LETTER,
        page=f"{_DOCS}{_RDS}CreateDBSubnetGroup.html",
    ),
    "AWS::DocDB::DBCluster": _identifier(63, "documentdb/latest/developerguide/API_CreateDBCluster.html"),
    "AWS::Neptune::DBCluster": _identifier(63, "neptune/latest/apiref/API_CreateDBCluster.html"),
    "AWS::ElastiCache::ReplicationGroup": _identifier(40, _CACHE + "CreateReplicationGroup.html"),
    "AWS::ElastiCache::CacheCluster": _identifier(50, _CACHE + "CreateCacheCluster.html"),
    "AWS::Redshift::Cluster": NameLimits(
        1,
        63,
        "a-z0-9-",
        "lower-case letters, digits and hyphens",
        "a-z",
        "a-z0-9",
        ("--",),
        page=f"{_DOCS}redshift/latest/APIReference/API_CreateCluster.html",
    ),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": _hyphens(32, _ELB + "CreateLoadBalancer.html", ("internal-",)),
    "AWS::ElasticLoadBalancingV2::TargetGroup": _hyphens(32, _ELB + "CreateTargetGroup.html"),
    "AWS::ElasticLoadBalancing::LoadBalancer": _hyphens(
        32, "elasticloadbalancing/2012-06-01/APIReference/API_CreateLoadBalancer.html"
    ),
    "AWS::AutoScaling::AutoScalingGroup": NameLimits(
        1,
        255,
        "^:",
        "characters other than a colon",
        page=f"{_DOCS}autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html",
    ),
    "AWS::EC2::SecurityGroup": NameLimits(
        1,
        255,
        _GROUP,
        "letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*",
        reserved=("sg-",),
        page=f"{_DOCS}AWSEC2/latest/APIReference/API_CreateSecurityGroup.html",
    ),
    "AWS::EC2::LaunchTemplate": _plain(
        128, r"().\-/_", " and ().-/_", "AWSEC2/latest/APIReference/API_CreateLaunchTemplate.html", 3
    ),
    "AWS::KMS::Alias": NameLimits(
        7,
        256,
        "A-Za-z0-9:/_-",
        "letters, digits, :, /, _ and -",
        begins="alias/",
        reserved=("alias/aws/",),
        page=f"{_DOCS}kms/latest/APIReference/API_CreateAlias.html",
    ),
    "AWS::SSM::Parameter": NameLimits(
        1,
        2048,
        "A-Za-z0-9_./-",
        "letters, digits, _, ., - and /",
        reserved=("aws", "ssm", "/aws/", "/ssm/"),
        rooted=True,
        page=f"{_DOCS}systems-manager/latest/userguide/sysman-parameter-name-constraints.html",
    ),
    "AWS::SecretsManager::Secret": _plain(
        512, "/_+=.@-", " and /_+=.@-", "secretsmanager/latest/apireference/API_CreateSecret.html"
    ),
    "AWS::Logs::LogGroup": _plain(
        512, r".\-_/#", ", ., -, _, / and #", "AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html"
    )._replace(reserved=("aws/",)),
    "AWS::Events::Rule": _plain(64, "._-", ", ., _ and -", _EVENTS + "PutRule.html"),
    "AWS::Events::EventBus": _plain(256, "/._-", ", /, ., _ and -", _EVENTS + "CreateEventBus.html"),
    "AWS::Scheduler::Schedule": _plain(
        64, "._-", ", ., _ and -", "scheduler/latest/APIReference/API_CreateSchedule.html"
    ),
    "AWS::Pipes::Pipe": _plain(64, "._-", ", ., _ and -", "eventbridge/latest/pipes-reference/API_CreatePipe.html"),
    "AWS::StepFunctions::StateMachine": _MACHINE,
    "AWS::StepFunctions::Activity": _MACHINE,
    "AWS::OpenSearchService::Domain": _DOMAIN,
    "AWS::Elasticsearch::Domain": _DOMAIN,
    "AWS::Cognito::UserPoolDomain": NameLimits(
        1,
        63,
        "a-z0-9-",
        "lower-case letters, digits and hyphens",
        "a-z0-9",
        "a-z0-9",
        words=("aws", "amazon", "cognito"),
        page=f"{_DOCS}cognito/latest/developerguide/cognito-user-pools-assign-domain-prefix.html",
    ),
    "AWS::EKS::Cluster": _plain(100, "_-", ", _ and -", "eks/latest/APIReference/API_CreateCluster.html")._replace(
        first=_ALNUM
    ),
    "AWS::ECS::Cluster": _plain(255, "_-", ", _ and -", _ECS + "CreateCluster.html"),
    "AWS::ECS::Service": _plain(255, "_-", ", _ and -", _ECS + "CreateService.html"),
    "AWS::ECS::TaskDefinition": _plain(255, "_-", ", _ and -", _ECS + "RegisterTaskDefinition.html"),
    "AWS::ECR::Repository": NameLimits(
        2,
        256,
        "a-z0-9._/-",
        "lower-case letters, digits, ., _, / and -",
        "a-z0-9",
        "a-z0-9",
        page=f"{_DOCS}AmazonECR/latest/APIReference/API_CreateRepository.html",
    ),
    "AWS::CloudWatch::Dashboard": _plain(
        255, "_-", ", _ and -", "AmazonCloudWatch/latest/APIReference/API_PutDashboard.html"
    ),
    "AWS::CodeBuild::Project": _plain(
        150, "_-", ", _ and -", "codebuild/latest/APIReference/API_CreateProject.html", 2
    ),
    "AWS::CodePipeline::Pipeline": _plain(
        100, "._@-", ", ., _, @ and -", "codepipeline/latest/APIReference/API_PipelineDeclaration.html"
    ),
    "AWS::Batch::JobQueue": _plain(128, "_-", ", _ and -", "batch/latest/APIReference/API_CreateJobQueue.html"),
    "AWS::Batch::ComputeEnvironment": _plain(
        128, "_-", ", _ and -", "batch/latest/APIReference/API_CreateComputeEnvironment.html"
    ),
    "AWS::ElasticBeanstalk::Environment": _hyphens(
        40, "elasticbeanstalk/latest/api/API_CreateEnvironment.html"
    )._replace(shortest=4),
}
TABLE = {
    **{
        kind: NameLimits(shortest, longest, alphabet, f"characters of [{alphabet}]", page=_DOCS + page)
        for kind, shortest, longest, alphabet, page in ROWS
    },
    **_SPECIAL,
}
"""By CloudFormation type."""

PROPERTIES = {"AWS::Cognito::UserPoolDomain": "Domain", "AWS::DocDB::DBCluster": "DBClusterIdentifier"}
"""The property that holds the name, for types whose schema does not tell it."""

_RULE_TEXT = NameLimits(
    0,
    255,
    _GROUP,
    "letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*",
    page=f"{_DOCS}AWSEC2/latest/APIReference/API_CreateSecurityGroup.html",
)
DESCRIPTIONS: dict[str, NameLimits] = {
    "AWS::EC2::SecurityGroup": _RULE_TEXT,
    "AWS::EC2::SecurityGroupIngress": _RULE_TEXT,
    "AWS::EC2::SecurityGroupEgress": _RULE_TEXT,
    "AWS::IAM::Role": NameLimits(
        0,
        1000,
        r"\t\n\r\x20-\x7e\xa1-\xff",
        "characters of Latin-1",
        page=f"{_DOCS}IAM/latest/APIReference/API_CreateRole.html",
    ),
}
"""What descriptions have to be, by the type of what they describe."""

_LOWER_IDENTIFIER = ("a-z0-9-", "lower-case letters, digits and hyphens")
_LOWER_DOTTED = ("a-z0-9.-", "lower-case letters, digits, periods and hyphens")
PROVIDER_ALPHABETS: dict[str, tuple[str, str]] = {
    "aws_db_instance": _LOWER_IDENTIFIER,
    "aws_rds_cluster": _LOWER_IDENTIFIER,
    "aws_rds_cluster_instance": _LOWER_IDENTIFIER,
    "aws_docdb_cluster": _LOWER_IDENTIFIER,
    "aws_neptune_cluster": _LOWER_IDENTIFIER,
    "aws_redshift_cluster": _LOWER_IDENTIFIER,
    "aws_db_parameter_group": _LOWER_DOTTED,
    "aws_rds_cluster_parameter_group": _LOWER_DOTTED,
    "aws_glue_catalog_database": ("^A-Z", "lower-case letters and other characters"),
    "aws_glue_catalog_table": ("^A-Z", "lower-case letters and other characters"),
    "aws_db_subnet_group": (r"a-z0-9_. \-", "lower-case letters, digits, underscores, periods, spaces and hyphens"),
}
"""Characters that Terraform's AWS provider allows where it is stricter than the service, by the provider's type."""


@lru_cache(maxsize=1)
def _lines() -> bytes:
    return raw("names.jsonl")


@lru_cache(maxsize=4096)
def name_limits(type_: str) -> NameLimits | None:
    """What a name of this type has to be; None where neither the table nor the schema says anything."""
    found = TABLE.get(type_)
    if found is not None or '"' in type_ or "\n" in type_:
        return found
    data = _lines()
    start = data.find(f'\n["{type_}",'.encode())
    if start < 0:
        return None
    _, shortest, longest, alphabet = json.loads(data[start + 1 : data.index(b"\n", start + 1)])
    return NameLimits(shortest, longest, alphabet, f"characters of [{alphabet}]")


@lru_cache(maxsize=512)
def outside(alphabet: str) -> re.Pattern[str]:
    """A pattern for one character that an alphabet does not hold."""
    negated = alphabet[1:] if alphabet.startswith("^") else f"^{alphabet}"
    return re.compile(f"[{negated}]", re.ASCII)
