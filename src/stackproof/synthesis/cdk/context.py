"""What the CDK's own command line would hand to the program: context and environment."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING, Any

from stackproof.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from stackproof.synthesis.model import Setting, Settings

ACCOUNT = "609381524077"
"""Stands for the account of the deployment while the program runs; read back as `AWS::AccountId`, never as a number."""

ASSUMED_REGION = "us-east-1"
"""Tried when a program cannot be synthesised without a region and nobody stated one; the command line's own default."""

REGION_VARIABLES = ("CDK_DEFAULT_REGION", "AWS_REGION", "AWS_DEFAULT_REGION")
"""Where programs look for the region; the command line sets the first, and people the others."""

_MAX_BYTES = 4 << 20
# What the command line sets itself (aws-cdk-cli, toolkit-lib, `prepareContext`). Bundling would run Docker.
_OWN: dict[str, Any] = {
    "aws:cdk:enable-path-metadata": True,
    "aws:cdk:enable-asset-metadata": True,
    "aws:cdk:bundling-stacks": [],
    "aws:cdk:version-reporting": False,
    "aws:cdk:disable-stack-trace": False,
    # Assets stay where they are: nothing is packed or uploaded, and each is known by its folder in the project.
    "aws:cdk:disable-asset-staging": True,
}


def read(root: Path) -> dict[str, Any]:
    """The context of cdk.json and cdk.context.json, the latter winning, as the command line merges them.

    Raises:
        InputError: a file is not a JSON object, or too large.
    """
    merged: dict[str, Any] = {}
    for name, key in (("cdk.json", "context"), ("cdk.context.json", None)):
        data = read_json(root / name)
        found = data.get(key, {}) if key else data
        if not isinstance(found, dict):
            raise InputError("the context is not an object", file=name, line=line_of(root / name, '"context"'))
        merged.update(found)
    return merged


def read_json(file: Path) -> dict[str, Any]:
    """A JSON object from a file of the project; empty where there is no such file.

    Raises:
        InputError: it is not a plain file of at most 4 MB that holds a JSON object.
    """
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > _MAX_BYTES:
            raise InputError("it is not a plain file of at most 4 MB", file=file.name)
        data = json.loads(file.read_bytes())
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise InputError(f"it cannot be read: {error.strerror}", file=file.name) from None
    except (ValueError, RecursionError) as error:
        raise InputError(
            f"it is not valid JSON: {error}", file=file.name, line=getattr(error, "lineno", None)
        ) from None
    if not isinstance(data, dict):
        raise InputError("it does not hold a JSON object", file=file.name, line=1)
    return data


def line_of(file: Path, needle: str) -> int | None:
    """The first line that holds `needle`."""
    try:
        for number, line in enumerate(file.read_text("utf-8", "replace").splitlines(), 1):
            if needle in line:
                return number
    except OSError:
        return None
    return None


def context(project: Mapping[str, Any], settings: Mapping[str, Setting]) -> dict[str, Any]:
    """The whole context of one run. Settings win over the project's files, as `--context` does."""
    given: dict[str, Any] = {}
    for setting in settings.values():
        if setting.context is not None:
            given[setting.context] = setting.value
        elif _names_no_channel(setting):
            given[setting.name] = setting.value
    return {**project, **given, **_OWN}


def environment(settings: Mapping[str, Setting]) -> dict[str, str]:
    """The variables that settings pass."""
    given: dict[str, str] = {}
    for setting in settings.values():
        name = setting.env if setting.env is not None else setting.name if _names_no_channel(setting) else None
        if name and "=" not in name and "\0" not in name + setting.value:
            given[name] = setting.value
    return given


def parameters(settings: Mapping[str, Setting]) -> dict[str, str]:
    """The values that settings pass to parameters of the synthesised templates."""
    return {
        setting.parameter or setting.name: setting.value
        for setting in settings.values()
        if setting.parameter is not None or _names_no_channel(setting)
    }


def _names_no_channel(setting: Setting) -> bool:
    return not any((setting.env, setting.context, setting.config, setting.variable, setting.parameter))


def deployment(settings: Settings) -> dict[str, str]:
    """The variables by which the command line tells where it would deploy to.

    The account is always told, as it is to everybody who deploys; the region where it was stated.
    """
    region = settings.regions.get("primary") or settings.regions.get("")
    return {"CDK_DEFAULT_ACCOUNT": ACCOUNT} | ({"CDK_DEFAULT_REGION": region} if region else {})


def other_suffix(value: str) -> str:
    """Another value of the same form: every letter and digit is replaced by another of its kind."""
    return "".join(_other(character) for character in value) or "x"


def _other(character: str) -> str:
    for alphabet in ("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"):
        if character in alphabet:
            return alphabet[(alphabet.index(character) + len(alphabet) // 2) % len(alphabet)]
    return character
