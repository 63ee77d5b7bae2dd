"""The recorder of constructs, under node, on small stand-ins of the framework."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stackproof.synthesis.node import runner, toolchain
from stackproof.synthesis.node.command import NodeEntry
from stackproof.synthesis.node.packages import Packages

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("node")]

RECORDER = Path(runner.__file__).with_name("constructs.cjs")
FILES = {
    # As in version 3 of constructs: there is no node yet when the base class is done.
    "constructs/lib/construct.js": "exports.Construct = class Construct {};\n",
    "@aws-cdk/core/lib/construct-compat.js": """
const constructs = require('constructs/lib/construct');
exports.Construct = class Construct extends constructs.Construct {
  constructor(scope, id) {
    super();
    this.node = { path: scope ? `${scope.node.path}/${id}`.replace(/^\\//, '') : '' };
  }
};
""",
    "@aws-cdk/core/lib/index.js": "module.exports = require('./construct-compat');\n",
    "@aws-cdk/core/package.json": '{"name": "@aws-cdk/core", "main": "lib/index.js"}',
}
PROGRAM = """\
const { Construct } = require('@aws-cdk/core');
class Queue extends Construct {}
const app = new Construct();
new Queue(
  app, 'Queue');
"""


def trace(tmp_path: Path) -> dict[str, Any]:
    for name, text in FILES.items():
        file = tmp_path / "installed" / "node_modules" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "app.js").write_text(PROGRAM, "utf-8")
    found = Packages(tmp_path / "installed" / "node_modules", "project", {})
    tools = toolchain.find()
    with runner.stay(tmp_path / "project", found, tools, timeout=20, allow_weak=False) as stay:
        ran = stay.run(NodeEntry("app.js"), "first", {}, preloads=[RECORDER])
        assert ran.status == "ok", ran
        return stay.read_object("first.trace.json", 1 << 20)


def test_constructs_of_the_first_version_of_the_cdk_have_their_lines(tmp_path: Path) -> None:
    made = trace(tmp_path)["constructs"]
    assert {path: (one["frames"][one["site"]][:2], one["kind"]) for path, one in made.items()} == {
        "": (["app.js", 3], "construct"),
        "Queue": (["app.js", 4], "construct"),
    }
