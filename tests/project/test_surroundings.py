"""What a project uses of its repository outside of its folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackproof.project import references, surroundings
from stackproof.sandbox import scratch_copy

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def repository(tmp_path: Path) -> Callable[..., Path]:
    """Writes files into a repository and gives the project in its folder `apps/shop`."""
    top = tmp_path / "repository"

    def make(files: dict[str, str]) -> Path:
        (top / ".git").mkdir(parents=True)
        (top / ".git" / "config").write_text("[remote]", "utf-8")
        for name, text in files.items():
            file = top / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        (top / "apps" / "shop").mkdir(parents=True, exist_ok=True)
        return top / "apps" / "shop"

    return make


def copied(root: Path) -> set[str]:
    """The files and links of a copy that is made of a project, relative to where it begins."""
    around = surroundings.of(root)
    with scratch_copy(around.top, ignore=around.ignoring(lambda relative: relative == "out")) as copy:
        return {
            file.relative_to(copy.path).as_posix()
            for file in copy.path.rglob("*")
            if file.is_symlink() or not file.is_dir()
        }


COMPONENT = {
    "apps/shop/index.ts": 'import { Queue } from "../../src/queue";\n',
    "apps/shop/out": "left out",
    "src/queue.ts": 'import { name } from "../naming/name";\n',
    "src/policy.json": "{}",
    "naming/name.ts": "export const name = 1;\n",
    "package.json": "{}",
    "website/index.html": "nothing of the program's",
}


def test_a_component_above_the_folder_is_copied_with_what_it_uses_and_nothing_else(
    repository: Callable[..., Path],
) -> None:
    assert copied(repository(COMPONENT)) == {
        "apps/shop/index.ts",
        "src/queue.ts",
        "src/policy.json",
        "naming/name.ts",
        "package.json",
    }


def test_a_project_that_names_nothing_outside_is_copied_as_it_is(repository: Callable[..., Path]) -> None:
    root = repository({**COMPONENT, "apps/shop/index.ts": 'import "./other";\n'})
    assert surroundings.of(root) == surroundings.Surroundings(root)
    assert copied(root) == {"index.ts"}


@pytest.mark.parametrize(
    ("name", "source", "used"),
    [
        ("a.ts", 'import * as x from "../../src/queue.js"', ["src"]),
        ("a.js", "const { x } = require('../../src')", ["src"]),
        ("a.ts", 'Code.fromAsset(path.join(__dirname, "..", "..", "src", "policy.json"))', ["src/policy.json"]),
        ("a.ts", 'Code.fromAsset(path.join(__dirname, "../..", "src"))', ["src"]),
        ("a.ts", "Code.fromAsset(`${__dirname}/../../src`)", ["src"]),
        ("lib/a.ts", 'Code.fromAsset("../../src")', ["src"]),
        ("a.ts", 'const both = ["../../src", "../../naming"]', ["naming", "src"]),
        ("tsconfig.json", '{"include": ["../../src/**/*"]}', ["src"]),
        ("package.json", '{"dependencies": {"queue": "file:../../src"}}', ["src"]),
        ("app.py", 'Code.from_asset("../../src")', ["src"]),
        ("app.py", 'Path(__file__).resolve().parent.parent.parent / "src"', ["src"]),
        ("app.py", 'Path(__file__).parents[2] / "src" / "policy.json"', ["src/policy.json"]),
        ("app.py", 'os.path.join(os.path.dirname(__file__), "..", "..", "src")', ["src"]),
        ("app.py", 'join(dirname(dirname(dirname(abspath(__file__)))), "src")', ["src"]),
        ("app.py", 'Path.cwd().parent.parent / "src"', ["src"]),
        ("app.py", "sys.path.append(str(Path(__file__).parents[1]))", ["apps/common"]),
        ("app.py", 'Path(__file__).parent / "lambda"', []),
        ("a.ts", 'import "../../gone"', []),
        ("a.ts", 'import "../../.env"', []),
        ("a.ts", 'import "../../node_modules/x"', []),
        ("a.ts", 'import "../../../outside"', []),
        ("a.ts", 'import "../../link"', []),
    ],
)
def test_what_a_source_names(repository: Callable[..., Path], name: str, source: str, used: list[str]) -> None:
    root = repository(
        {
            "src/queue.ts": "", "src/index.ts": "", "src/policy.json": "", "naming/name.ts": "", ".env.ts": "secret",
            "node_modules/x/index.ts": "", "apps/common/c.py": "", f"apps/shop/{name}": source,
        }
    )  # fmt: skip
    top = root.parents[1]
    (top.parent / "outside.ts").write_text("", "utf-8")
    (top / "link.ts").symlink_to("../outside.ts")
    assert list(surroundings.of(root).used) == used


def test_nothing_outside_of_the_repository_and_no_link_out_of_it_reaches_the_copy(
    repository: Callable[..., Path],
) -> None:
    root = repository(
        {
            "apps/shop/index.ts": 'import "../../src/a"; import "../../../outside"; import "../../.git/config"',
            "src/a.ts": "",
            "src/.env": "secret",
        }
    )
    top = root.parents[1]
    (top.parent / "outside.ts").write_text("secret", "utf-8")
    (top / "src" / "out.ts").symlink_to("../../outside.ts")
    (top / "src" / "absolute.ts").symlink_to(top.parent / "outside.ts")
    (top / "src" / "in.ts").symlink_to("a.ts")
    assert copied(root) == {"apps/shop/index.ts", "src/a.ts", "src/in.ts"}


def test_a_link_to_what_lies_beside_the_project_brings_it_along(repository: Callable[..., Path]) -> None:
    root = repository({"apps/shop/index.ts": "", "shared/a.ts": ""})
    (root / "shared").symlink_to("../../shared")
    assert copied(root) == {"apps/shop/index.ts", "apps/shop/shared", "shared/a.ts"}


def test_what_is_too_much_is_left_out_and_told(
    repository: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surroundings, "MAX_BYTES", 100)
    root = repository({"apps/shop/a.ts": '["../../src", "../../data"]', "src/a.ts": "", "data/a.csv": "x" * 1000})
    around = surroundings.of(root)
    assert (around.used, around.too_large) == (("src",), ("data",))
    assert [note for note in around.notes if "../../data" in note] == list(around.notes) != []


def test_a_home_folder_under_version_control_is_no_repository_of_a_project(
    repository: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = repository(COMPONENT)
    monkeypatch.setenv("HOME", str(root.parents[1]))
    assert surroundings.of(root).used == ()


def test_without_a_repository_nothing_above_the_folder_is_used(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "a.ts").write_text('import "../b"', "utf-8")
    (tmp_path / "b.ts").touch()
    assert surroundings.of(tmp_path / "app").used == ()


@given(st.binary(max_size=200) | st.text(alphabet="./\"'`,_${}()ab \0\n", max_size=60).map(str.encode))
def test_whatever_a_source_says_its_places_are_normalised(text: bytes) -> None:
    root = Path("/repository/app")
    for places in references.named_in(root / "lib" / "a.py", text + b"__file__", root):
        for place in places:
            assert ".." not in place.parts
            assert "\0" not in str(place)
