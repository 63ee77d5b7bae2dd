"""The root stack under the name that the pipeline looks for."""

from __future__ import annotations

from lib.root import IotPlatformStack


class TapStack(IotPlatformStack):
    """Root stack of the platform."""
