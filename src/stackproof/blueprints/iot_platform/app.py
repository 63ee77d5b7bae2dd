"""Entry point: reads the settings, checks them, builds the stack and synthesises it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

import aws_cdk as cdk

from iot_platform.root import build
from iot_platform.settings import Settings, SettingsError


def main(app: cdk.App, environ: Mapping[str, str]) -> int:
    """Synthesise; returns the exit code: 0, or 1 after a message about settings that are invalid."""
    try:
        settings = Settings.load(environ, app.node.try_get_context)
    except SettingsError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    build(app, settings)
    app.synth()
    return 0


if __name__ == "__main__":
    sys.exit(main(cdk.App(), os.environ))
