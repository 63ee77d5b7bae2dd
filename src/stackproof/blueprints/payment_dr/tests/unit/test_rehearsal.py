"""The rehearsal of a restore: what it asks of Aurora, when it gives up, and what it says."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tools.outputs import OutputsError, read_outputs
from tools.rehearse_restore import LONGEST_SECONDS, Clock, RehearsalError, main, rehearse

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


class Time:
    """A clock that moves when somebody waits."""

    def __init__(self) -> None:
        """Begin at noon."""
        self.now = NOW
        self.clock = Clock(lambda: self.now, self._sleep)

    def _sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Rds:
    """A database service with one cluster, whose restored copy goes through statuses."""

    def __init__(self, *statuses: str, earliest: datetime = NOW - timedelta(days=7)) -> None:
        """Take the statuses of the copy one after the other; the last one stays."""
        self.statuses = list(statuses)
        self.earliest = earliest
        self.restored: dict[str, Any] = {}
        self.deleted: list[dict[str, Any]] = []

    def describe_db_clusters(self, **asked: str) -> dict[str, Any]:
        """The cluster, or the copy."""
        if asked["DBClusterIdentifier"] == "cluster-a-rehearsal":
            status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
            return {"DBClusters": [{"Status": status}]}
        assert asked["DBClusterIdentifier"] == "cluster-a"
        cluster = {
            "EarliestRestorableTime": self.earliest,
            "DBSubnetGroup": "subnets-a",
            "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-1", "Status": "active"}],
            "KmsKeyId": "key-a",
        }
        return {"DBClusters": [cluster]}

    def restore_db_cluster_to_point_in_time(self, **asked: Any) -> None:
        """Note the restore."""
        self.restored = asked

    def delete_db_cluster(self, **asked: Any) -> None:
        """Note the deletion."""
        self.deleted.append(asked)


DELETED = [{"DBClusterIdentifier": "cluster-a-rehearsal", "SkipFinalSnapshot": True, "DeleteAutomatedBackups": True}]


def test_it_restores_beside_the_cluster_waits_and_deletes() -> None:
    rds, time = Rds("creating", "backing-up", "available"), Time()
    done = rehearse(rds, "cluster-a", time.clock)
    assert rds.restored == {
        "DBClusterIdentifier": "cluster-a-rehearsal",
        "SourceDBClusterIdentifier": "cluster-a",
        "RestoreToTime": NOW - timedelta(hours=72),
        "DBSubnetGroupName": "subnets-a",
        "VpcSecurityGroupIds": ["sg-1"],
        "KmsKeyId": "key-a",
        "DeletionProtection": False,
        "Tags": [{"Key": "Name", "Value": "cluster-a-rehearsal"}, {"Key": "ManagedBy", "Value": "rehearsal"}],
    }
    assert (done.cluster, done.restored_to, done.seconds) == ("cluster-a-rehearsal", NOW - timedelta(hours=72), 60.0)
    assert rds.deleted == DELETED


def test_a_young_cluster_is_restored_to_its_earliest_point() -> None:
    rds = Rds("available", earliest=NOW - timedelta(hours=5))
    assert rehearse(rds, "cluster-a", Time().clock).restored_to == NOW - timedelta(hours=5)


def test_a_restore_that_fails_is_told_and_deleted() -> None:
    rds = Rds("creating", "inaccessible-encryption-credentials")
    with pytest.raises(RehearsalError, match="cluster-a-rehearsal is inaccessible-encryption-credentials"):
        rehearse(rds, "cluster-a", Time().clock)
    assert rds.deleted == DELETED


def test_a_restore_that_takes_too_long_is_given_up_and_deleted() -> None:
    rds, time = Rds("creating"), Time()
    with pytest.raises(RehearsalError, match="still creating after 4 hours"):
        rehearse(rds, "cluster-a", time.clock)
    assert time.now == NOW + timedelta(seconds=LONGEST_SECONDS + 30)
    assert rds.deleted == DELETED


def outputs_file(folder: Path, content: object) -> Path:
    """A file with this content."""
    file = folder / "outputs.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return file


OUTPUTS = {"secondary_region": "us-west-2", "secondary_cluster_id": "cluster-a"}


def test_the_command_finds_the_cluster_by_the_outputs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rds, asked = Rds("available"), []

    def client(service: str, **given: str) -> Rds:
        asked.append((service, given))
        return rds

    file = outputs_file(tmp_path, {"stack-payment-test": OUTPUTS})
    assert main(["--outputs", str(file), "--side", "secondary", "--hours", "48"], client, Time().clock) == 0
    assert asked == [("rds", {"region_name": "us-west-2"})]
    assert rds.restored["RestoreToTime"] == NOW - timedelta(hours=48)
    assert capsys.readouterr().out == "cluster-a-rehearsal was restored to 2026-11-26 12:00:00 UTC in 0 seconds\n"


def test_what_cannot_be_done_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    refusal = {"Error": {"Code": "AccessDenied", "Message": "no"}}

    class Refusing(Rds):
        def restore_db_cluster_to_point_in_time(self, **_: Any) -> None:
            raise ClientError(refusal, "RestoreDBClusterToPointInTime")  # type: ignore[arg-type]

    for outputs, rds, words in (
        (OUTPUTS, Rds("failed"), "error: cluster-a-rehearsal is failed"),
        (OUTPUTS, Refusing("creating"), "error: An error occurred (AccessDenied)"),
        ({}, Rds("available"), "has no output 'secondary_region'"),
        ("[", Rds("available"), "is no JSON"),
    ):
        file = outputs_file(tmp_path, outputs)
        made = rds
        assert main(["--outputs", str(file), "--side", "secondary"], lambda *_, **__: made, Time().clock) == 1  # noqa: B023
        said = capsys.readouterr().err
        assert words in said
        assert said.count("\n") == 1
    assert not rds.deleted


def test_outputs_are_read_as_both_tools_write_them(tmp_path: Path) -> None:
    terraform = {"api_url": {"value": "https://a", "type": "string", "sensitive": False}}
    assert read_outputs(outputs_file(tmp_path, terraform)) == {"api_url": "https://a"}
    assert read_outputs(outputs_file(tmp_path, {"stack": {"api_url": "https://a"}})) == {"api_url": "https://a"}
    assert read_outputs(outputs_file(tmp_path, {"api_url": "https://a"})) == {"api_url": "https://a"}


@pytest.mark.parametrize(("content", "words"), [("{", "is no JSON"), ([], "holds no outputs")])
def test_what_is_no_file_of_outputs_is_refused(content: object, words: str, tmp_path: Path) -> None:
    with pytest.raises(OutputsError, match=words):
        read_outputs(outputs_file(tmp_path, content))
    with pytest.raises(OutputsError, match="cannot be read"):
        read_outputs(tmp_path / "none.json")
