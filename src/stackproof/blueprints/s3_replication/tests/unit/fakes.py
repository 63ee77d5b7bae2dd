"""Fakes of the AWS clients that the tools use: they keep state, and check each request against AWS's model of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import botocore.session
from botocore.exceptions import ClientError
from botocore.model import ServiceModel
from botocore.validate import ParamValidator

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@cache
def _model(service: str) -> ServiceModel:
    """The model of a service that botocore ships."""
    return botocore.session.get_session().get_service_model(service)


def check(service: str, operation: str, request: dict[str, Any]) -> None:
    """Fail when the real client would refuse the request before sending it."""
    shape = _model(service).operation_model(operation).input_shape
    assert shape is not None
    report = ParamValidator().validate(request, shape)
    assert not report.has_errors(), report.generate_report()


def refusal(code: str, operation: str) -> ClientError:
    """An error as AWS answers it."""
    return ClientError({"Error": {"Code": code, "Message": code}}, operation)


class FakeParameters:
    """Systems Manager with one parameter at most."""

    def __init__(self, name: str) -> None:
        """Start without the parameter; one that a test gives was written an hour ago."""
        self.name = name
        self.value: str | None = None
        self.written = NOW - timedelta(hours=1)
        self.failure: Exception | None = None

    def get_parameter(self, **request: Any) -> dict[str, Any]:
        """Read the parameter, and fail where there is none or the test wants it."""
        check("ssm", "GetParameter", request)
        assert request["Name"] == self.name
        if self.failure is not None:
            raise self.failure
        if self.value is None:
            raise refusal("ParameterNotFound", "GetParameter")
        return {"Parameter": {"Value": self.value, "LastModifiedDate": self.written}}

    def put_parameter(self, **request: Any) -> dict[str, Any]:
        """Write the parameter, which AWS makes only when the request says of which type."""
        check("ssm", "PutParameter", request)
        assert (request["Name"], request["Type"], request["Overwrite"]) == (self.name, "String", True)
        self.value, self.written = request["Value"], NOW
        return {}

    def delete_parameter(self, **request: Any) -> dict[str, Any]:
        """Delete the parameter."""
        check("ssm", "DeleteParameter", request)
        assert request["Name"] == self.name
        self.value = None
        return {}


class FakePaginator:
    """Pages of object versions."""

    def __init__(self, pages: list[dict[str, Any]]) -> None:
        """Take the pages."""
        self._pages = pages

    def paginate(self, **request: Any) -> Iterator[dict[str, Any]]:
        """Give the pages."""
        check("s3", "ListObjectVersions", request)
        return iter(self._pages)


class FakeObjects:
    """S3 with the replica bucket: its replication and its object versions with their replication status."""

    def __init__(self, bucket: str) -> None:
        """Start with an empty bucket that replicates nowhere."""
        self.bucket = bucket
        self.replication: dict[str, Any] | None = None
        self.versions: list[tuple[str, datetime, str | None]] = []
        self.failure: Exception | None = None

    def get_bucket_replication(self, **request: Any) -> dict[str, Any]:
        """Read the replication."""
        self._expect("GetBucketReplication", request)
        if self.replication is None:
            raise refusal("ReplicationConfigurationNotFoundError", "GetBucketReplication")
        return {"ReplicationConfiguration": self.replication}

    def put_bucket_replication(self, **request: Any) -> dict[str, Any]:
        """Set the replication."""
        self._expect("PutBucketReplication", request)
        self.replication = request["ReplicationConfiguration"]
        return {}

    def delete_bucket_replication(self, **request: Any) -> dict[str, Any]:
        """Remove the replication."""
        self._expect("DeleteBucketReplication", request)
        self.replication = None
        return {}

    def head_object(self, **request: Any) -> dict[str, Any]:
        """The replication status of a version, left out when it has none."""
        self._expect("HeadObject", request)
        (status,) = (status for key, _, status in self.versions if key == request["Key"])
        return {} if status is None else {"ReplicationStatus": status}

    def get_paginator(self, operation: str) -> FakePaginator:
        """A page for each version, and one without any."""
        assert operation == "list_object_versions"
        pages: list[dict[str, Any]] = [
            {"Versions": [{"Key": key, "VersionId": "v1", "LastModified": modified}]}
            for key, modified, _ in self.versions
        ]
        return FakePaginator([*pages, {"DeleteMarkers": []}])

    def _expect(self, operation: str, request: dict[str, Any]) -> None:
        """Check a request, and fail where the test wants it."""
        check("s3", operation, request)
        assert request["Bucket"] == self.bucket
        if self.failure is not None:
            raise self.failure


class FakeJobs:
    """S3 Control with one job that goes through the given states."""

    def __init__(self, *descriptions: dict[str, Any]) -> None:
        """Take what the job looks like each time that it is asked for."""
        self.descriptions = list(descriptions)
        self.requests: list[dict[str, Any]] = []

    def create_job(self, **request: Any) -> dict[str, Any]:
        """Create the job."""
        check("s3control", "CreateJob", request)
        self.requests.append(request)
        return {"JobId": "job-1"}

    def describe_job(self, **request: Any) -> dict[str, Any]:
        """Describe the job; its last state stays."""
        check("s3control", "DescribeJob", request)
        description = self.descriptions.pop(0) if len(self.descriptions) > 1 else self.descriptions[0]
        return {"Job": description}
