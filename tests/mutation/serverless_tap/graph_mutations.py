"""What can be wrong with the reference stack: a mutation at least for each named check of its contract."""

from __future__ import annotations

from stackproof.graph.truth import Truth
from tests.mutation.changes import added, appended, changed, edited, lifecycle, named_in_both, removed
from tests.mutation.mutants import Mutation

BUCKET = "aws_s3_bucket.data"
BUCKET_POLICY = "aws_s3_bucket_policy.data"
QUEUE_POLICY = "aws_sqs_queue_policy.dead-letters"
KEY = "aws_kms_key.key"
TABLE = "aws_dynamodb_table.metadata"
API_ROLE, PROCESSOR_ROLE = "aws_iam_role.api-handler", "aws_iam_role.processor"
API_POLICY, PROCESSOR_POLICY = "aws_iam_role_policy.api-handler", "aws_iam_role_policy.processor"
API_HANDLER, PROCESSOR = "aws_lambda_function.api-handler", "aws_lambda_function.processor"
LOG = "aws_cloudwatch_log_group.processor"
ERRORS = "aws_cloudwatch_metric_alarm.processor-errors"
STAGE = "aws_apigatewayv2_stage.api"
DEAD_LETTERS = "aws_cloudwatch_metric_alarm.dead-letters"

_STATEMENTS = "PolicyDocument/Statement"
_TRUST = "AssumeRolePolicyDocument/Statement/0/Principal"
_ANYTHING = {"Sid": "Anything", "Effect": "Allow", "Action": "s3:*", "Resource": "*"}
_MORE = {"Sid": "More", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::others/*"}
_OPEN = {"GroupDescription": "open", "SecurityGroupIngress": [{"IpProtocol": "-1", "CidrIp": "0.0.0.0/0"}]}
_TEST = '    assert load({"PULL_REQUEST": ""}).pull_request == "unknown"\n'

MUTATIONS = [
    Mutation("bucket: requests without TLS", ("R2", "C4"), removed(BUCKET_POLICY, f"{_STATEMENTS}/0")),
    Mutation("queue: requests without TLS", ("C4",), removed(QUEUE_POLICY, f"{_STATEMENTS}/0")),
    Mutation("processor: no dead letters", ("R4",), removed(PROCESSOR, "DeadLetterConfig")),
    Mutation(
        "role of the API handler: another service", ("R5",), changed(API_ROLE, _TRUST, {"Service": "ec2.amazonaws.com"})
    ),
    Mutation(
        "role of the processor: another service",
        ("R5",),
        changed(PROCESSOR_ROLE, _TRUST, {"Service": "ec2.amazonaws.com"}),
    ),
    Mutation("API handler: one permission more", ("R5",), appended(API_POLICY, _STATEMENTS, _MORE)),
    Mutation("processor: one permission more", ("R5",), appended(PROCESSOR_POLICY, _STATEMENTS, _MORE)),
    Mutation("a log is kept for a month", ("R6", "C6"), changed(LOG, "RetentionInDays", 30)),
    Mutation("a log is kept for ever", ("R6", "C6"), removed(LOG, "RetentionInDays")),
    Mutation("no alarm on the processor's errors", ("R10",), changed(ERRORS, "MetricName", "Invocations")),
    Mutation("no alarm on dead letters", ("R10",), changed(DEAD_LETTERS, "MetricName", "NumberOfMessagesSent")),
    Mutation("a test tests nothing", ("R10",), edited("tests/unit/test_settings.py", _TEST, "    assert True\n")),
    Mutation("a name without the suffix", ("C1",), named_in_both(BUCKET, "BucketName", "bucket-tap-data")),
    Mutation("the bucket is not emptied", ("C2",), lifecycle(BUCKET, empties_on_delete=Truth.NO)),
    Mutation("a role may do anything", ("C3",), appended(API_POLICY, _STATEMENTS, _ANYTHING)),
    Mutation("a call is not permitted", ("R5", "C3"), removed(PROCESSOR_POLICY, f"{_STATEMENTS}/Sid=WriteMetadata")),
    Mutation("a variable is missing", ("C3",), removed(API_HANDLER, "Environment/Variables/METADATA_TABLE")),
    Mutation("the table has AWS's key", ("R3", "C4"), removed(TABLE, "SSESpecification/KMSMasterKeyId")),
    Mutation("the key does not rotate", ("R1", "C4"), changed(KEY, "EnableKeyRotation", False)),
    Mutation("a tag is missing", ("C5",), removed(BUCKET, "Tags/Key=Owner")),
    Mutation("an alarm tells nobody", ("R10", "C6"), removed(ERRORS, "AlarmActions")),
    Mutation(
        "a secret in an environment",
        ("C8",),
        changed(API_HANDLER, "Environment/Variables/DATABASE_PASSWORD", "correct-horse-battery"),
    ),
    Mutation(
        "a handler is a stub",
        ("C9",),
        edited(
            "handlers/processor/object_metadata.py",
            "def measure(",
            'def more() -> None:\n    """More."""\n    pass\n\n\ndef measure(',
        ),
    ),
    Mutation(
        "a function without a docstring",
        ("C10",),
        edited("app.py", "def main(", "def other() -> int:\n    return 1\n\n\ndef main("),
    ),
    Mutation("open to the world", ("C11",), added(BUCKET, "aws_security_group.open", "AWS::EC2::SecurityGroup", _OPEN)),
    Mutation(
        "more requests at once than executions",
        ("R7",),
        changed(STAGE, "DefaultRouteSettings/ThrottlingBurstLimit", 20),
    ),
    Mutation(
        "API handler: waits longer than it has",
        ("R7",),
        changed(API_HANDLER, "Environment/Variables/CALL_ATTEMPTS", "4"),
    ),
    Mutation(
        "key: not for the log of the API's requests",
        ("C4",),
        removed(
            KEY, "KeyPolicy/Statement/Sid=EncryptLogGroups/Condition/ArnEquals/kms:EncryptionContext:aws:logs:arn/2"
        ),
    ),
    Mutation(
        "callers are told the ARN for managers",
        ("C7",),
        edited("serverless_tap/outputs.py", "tap.api.api.execution_arn", "tap.api.api.arn"),
    ),
    Mutation(
        "a read may miss what was just written",
        ("C9",),
        edited("handlers/api/documents.py", "Key=key, ConsistentRead=True", "Key=key"),
    ),
    *(
        Mutation(f"workflow: no {word}", ("C12",), edited(".github/workflows/ci.yml", old, "true"))
        for word, old in (
            ("destruction", "pulumi destroy --yes"),
            ("destruction after a failure", "if: always()"),
            ("order of destruction", "needs: deploy"),
            ("prefix of bucket names", "vars.SUFFIX_PREFIX == ''"),
            ("author that tags take", "${GITHUB_ACTOR//"),
        )
    ),
]
