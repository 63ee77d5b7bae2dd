"""Prebuilt bindings of CDKTF for the AWS provider: what each major version is made for.

Source: the metadata of cdktf-cdktf-provider-aws on PyPI (Requires-Dist, and the provider version that the description
names), read 2026-11-28. Majors that were not read are not in the table. The npm package @cdktf/provider-aws is built
from the same repository and carries the same versions.
"""

from __future__ import annotations

from typing import NamedTuple


class Binding(NamedTuple):
    """One major version: the AWS provider's major version, and the cdktf that it works with (from, below)."""

    provider: int
    cdktf: tuple[tuple[int, int, int], tuple[int, int, int]]


AWS: dict[int, Binding] = {
    10: Binding(4, ((0, 13, 0), (0, 14, 0))),
    12: Binding(4, ((0, 15, 0), (0, 16, 0))),
    13: Binding(4, ((0, 15, 0), (0, 16, 0))),
    18: Binding(5, ((0, 19, 0), (0, 20, 0))),
    19: Binding(5, ((0, 20, 0), (0, 21, 0))),
    20: Binding(5, ((0, 21, 0), (0, 22, 0))),
    21: Binding(6, ((0, 21, 0), (0, 22, 0))),
}

RENAMED: dict[str, str] = {
    "AutoscalingGroupTag": "AutoscalingGroupTagA",
    "DynamodbTableReplica": "DynamodbTableReplicaA",
    "Ec2ManagedPrefixListEntry": "Ec2ManagedPrefixListEntryA",
    "NetworkInterfaceAttachment": "NetworkInterfaceAttachmentA",
    "S3BucketLogging": "S3BucketLoggingA",
    "S3BucketObjectLockConfiguration": "S3BucketObjectLockConfigurationA",
    "S3BucketReplicationConfiguration": "S3BucketReplicationConfigurationA",
    "S3BucketServerSideEncryptionConfiguration": "S3BucketServerSideEncryptionConfigurationA",
    "S3BucketVersioning": "S3BucketVersioningA",
    "VpcPeeringConnectionAccepter": "VpcPeeringConnectionAccepterA",
}
"""Classes whose plain name a nested block of another resource took first, by that name. Read from cdktn-provider-aws
25.8.1; the blocks that they collide with are in every provider version from 4 on."""
