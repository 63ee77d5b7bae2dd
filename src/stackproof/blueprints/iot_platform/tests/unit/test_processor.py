"""The service, its roles and how it scales."""

from __future__ import annotations

from typing import Any

from tests.unit.conftest import Synthesis, settings_with, statements, synthesise, text


def container(synthesis: Synthesis) -> dict[str, Any]:
    """The one container of the task."""
    (found,) = synthesis.one("AWS::ECS::TaskDefinition")["ContainerDefinitions"]
    assert isinstance(found, dict)
    return found


def test_the_cluster_has_container_insights_whose_log_group_is_there_before_it(default: Synthesis) -> None:
    """ECS would make the group without retention and key."""
    (cluster,) = default.template.find_resources("AWS::ECS::Cluster").values()
    assert cluster["Properties"]["ClusterSettings"] == [{"Name": "containerInsights", "Value": "enabled"}]
    (insights,) = (
        name
        for name, one in default.of_type("AWS::Logs::LogGroup").items()
        if one["LogGroupName"] == "/aws/ecs/containerinsights/cluster-iot-unit/performance"
    )
    assert cluster["DependsOn"] == [insights]


def test_the_service_runs_on_fargate_in_private_subnets(default: Synthesis) -> None:
    """A deployment that fails is rolled back; what it connects to is there before it."""
    (service,) = default.template.find_resources("AWS::ECS::Service").values()
    given = service["Properties"]
    network = given["NetworkConfiguration"]["AwsvpcConfiguration"]
    assert (given["LaunchType"], network["AssignPublicIp"]) == ("FARGATE", "DISABLED")
    assert ["privateSubnet" in text(one) for one in network["Subnets"]] == [True, True]
    assert [text(one).startswith("${SecurityGroupsProcessor") for one in network["SecurityGroups"]] == [True]
    assert given["DeploymentConfiguration"]["DeploymentCircuitBreaker"] == {"Enable": True, "Rollback": True}
    assert "DesiredCount" not in given
    assert {name[:13] for name in service["DependsOn"]} >= {"CacheGroup065", "DatabaseClust"}


def test_the_container_is_told_where_everything_is(default: Synthesis) -> None:
    """Exactly what its code reads."""
    environment = {one["Name"]: text(one["Value"]) for one in container(default)["Environment"]}
    assert set(environment) == {
        "STREAM_NAME",
        "DATABASE_HOST",
        "DATABASE_PORT",
        "DATABASE_NAME",
        "DATABASE_SECRET_ID",
        "CACHE_HOST",
        "CACHE_PORT",
        "CACHE_NAME",
        "CACHE_USER",
        "HEALTH_PORT",
        "LOG_LEVEL",
        "METRIC_NAMESPACE",
    }
    assert environment["STREAM_NAME"].startswith("${Stream")
    assert environment["DATABASE_HOST"].endswith(".Endpoint.Address}")
    assert environment["CACHE_HOST"].endswith(".PrimaryEndPoint.Address}")
    assert (environment["CACHE_NAME"], environment["CACHE_USER"]) == ("cache-iot-unit", "user-iot-unit")
    assert environment["METRIC_NAMESPACE"] == "IotPlatform/unit"


def test_the_container_is_watched_and_writes_nothing_but_its_log(default: Synthesis) -> None:
    """Its health is asked for inside: no port is open."""
    given = container(default)
    assert given["HealthCheck"]["Command"] == ["CMD", "python", "-m", "processor.health"]
    assert given["ReadonlyRootFilesystem"] is True
    assert "PortMappings" not in given
    assert given["StopTimeout"] == 60
    assert "ProcessorLogs" in text(given["LogConfiguration"]["Options"]["awslogs-group"])


def test_the_number_of_tasks_follows_their_use_of_the_cpu(default: Synthesis) -> None:
    """From two to four, at 60 %."""
    target = default.one("AWS::ApplicationAutoScaling::ScalableTarget")
    assert (target["MinCapacity"], target["MaxCapacity"]) == (2, 4)
    policy = default.one("AWS::ApplicationAutoScaling::ScalingPolicy")["TargetTrackingScalingPolicyConfiguration"]
    assert policy["TargetValue"] == 60
    assert policy["PredefinedMetricSpecification"] == {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}


def test_sizes_are_settings() -> None:
    """They reach the task and the scaling."""
    other = synthesise(
        settings_with(
            PROCESSOR_CPU="1024", PROCESSOR_MEMORY_MIB="2048", PROCESSOR_TASKS_MIN="3", PROCESSOR_TASKS_MAX="9"
        )
    )
    task = other.one("AWS::ECS::TaskDefinition")
    assert (task["Cpu"], task["Memory"]) == ("1024", "2048")
    target = other.one("AWS::ApplicationAutoScaling::ScalableTarget")
    assert (target["MinCapacity"], target["MaxCapacity"]) == (3, 9)


def test_the_code_may_do_what_it_calls_and_nothing_else(default: Synthesis) -> None:
    """Each action on the one resource that it is for."""
    policy = default.one("AWS::IAM::Role", "ProcessorTaskRole")["Policies"][0]["PolicyDocument"]
    found = statements(policy)
    assert {sid: one["Action"] for sid, one in found.items()} == {
        "ReadStream": ["kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards"],
        "DecryptReadings": "kms:Decrypt",
        "ReadCredentials": "secretsmanager:GetSecretValue",
        "ConnectToCache": "elasticache:Connect",
    }
    assert text(found["ReadStream"]["Resource"]).startswith("${Stream")
    assert text(found["ReadCredentials"]["Resource"]) == (
        "arn:aws:secretsmanager:ap-southeast-1:${AWS::AccountId}:secret:iot-db-credentials-unit-??????"
    )
    assert [text(one).rsplit(":", 2)[1:] for one in found["ConnectToCache"]["Resource"]] == [
        ["replicationgroup", "cache-iot-unit"],
        ["user", "user-iot-unit"],
    ]
    assert found["DecryptReadings"]["Condition"] == {
        "StringEquals": {"kms:ViaService": "kinesis.ap-southeast-1.amazonaws.com"}
    }


def test_starting_and_running_are_roles_apart(default: Synthesis) -> None:
    """Both are for tasks of this account alone; one pulls and logs, the other does the work."""
    task = default.one("AWS::ECS::TaskDefinition")
    assert text(task["TaskRoleArn"]).startswith("${ProcessorTaskRole")
    assert text(task["ExecutionRoleArn"]).startswith("${ProcessorExecutionRole")
    for role in ("ProcessorTaskRole", "ProcessorExecutionRole"):
        (trust,) = default.one("AWS::IAM::Role", role)["AssumeRolePolicyDocument"]["Statement"]
        assert trust["Principal"] == {"Service": "ecs-tasks.amazonaws.com"}
        assert trust["Condition"]["StringEquals"] == {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
    (policy,) = default.of_type("AWS::IAM::Policy").values()
    actions = [one["Action"] for one in policy["PolicyDocument"]["Statement"]]
    assert actions == [
        ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
        "ecr:GetAuthorizationToken",
        ["logs:CreateLogStream", "logs:PutLogEvents"],
    ]
