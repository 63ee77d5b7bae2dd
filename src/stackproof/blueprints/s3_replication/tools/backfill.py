"""Batch Replication: replicates objects that are older than the rule, or whose replication failed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from tools.deployment import Deployment, Site, ToolError

POLL_SECONDS = 30.0
"""A job lists the whole bucket first, so it takes minutes at least."""

_GOOD_END = "Complete"
_BAD_ENDS = ("Failed", "Cancelled")
_NOTHING_TO_DO = "found no keys matching the filter criteria"
"""What the reason says of a job that failed because its filter left no object; AWS gives it no code of its own."""


class BatchOperations(Protocol):
    """What is used of the boto3 client of S3 Control."""

    def create_job(self, **request: Any) -> dict[str, Any]:
        """Create a job."""

    def describe_job(self, **request: Any) -> dict[str, Any]:
        """Describe a job."""


class Backfill:
    """Batch Replication of one bucket to the other, by the rule that is set on it."""

    def __init__(
        self, deployment: Deployment, source: Site, jobs: BatchOperations, sleep: Callable[[float], None]
    ) -> None:
        """Take a deployment, the bucket to replicate from, a client in that bucket's region, and how to wait."""
        self._deployment = deployment
        self._source = source
        self._jobs = jobs
        self._sleep = sleep

    def start(self, token: str) -> str:
        """Start a job over all objects that no replication was started for, or whose replication failed.

        Args:
            token: identifies the request; a second request with the same token starts no second job.

        Returns:
            The id of the job.
        """
        answer = self._jobs.create_job(
            AccountId=self._deployment.account,
            ClientRequestToken=token,
            ConfirmationRequired=False,
            Description=f"Replicate what is missing from {self._source.bucket}",
            Operation={"S3ReplicateObject": {}},
            Priority=1,
            RoleArn=self._deployment.batch_role_arn,
            ManifestGenerator={
                "S3JobManifestGenerator": {
                    "ExpectedBucketOwner": self._deployment.account,
                    "SourceBucket": self._source.bucket_arn,
                    "EnableManifestOutput": False,
                    "Filter": {"EligibleForReplication": True, "ObjectReplicationStatuses": ["NONE", "FAILED"]},
                }
            },
            # A report would be encrypted with S3's own keys, which the policies of both buckets deny.
            Report={"Enabled": False},
        )
        return str(answer["JobId"])

    def wait(self, job: str, timeout_seconds: float) -> int:
        """Wait until a job is done.

        Returns:
            How many objects it replicated; none when there was nothing to replicate.

        Raises:
            ToolError: the job failed, did not end in time, or could not replicate every object.
        """
        waited = 0.0
        while True:
            description = self._jobs.describe_job(AccountId=self._deployment.account, JobId=job)["Job"]
            if description["Status"] == _GOOD_END:
                return self._result(job, description)
            if description["Status"] in _BAD_ENDS:
                reasons = [reason["FailureReason"] for reason in description.get("FailureReasons", [])]
                if reasons and all(_NOTHING_TO_DO in reason for reason in reasons):
                    return 0
                raise ToolError(f"job {job} is {description['Status']}: {'; '.join(reasons) or 'no reason given'}")
            if waited >= timeout_seconds:
                raise ToolError(f"job {job} is still {description['Status']} after {waited:.0f} s")
            self._sleep(POLL_SECONDS)
            waited += POLL_SECONDS

    def _result(self, job: str, description: dict[str, Any]) -> int:
        """The number of objects that a complete job replicated, if it replicated all."""
        progress = description["ProgressSummary"]
        if progress["NumberOfTasksFailed"]:
            raise ToolError(
                f"job {job} could not replicate {progress['NumberOfTasksFailed']} objects of {self._source.bucket}; "
                "their replication status is FAILED: mend the cause, then run the backfill again"
            )
        return int(progress["NumberOfTasksSucceeded"])
