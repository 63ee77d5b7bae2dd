from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from stackproof.sandbox import Isolation, Outcome
from stackproof.synthesis.node.faults import explain
from stackproof.synthesis.node.manifest import Manifest
from stackproof.synthesis.node.packages import Packages
from stackproof.synthesis.node.runner import Failure, Ran, Stay
from stackproof.synthesis.node.toolchain import Node, Tools

NONE = Isolation("none", False, False, False, False, False, (), ())
OUTCOME = Outcome(1, None, b"", b"first\nlast words\n", 1.0, 1.0, None, NONE)
ASKED = Manifest({"aws-cdk-lib": "2.150.0", "dotenv": "16.0.0"}, left_out=("own",))
PACKAGES = Packages(Path("/p"), "pinned", {"aws-cdk-lib": "2.150.0"}, asked=ASKED, absent=("gone",))


def told(
    root: Path, failure: Failure | None, *, packages: Packages = PACKAGES, outcome: Outcome = OUTCOME, status: str = ""
) -> tuple[str, str, str] | None:
    tools = Tools(Node(Path("/node"), "24.0.0", ()), Path("/tsx"), {})
    stay = Stay(root, root, root, root, (), packages, tools, 1.0, False)
    ran = Ran("first", status or ("failed" if failure else "ended"), outcome, failure)
    fault = explain(ran, stay)
    return (fault.status, str(fault.problem.at), fault.problem.message) if fault else None


def missing(name: str, *, place: tuple[str, int] | None = ("lib/a.ts", 3)) -> Failure:
    return Failure("Error", f"Cannot find module '{name}'\nRequire stack:\n- lib/a.ts", "MODULE_NOT_FOUND", place)


def test_a_run_that_got_to_its_end_has_no_fault(tmp_path: Path) -> None:
    assert told(tmp_path, None, status="ok") is None


@pytest.mark.parametrize(
    ("name", "status", "message"),
    [
        ("left-pad", "failed", "the program imports left-pad, and package.json does not name left-pad"),
        ("@a/b/c", "failed", "the program imports @a/b/c, and package.json does not name @a/b"),
        (
            "aws-cdk-lib/aws-x",
            "failed",
            "the program imports aws-cdk-lib/aws-x, which aws-cdk-lib 2.150.0 does not have",
        ),
        ("gone", "failed", "the program imports gone, and npm's registry has no gone as package.json asks for it"),
        (
            "own",
            "not_run",
            "the program imports own, which does not come from npm's registry: install the packages beside the project"
            " (npm ci) and run again",
        ),
        (
            "dotenv/config",
            "not_run",
            "the program imports dotenv/config, which is not in the project's packages: install what package.json names"
            " (npm ci) and run again",
        ),
        (
            "./b",
            "failed",
            "the program imports a file that is not in the project's folder: Cannot find module './b'",
        ),
    ],
)
def test_a_module_that_is_not_there(tmp_path: Path, name: str, status: str, message: str) -> None:
    assert told(tmp_path, missing(name)) == (status, "lib/a.ts:3", message)


def test_without_a_package_json_nobody_can_know_what_is_wanted(tmp_path: Path) -> None:
    alone = dataclasses.replace(PACKAGES, asked=None)
    assert told(tmp_path, missing("left-pad"), packages=alone) == (
        "not_run",
        "lib/a.ts:3",
        "the program imports left-pad, and there is no package.json that names it: add one and run again",
    )


def test_a_package_of_a_workspace_is_not_the_projects_fault(tmp_path: Path) -> None:
    found = told(tmp_path, missing("@own/common"), packages=dataclasses.replace(PACKAGES, workspace=True))
    assert found is not None
    assert (
        found[0],
        found[2].endswith("a package of the workspace above the project is not shown to the program"),
    ) == (
        "not_run",
        True,
    )


@pytest.mark.parametrize("extends", ['"../base.json"', '["./own.json", "../base.json"]'])
def test_an_alias_of_a_configuration_above_is_not_the_projects_fault(tmp_path: Path, extends: str) -> None:
    (tmp_path / "tsconfig.json").write_text(f'{{"extends": {extends}}}', "utf-8")
    found = told(tmp_path, missing("@app/common"))
    assert found is not None
    assert (found[0], "goes on in a file outside of the project's folder" in found[2]) == ("not_run", True)


@pytest.mark.parametrize("file", ["shared.ts", "shared.js", "shared"])
def test_a_file_above_the_project_is_not_the_projects_fault(tmp_path: Path, file: str) -> None:
    (tmp_path / file).touch()
    (tmp_path / "project" / "lib").mkdir(parents=True)
    assert told(tmp_path / "project", missing("../../shared")) == (
        "not_run",
        "lib/a.ts:3",
        "the program imports a file outside of the project's folder, which is not shown to it:"
        " Cannot find module '../../shared'",
    )


def test_the_end_of_a_program_is_told(tmp_path: Path) -> None:
    assert told(tmp_path, Failure("exit", "exit code 3")) == (
        "failed",
        "",
        "the program gave up with exit code 3; its last words: first | last words",
    )
    limited = dataclasses.replace(OUTCOME, limit="memory", stderr=b"")
    assert told(tmp_path, None, outcome=limited) == (
        "failed",
        "",
        "the program was ended at the limit of its memory",
    )


def test_what_the_sandbox_lacks_is_hinted_at(tmp_path: Path) -> None:
    found = told(tmp_path, Failure("Error", "getaddrinfo EAI_AGAIN example.com"))
    assert found is not None
    assert "neither network nor credentials" in found[2]
