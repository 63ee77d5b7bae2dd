"""What the events of an AWS::Serverless::Function make: permissions, rules, subscriptions, event source mappings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.synthesis.cloudformation.document import entries, place
from stackproof.synthesis.cloudformation.sam_model import empty_like, put

if TYPE_CHECKING:
    from collections.abc import Callable

    from stackproof.graph.location import Location
    from stackproof.synthesis.cloudformation.sam_model import Generated, Node

    Maker = Callable[[Node, str, dict[str, object], Location, Generated], None]

PULLED = {
    "DynamoDB": "AWSLambdaDynamoDBExecutionRole",
    "Kinesis": "AWSLambdaKinesisExecutionRole",
    "MSK": "AWSLambdaMSKExecutionRole",
    "SQS": "AWSLambdaSQSQueueExecutionRole",
}
"""Managed policy that an event source adds to the function's role."""

_SOURCE_KEYS = {"DynamoDB": "Stream", "Kinesis": "Stream", "MSK": "Stream", "SQS": "Queue"}


def _properties(event: dict[str, object]) -> dict[str, object]:
    found = event.get("Properties")
    return found if isinstance(found, dict) else {}


def _permission(
    node: Node, name: str, at: Location, generated: Generated, principal: str, more: dict[str, object]
) -> None:
    properties: dict[str, object] = {
        "Action": "lambda:InvokeFunction",
        "FunctionName": {"Ref": node.name},
        "Principal": principal,
        **more,
    }
    generated.add(name, "AWS::Lambda::Permission", properties, node, at)


def _mapping(node: Node, name: str, event: dict[str, object], at: Location, generated: Generated) -> None:
    written = _properties(event)
    source = _SOURCE_KEYS[str(event["Type"])]
    properties = empty_like(written, at)
    for key, item, where in entries(written, at):
        put(properties, "EventSourceArn" if key == source else key, item, where)
    put(properties, "FunctionName", {"Ref": node.name}, at)
    generated.add(f"{node.name}{name}", "AWS::Lambda::EventSourceMapping", properties, node, at)


def _rule(node: Node, name: str, event: dict[str, object], at: Location, generated: Generated) -> None:
    written = _properties(event)
    logical_id = f"{node.name}{name}"
    properties = empty_like(written, at)
    names = {"Schedule": "ScheduleExpression", "Pattern": "EventPattern", "RuleName": "Name"}
    target: dict[str, object] = {"Id": f"{logical_id}LambdaTarget", "Arn": {"Fn::GetAtt": [node.name, "Arn"]}}
    for key, item, where in entries(written, at):
        if key in ("Input", "InputPath", "RetryPolicy", "InputTransformer", "DeadLetterConfig"):
            target[key] = item
        elif key == "Enabled":
            state: object = {"true": "ENABLED", "false": "DISABLED"}.get(str(item).lower(), item)
            put(properties, "State", state, where)
        elif key != "Target":
            put(properties, names.get(key, key), item, where)
    put(properties, "Targets", [target], at)
    generated.add(logical_id, "AWS::Events::Rule", properties, node, at)
    source: dict[str, object] = {"SourceArn": {"Fn::GetAtt": [logical_id, "Arn"]}}
    _permission(node, f"{logical_id}Permission", at, generated, "events.amazonaws.com", source)


def _schedule(node: Node, name: str, event: dict[str, object], at: Location, generated: Generated) -> None:
    written = _properties(event)
    logical_id = f"{node.name}{name}"
    target: dict[str, object] = {"Arn": {"Fn::GetAtt": [node.name, "Arn"]}}
    properties = empty_like(written, at)
    for key, item, where in entries(written, at):
        if key in ("Input", "RetryPolicy", "DeadLetterConfig"):
            target[key] = item
        elif key == "RoleArn":
            target["RoleArn"] = item
        elif key not in ("PermissionsBoundary", "OmitName"):
            put(properties, key, item, where)
    if "RoleArn" not in written:
        target["RoleArn"] = {"Fn::GetAtt": [f"{logical_id}Role", "Arn"]}
        _schedule_role(node, logical_id, at, generated)
    if "Name" not in written and written.get("OmitName") is not True:
        put(properties, "Name", logical_id, at)
    if "FlexibleTimeWindow" not in written:
        put(properties, "FlexibleTimeWindow", {"Mode": "OFF"}, at)
    put(properties, "Target", target, at)
    generated.add(logical_id, "AWS::Scheduler::Schedule", properties, node, at)


def _schedule_role(node: Node, logical_id: str, at: Location, generated: Generated) -> None:
    allowed = {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": {"Fn::GetAtt": [node.name, "Arn"]}}
    document = {"Version": "2012-10-17", "Statement": [allowed]}
    trusted = {"Effect": "Allow", "Action": ["sts:AssumeRole"], "Principal": {"Service": ["scheduler.amazonaws.com"]}}
    properties: dict[str, object] = {
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trusted]},
        "Policies": [{"PolicyName": f"{logical_id}LambdaPolicy", "PolicyDocument": document}],
    }
    generated.add(f"{logical_id}Role", "AWS::IAM::Role", properties, node, at)


def _sns(node: Node, name: str, event: dict[str, object], at: Location, generated: Generated) -> None:
    written = _properties(event)
    logical_id = f"{node.name}{name}"
    topic = written.get("Topic")
    if written.get("SqsSubscription") not in (None, False):
        generated.open(f"the queue between the topic and {node.name} is not expanded here", at)
        return
    properties = empty_like(written, at)
    for key, item, where in entries(written, at):
        if key not in ("Topic", "SqsSubscription"):
            put(properties, key, item, where)
    put(properties, "TopicArn", topic, place(written, "Topic", at))
    put(properties, "Protocol", "lambda", at)
    put(properties, "Endpoint", {"Fn::GetAtt": [node.name, "Arn"]}, at)
    generated.add(logical_id, "AWS::SNS::Subscription", properties, node, at)
    _permission(node, f"{logical_id}Permission", at, generated, "sns.amazonaws.com", {"SourceArn": topic})


def _s3(node: Node, name: str, event: dict[str, object], at: Location, generated: Generated) -> None:
    account: dict[str, object] = {"SourceAccount": {"Ref": "AWS::AccountId"}}
    permission = f"{node.name}{name}Permission"
    _permission(node, permission, at, generated, "s3.amazonaws.com", account)
    written = _properties(event)
    bucket = written.get("Bucket")
    target = bucket.get("Ref") if isinstance(bucket, dict) else None
    if not isinstance(target, str):
        generated.open(f"the bucket that {node.name} listens to is not in the template", at)
        return
    generated.awaited.setdefault(target, []).append(permission)
    kinds = written.get("Events")
    for kind in kinds if isinstance(kinds, list) else [kinds]:
        configuration: dict[str, object] = {"Event": kind, "Function": {"Fn::GetAtt": [node.name, "Arn"]}}
        if "Filter" in written:
            configuration["Filter"] = written["Filter"]
        generated.notifications.setdefault(target, []).append(configuration)


def _logs(node: Node, name: str, event: dict[str, object], at: Location, generated: Generated) -> None:
    written = _properties(event)
    logical_id = f"{node.name}{name}"
    group = written.get("LogGroupName")
    arn = {
        "Fn::Sub": [
            "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${__LogGroupName__}:*",
            {"__LogGroupName__": group},
        ]
    }
    _permission(node, f"{logical_id}Permission", at, generated, "logs.amazonaws.com", {"SourceArn": arn})
    properties = empty_like(written, at)
    for key, item, where in entries(written, at):
        put(properties, key, item, where)
    put(properties, "DestinationArn", {"Fn::GetAtt": [node.name, "Arn"]}, at)
    generated.add(logical_id, "AWS::Logs::SubscriptionFilter", properties, node, at)


def _api(node: Node, name: str, event: dict[str, object], at: Location, generated: Generated) -> None:
    written = _properties(event)
    target = written.get("RestApiId")
    api: object = target if target is not None else {"Ref": "ServerlessRestApi"}
    if target is None:
        generated.implicit.setdefault("ServerlessRestApi", at)
    source = _execute_arn(api, f"*/{str(written.get('Method', '*')).upper()}{written.get('Path', '/*')}")
    stage = "Prod" if target is None else "Stage"
    logical_id = f"{node.name}{name}Permission{stage}"
    _permission(node, logical_id, at, generated, "apigateway.amazonaws.com", {"SourceArn": source})


def _http_api(node: Node, name: str, event: dict[str, object], at: Location, generated: Generated) -> None:
    written = _properties(event)
    target = written.get("ApiId")
    api: object = target if target is not None else {"Ref": "ServerlessHttpApi"}
    if target is None:
        generated.implicit.setdefault("ServerlessHttpApi", at)
    source = _execute_arn(api, f"*{written.get('Path', '')}")
    logical_id = f"{node.name}{name}Permission"
    _permission(node, logical_id, at, generated, "apigateway.amazonaws.com", {"SourceArn": source})


def _execute_arn(api: object, path: str) -> dict[str, object]:
    # Braces in a path (`/items/{id}`) stand for any text.
    shown = "".join("*" if step.startswith("{") else step for step in _steps(path))
    prefix = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/"
    return {"Fn::Sub": [prefix + shown, {"__ApiId__": api}]}


def _steps(path: str) -> list[str]:
    found = [""]
    for letter in path:
        if letter == "{":
            found.append(letter)
        elif letter == "}" and found[-1].startswith("{"):
            found.append("")
        else:
            found[-1] += letter
    return found


EVENTS: dict[str, Maker] = {
    "Api": _api,
    "CloudWatchEvent": _rule,
    "CloudWatchLogs": _logs,
    "DynamoDB": _mapping,
    "EventBridgeRule": _rule,
    "HttpApi": _http_api,
    "Kinesis": _mapping,
    "MSK": _mapping,
    "S3": _s3,
    "SNS": _sns,
    "SQS": _mapping,
    "Schedule": _rule,
    "ScheduleV2": _schedule,
}
