from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stackproof.project.model import Project
from stackproof.synthesis.cdktf import engine
from stackproof.synthesis.model import Setting, Settings, Synthesis

if TYPE_CHECKING:
    from collections.abc import Callable

FIXTURES = Path(__file__).parents[2] / "fixtures"
SUFFIX = Settings(
    values={
        "suffix": Setting("suffix", "demo", env="ENVIRONMENT_SUFFIX"),
        "delay": Setting("delay", "30", variable="delay"),
    },
    suffix="suffix",
)


def project(root: Path, entry: str, language: str = "python", **pins: str) -> Project:
    return Project(root, "cdktf", language, entry, pins=pins)


@pytest.fixture(scope="session")
def orders() -> Synthesis:
    """Written for CDKTF, read with CDK Terrain, with a suffix."""
    pins = {"cdktf": "~=0.20.0", "cdktf-cdktf-provider-aws": "~=19.0"}
    return engine.read(project(FIXTURES / "cdktf_orders", "pipenv run python main.py", **pins), SUFFIX)


@pytest.fixture(scope="session")
def two_regions() -> Synthesis:
    """Two stacks that refer to each other, and two regions in one of them."""
    return engine.read(project(FIXTURES / "cdktf_two_regions", "python3 main.py"), Settings())


@pytest.fixture(scope="session")
def shop() -> Synthesis:
    """A program in TypeScript, with a suffix."""
    return engine.read(project(FIXTURES / "cdktf_typescript", "npx ts-node main.ts", "typescript"), SUFFIX)


@pytest.fixture
def program(tmp_path: Path) -> Callable[..., Synthesis]:
    """Runs a program of one stack and tells what came of it.

    The source is the body of the stack's constructor; `files` are written beside it, with `__` for a dot.
    """

    def run(
        body: str, *, before: str = "", after: str = "app.synth()", timeout: float = 20.0, **files: str
    ) -> Synthesis:
        root = tmp_path / "project"
        root.mkdir(exist_ok=True)
        (root / "cdktf.json").write_text('{"language": "python", "app": "python3 main.py"}', "utf-8")
        for name, text in files.items():
            place = root / name.replace("__", ".").replace("_of_", "/")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, "utf-8")
        lines = [
            "import os",
            "from cdktn import App, TerraformHclModule, TerraformOutput, TerraformStack",
            "from cdktn_provider_aws.provider import AwsProvider",
            "from cdktn_provider_aws.s3_bucket import S3Bucket",
            *before.splitlines(),
            "class Stack(TerraformStack):",
            "    def __init__(self, scope, id):",
            "        super().__init__(scope, id)",
            *(f"        {line}" for line in body.splitlines()),
            # The framework insists on a provider for every resource.
            *(["        AwsProvider(self, 'aws')"] if "AwsProvider" not in body else []),
            "app = App()",
            "Stack(app, 'stack')",
            *after.splitlines(),
        ]
        (root / "main.py").write_text("\n".join(lines) + "\n", "utf-8")
        return engine.read(project(root, "python3 main.py"), Settings(timeout=20.0))

    return run
