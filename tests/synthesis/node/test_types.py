from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from stackproof.errors import MissingToolchain
from stackproof.sandbox import Isolation, Outcome
from stackproof.synthesis.node import types
from stackproof.synthesis.node.command import NodeEntry
from stackproof.synthesis.node.packages import Packages
from stackproof.synthesis.node.toolchain import Node, Tools

if TYPE_CHECKING:
    import pytest

NONE = Isolation("none", False, False, False, False, False, (), ())


def told(root: Path, *said: str) -> list[tuple[str, str, str]]:
    return [(problem.level, str(problem.at), problem.message) for problem in types._problems(root, "\n".join(said))]


def test_an_error_has_its_place_and_what_follows_it_on_further_lines_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.ts").touch()
    assert told(
        tmp_path,
        "a.ts(3,7): error TS2322: Type 'string' is not assignable to type 'number'.",
        "  The expected type comes from property 'x'",
    ) == [
        (
            "error",
            "a.ts:3:7",
            "the program does not compile: Type 'string' is not assignable to type 'number'. (TS2322)",
        )
    ]


def test_errors_outside_of_the_project_are_left_out(tmp_path: Path) -> None:
    assert (
        told(
            tmp_path,
            "../other/a.ts(1,1): error TS2322: x",
            "node_modules/x/index.d.ts(1,1): error TS2322: x",
            "error TS5083: Cannot read file '/base.json'.",
        )
        == []
    )


def test_what_follows_from_modules_that_are_not_here_is_left_out(tmp_path: Path) -> None:
    for name in ("blind.ts", "other.ts"):
        (tmp_path / name).touch()
    found = told(
        tmp_path,
        "blind.ts(1,20): error TS2307: Cannot find module 'x' or its corresponding type declarations.",
        "blind.ts(5,1): error TS2339: Property 'y' does not exist on type 'Z'.",
        "other.ts(2,1): error TS7006: Parameter 'p' implicitly has an 'any' type.",
        "other.ts(4,1): error TS2345: no",
    )
    assert found == [("error", "other.ts:4:1", "the program does not compile: no (TS2345)")]


def test_only_so_many_errors_are_shown(tmp_path: Path) -> None:
    (tmp_path / "a.ts").touch()
    found = told(tmp_path, *(f"a.ts({line},1): error TS2322: x" for line in range(1, 31)))
    assert len(found) == 21
    assert found[-1] == ("note", "", "10 further type errors are not shown")


def test_the_projects_own_configuration_is_extended_and_nothing_is_written(tmp_path: Path) -> None:
    entry = NodeEntry("bin/app.ts")
    alone = types._configuration(tmp_path, entry)
    (tmp_path / "tsconfig.json").write_text("{}", "utf-8")
    extended = types._configuration(tmp_path, entry)
    assert (alone.get("extends"), extended["extends"]) == (None, "./tsconfig.json")
    assert extended["files"] == ["bin/app.ts"]
    assert extended["compilerOptions"] == {
        "noEmit": True,
        "skipLibCheck": True,
        "incremental": False,
        "composite": False,
        "declaration": False,
    }


def test_a_compiler_that_cannot_be_had_and_one_that_takes_too_long_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> Path:
        raise MissingToolchain("no registry")

    tools = Tools(Node(Path("/node"), "24.0.0", ()), Path("/tsx"), {})
    packages = Packages(tmp_path, "pinned", {})
    entry = NodeEntry("a.ts", checked=True)
    monkeypatch.setattr(types, "_compiler", lambda _: tmp_path)
    monkeypatch.setattr(types, "run", lambda *_, **__: Outcome(None, None, b"", b"", 1.0, 1.0, "wall time", NONE))
    (tmp_path / "project").mkdir()
    slow = types.Checking(tmp_path / "project", entry, packages, tools, timeout=1, allow_weak=False)
    assert [problem.message for problem in slow.problems()] == [
        "types were not checked to the end: the limit of wall time was reached"
    ]
    monkeypatch.setattr(types, "_compiler", fail)
    without = types.Checking(tmp_path / "project", entry, packages, tools, timeout=1, allow_weak=False)
    assert [(problem.level, problem.message) for problem in without.problems()] == [
        ("note", "types were not checked: no registry")
    ]


def test_a_command_that_does_not_check_types_is_not_checked(tmp_path: Path) -> None:
    # Neither packages nor tools are asked for anything.
    checking = types.Checking(tmp_path, NodeEntry("a.ts"), None, None, timeout=1, allow_weak=False)  # type: ignore[arg-type]
    assert checking.problems() == []


def test_types_of_node_are_where_a_configuration_looks_for_types_alone(tmp_path: Path) -> None:
    """`cdk init` writes `"typeRoots": ["./node_modules/@types"]`."""
    own, ours = tmp_path / "own", tmp_path / "ours"
    for folder in (own / "aws-cdk-lib", own / "@types" / "uuid", own / "@scope" / "a", ours / "@types" / "node"):
        folder.mkdir(parents=True)
    (own / "@types" / "uuid" / "version").write_text("own")
    (ours / "@types" / "uuid").mkdir()
    (ours / "typescript").mkdir()
    made = tmp_path / "node_modules"
    types._lay_out(made, own, ours)
    found = {str(path.relative_to(made)) for pattern in ("*", "@types/*", "@scope/*") for path in made.glob(pattern)}
    assert found == {"aws-cdk-lib", "@scope", "@scope/a", "@types", "@types/uuid", "@types/node"}
    assert (made / "@types" / "uuid" / "version").read_text() == "own"


def test_a_project_without_types_of_its_own_gets_ours(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "ours" / "@types" / "node").mkdir(parents=True)
    types._lay_out(tmp_path / "node_modules", tmp_path / "own", tmp_path / "ours")
    assert [path.name for path in (tmp_path / "node_modules" / "@types").iterdir()] == ["node"]
