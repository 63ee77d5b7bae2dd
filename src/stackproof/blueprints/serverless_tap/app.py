"""Entry point: reads the settings, checks them, and declares the deployment to Pulumi."""

from __future__ import annotations

import os

import pulumi

from serverless_tap.outputs import outputs_of
from serverless_tap.root import ServerlessTap
from serverless_tap.settings import Settings, SettingsError


def main() -> None:
    """Declare every resource and export the outputs.

    Raises:
        pulumi.RunError: a setting is invalid; Pulumi shows its message, one line, and ends with exit code 1.
    """
    try:
        settings = Settings.load(os.environ, pulumi.Config().get)
    except SettingsError as error:
        raise pulumi.RunError(str(error)) from None
    for name, value in outputs_of(ServerlessTap("tap", settings)).items():
        pulumi.export(name, value)


if __name__ == "__main__":
    main()
