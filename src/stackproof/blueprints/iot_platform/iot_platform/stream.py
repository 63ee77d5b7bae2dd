"""The stream that devices write readings to."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import aws_kinesis as kinesis
from aws_cdk import aws_kms as kms
from constructs import Construct

from iot_platform.naming import Names
from iot_platform.settings import Settings


def readings_stream(
    scope: Construct, construct_id: str, *, names: Names, settings: Settings, key: kms.Key
) -> kinesis.Stream:
    """A stream, encrypted with a key of ours."""
    return kinesis.Stream(
        scope,
        construct_id,
        stream_name=names.stream,
        stream_mode=kinesis.StreamMode.PROVISIONED,
        shard_count=settings.stream_shards,
        retention_period=cdk.Duration.hours(settings.stream_retention_hours),
        encryption=kinesis.StreamEncryption.KMS,
        encryption_key=key,
        removal_policy=cdk.RemovalPolicy.DESTROY,
    )
