"""Entry point: reads the settings, checks them, builds the stacks and synthesises them."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from cdktn import App

from lib.packaging import PackagingError
from lib.settings import Settings, SettingsError
from lib.tap_stack import TapStack


def main(app: App, environ: Mapping[str, str]) -> int:
    """Synthesise; returns the exit code: 0, or 1 after a message about what has to be put right first."""
    try:
        settings = Settings.load(environ, app.node.try_get_context)
        TapStack(app, settings)
    except (SettingsError, PackagingError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    app.synth()
    return 0


if __name__ == "__main__":
    sys.exit(main(App(), os.environ))
