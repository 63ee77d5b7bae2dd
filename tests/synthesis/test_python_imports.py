"""What a Python program imports beside what its requirements name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stackproof.graph.graph import Problem
from stackproof.graph.location import Location
from stackproof.synthesis import python_imports

if TYPE_CHECKING:
    from pathlib import Path

PYPROJECT = """
[project]
dependencies = ["aws-cdk-lib"]
[project.optional-dependencies]
more = ["aws_cdk_github_oidc>=4"]
[dependency-groups]
dev = ["GitPython>3", {include-group = "x"}, "pytest"]
[tool.poetry.group.extra.dependencies]
python-dotenv = "1"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    files = {
        "pyproject.toml": PYPROJECT,
        "requirements-tools.txt": "cdk-constructs==2\n",
        "app.py": "import os, aws_cdk\n\nfrom git import Repo\nimport helper, requests\nimport pulumi_cloudflare as x",
        "stacks/one.py": "from aws_cdk_github_oidc.x import Role\n    import cdk_constructs, dotenv\nimport yaml\n",
        "helper.py": "",
        "tests/test_app.py": "import pytest\n",
        "other/Pulumi.yaml": "",
        "other/deep/__main__.py": "import pulumi_random\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def test_what_is_certain_is_taken_in_the_version_that_is_named(project: Path) -> None:
    found = python_imports.further(project, {"aws-cdk-lib": ""})
    assert found.requirements == {
        "aws-cdk-github-oidc": ">=4",
        "cdk-constructs": "==2",
        "gitpython": ">3",
        "pulumi-cloudflare": "",
        "python-dotenv": "",
    }
    assert found.named == found.requirements.keys() - {"pulumi-cloudflare"}


def installed(site: Path, needs: dict[str, tuple[str, ...]]) -> Path:
    """A folder of packages, each with its version in its name and with what it brings along."""
    for name, brought in needs.items():
        info = site / f"{name}.dist-info"
        info.mkdir(parents=True)
        lines = ["Metadata-Version: 2.1", *(f"Requires-Dist: {one}" for one in brought)]
        (info / "METADATA").write_text("\n".join(lines) + "\n\nRequires-Dist: a-word-of-its-description\n")
    return site


@pytest.mark.parametrize(
    ("needs", "silent"),
    [
        (("Pulumi_Cloudflare>=6",), True),
        (("between",), True),
        (("pulumi-cloudflare>=6 ; extra == 'dns'",), False),
        ((), False),
    ],
)
def test_what_a_named_package_brings_along_is_no_error(
    project: Path, tmp_path: Path, needs: tuple[str, ...], silent: bool
) -> None:
    packages = {"aws_cdk_lib-2.1.0": needs, "between-1": ("pulumi-cloudflare",), "pulumi_cloudflare-6.0.0": ()}
    site = installed(tmp_path / "site", packages)
    found = python_imports.further(project, {"aws-cdk-lib": ""})
    assert [problem.level for problem in found.problems(site, ["aws-cdk-lib"])] == ([] if silent else ["error"])


def test_what_nothing_names_is_an_error_at_its_line_and_the_rest_a_note(project: Path, tmp_path: Path) -> None:
    found = python_imports.further(project, {"aws-cdk-lib": "", "cdk-constructs": ""})
    site = installed(tmp_path / "site", {"gitpython-3.1.50": (), "pulumi_cloudflare-6.0.0": ()})
    assert found.problems(site, ["aws-cdk-lib", "cdk-constructs"]) == [
        Problem(
            "note",
            "the program imports git, which the project names for development alone: read with gitpython 3.1.50",
            Location("app.py", 3),
        ),
        Problem(
            "error",
            "the program imports pulumi_cloudflare, and no file of requirements names pulumi-cloudflare, so it does not"
            " run where only what they name is installed: name it there. The rest was read with pulumi-cloudflare"
            " 6.0.0",
            Location("app.py", 5),
        ),
    ]


def test_what_is_asked_for_already_is_nothing_further(project: Path) -> None:
    asked = dict.fromkeys(python_imports.further(project, {}).requirements, "")
    assert python_imports.further(project, asked) == python_imports.Further()
