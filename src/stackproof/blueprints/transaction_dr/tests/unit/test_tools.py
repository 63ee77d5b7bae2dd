"""Operators' commands: the order of deployment, and the copy for CDKTF."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tools import deploy, under_cdktf
from tools.deploy import DeployError, run_command, stacks_in
from transaction_dr.paths import PROJECT

NAMES = [f"stack-transactions-{part}-unit" for part in deploy.ORDER]


class Commands:
    """Takes the place of running commands; remembers them with the folder that they were run in."""

    def __init__(self, fails: str = "", where: str = "") -> None:
        """Fail at the command that has this word, in the folder that has the other one."""
        self.run: list[tuple[str, str]] = []
        self._fails, self._where = fails, where

    def __call__(self, command: Sequence[str], folder: Path) -> str:
        """Remember a command; answer what Terraform would."""
        line = " ".join(command)
        self.run.append((line, folder.name))
        if self._fails and self._fails in line and self._where in folder.name:
            raise DeployError(f"{self._fails} failed")
        if "output" not in command:
            return ""
        told = {"Region": {"value": folder.name}, "cross-stack-output-x": {"value": "hidden"}}
        return json.dumps(told)

    @property
    def steps(self) -> list[str]:
        """What Terraform was told, and for which part."""
        return [f"{line.split()[1]} {folder.split('-')[2]}" for line, folder in self.run if line.startswith("tf ")]


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """The environment of a project that was synthesised."""
    (tmp_path / "manifest.json").write_text(json.dumps({"stacks": {name: {} for name in reversed(NAMES)}}))
    return {
        "CDKTF_OUTDIR": str(tmp_path),
        "TERRAFORM_BINARY_NAME": "tf",
        "OUTPUTS_FILE": str(tmp_path / "outputs.json"),
    }


def test_stacks_are_deployed_in_order_and_their_outputs_written(environ: dict[str, str]) -> None:
    commands = Commands()
    assert deploy.main([], environ, commands) == 0
    assert commands.run[0] == (f"{sys.executable} app.py", PROJECT.name)
    assert commands.steps == [
        f"{step} {part}" for part in ("global", "primary", "recovery") for step in ("init", "apply", "output")
    ]
    outputs = json.loads(Path(environ["OUTPUTS_FILE"]).read_text("utf-8"))
    assert outputs == {name: {"Region": name} for name in NAMES}


def test_one_part_can_be_deployed_and_others_keep_their_outputs(environ: dict[str, str]) -> None:
    Path(environ["OUTPUTS_FILE"]).write_text('{"other": {"A": 1}}')
    commands = Commands()
    assert deploy.main(["--only", "primary"], environ, commands) == 0
    assert commands.steps == ["init primary", "apply primary", "output primary"]
    assert json.loads(Path(environ["OUTPUTS_FILE"]).read_text("utf-8")).keys() == {"other", NAMES[1]}


def test_stacks_are_destroyed_in_the_opposite_order(environ: dict[str, str]) -> None:
    outputs = Path(environ["OUTPUTS_FILE"])
    outputs.write_text(json.dumps({name: {"A": 1} for name in NAMES}))
    commands = Commands()
    assert deploy.main(["--destroy"], environ, commands) == 0
    assert [step for step in commands.steps if step.startswith("destroy")] == [
        "destroy recovery",
        "destroy primary",
        "destroy global",
    ]
    assert not outputs.exists()


def test_a_destroyed_part_is_forgotten_and_the_others_keep_their_outputs(environ: dict[str, str]) -> None:
    outputs = Path(environ["OUTPUTS_FILE"])
    outputs.write_text(json.dumps({name: {"A": 1} for name in NAMES}))
    assert deploy.main(["--destroy", "--only", "recovery"], environ, Commands()) == 0
    assert json.loads(outputs.read_text("utf-8")).keys() == set(NAMES[:2])


def test_what_was_destroyed_before_a_failure_is_forgotten(environ: dict[str, str]) -> None:
    outputs = Path(environ["OUTPUTS_FILE"])
    outputs.write_text(json.dumps({name: {"A": 1} for name in NAMES}))
    assert deploy.main(["--destroy"], environ, Commands(fails="destroy", where="primary")) == 1
    assert json.loads(outputs.read_text("utf-8")).keys() == set(NAMES[:2])


def test_a_suffix_that_has_the_name_of_a_part_is_not_taken_for_it(tmp_path: Path) -> None:
    names = [f"stack-transactions-{part}-primary-1" for part in deploy.ORDER]
    (tmp_path / "manifest.json").write_text(json.dumps({"stacks": {name: {} for name in names}}))
    assert [(stack.part, stack.name) for stack in stacks_in(tmp_path)] == list(zip(deploy.ORDER, names, strict=True))


def test_a_plan_changes_nothing(environ: dict[str, str]) -> None:
    commands = Commands()
    assert deploy.main(["--plan", "--only", "global"], environ, commands) == 0
    assert commands.steps == ["init global", "plan global"]


def test_a_failure_stops_and_is_told(environ: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    commands = Commands(fails="apply")
    assert deploy.main([], environ, commands) == 1
    assert commands.steps == ["init global", "apply global"]
    assert capsys.readouterr().err == "error: apply failed\n"


def test_a_stack_that_was_not_synthesised_is_missed(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps({"stacks": {NAMES[0]: {}}}))
    with pytest.raises(DeployError, match="the stack primary was not synthesised"):
        stacks_in(tmp_path)


def test_commands_are_run_and_their_output_read_where_it_is_wanted(tmp_path: Path) -> None:
    assert run_command([sys.executable, "-c", "print('told')", "output"], tmp_path) == "told\n"
    assert run_command([sys.executable, "-c", ""], tmp_path) == ""
    with pytest.raises(DeployError, match=r"failed in .* \(exit code 3\)"):
        run_command([sys.executable, "-c", "raise SystemExit(3)"], tmp_path)
    with pytest.raises(DeployError, match="no-such-command cannot be run: No such file"):
        run_command(["no-such-command"], tmp_path)


def test_imports_and_pins_are_renamed_and_nothing_else() -> None:
    source = (
        "from cdktn import App\nimport cdktn\n    from cdktn_provider_aws.lb import Lb\n"
        "from cdktn_provider_aws import s3_bucket\nx = 'cdktn'\nimport cdktnx\n"
    )
    assert under_cdktf.renamed(source) == (
        "from cdktf import App\nimport cdktf\n    from cdktf_cdktf_provider_aws.lb import Lb\n"
        "from cdktf_cdktf_provider_aws import s3_bucket\nx = 'cdktn'\nimport cdktnx\n"
    )
    assert under_cdktf.pinned("cdktn==0.24.0\ncdktn-provider-aws==25.8.1\nconstructs==10.7.2\n") == (
        "cdktf==0.21.0\ncdktf-cdktf-provider-aws==20.1.0\nconstructs==10.7.2\n"
    )


def test_a_project_is_copied_without_what_was_made(tmp_path: Path) -> None:
    project = tmp_path / "project"
    for name, text in {
        "app.py": "from cdktn import App\n",
        "requirements.txt": "cdktn==0.24.0\n",
        "build/x.py": "",
        "docs/x.md": "cdktn",
    }.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text)
    under_cdktf.convert(project, tmp_path / "copy")
    found = {
        file.relative_to(tmp_path / "copy").as_posix() for file in (tmp_path / "copy").rglob("*") if file.is_file()
    }
    assert found == {"app.py", "requirements.txt", "docs/x.md"}
    assert (tmp_path / "copy" / "app.py").read_text() == "from cdktf import App\n"
    assert (tmp_path / "copy" / "requirements.txt").read_text() == "cdktf==0.21.0\n"


def test_the_command_copies_this_project_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = str(tmp_path / "copy")
    assert under_cdktf.main([target]) == 0
    assert "from cdktf import App" in (tmp_path / "copy" / "app.py").read_text("utf-8")
    assert under_cdktf.main([target]) == 1
    assert under_cdktf.main([]) == 2
    assert capsys.readouterr().err == (
        f"error: {target} is there already\nusage: python -m tools.under_cdktf DIRECTORY\n"
    )
