from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stackproof.synthesis.node import runner
from stackproof.synthesis.node.packages import Packages
from stackproof.synthesis.node.runner import Stay
from stackproof.synthesis.node.toolchain import Node, Tools

if TYPE_CHECKING:
    from collections.abc import Callable

    from stackproof.synthesis.node.packages import Source

TOOLS = Tools(Node(Path("/node"), "24.0.0", ()), Path("/tsx"), {})


def packages(tmp_path: Path, source: Source = "pinned") -> Packages:
    folder = tmp_path / "installed" / "node_modules"
    folder.mkdir(parents=True, exist_ok=True)
    (folder.parent / "package-lock.json").write_text("ours", "utf-8")
    return Packages(folder, source, {})


def copied(root: Path, found: Packages) -> dict[str, str]:
    """What a program would find below its own folder and the one above."""
    with runner.stay(root, found, TOOLS, timeout=1, allow_weak=False) as stay:
        assert (stay.project / "node_modules").resolve() == found.folder.resolve()
        files = [file for file in stay.work.rglob("*") if file.is_file() and file.parent.name != "node_modules"]
        return {file.relative_to(stay.work).as_posix(): file.read_text("utf-8") for file in files}


def test_packages_history_and_old_output_are_not_copied_and_code_of_assets_is(
    project: Callable[..., Path], tmp_path: Path
) -> None:
    root = project({})
    for name in (
        "app.ts",
        "node_modules/x/index.js",
        "cdk.out/manifest.json",
        ".git/config",
        ".yarn/cache/x.zip",
        "functions/one/package.json",
        "functions/one/node_modules/y/index.js",
        "layer/nodejs/node_modules/z/index.js",
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    assert set(copied(root, packages(tmp_path, "project"))) == {
        "project/app.ts",
        "project/package.json",
        "project/functions/one/package.json",
        "project/layer/nodejs/node_modules/z/index.js",
    }


def test_a_project_without_a_lock_file_gets_that_of_the_installation(
    project: Callable[..., Path], tmp_path: Path
) -> None:
    assert copied(project({}), packages(tmp_path)).get("project/package-lock.json") == "ours"
    assert "project/package-lock.json" not in copied(project({}), packages(tmp_path, "default"))


def test_a_projects_own_lock_file_stays_and_that_of_a_workspace_is_seen(
    project: Callable[..., Path], tmp_path: Path
) -> None:
    root = project({}, **{"yarn__lock": "own"})
    assert [name for name in copied(root, packages(tmp_path)) if "lock" in name] == ["project/yarn.lock"]
    (root / "yarn.lock").unlink()
    (root.parent / "pnpm-lock.yaml").write_text("above", "utf-8")
    found = copied(root, packages(tmp_path))
    assert {name: text for name, text in found.items() if "lock" in name} == {"pnpm-lock.yaml": "above"}


def test_what_is_written_goes_through_no_link_of_an_earlier_run(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.mkdir()
    (victim / "file").write_text("untouched", "utf-8")
    work = tmp_path / "work"
    work.mkdir()
    (work / "given.json").symlink_to(victim / "file")
    (work / "output").symlink_to(victim)
    (work / "kept").mkdir()
    (work / "kept" / "old").touch()
    stay = Stay(tmp_path, work, work / "project", work / "project", (), packages(tmp_path), TOOLS, 1.0, False)
    assert stay.put("given.json", "ours").read_text("utf-8") == "ours"
    assert list(stay.fresh_folder("output").iterdir()) == []
    assert list(stay.fresh_folder("kept").iterdir()) == []
    assert [(file.name, file.read_text("utf-8")) for file in victim.iterdir()] == [("file", "untouched")]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("    at new Stack ({project}/lib/a.ts:12:5)", ("lib/a.ts", 12)),
        ("    at file://{project}/lib/a.ts:12:5", ("lib/a.ts", 12)),
        ("    at f ({project}/node_modules/x.js:1:1)\n    at g ({project}/lib/a.ts:3:4)", ("lib/a.ts", 3)),
        ("{project}/lib/a.ts:7:9: ERROR: Unexpected", ("lib/a.ts", 7)),
        ("    at f (/etc/passwd:1:1)", None),
        ("    at f ({project}/../victim.ts:1:1)", None),
        ("no place", None),
    ],
)
def test_the_place_of_an_error_is_believed_only_in_the_project(
    tmp_path: Path, text: str, place: tuple[str, int] | None
) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "a.ts").touch()
    (tmp_path.parent / "victim.ts").touch()
    copy = Path("/work/project")
    stay = Stay(tmp_path, copy.parent, copy, copy, (), packages(tmp_path), TOOLS, 1.0, False)
    assert stay.place_in(text.format(project="/work/project")) == place
