"""Where the database's credentials come from."""

from __future__ import annotations

import json

from tests.unit.conftest import Synthesis, text


def test_an_existing_secret_is_only_read(default: Synthesis) -> None:
    """The database gets references by its name; nothing is made, attached or rotated."""
    cluster = default.one("AWS::RDS::DBCluster")
    for field, property_ in (("username", "MasterUsername"), ("password", "MasterUserPassword")):
        assert cluster[property_] == (f"{{{{resolve:secretsmanager:iot-db-credentials-unit:SecretString:{field}::}}}}")
    assert not any(one["Type"].startswith("AWS::SecretsManager::") for _, one in default.resources())


def test_the_processor_is_told_the_name_of_the_secret(default: Synthesis) -> None:
    """And no value."""
    (container,) = default.one("AWS::ECS::TaskDefinition")["ContainerDefinitions"]
    environment = {one["Name"]: one["Value"] for one in container["Environment"]}
    assert environment["DATABASE_SECRET_ID"] == "iot-db-credentials-unit"
    assert "Secrets" not in container
    assert "resolve:" not in json.dumps(container)


def test_a_generated_secret_rotates(generated: Synthesis) -> None:
    """Every 30 days, by a function in the private subnets whose log group is there before it."""
    secret = generated.one("AWS::SecretsManager::Secret")
    assert secret["Name"] == "iot-db-credentials-unit"
    assert "KeysData" in text(secret["KmsKeyId"])
    assert json.loads(secret["GenerateSecretString"]["SecretStringTemplate"]) == {"username": "iot_admin"}
    (schedule,) = generated.template.find_resources("AWS::SecretsManager::RotationSchedule").values()
    given = schedule["Properties"]
    assert given["RotationRules"] == {"ScheduleExpression": "rate(30 days)"}
    hosted = given["HostedRotationLambda"]
    assert (hosted["RotationType"], hosted["RotationLambdaName"]) == (
        "PostgreSQLSingleUser",
        "function-iot-db-rotation-unit",
    )
    assert "privateSubnet" in text(hosted["VpcSubnetIds"])
    assert "SecurityGroupsRotation" in text(hosted["VpcSecurityGroupIds"])
    assert any("RotationLogs" in one for one in schedule["DependsOn"])
    assert "SecretAttachment" in text(given["SecretId"]) or "Attachment" in text(given["SecretId"])


def test_a_generated_secret_is_read_with_our_key(generated: Synthesis) -> None:
    """The processor may read that secret and decrypt it through Secrets Manager."""
    policy = generated.one("AWS::IAM::Role", "ProcessorTaskRole")["Policies"][0]["PolicyDocument"]["Statement"]
    found = {one["Sid"]: one for one in policy}
    assert text(found["ReadCredentials"]["Resource"]).startswith("${CredentialsSecret")
    assert "KeysData" in text(found["DecryptCredentials"]["Resource"])
    assert found["DecryptCredentials"]["Condition"] == {
        "StringEquals": {"kms:ViaService": "secretsmanager.eu-central-1.amazonaws.com"}
    }
    cluster = generated.one("AWS::RDS::DBCluster")
    assert "CredentialsSecret" in text(cluster["MasterUserPassword"])


def test_the_key_of_an_existing_secret_may_be_used_where_it_was_named(regulated: Synthesis, default: Synthesis) -> None:
    """Without one, the key is that of AWS, which needs no permission."""
    for synthesis, keys in ((regulated, 1), (default, 0)):
        policy = synthesis.one("AWS::IAM::Role", "ProcessorTaskRole")["Policies"][0]["PolicyDocument"]["Statement"]
        decrypts = [one["Resource"] for one in policy if one["Sid"] == "DecryptCredentials"]
        assert len(decrypts) == keys
        assert all(one.endswith("key/11111111-2222-3333-4444-555555555555") for one in decrypts)
