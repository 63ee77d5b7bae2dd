"""Assets of CDK Terrain that are not there stop no program."""

from __future__ import annotations

from pathlib import Path

import pytest

from stackproof.graph.location import Location
from stackproof.synthesis.cdktf import engine
from stackproof.synthesis.model import Settings
from tests.synthesis.cdktf.conftest import project

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("node")]

PROGRAMS = {
    "python": (
        "main.py",
        """\
from cdktn import App, AssetType, TerraformAsset, TerraformOutput, TerraformStack

app = App()
stack = TerraformStack(app, "one")
beside = TerraformAsset(stack, "beside", path="../.lambda", type=AssetType.ARCHIVE)
built = TerraformAsset(stack, "built", path="dist/app.zip", type=AssetType.FILE)
there = TerraformAsset(stack, "there", path="here.txt")
TerraformOutput(stack, "name", value=there.file_name)
app.synth()
""",
        "python3 main.py",
    ),
    "typescript": (
        "main.ts",
        """\
import { App, AssetType, TerraformAsset, TerraformOutput, TerraformStack } from "cdktn";

const app = new App();
const stack = new TerraformStack(app, "one");
new TerraformAsset(stack, "beside", { path: "../.lambda", type: AssetType.ARCHIVE });
new TerraformAsset(stack, "built", { path: "dist/app.zip", type: AssetType.FILE });
const there = new TerraformAsset(stack, "there", { path: "here.txt" });
new TerraformOutput(stack, "name", { value: there.fileName });
app.synth();
""",
        "npx tsx main.ts",
    ),
}


@pytest.mark.parametrize("language", sorted(PROGRAMS))
def test_what_lies_beside_the_project_is_a_note_and_what_is_nowhere_an_error(language: str, tmp_path: Path) -> None:
    file, source, command = PROGRAMS[language]
    (tmp_path / ".git").mkdir()
    (tmp_path / ".lambda").mkdir()
    root = tmp_path / "infra"
    root.mkdir()
    (root / "here.txt").write_text("here", "utf-8")
    (root / "cdktf.json").write_text(f'{{"language": "{language}", "app": "{command}"}}', "utf-8")
    (root / file).write_text(source, "utf-8")
    found = engine.read(project(root, command, language), Settings())
    told = [(one.level, one.message.split(" is ")[0].split(" lies ")[0], one.at[:2]) for one in found.problems]
    assert ("note", "the asset ../.lambda", Location(file, 5)[:2]) in told
    assert ("error", "the asset dist/app.zip", Location(file, 6)[:2]) in told
    assert not any("here.txt" in message for _, message, _ in told)
    assert found.status == "partial"
    assert [output.name for output in found.graph.outputs] == ["name"]
