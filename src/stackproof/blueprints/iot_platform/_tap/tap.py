"""Entry point: reads the settings, checks them, builds the stack and synthesises them."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

import aws_cdk as cdk

from lib.root import build
from lib.settings import Settings, SettingsError
from lib.tap_stack import TapStack


def main(app: cdk.App, environ: Mapping[str, str]) -> int:
    """Synthesise; returns the exit code: 0, or 1 after a message about settings that are invalid."""
    try:
        settings = Settings.load(environ, app.node.try_get_context)
    except SettingsError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    build(app, settings, TapStack)
    app.synth()
    return 0


if __name__ == "__main__":
    sys.exit(main(cdk.App(), os.environ))
