"""The service that a role is handed to can assume it when it needs it.

## What it does
Reports a role whose trust policy does not let in the service that it is given to, where the service finds out only at
work: roles of ECS tasks, instances, event targets, pipelines, builds, crawlers and jobs, data sources.

## Why is this bad
The resource is made, and does not work: the task does not start, the instance has no credentials, the target is not
called.

## How to mend
Name the service in the `Principal` of the role's trust policy.

## References
- [Creating a role to delegate permissions to an AWS service](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.reasoning.iam.taking import Use, refused
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_USES = {
    "AWS::ECS::TaskDefinition": (
        Use(("TaskRoleArn",), "ecs-tasks.amazonaws.com"),
        Use(("ExecutionRoleArn",), "ecs-tasks.amazonaws.com"),
    ),
    "AWS::IAM::InstanceProfile": (Use(("Roles[]",), "ec2.amazonaws.com"),),
    "AWS::Events::Rule": (Use(("Targets[]", "RoleArn"), "events.amazonaws.com"),),
    "AWS::Pipes::Pipe": (Use(("RoleArn",), "pipes.amazonaws.com"),),
    "AWS::CodePipeline::Pipeline": (Use(("RoleArn",), "codepipeline.amazonaws.com"),),
    "AWS::CodeBuild::Project": (Use(("ServiceRole",), "codebuild.amazonaws.com"),),
    "AWS::Glue::Job": (Use(("Role",), "glue.amazonaws.com"),),
    "AWS::Glue::Crawler": (Use(("Role",), "glue.amazonaws.com"),),
    "AWS::AppSync::DataSource": (Use(("ServiceRoleArn",), "appsync.amazonaws.com"),),
    "AWS::Backup::BackupSelection": (Use(("BackupSelection", "IamRoleArn"), "backup.amazonaws.com"),),
    "AWS::EKS::Nodegroup": (Use(("NodeRole",), "ec2.amazonaws.com"),),
}


@rule(
    id="IAM-TRUST-003",
    title="Role that its service cannot assume",
    severity="high",
    blocks="runtime",
    category="permissions",
    types=tuple(_USES),
    root_cause="The trust policy names another service, or none.",
    fix="Name the service in the Principal of the role's trust policy.",
    impacts=Impacts(),
    effort=5,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html",
    source="IAM User Guide, id_roles_create_for-service, and the services' own guides, 2026-11-28",
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
