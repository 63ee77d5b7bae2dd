"""The extracts that ship are those that the script makes from the versions they name."""

import importlib.util
import json
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import ModuleType

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("extract_facts", SCRIPTS / "extract_facts.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["extract_facts"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "name",
    [
        "types.jsonl",
        "properties.jsonl",
        "names.jsonl",
        "lambda.json",
        "engine_versions.json",
        "managed_policies.json",
        "iam_actions.jsonl",
        "iam_services.jsonl",
    ],
)
def test_extract_is_what_the_script_makes(script: ModuleType, name: str) -> None:
    shipped = (script.DATA / name).read_text(encoding="utf-8")
    first = shipped.split("\n", 1)[0]
    head = json.loads(first) if name.endswith(".jsonl") else json.loads(shipped)["provenance"]
    try:
        installed = version(head["package"])
    except PackageNotFoundError:
        pytest.skip(f"{head['package']} is not installed")
    if installed != head["version"]:
        pytest.skip(f"made from {head['package']} {head['version']}; {installed} is installed")
    assert script.EXTRACTS[name]() == shipped, "run python scripts/extract_facts.py"


def test_every_extract_is_checked(script: ModuleType) -> None:
    assert {path.name for path in script.DATA.iterdir()} == set(script.EXTRACTS)
