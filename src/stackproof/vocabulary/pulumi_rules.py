"""The rules by which Pulumi's names of AWS lead back to Terraform's, without the table of what they do not reach."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_ACRONYM = re.compile(r"([A-Z]+)([A-Z][a-z])")
_WORD = re.compile(r"([a-z0-9])([A-Z])")


def snake(name: str) -> str:
    """`forceDestroy` as `force_destroy`, `openIDConnect` as `open_id_connect`."""
    return _WORD.sub(r"\1_\2", _ACRONYM.sub(r"\1_\2", name)).lower()


def type_by_rule(token: str, prefixes: Mapping[str, str]) -> str:
    """Terraform's type for a token such as `aws:s3/bucket:Bucket` or `aws:ec2/getVpc:getVpc`.

    Args:
        prefixes: how the types of a module begin (`aws_s3_`, `aws_` for ec2).
    """
    _, module, name = token.split(":")
    module = module.partition("/")[0]
    start = prefixes.get(module, f"aws_{module}_")
    short = snake(name)
    # A function that looks something up is called `getVpc`.
    return start + (short.removeprefix("get_") if name[:1].islower() else short)
