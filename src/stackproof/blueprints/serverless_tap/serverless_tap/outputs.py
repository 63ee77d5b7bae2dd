"""Outputs: every name, ARN and URL that operators, the tools and the integration tests need."""

from __future__ import annotations

import pulumi

from serverless_tap.root import ServerlessTap


def outputs_of(tap: ServerlessTap) -> dict[str, pulumi.Input[str]]:
    """The outputs of a deployment by their names."""
    outputs: dict[str, pulumi.Input[str]] = {
        "region": tap.settings.region,
        "apiUrl": tap.api.stage.invoke_url,
        "apiId": tap.api.api.id,
        "apiArn": tap.api.api.arn,
        # What policies of callers name; the ARN of the API itself is for those who manage it.
        "apiExecutionArn": pulumi.Output.concat(tap.api.api.execution_arn, "/*/*"),
        "accessLogGroupName": tap.api.access_log.name,
        "dataBucketName": tap.data.bucket.bucket,
        "dataBucketArn": tap.data.bucket.arn,
        "metadataTableName": tap.metadata.table.name,
        "metadataTableArn": tap.metadata.table.arn,
        "deadLetterQueueUrl": tap.dead_letters.queue.url,
        "deadLetterQueueArn": tap.dead_letters.queue.arn,
        "keyArn": tap.encryption.key.arn,
        "keyAlias": tap.encryption.alias.name,
        "alarmTopicArn": tap.alarm_topic.topic.arn,
    }
    for prefix, function in (("apiHandler", tap.api_handler), ("processor", tap.processor)):
        outputs[f"{prefix}Name"] = function.function.name
        outputs[f"{prefix}Arn"] = function.function.arn
        outputs[f"{prefix}RoleArn"] = function.role.arn
        outputs[f"{prefix}LogGroupName"] = function.log_group.name
    for purpose in tap.alarms.alarms:
        words = purpose.split("-")
        outputs[words[0] + "".join(word.capitalize() for word in words[1:]) + "AlarmName"] = tap.names.alarm(purpose)
    return outputs
