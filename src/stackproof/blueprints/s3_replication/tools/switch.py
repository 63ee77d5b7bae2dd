"""Switching writers over to the replica bucket and back. The procedure is described in docs/failover.md."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from tools.deployment import Deployment, ToolError

THRESHOLD_MINUTES = 15
"""The threshold of Replication Time Control, the only one that S3 offers."""

CLOCK_MARGIN = timedelta(hours=1)
"""How much before the switch-over `switch_back` begins to look: the clocks of two services need not agree, writers move
one by one, and what came from the primary is told apart by its status."""


class ParameterStore(Protocol):
    """What is used of the boto3 client of Systems Manager."""

    def get_parameter(self, **request: Any) -> dict[str, Any]:
        """Read a parameter."""

    def put_parameter(self, **request: Any) -> dict[str, Any]:
        """Write a parameter."""

    def delete_parameter(self, **request: Any) -> dict[str, Any]:
        """Delete a parameter."""


class Paginator(Protocol):
    """What is used of a boto3 paginator."""

    def paginate(self, **request: Any) -> Iterator[dict[str, Any]]:
        """The pages of an answer."""


class ObjectStore(Protocol):
    """What is used of the boto3 client of S3."""

    def get_bucket_replication(self, **request: Any) -> dict[str, Any]:
        """Read the replication configuration of a bucket."""

    def put_bucket_replication(self, **request: Any) -> dict[str, Any]:
        """Set the replication configuration of a bucket."""

    def delete_bucket_replication(self, **request: Any) -> dict[str, Any]:
        """Remove the replication configuration of a bucket."""

    def head_object(self, **request: Any) -> dict[str, Any]:
        """Read the metadata of an object."""

    def get_paginator(self, operation: str) -> Paginator:
        """A paginator of an operation."""


@dataclass(frozen=True)
class Status:
    """Where writers write, and whether changes on the replica flow back.

    Attributes:
        active_bucket: the bucket that they write to.
        since: when they were switched over; None while they are not.
        returning: whether the replica replicates to the primary.
    """

    active_bucket: str
    since: datetime | None
    returning: bool


@dataclass(frozen=True)
class Outstanding:
    """Object versions of the replica that have not reached the primary.

    Attributes:
        pending: replication has not finished.
        failed: replication was given up.
        unseen: written before the return rule was set, so that no replication was started.
    """

    pending: tuple[str, ...]
    failed: tuple[str, ...]
    unseen: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.pending or self.failed or self.unseen)


class Switch:
    """Moves writers between the buckets by making and deleting the switch's parameter.

    No template knows of that parameter, so that no deployment moves writers, and nothing but a switch-over sets the
    time at which it was written. Only clients of the replica's region are needed, so that everything up to the return
    works while the primary region is lost.
    """

    def __init__(self, deployment: Deployment, objects: ObjectStore, parameters: ParameterStore) -> None:
        """Take a deployment and clients of S3 and Systems Manager in the region of the replica."""
        self._deployment = deployment
        self._objects = objects
        self._parameters = parameters

    def status(self) -> Status:
        """Where the switch stands."""
        bucket, since = self._switched_to()
        return Status(
            active_bucket=bucket or self._deployment.primary.bucket, since=since, returning=self._is_returning()
        )

    def switch_over(self) -> str | None:
        """Let writers use the replica.

        Replication back to the primary is set first, so that nothing written to the replica is missed. When S3 refuses
        that, as it does while the primary cannot be reached, writers are moved all the same.

        Returns:
            None, or why changes on the replica do not flow back yet.
        """
        problem = None
        try:
            self.enable_return()
        except (BotoCoreError, ClientError) as error:
            problem = str(error)
        # A second switch-over must not move the moment since when `outstanding` looks at what was written.
        if self._switched_to()[0] != self._deployment.replica.bucket:
            self._parameters.put_parameter(
                Name=self._deployment.switch_parameter,
                Description="Bucket that writers are switched over to; made and deleted by tools/failover.py",
                Value=self._deployment.replica.bucket,
                Type="String",
                Overwrite=True,
            )
        return problem

    def enable_return(self) -> None:
        """Have the replica replicated to the primary; doing it twice is doing it once."""
        primary, replica = self._deployment.primary, self._deployment.replica
        enabled = {"Status": "Enabled"}
        threshold = {"Minutes": THRESHOLD_MINUTES}
        self._objects.put_bucket_replication(
            Bucket=replica.bucket,
            ReplicationConfiguration={
                "Role": replica.replicating_role_arn,
                "Rules": [
                    {
                        "ID": self._deployment.rule_id,
                        "Priority": 1,
                        "Status": "Enabled",
                        "Filter": {"Prefix": ""},
                        "DeleteMarkerReplication": enabled,
                        "SourceSelectionCriteria": {"SseKmsEncryptedObjects": enabled, "ReplicaModifications": enabled},
                        "Destination": {
                            "Bucket": primary.bucket_arn,
                            "EncryptionConfiguration": {"ReplicaKmsKeyID": primary.key_arn},
                            "ReplicationTime": {**enabled, "Time": threshold},
                            "Metrics": {**enabled, "EventThreshold": threshold},
                        },
                    }
                ],
            },
        )

    def switch_back(self) -> None:
        """Let writers use the primary again, once everything has reached it.

        Raises:
            ToolError: writers use the primary already, changes do not flow back, or some have not arrived.
        """
        status = self.status()
        if status.since is None:
            raise ToolError("writers use the primary bucket already")
        if not status.returning:
            raise ToolError("changes on the replica do not flow back; run enable-return, then backfill replica")
        outstanding = self.outstanding(status.since - CLOCK_MARGIN)
        if outstanding:
            raise ToolError(
                f"not everything has reached the primary: {len(outstanding.pending)} pending (wait), "
                f"{len(outstanding.failed)} failed and {len(outstanding.unseen)} never started (run backfill replica)"
            )
        self._parameters.delete_parameter(Name=self._deployment.switch_parameter)
        self._objects.delete_bucket_replication(Bucket=self._deployment.replica.bucket)

    def outstanding(self, since: datetime) -> Outstanding:
        """What was written to the replica bucket since then and has not reached the primary.

        Delete markers carry no status that could be asked for; they are replicated by the same rule.
        """
        found: dict[str, list[str]] = {"PENDING": [], "FAILED": [], "NONE": []}
        for key, version in self._versions(since):
            answer = self._objects.head_object(Bucket=self._deployment.replica.bucket, Key=key, VersionId=version)
            # REPLICA came from the primary, COMPLETED has arrived there.
            status = answer.get("ReplicationStatus", "NONE")
            if status in found:
                found[status].append(f"{key}?versionId={version}")
        return Outstanding(pending=tuple(found["PENDING"]), failed=tuple(found["FAILED"]), unseen=tuple(found["NONE"]))

    def _versions(self, since: datetime) -> Iterator[tuple[str, str]]:
        """Key and version id of every object version of the replica bucket written since then."""
        pages = self._objects.get_paginator("list_object_versions").paginate(Bucket=self._deployment.replica.bucket)
        for page in pages:
            for version in page.get("Versions", []):
                if version["LastModified"] >= since:
                    yield version["Key"], version["VersionId"]

    def _is_returning(self) -> bool:
        """Whether the replica bucket replicates to the primary."""
        try:
            answer = self._objects.get_bucket_replication(Bucket=self._deployment.replica.bucket)
        except ClientError as error:
            if error.response["Error"]["Code"] == "ReplicationConfigurationNotFoundError":
                return False
            raise
        return any(
            rule["Status"] == "Enabled" and rule["Destination"]["Bucket"] == self._deployment.primary.bucket_arn
            for rule in answer["ReplicationConfiguration"]["Rules"]
        )

    def _switched_to(self) -> tuple[str, datetime] | tuple[None, None]:
        """The bucket that writers are switched over to and since when, if they are."""
        try:
            parameter = self._parameters.get_parameter(Name=self._deployment.switch_parameter)["Parameter"]
        except ClientError as error:
            if error.response["Error"]["Code"] == "ParameterNotFound":
                return None, None
            raise
        return parameter["Value"], parameter["LastModifiedDate"]
