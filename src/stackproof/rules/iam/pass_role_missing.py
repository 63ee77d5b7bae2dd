"""Who starts tasks may pass their roles.

## What it does
Reports a role that may run a task definition of the project and may not pass the roles that the definition names
(`ExecutionRoleArn`, `TaskRoleArn`).

## Why is this bad
`ecs:RunTask` hands these roles to the task, and ECS asks whether the caller may: "is not authorized to perform:
iam:PassRole on resource". No task is started.

## How to mend
Allow `iam:PassRole` on the roles of the task, with a condition that `iam:PassedToService` is `ecs-tasks.amazonaws.com`.

## References
- [Amazon ECS task execution IAM role](https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html)
- [Grant a user permissions to pass a role to an AWS service](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.identity import arn_of, identify
from stackproof.graph.query import string
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent
from stackproof.reasoning.iam.access import permits
from stackproof.reasoning.iam.attachments import identity_policies
from stackproof.reasoning.iam.matching import any_of, fits_resource
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource
    from stackproof.reasoning.iam.documents import Statement

_TASK = "AWS::ECS::TaskDefinition"
_ROLE = "AWS::IAM::Role"
_REQUEST = {"iam:PassedToService": "ecs-tasks.amazonaws.com"}


@rule(
    id="IAM-PASSROLE-002",
    title="Role that runs tasks and may not pass their roles",
    severity="high",
    blocks="runtime",
    category="permissions",
    types=(_ROLE,),
    root_cause="Running a task was allowed, and passing its roles was not thought of.",
    fix="Allow iam:PassRole on the roles of the task.",
    impacts=Impacts(),
    effort=10,
    reference="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
    source="IAM User Guide, id_roles_use_passrole, 2026-11-28",
)
def check(role: Resource, context: Context) -> Iterator[Answer]:
    """Asks about the roles of each task definition that the role runs by name."""
    graph = context.graph
    if not graph.of_type(_TASK) or role.exists is not Truth.YES:
        return
    for statement in identity_policies(role, graph).statements:
        if statement.effect != "Allow" or statement.present is not Truth.YES:
            continue
        running = [
            item.value for item in statement.actions.items if (string(item.value) or "").lower() == "ecs:runtask"
        ]
        for task in graph.of_type(_TASK) if running else ():
            refused = list(_refused(role, task, graph)) if _is_named(statement, task, graph) else []
            if refused:
                listed = ", ".join(one.address for one in refused)
                yield Fault(
                    f"{role.address} may run {task.address} and may not pass {listed} to it",
                    running[0],
                    tuple(f"iam:PassRole on {one.address} ({one.location}) is allowed by nothing" for one in refused),
                )


def _is_named(statement: Statement, task: Resource, graph: Graph) -> bool:
    """Whether the statement names this task definition, of any revision, and not merely every one there is."""
    arn = arn_of(task, graph)
    named = any_of(statement.resources, lambda one: fits_resource(one, arn, graph))
    found = [identify(item.value, graph) for item in statement.resources.items if string(item.value) != "*"]
    means = any(one.resource is task and one.truth is Truth.YES for one in found)
    return means or (named is Truth.YES and len(graph.of_type(_TASK)) == 1)


def _refused(role: Resource, task: Resource, graph: Graph) -> Iterator[Resource]:
    for name in ("ExecutionRoleArn", "TaskRoleArn"):
        value = task.get(name)
        if isinstance(value, Absent):
            continue
        found = identify(value, graph, _ROLE)
        passed = found.resource
        if passed is None or passed.type != _ROLE or found.truth is not Truth.YES:
            continue
        if permits(graph, role, "iam:PassRole", passed, _REQUEST).truth is Truth.NO:
            yield passed
