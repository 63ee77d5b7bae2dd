"""Entry point: reads the settings, checks them, and declares the deployment to Pulumi."""

from __future__ import annotations

import os

import pulumi

from lib.outputs import outputs_of
from lib.settings import Settings, SettingsError
from lib.tap_stack import TapStack


def main() -> None:
    """Declare every resource and export the outputs.

    Raises:
        pulumi.RunError: a setting is invalid; Pulumi shows its message, one line, and ends with exit code 1.
    """
    try:
        settings = Settings.load(os.environ, pulumi.Config().get)
    except SettingsError as error:
        raise pulumi.RunError(str(error)) from None
    for name, value in outputs_of(TapStack("tap", settings)).items():
        pulumi.export(name, value)


if __name__ == "__main__":
    main()
