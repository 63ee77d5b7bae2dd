"""The GitHub Action's step, run as the runner runs it, and the definitions that others refer to."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent.parent
GOOD = "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n"
BAD = """\
Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Role: arn:aws:iam::123456789012:role/x
      Runtime: python3.13
      Handler: index.handler
      Code: {ZipFile: "def handler(event, context): return event"}
      Environment: {Variables: {AWS_REGION: eu-west-1}}
"""


def step(tmp_path: Path, **inputs: str) -> tuple[int, str, str]:
    """Runs the action's check step; exit code, the outputs it set, and what it printed."""
    temporary = tmp_path / "runner"
    (temporary / "stackproof").mkdir(parents=True)
    (temporary / "stackproof" / "bin").symlink_to(Path(sys.executable).parent)
    outputs = tmp_path / "outputs"
    given = yaml.safe_load((ROOT / "action.yml").read_text())["inputs"]
    environment = {
        f"SP_{name.upper().replace('-', '_')}": inputs.get(name, str(field["default"])) for name, field in given.items()
    }
    done = subprocess.run(
        ["bash", str(ROOT / "scripts" / "action.sh")],
        cwd=tmp_path,
        env={**os.environ, **environment, "RUNNER_TEMP": str(temporary), "GITHUB_OUTPUT": str(outputs)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, outputs.read_text(), done.stdout + done.stderr


@pytest.mark.parametrize(
    ("template", "inputs", "code", "verdict"),
    [
        (GOOD, {}, 0, "ready"),
        (BAD, {}, 1, "blocked"),
        (BAD, {"path": "absent.yaml"}, 2, ""),
        (GOOD, {"path": "template.yaml; touch hacked"}, 2, ""),
    ],
)
def test_the_action_sets_its_verdict_and_writes_its_report(
    template: str, inputs: dict[str, str], code: int, verdict: str, tmp_path: Path
) -> None:
    (tmp_path / "template.yaml").write_text(template)
    result, outputs, printed = step(tmp_path, oracles="none", **inputs)
    assert (result, outputs) == (code, f"verdict={verdict}\n"), printed
    assert not (tmp_path / "hacked").exists()
    assert (tmp_path / "stackproof.sarif").exists() == (code < 2)
    if code < 2:
        assert json.loads((tmp_path / "stackproof.sarif").read_text())["version"] == "2.1.0"


def test_the_action_hands_its_inputs_over_as_environment_only() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    for part in action["runs"]["steps"]:
        assert "${{ inputs" not in part["run"]
    handed = {value for part in action["runs"]["steps"] for value in part["env"].values()}
    assert {f"${{{{ inputs.{name} }}}}" for name in action["inputs"]} <= handed


def test_the_hook_runs_a_command_that_exists() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    command, *arguments = hook["entry"].split()
    assert command == "stackproof"
    done = subprocess.run(
        [str(Path(sys.executable).with_name(command)), *arguments, "--help"], capture_output=True, check=False
    )
    assert done.returncode == 0
