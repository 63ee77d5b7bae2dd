"""What the tools know of a deployment: the outputs that `cdk deploy --outputs-file` wrote."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path


class ToolError(Exception):
    """A tool cannot do what was asked; the message says why and what to do."""


@dataclass(frozen=True)
class Site:
    """One of the two buckets.

    Attributes:
        bucket: its name.
        region: its region.
        key_arn: the key that encrypts it.
        replicating_role_arn: the role with which S3 replicates from it to the other.
    """

    bucket: str
    region: str
    key_arn: str
    replicating_role_arn: str

    @property
    def bucket_arn(self) -> str:
        """ARN of the bucket."""
        return f"arn:aws:s3:::{self.bucket}"


@dataclass(frozen=True)
class Deployment:
    """One deployed document store."""

    account: str
    primary: Site
    replica: Site
    rule_id: str
    batch_role_arn: str
    switch_parameter: str

    @classmethod
    def read(cls, path: Path) -> Deployment:
        """Read the outputs file of a deployment.

        Raises:
            ToolError: the file is missing, is no JSON, or holds no stack with the outputs of a document store.
        """
        try:
            stacks = json.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise ToolError(f"cannot read {path}: {error.strerror}; write it with cdk deploy --outputs-file") from error
        except ValueError as error:
            raise ToolError(f"{path} is not JSON: {error}") from error
        for outputs in stacks.values() if isinstance(stacks, dict) else ():
            if isinstance(outputs, dict) and "PrimaryBucketName" in outputs:
                return cls.of(outputs)
        raise ToolError(f"{path} has no stack with the output PrimaryBucketName")

    @classmethod
    def of(cls, outputs: dict[str, str]) -> Deployment:
        """The deployment that the outputs of its root stack describe.

        Raises:
            ToolError: an output is missing.
        """
        try:
            return cls(
                account=outputs["BatchRoleArn"].split(":")[4],
                primary=Site(
                    bucket=outputs["PrimaryBucketName"],
                    region=outputs["PrimaryRegion"],
                    key_arn=outputs["PrimaryKeyArn"],
                    replicating_role_arn=outputs["ReplicationRoleArn"],
                ),
                replica=Site(
                    bucket=outputs["ReplicaBucketName"],
                    region=outputs["ReplicaRegion"],
                    key_arn=outputs["ReplicaKeyArn"],
                    replicating_role_arn=outputs["FailbackRoleArn"],
                ),
                rule_id=outputs["ReplicationRuleId"],
                batch_role_arn=outputs["BatchRoleArn"],
                switch_parameter=outputs["SwitchParameterName"],
            )
        except KeyError as error:
            raise ToolError(f"the outputs lack {error.args[0]}") from error
