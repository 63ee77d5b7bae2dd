"""The regions of each partition, and which region the name of a zone or an ARN speaks of.

Source: botocore 1.44.5's list of regions of EC2, 2026-11-20. A region that is newer is not known here, and nothing is
said of it.
"""

from __future__ import annotations

import re

REGIONS: dict[str, tuple[str, ...]] = {
    "aws": (
        "af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1",
        "ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5",
        "ap-southeast-6", "ap-southeast-7", "ca-central-1", "ca-west-1", "eu-central-1", "eu-central-2", "eu-north-1",
        "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3", "il-central-1", "me-central-1", "me-south-1",
        "mx-central-1", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
    ),
    "aws-cn": ("cn-north-1", "cn-northwest-1"),
    "aws-us-gov": ("us-gov-east-1", "us-gov-west-1"),
}  # fmt: skip
"""By partition."""

ALL_REGIONS = frozenset(name for names in REGIONS.values() for name in names)
SOURCE = "botocore 1.44.5's list of regions, 2026-11-20"

_ZONE = re.compile(r"([a-z]{2}(?:-[a-z]+)+-\d)[a-z]")
_REGISTRY = re.compile(r"\d{12}\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?/")
_ENDPOINT_SERVICE = re.compile(r"(?:com|cn\.com)\.amazonaws\.([a-z0-9-]+)\..+")


def region_of_zone(name: str) -> str | None:
    """`eu-west-1` of `eu-west-1a`; None for what is no availability zone of a known region."""
    found = _ZONE.fullmatch(name)
    return found.group(1) if found and found.group(1) in ALL_REGIONS else None


def region_of_text(text: str) -> str | None:
    """The region that an ARN, the address of a container image or the name of an endpoint service speaks of."""
    if text.startswith("arn:"):
        fields = text.split(":", 4)
        region = fields[3] if len(fields) > 4 else ""
    else:
        found = _REGISTRY.match(text) or _ENDPOINT_SERVICE.fullmatch(text)
        region = found.group(1) if found else ""
    return region if region in ALL_REGIONS else None
