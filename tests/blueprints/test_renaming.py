"""The layout tap is made by moving files and changing what their texts say of places."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from stackproof.blueprints import layouts
from stackproof.blueprints.renaming import Moves, renamed

MOVES = Moves(
    package="shop",
    entry=("app", "tap"),
    folders={"shop": "lib", "handlers": "lib/lambda", "tools": "lib/tools", "docs": "lib/docs", "tests": "tests"},
    files={
        "README.md": "lib/README.md",
        "pyproject.toml": "lib/pyproject.toml",
        "requirements.txt": "lib/requirements.txt",
        "requirements-dev.txt": "lib/requirements-dev.txt",
    },
    modules=("tools",),
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("app.py", "tap.py"),
        ("shop/naming.py", "lib/naming.py"),
        ("handlers/orders/orders.py", "lib/lambda/orders/orders.py"),
        ("tools/switch.py", "lib/tools/switch.py"),
        ("tests/unit/test_orders.py", "tests/unit/test_orders.py"),
        ("README.md", "lib/README.md"),
        ("tests/README.md", "tests/README.md"),
        ("cdk.json", "cdk.json"),
        (".github/workflows/ci.yml", ".github/workflows/ci.yml"),
    ],
)
def test_files_go_to_their_places(old: str, new: str) -> None:
    assert str(MOVES.of(PurePosixPath(old))) == new


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("shop/a.py", "from shop.naming import Names\n", "from lib.naming import Names\n"),
        ("app.py", "from shop import root\n", "from lib import root\n"),
        ("tools/a.py", "from tools.switch import Switch\n", "from lib.tools.switch import Switch\n"),
        (
            "tools/a.py",
            "from tools import switch\n",
            "from lib.tools import switch\n",
        ),
        ("tests/unit/a.py", "import app\n\napp.main()\n", "import tap as app\n\napp.main()\n"),
        ("tests/unit/a.py", "from app import main\n", "from tap import main\n"),
        ("tests/unit/a.py", 'patch("app.build")\n', 'patch("tap.build")\n'),
        ("tests/unit/a.py", 'run("app.py", "handlers/a/a.py")\n', 'run("tap.py", "lib/lambda/a/a.py")\n'),
        ("tests/unit/a.py", 'patch("tools.switch.sleep")\n', 'patch("lib.tools.switch.sleep")\n'),
        ("tests/unit/a.py", 'prog = "python -m tools.switch"\n', 'prog = "python -m lib.tools.switch"\n'),
        ("shop/paths.py", 'HANDLERS = PROJECT / "handlers"\n', 'HANDLERS = PROJECT / "lib/lambda"\n'),
        ("tests/unit/conftest.py", 'R = PROJECT / "README.md"\n', 'R = PROJECT / "lib/README.md"\n'),
        # What is called alike and is no place of the project stays.
        ("shop/a.py", 'pins = folder / "requirements.txt"\n', 'pins = folder / "requirements.txt"\n'),
        ("shop/a.py", 'app = App(); kind = "tools"; shopping = 1\n', 'app = App(); kind = "tools"; shopping = 1\n'),
        ("shop/a.py", '"https://x.test/tools/a /handlers/b"\n', '"https://x.test/tools/a /handlers/b"\n'),
        ("README.md", "`shop/a.py`, `python app.py`, tools.", "`lib/a.py`, `python tap.py`, tools."),
        ("README.md", "See [it](docs/a.md#b) and docs/a.md", "See [it](docs/a.md#b) and lib/docs/a.md"),
        ("README.md", "![picture](docs/a.svg) [x](shop/a.py)", "![picture](docs/a.svg) [x](a.py)"),
        ("README.md", "[tests](tests/unit) [web](https://docs/a)", "[tests](../tests/unit) [web](https://docs/a)"),
        ("docs/a.md", "[back](../README.md) [home](../app.py)", "[back](../README.md) [home](../../tap.py)"),
        ("pyproject.toml", 'source = ["app", "shop", "handlers"]', 'source = ["tap", "lib", "lib/lambda"]'),
        ("pyproject.toml", 'src = [".", "handlers/a"]', 'src = [".", "lib/lambda/a"]'),
        ("requirements-dev.txt", "-r requirements.txt\npytest\n", "-r requirements.txt\npytest\n"),
        ("requirements-dev.txt", "-r handlers/a/requirements.txt\n", "-r lambda/a/requirements.txt\n"),
        (".github/workflows/ci.yml", "pip install -r requirements.txt", "pip install -r lib/requirements.txt"),
        ("cdk.json", '{"app": "python app.py"}', '{"app": "python tap.py"}'),
        ("stackproof.yaml", "source: README.md:7", "source: lib/README.md:7"),
        ("stackproof.yaml", r"contains: ['tools\.switch', 'app\.py']", r"contains: ['lib.tools\.switch', 'tap\.py']"),
    ],
)
def test_texts_say_where_things_are(path: str, old: str, new: str) -> None:
    assert renamed(old, PurePosixPath(path), MOVES) == new


def test_imports_of_a_block_stay_in_order() -> None:
    text = (
        '"""Doc."""\n\nimport json\n\nimport app\nfrom shop.naming import (\n    A,\n)\n'
        "from tests.unit import fakes\nfrom tools import switch\n\nX = 1\n"
    )
    assert renamed(text, PurePosixPath("tests/unit/a.py"), MOVES) == (
        '"""Doc."""\n\nimport json\n\nimport tap as app\nfrom lib.naming import (\n    A,\n)\n'
        "from lib.tools import switch\nfrom tests.unit import fakes\n\nX = 1\n"
    )


def project(folder: Path) -> Path:
    """The files of a small stack."""
    texts = {
        "app.py": "import shop.root\n",
        "README.md": "# Shop\n",
        "pyproject.toml": (
            '[project]\nname = "shop"\n\n[tool.mypy]\nstrict = true\nfiles = ["app.py", "shop", "handlers"]\n'
        ),
        "requirements.txt": "constructs==10\n",
        "cdk.json": '{"app": "python app.py"}\n',
        "stackproof.yaml": (
            "version: 1\nsystem: shop\nrequirements:\n"
            "  - id: R1\n    text: x\n    source: README.md:1\n"
            "    expect:\n      - file: pyproject.toml\n        contains: ['^strict = true', 'name = .shop']\n"
            "      - {check: sources.docstrings, with: {paths: [app.py, shop, handlers]}}\n"
            "  - {id: R2, text: y, expect: {file: pyproject.toml, contains: '^strict'}}\n"
        ),
        "shop/root.py": "",
        "handlers/orders/orders.py": "",
        "tests/unit/test_orders.py": "import app\n",
        "_tap/tap.py": "import lib.tap_stack\n",
        "_tap/lib/tap_stack.py": "class TapStack: ...\n",
    }
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    (folder / "docs").mkdir()
    (folder / "docs" / "picture.png").write_bytes(b"\x89PNG shop/\xff")
    return folder


def names(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


def test_the_plain_layout_leaves_the_overlay_out(tmp_path: Path) -> None:
    made = project(tmp_path / "made")
    before = names(made)
    layouts.arrange(made, "plain", "shop")
    assert names(made) == {name for name in before if not name.startswith("_tap/")}


def test_the_layout_tap_lays_the_overlay_over_what_moved(tmp_path: Path) -> None:
    made = project(tmp_path / "made")
    layouts.arrange(made, "tap", "shop")
    assert names(made) == {
        *("tap.py", "cdk.json", "stackproof.yaml", ".mypy.ini", "lib/README.md", "lib/pyproject.toml"),
        *("lib/requirements.txt", "lib/root.py", "lib/tap_stack.py", "lib/lambda/orders/orders.py"),
        *("lib/docs/picture.png", "tests/unit/test_orders.py"),
    }
    assert (made / "tap.py").read_text() == "import lib.tap_stack\n"
    assert (made / "lib/docs/picture.png").read_bytes() == b"\x89PNG shop/\xff"
    assert {one.name for one in tmp_path.iterdir()} == {"made"}


def test_the_contract_asks_the_files_that_hold_the_settings_of_tools_now(tmp_path: Path) -> None:
    made = project(tmp_path / "made")
    layouts.arrange(made, "tap", "shop")
    assert (made / ".mypy.ini").read_text() == "[mypy]\nstrict = true\nfiles = tap.py, lib\n"
    assert (made / "lib/pyproject.toml").read_text() == '[project]\nname = "lib"\n'
    assert (made / "stackproof.yaml").read_text() == (
        "version: 1\nsystem: lib\nrequirements:\n"
        "  - id: R1\n    text: x\n    source: lib/README.md:1\n"
        "    expect:\n      - {file: .mypy.ini, contains: ['^strict = true']}\n"
        "      - {file: lib/pyproject.toml, contains: ['name = .lib']}\n"
        "      - {check: sources.docstrings, with: {paths: [tap.py, lib, lib/lambda]}}\n"
        "  - {id: R2, text: y, expect: [{file: .mypy.ini, contains: ['^strict']}]}\n"
    )


def test_two_files_never_become_one(tmp_path: Path) -> None:
    made = project(tmp_path / "made")
    (made / "shop" / "docs").mkdir()
    (made / "shop" / "docs" / "picture.png").write_bytes(b"")
    with pytest.raises(FileExistsError, match=r"lib/docs/picture\.png"):
        layouts.arrange(made, "tap", "shop")
