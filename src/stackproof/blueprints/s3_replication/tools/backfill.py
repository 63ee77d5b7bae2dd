"""Batch Replication: replicates objects that are older than the rule, or whose replication failed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from s3_replication.naming import REPORT_PREFIX
from tools.deployment import Deployment, Site, ToolError

POLL_SECONDS = 30.0
"""A job lists the whole bucket first, so it takes minutes at least."""

_GOOD_END = "Complete"
_BAD_ENDS = ("Failed", "Cancelled")


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
            Report={
                "Enabled": True,
                "Bucket": self._source.bucket_arn,
                "Prefix": REPORT_PREFIX,
                "Format": "Report_CSV_20180820",
                "ReportScope": "FailedTasksOnly",
                "ExpectedBucketOwner": self._deployment.account,
            },
        )
        return str(answer["JobId"])

    def wait(self, job: str, timeout_seconds: float) -> int:
        """Wait until a job is done.

        Returns:
            How many objects it replicated.

        Raises:
            ToolError: the job failed, did not end in time, or could not replicate every object.
        """
        waited = 0.0
        while True:
            description = self._jobs.describe_job(AccountId=self._deployment.account, JobId=job)["Job"]
            if description["Status"] == _GOOD_END:
                return self._result(job, description)
            if description["Status"] in _BAD_ENDS:
                reasons = "; ".join(reason["FailureReason"] for reason in description.get("FailureReasons", []))
                raise ToolError(f"job {job} is {description['Status']}: {reasons or 'no reason given'}")
            if waited >= timeout_seconds:
                raise ToolError(f"job {job} is still {description['Status']} after {waited:.0f} s")
            self._sleep(POLL_SECONDS)
            waited += POLL_SECONDS

    def _result(self, job: str, description: dict[str, Any]) -> int:
        """The number of objects that a complete job replicated, if it replicated all."""
        progress = description["ProgressSummary"]
        if progress["NumberOfTasksFailed"]:
            raise ToolError(
                f"job {job} could not replicate {progress['NumberOfTasksFailed']} objects; "
                f"see the report under {REPORT_PREFIX}/ in {self._source.bucket}"
            )
        return int(progress["NumberOfTasksSucceeded"])
