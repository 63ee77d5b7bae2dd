"""The Terraform version that each part of the language came with. Source: Terraform's changelogs, read 2026-11-28."""

from __future__ import annotations

Floor = tuple[int, int, int]

BLOCKS: dict[str, Floor] = {
    "moved": (1, 1, 0),
    "import": (1, 5, 0),
    "check": (1, 5, 0),
    "removed": (1, 7, 0),
    "ephemeral": (1, 10, 0),
}
"""Blocks at the top of a file."""

INNER_BLOCKS: dict[str, Floor] = {"precondition": (1, 2, 0), "postcondition": (1, 2, 0)}
"""Blocks in a resource's lifecycle, an output or a data source."""

CLOUD: Floor = (1, 1, 0)
"""The `cloud` block in the `terraform` block."""

BACKEND_ARGUMENTS: dict[tuple[str, str], Floor] = {("s3", "use_lockfile"): (1, 10, 0)}
"""Arguments of a backend, by its kind and their name."""

FUNCTIONS: dict[str, Floor] = {
    "startswith": (1, 3, 0),
    "endswith": (1, 3, 0),
    "timecmp": (1, 3, 0),
    "strcontains": (1, 5, 0),
    "plantimestamp": (1, 5, 0),
    "issensitive": (1, 8, 0),
    "templatestring": (1, 9, 0),
    "ephemeralasnull": (1, 10, 0),
}
"""Functions of the language itself."""

PROVIDER_FUNCTIONS: Floor = (1, 8, 0)
"""`provider::aws::arn_parse(...)`."""

OPTIONAL_ATTRIBUTES: Floor = (1, 3, 0)
"""`optional(...)` in the type of a variable; an experiment before that."""

WRITE_ONLY: Floor = (1, 11, 0)
"""Arguments that end in `_wo`."""

RESOURCES: dict[str, Floor] = {"terraform_data": (1, 4, 0)}
"""Resources of Terraform itself."""

EPHEMERAL_VALUES: Floor = (1, 10, 0)
"""`ephemeral = true` in a variable or an output."""

LIFECYCLE: dict[str, Floor] = {"replace_triggered_by": (1, 2, 0)}
"""Arguments of a resource's lifecycle."""
