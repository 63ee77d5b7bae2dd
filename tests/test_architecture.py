"""The layer order of ARCHITECTURE.md holds, and the command line stays quick to start."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "stackproof"
_ROW = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)


def _order() -> list[str]:
    return _ROW.findall((ROOT / "ARCHITECTURE.md").read_text("utf-8"))


def _layer(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _sources() -> list[Path]:
    # What the blueprints and the examples hold is data of ours, not code of ours.
    return [
        file
        for file in PACKAGE.rglob("*.py")
        if not re.search(r"blueprints/[^/]+/|/examples/", file.relative_to(PACKAGE).as_posix())
    ]


def _imported(file: Path) -> set[str]:
    """The full names that a file imports, wherever in it and be it for types alone."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def _imported_layers(file: Path) -> set[str]:
    return {name.split(".")[1] for name in _imported(file) if name.startswith("stackproof.")}


def _module(file: Path) -> str:
    parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_every_package_stands_in_the_list_of_layers() -> None:
    packages = {_layer(file) for file in _sources()} - {"__init__", "__main__"}
    assert packages == set(_order())


def test_no_layer_imports_one_below_it() -> None:
    order = _order()
    wrong = {
        f"{file.relative_to(ROOT)} imports {layer}"
        for file in _sources()
        if _layer(file) in order
        for layer in _imported_layers(file)
        if layer in order and order.index(layer) > order.index(_layer(file))
    }
    assert wrong == set()


def test_no_modules_import_each_other_in_a_circle() -> None:
    modules = {_module(file): file for file in _sources()}
    imports = {
        name: {found if found in modules else found.rpartition(".")[0] for found in _imported(file)} & modules.keys()
        for name, file in modules.items()
    }
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


def test_files_stay_small_enough_to_read() -> None:
    long = {
        str(file.relative_to(ROOT)): count
        for file in _sources()
        if (count := len(file.read_text("utf-8").splitlines())) > 400
    }
    assert long == {}


@pytest.mark.parametrize(
    "heavy", ["cfnlint", "cloudformation_validate", "aws_cdk", "jsii", "moto", "boto3", "asyncio", "http", "pathspec"]
)
def test_a_check_of_a_template_imports_nothing_heavy(heavy: str, tmp_path: Path) -> None:
    template = tmp_path / "template.yaml"
    template.write_text("Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n")
    program = (
        "import sys; from stackproof.cli.main import run; "
        f"run(['check', '--oracles', 'none', {str(template)!r}]); "
        f"sys.exit(3 if {heavy!r} in sys.modules else 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_version_is_answered_without_importing_the_command_line() -> None:
    program = (
        "import sys; sys.argv = ['stackproof', '--version']; from stackproof.__main__ import main; main(); "
        "sys.exit(3 if 'click' in sys.modules or 'dataclasses' in sys.modules else 0)"
    )
    done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split()[0]) == (0, "stackproof")
