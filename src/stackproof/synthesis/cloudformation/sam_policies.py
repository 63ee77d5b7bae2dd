"""The execution roles that AWS SAM makes: managed policies, inline policies, and SAM's policy templates."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from stackproof.graph.values import Unknown
from stackproof.synthesis.cloudformation.document import items
from stackproof.synthesis.cloudformation.sam_model import empty_like, put, tag_list

if TYPE_CHECKING:
    from stackproof.graph.location import Location
    from stackproof.synthesis.cloudformation.sam_model import Generated, Node


def managed(name: str) -> dict[str, object]:
    """The ARN of a policy that AWS manages."""
    return {"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/" + name}


def execution_role(
    node: Node, generated: Generated, service: str, arns: list[object], statements: list[object]
) -> None:
    """Adds the role `<name>Role` of a function or a state machine, with what its Policies say."""
    properties = empty_like(node.properties, node.at)
    assumed: object = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": [service]}, "Action": ["sts:AssumeRole"]}],
    }
    if "AssumeRolePolicyDocument" in node.properties:
        assumed = node.get("AssumeRolePolicyDocument")
    put(properties, "AssumeRolePolicyDocument", assumed, node.at_key("AssumeRolePolicyDocument"))
    inline: list[object] = list(statements)
    at = node.at_key("Policies")
    written = node.get("Policies")
    if written is not None:
        for index, (policy, where) in enumerate(items(written, at) if isinstance(written, list) else [(written, at)]):
            _policy(policy, f"{node.name}RolePolicy{index}", where, arns, inline)
    put(properties, "ManagedPolicyArns", arns, at)
    if inline:
        put(properties, "Policies", inline, at)
    for key, name in (("PermissionsBoundary", "PermissionsBoundary"), ("RolePath", "Path")):
        if key in node.properties:
            put(properties, name, node.get(key), node.at_key(key))
    if "Tags" in node.properties:
        put(properties, "Tags", tag_list(node.get("Tags"), node.at_key("Tags")), node.at_key("Tags"))
    generated.add(f"{node.name}Role", "AWS::IAM::Role", properties, node)


def _policy(policy: object, name: str, at: Location, arns: list[object], inline: list[object]) -> None:
    """One entry of Policies: the name or ARN of a managed policy, a document, or a policy template."""
    if isinstance(policy, str):
        path = "service-role/" if policy in _SERVICE_ROLES else ""
        arns.append(policy if policy.startswith("arn:") else managed(path + policy))
    elif isinstance(policy, dict) and "Statement" in policy:
        inline.append({"PolicyName": name, "PolicyDocument": policy})
    elif isinstance(policy, dict) and len(policy) == 1:
        key, arguments = next(iter(policy.items()))
        if key in ("Ref", "Fn::GetAtt", "Fn::Sub", "Fn::Join", "Fn::ImportValue", "Fn::If"):
            arns.append(policy)
        else:
            inline.append({"PolicyName": name, "PolicyDocument": _from_template(key, arguments, at)})
    else:
        inline.append(Unknown("it is no policy that SAM knows", None, at))


_SERVICE_ROLES = frozenset(
    (
        "AWSLambdaBasicExecutionRole",
        "AWSLambdaDynamoDBExecutionRole",
        "AWSLambdaKinesisExecutionRole",
        "AWSLambdaMSKExecutionRole",
        "AWSLambdaRole",
        "AWSLambdaSQSQueueExecutionRole",
        "AWSLambdaVPCAccessExecutionRole",
    )
)
"""Managed policies of Lambda that stand under the path service-role/."""


def _from_template(name: str, arguments: object, at: Location) -> object:
    """The document of a policy template with its parameters put in."""
    found = policy_templates().get(name)
    if found is None:
        return Unknown(f"{name[:80]} is no policy template that is known here", None, at)
    given = arguments if isinstance(arguments, dict) else {}
    return {"Version": "2012-10-17", "Statement": _filled(found, given, at)}


def _filled(node: object, given: dict[str, object], at: Location) -> object:
    if isinstance(node, dict):
        name = node.get("Ref")
        if len(node) == 1 and isinstance(name, str) and not name.startswith("AWS::"):
            return given.get(name, Unknown(f"the policy template is not given {name}", None, at))
        return {key: _filled(item, given, at) for key, item in node.items()}
    if isinstance(node, list):
        return [_filled(item, given, at) for item in node]
    return node


@lru_cache(maxsize=1)
def policy_templates() -> dict[str, object]:
    """Statements by the name of the policy template; `sam_policies.json` says where they come from."""
    from importlib.resources import files
    from json import loads

    text = files("stackproof.synthesis.cloudformation").joinpath("sam_policies.json").read_text("utf-8")
    templates: dict[str, object] = loads(text)["templates"]
    return templates
