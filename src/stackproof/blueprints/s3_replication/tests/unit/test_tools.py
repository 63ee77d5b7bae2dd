"""Switching over and back, Batch Replication, and their command line."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from tests.unit.fakes import NOW, FakeJobs, FakeObjects, FakeParameters, refusal
from tools import failover
from tools.backfill import POLL_SECONDS, Backfill
from tools.deployment import Deployment, ToolError
from tools.switch import Outstanding, Status, Switch

OUTPUTS = {
    "PrimaryBucketName": "primary",
    "PrimaryRegion": "us-east-1",
    "PrimaryKeyArn": "arn:aws:kms:us-east-1:123456789012:key/1",
    "ReplicationRoleArn": "arn:aws:iam::123456789012:role/replication",
    "ReplicaBucketName": "replica",
    "ReplicaRegion": "us-west-2",
    "ReplicaKeyArn": "arn:aws:kms:us-west-2:123456789012:alias/replica",
    "FailbackRoleArn": "arn:aws:iam::123456789012:role/failback",
    "BatchRoleArn": "arn:aws:iam::123456789012:role/batch",
    "ReplicationRuleId": "rule",
    "SwitchParameterName": "switch",
}
COMPLETE = {"Status": "Complete", "ProgressSummary": {"NumberOfTasksSucceeded": 3, "NumberOfTasksFailed": 0}}


class World:
    """A deployment and everything that the tools talk to."""

    def __init__(self, folder: Path) -> None:
        """Start with writers on the primary and nothing in the replica."""
        self.deployment = Deployment.of(OUTPUTS)
        self.outputs = folder / "outputs.json"
        self.outputs.write_text(json.dumps({"other": {}, "stack": OUTPUTS}), encoding="utf-8")
        self.parameters = FakeParameters("switch")
        self.objects = FakeObjects("replica")
        self.jobs = FakeJobs(COMPLETE)
        self.said: list[str] = []
        self.clients: list[tuple[str, str]] = []
        self.switch = Switch(self.deployment, self.objects, self.parameters)

    def client(self, service: str, region: str) -> Any:
        """The fake of a service."""
        self.clients.append((service, region))
        return {"s3": self.objects, "ssm": self.parameters, "s3control": self.jobs}[service]

    def run(self, *arguments: str) -> int:
        """Run a command."""
        return failover.main(["--outputs", str(self.outputs), *arguments], self.client, self.said.append)


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A fresh world."""
    return World(tmp_path)


def test_switching_over_moves_writers_and_turns_the_replication_round(world: World) -> None:
    """Writers use the replica, which replicates to the primary with the failback role and the primary's key."""
    assert world.switch.switch_over() is None
    assert world.parameters.value == "replica"
    assert world.objects.replication is not None
    (rule,) = world.objects.replication["Rules"]
    assert world.objects.replication["Role"] == "arn:aws:iam::123456789012:role/failback"
    assert rule["Destination"]["Bucket"] == "arn:aws:s3:::primary"
    assert rule["Destination"]["EncryptionConfiguration"] == {"ReplicaKmsKeyID": OUTPUTS["PrimaryKeyArn"]}
    assert rule["Destination"]["ReplicationTime"] == {"Status": "Enabled", "Time": {"Minutes": 15}}
    assert rule["DeleteMarkerReplication"] == {"Status": "Enabled"}


def test_switching_over_twice_does_not_forget_since_when(world: World) -> None:
    """Otherwise what was written in between would not be looked at before switching back."""
    world.parameters.value = "replica"
    since = world.parameters.written
    world.switch.switch_over()
    assert world.switch.status().since == since
    assert world.switch.status().returning


@pytest.mark.parametrize(
    "failure",
    [refusal("InvalidRequest", "PutBucketReplication"), EndpointConnectionError(endpoint_url="https://s3")],
)
def test_writers_are_moved_although_the_primary_cannot_be_reached(world: World, failure: Exception) -> None:
    """The way back is set later; until then nothing depends on the primary."""
    world.objects.failure = failure
    assert world.switch.switch_over() == str(failure)
    assert world.parameters.value == "replica"


def test_the_status_tells_where_writers_are_and_whether_changes_flow_back(world: World) -> None:
    """Before and after."""
    before = world.switch.status()
    world.switch.switch_over()
    after = world.switch.status()
    assert before == Status(active_bucket="primary", since=None, returning=False)
    assert after == Status(active_bucket="replica", since=NOW, returning=True)


def test_whether_writers_are_switched_over_is_not_guessed(world: World) -> None:
    """A parameter that cannot be read is not one that is not there."""
    world.parameters.failure = refusal("AccessDeniedException", "GetParameter")
    with pytest.raises(ClientError, match="AccessDeniedException"):
        world.switch.status()


def test_replication_elsewhere_is_no_return(world: World) -> None:
    """A rule to some other bucket does not bring anything back."""
    world.switch.enable_return()
    assert world.objects.replication is not None
    world.objects.replication["Rules"][0]["Destination"]["Bucket"] = "arn:aws:s3:::elsewhere"
    assert not world.switch.status().returning


def test_an_unexpected_refusal_is_not_taken_for_no_replication(world: World) -> None:
    """Without permission nothing is known."""
    world.objects.failure = refusal("AccessDenied", "GetBucketReplication")
    with pytest.raises(ClientError, match="AccessDenied"):
        world.switch.status()


def test_what_has_not_reached_the_primary_is_found(world: World) -> None:
    """Of the versions written since the switch-over; those before it came from the primary."""
    world.objects.versions = [
        ("before", NOW - timedelta(days=1), None),
        ("from-primary", NOW, "REPLICA"),
        ("arrived", NOW, "COMPLETED"),
        ("pending", NOW, "PENDING"),
        ("failed", NOW, "FAILED"),
        ("unseen", NOW, None),
    ]
    assert world.switch.outstanding(NOW) == Outstanding(
        pending=("pending?versionId=v1",), failed=("failed?versionId=v1",), unseen=("unseen?versionId=v1",)
    )


def test_switching_back_restores_the_deployed_state(world: World) -> None:
    """Writers are on the primary, and the replica replicates nowhere, as the template says."""
    world.switch.switch_over()
    world.objects.versions = [("arrived", NOW, "COMPLETED")]
    world.switch.switch_back()
    assert world.parameters.value is None
    assert world.switch.status() == Status(active_bucket="primary", since=None, returning=False)
    assert world.objects.replication is None


@pytest.mark.parametrize(
    ("status", "told"), [("PENDING", "1 pending"), ("FAILED", "1 failed"), (None, "1 never started")]
)
def test_switching_back_is_refused_while_something_is_missing_there(
    world: World, status: str | None, told: str
) -> None:
    """Readers of the primary would miss it."""
    world.switch.switch_over()
    world.objects.versions = [("late", NOW, status)]
    with pytest.raises(ToolError, match=told):
        world.switch.switch_back()
    assert world.parameters.value == "replica"
    assert world.objects.replication is not None


def test_what_was_written_shortly_before_the_switch_over_is_looked_at_too(world: World) -> None:
    """Clocks differ, and a writer may have moved before the parameter says so."""
    world.switch.switch_over()
    world.objects.versions = [("early", NOW - timedelta(minutes=10), None)]
    with pytest.raises(ToolError, match="1 never started"):
        world.switch.switch_back()


def test_switching_back_is_refused_when_there_is_nothing_to_go_back_from(world: World) -> None:
    """Writers are on the primary already."""
    with pytest.raises(ToolError, match="already"):
        world.switch.switch_back()


def test_switching_back_is_refused_while_nothing_flows_back(world: World) -> None:
    """As after a switch-over with the primary lost."""
    world.parameters.value = "replica"
    with pytest.raises(ToolError, match="run enable-return"):
        world.switch.switch_back()


def test_a_backfill_replicates_what_the_rule_has_not(world: World) -> None:
    """Objects without a status and those that failed, without a report, which the bucket's policy would deny."""
    backfill = Backfill(world.deployment, world.deployment.primary, world.jobs, lambda _: None)
    assert backfill.start("token") == "job-1"
    (request,) = world.jobs.requests
    assert request["Operation"] == {"S3ReplicateObject": {}}
    assert request["RoleArn"] == OUTPUTS["BatchRoleArn"]
    generator = request["ManifestGenerator"]["S3JobManifestGenerator"]
    assert generator["SourceBucket"] == "arn:aws:s3:::primary"
    assert generator["Filter"] == {"EligibleForReplication": True, "ObjectReplicationStatuses": ["NONE", "FAILED"]}
    assert request["Report"] == {"Enabled": False}


def test_a_backfill_is_waited_for(world: World) -> None:
    """The job is asked for until it is complete."""
    slept: list[float] = []
    jobs = FakeJobs({"Status": "Preparing"}, {"Status": "Active"}, COMPLETE)
    assert Backfill(world.deployment, world.deployment.primary, jobs, slept.append).wait("job-1", 3600) == 3
    assert slept == [POLL_SECONDS, POLL_SECONDS]


NOTHING_FOUND = {
    "FailureCode": "ManifestGenerationFailed",
    "FailureReason": "Manifest generation found no keys matching the filter criteria.",
}


def test_a_backfill_of_nothing_is_no_error(world: World) -> None:
    """S3 fails a job without objects; after a switch-over in which nothing was missed there are none."""
    jobs = FakeJobs({"Status": "Failed", "FailureReasons": [NOTHING_FOUND]})
    assert Backfill(world.deployment, world.deployment.replica, jobs, lambda _: None).wait("job-1", 60) == 0


@pytest.mark.parametrize(
    ("description", "told"),
    [
        ({"Status": "Failed", "FailureReasons": [{"FailureReason": "no permission"}]}, "is Failed: no permission"),
        (
            {"Status": "Failed", "FailureReasons": [NOTHING_FOUND, {"FailureReason": "no permission"}]},
            "is Failed: Manifest generation .*; no permission",
        ),
        ({"Status": "Failed"}, "is Failed: no reason given"),
        ({"Status": "Cancelled"}, "is Cancelled: no reason given"),
        ({"Status": "Active"}, "is still Active after 60 s"),
        (
            {"Status": "Complete", "ProgressSummary": {"NumberOfTasksSucceeded": 2, "NumberOfTasksFailed": 1}},
            "could not replicate 1 objects of primary; their replication status is FAILED",
        ),
    ],
)
def test_a_backfill_that_does_not_do_its_work_is_an_error(world: World, description: dict[str, Any], told: str) -> None:
    """The message says what became of the job."""
    backfill = Backfill(world.deployment, world.deployment.primary, FakeJobs(description), lambda _: None)
    with pytest.raises(ToolError, match=told):
        backfill.wait("job-1", 60)


def test_the_commands_do_the_whole_procedure(world: World) -> None:
    """Over, status, backfill, back: all by clients of the replica's region but for a backfill of the primary."""
    assert world.run("backfill", "primary") == 0
    assert world.run("switch-over") == 0
    assert world.run("status") == 0
    assert world.run("enable-return") == 0
    assert world.run("backfill", "replica") == 0
    assert world.run("switch-back") == 0
    assert world.run("status") == 0
    assert world.said == [
        "job job-1 replicated 3 objects from primary",
        "writers use replica; changes flow back to primary",
        "writers use replica since 2026-01-02T03:04:05+00:00; changes on the replica flow back to the primary",
        "changes on replica flow back to primary",
        "job job-1 replicated 3 objects from replica",
        "writers use primary; changes on the replica no longer flow back",
        "writers use primary; changes on the replica do not flow back to the primary",
    ]
    assert set(world.clients) == {
        ("s3control", "us-east-1"),
        ("s3control", "us-west-2"),
        ("s3", "us-west-2"),
        ("ssm", "us-west-2"),
    }


def test_a_switch_over_without_the_primary_tells_what_is_left_to_do(world: World) -> None:
    """The command succeeds, since writers are served."""
    world.objects.failure = refusal("InvalidRequest", "PutBucketReplication")
    assert world.run("switch-over") == 0
    assert world.said[0].startswith("writers use replica; changes do not flow back yet (")
    assert world.said[0].endswith("run enable-return and backfill replica once the primary is reachable")


def test_a_refused_command_is_one_message_and_exit_code_1(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """On standard error."""
    assert world.run("switch-back") == 1
    assert capsys.readouterr().err == "error: writers use the primary bucket already\n"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "write it with cdk deploy --outputs-file"),
        ("{", "is not JSON"),
        ("[]", "has no stack with the output PrimaryBucketName"),
        ('{"stack": {"Other": "1"}, "text": "x"}', "has no stack with the output PrimaryBucketName"),
        ('{"stack": {"PrimaryBucketName": "primary"}}', "the outputs lack BatchRoleArn"),
    ],
)
def test_an_unusable_outputs_file_is_refused(
    world: World, content: str | None, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message says how to get a usable one, or what it lacks."""
    world.outputs.unlink()
    if content is not None:
        world.outputs.write_text(content, encoding="utf-8")
    assert world.run("status") == 1
    assert told in capsys.readouterr().err


def test_clients_give_up_soon() -> None:
    """They are used while a region may be down."""
    client = failover.boto3_client("ssm", "us-west-2")
    assert client.meta.region_name == "us-west-2"
    assert client.meta.config.connect_timeout == 5
    assert client.meta.config.retries["total_max_attempts"] == 3
