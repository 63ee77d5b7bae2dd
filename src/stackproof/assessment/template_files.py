"""The synthesised templates as files for the oracles."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stackproof.synthesis.model import Template


class TemplateFiles:
    """The user's own templates where they are, and copies of the others in a temporary folder while it is open."""

    def __init__(self, templates: dict[str, Template]) -> None:
        self.named = list(templates.items())
        self.paths: list[Path] = []
        self._folder: str | None = None

    def __enter__(self) -> TemplateFiles:
        for number, (_, template) in enumerate(self.named):
            if template.path is not None:
                self.paths.append(template.path)
                continue
            self._folder = self._folder or tempfile.mkdtemp(prefix="stackproof-templates-")
            copy = Path(self._folder) / f"{number}.template.json"
            copy.write_text(template.text, "utf-8")
            self.paths.append(copy)
        return self

    def __exit__(self, *error: object) -> None:
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
