"""The root stack under the name that the pipeline looks for."""

from __future__ import annotations

from lib.root import DocumentStoreStack


class TapStack(DocumentStoreStack):
    """Root stack of the document store: replica, monitoring and primary."""
