"""The root component under the name that the pipeline looks for."""

from __future__ import annotations

from lib.root import ServerlessTap


class TapStack(ServerlessTap):
    """Root component of the document API and its processor."""
