"""The component as a whole: whose children resources are, what waits for what, and what is put out."""

from __future__ import annotations

from tests.unit.conftest import ACCOUNT, Deployment

ROOT = "serverless-tap:index:ServerlessTap"


def chain(deployment: Deployment, urn: str) -> list[str]:
    """The types of everything above a resource."""
    by_urn = {one.urn: one for one in deployment.resources}
    found = []
    while urn in by_urn:
        found.append(by_urn[urn].type)
        urn = by_urn[urn].parent
    return found[1:]


def test_everything_is_a_child_of_the_component(any_configuration: Deployment) -> None:
    """Each resource has a component of its own concern between it and the root."""
    assert any_configuration.one("ServerlessTap", "tap").type == ROOT
    for one in any_configuration.resources:
        if one.type.startswith("aws:"):
            above = chain(any_configuration, one.urn)
            assert above[-1] == ROOT, one
            assert above[-2].startswith("serverless-tap:index:"), one
        elif one.type.startswith("serverless-tap:") and one.type != ROOT:
            assert chain(any_configuration, one.urn) == [ROOT]


def test_no_urn_is_given_twice(any_configuration: Deployment) -> None:
    """Pulumi refuses two resources of one type and name."""
    urns = [one.urn for one in any_configuration.resources]
    assert len(urns) == len(set(urns))


def test_a_function_waits_for_its_log_group_and_its_permissions(default: Deployment) -> None:
    """Lambda would make the log group itself, and tries the role's permission for dead letters."""
    for purpose in ("api-handler", "processor"):
        function = default.one("Function", purpose)
        assert default.one("LogGroup", purpose).urn in function.dependencies
        assert default.one("RolePolicy", purpose).urn in function.dependencies


def test_the_notification_waits_for_the_permission(default: Deployment) -> None:
    """S3 tries to call the function when it gets the notification."""
    notification = default.one("BucketNotification", "objects")
    assert default.one("Permission", "objects").urn in notification.dependencies


def test_the_stage_waits_for_its_routes_and_for_the_permission(default: Deployment) -> None:
    """Nobody gets an answer of a half-made API."""
    stage = default.one("Stage", "api")
    assert {one.urn for one in default.of("Route")} < stage.dependencies
    assert default.one("Permission", "api").urn in stage.dependencies


def test_changes_of_the_bucket_that_need_each_other_come_one_after_the_other(default: Deployment) -> None:
    """The policy after the public access block, the lifecycle after versioning."""
    policy, lifecycle = default.one("BucketPolicy", "data"), default.one("BucketLifecycleConfiguration", "data")
    assert default.one("BucketPublicAccessBlock", "data").urn in policy.dependencies
    assert default.one("BucketVersioning", "data").urn in lifecycle.dependencies


def test_outputs_name_what_operators_need(default: Deployment) -> None:
    """Every one of them, with its value."""
    outputs = default.outputs
    assert outputs["apiUrl"] == "https://abc.execute-api.us-east-1.amazonaws.com/"
    assert outputs["region"] == "us-east-1"
    assert outputs["dataBucketName"] == "bucket-tap-data-unit"
    assert outputs["metadataTableName"] == "table-tap-metadata-unit"
    assert outputs["deadLetterQueueUrl"].endswith("/queue-tap-dead-letters-unit")
    assert outputs["keyAlias"] == "alias/key-tap-unit"
    assert outputs["apiHandlerName"] == "function-tap-api-handler-unit"
    assert outputs["processorLogGroupName"] == "log-tap-processor-unit"
    assert outputs["processorRoleArn"].endswith(":role-tap-processor-unit")
    assert outputs["accessLogGroupName"] == "/aws/vendedlogs/log-tap-api-access-unit"
    alarms = {name: value for name, value in outputs.items() if name.endswith("AlarmName")}
    assert set(alarms.values()) == {one.inputs["name"] for one in default.of("MetricAlarm")}
    assert alarms["apiHandlerErrorsAlarmName"] == "alarm-tap-api-handler-errors-unit"
    assert outputs["apiExecutionArn"] == f"arn:aws:execute-api:us-east-1:{ACCOUNT}:abc/*/*"
    assert len(outputs) == 15 + 2 * 4 + 8


def test_data_is_protected_in_production_alone(default: Deployment, production: Deployment) -> None:
    """By Pulumi, by DynamoDB, by what the bucket holds; and the key's deletion takes its time."""
    for deployment, protected in ((default, False), (production, True)):
        bucket, table = deployment.one("Bucket", "data"), deployment.one("Table", "metadata")
        assert (bucket.protected, table.protected) == (protected, protected)
        assert bucket.inputs["forceDestroy"] is not protected
        assert table.inputs["deletionProtectionEnabled"] is protected
        assert deployment.one("Key", "key").inputs["deletionWindowInDays"] == (30 if protected else 7)
        # What belongs to the bucket is protected with it.
        others = [one for one in deployment.resources if one.protected and one not in (bucket, table)]
        assert {one.parent for one in others} == ({bucket.urn} if protected else set())
