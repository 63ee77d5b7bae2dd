"""The service that a role is handed to can assume it, where the service looks when it is handed over.

## What it does
Reports a role whose trust policy does not let in the service that it is given to: the role of a Lambda function, a
state machine, a schedule, an EKS cluster, a delivery stream, or RDS enhanced monitoring.

## Why is this bad
These services try the role at once and refuse what is created ("The role defined for the function cannot be assumed by
Lambda"), so that the deployment fails.

## How to mend
Name the service in the `Principal` of the role's trust policy.

## References
- [Defining Lambda function permissions with an execution role](https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.reasoning.iam.taking import Use, refused
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_FIREHOSE = tuple(
    Use((destination, "RoleARN"), "firehose.amazonaws.com")
    for destination in ("S3DestinationConfiguration", "ExtendedS3DestinationConfiguration")
)
_MONITORING = (Use(("MonitoringRoleArn",), "monitoring.rds.amazonaws.com"),)
_USES = {
    "AWS::Lambda::Function": (Use(("Role",), "lambda.amazonaws.com"),),
    "AWS::StepFunctions::StateMachine": (Use(("RoleArn",), "states.amazonaws.com", "states.REGION.amazonaws.com"),),
    "AWS::Scheduler::Schedule": (Use(("Target", "RoleArn"), "scheduler.amazonaws.com"),),
    "AWS::EKS::Cluster": (Use(("RoleArn",), "eks.amazonaws.com"),),
    "AWS::KinesisFirehose::DeliveryStream": _FIREHOSE,
    "AWS::RDS::DBInstance": _MONITORING,
    "AWS::RDS::DBCluster": _MONITORING,
}


@rule(
    id="IAM-TRUST-002",
    title="Role that its service cannot assume, and refuses",
    severity="critical",
    blocks="deploy",
    category="permissions",
    types=tuple(_USES),
    root_cause="The trust policy names another service, or none.",
    fix="Name the service in the Principal of the role's trust policy.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html",
    source="Lambda Developer Guide, lambda-intro-execution-role, 2026-11-28",
)
def check(holder: Resource, context: Context) -> Iterator[Answer]:
    """Asks the role's trust policy about the service."""
    for role, value, service in refused(holder, _USES[holder.type], context.graph):
        yield Fault(
            f"{role.address} does not let {service} assume it, which {holder.address} needs",
            value,
            (*quoted({"role": value}), f"the trust policy stands at {role.get('AssumeRolePolicyDocument').at}"),
            patch=f'"Principal": {{"Service": "{service}"}}',
        )
