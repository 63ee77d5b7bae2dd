"""Settings of tools come out of pyproject.toml into hidden files that say the same."""

from __future__ import annotations

import configparser
import tomllib

from stackproof.blueprints.tool_settings import split

PYPROJECT = """\
[project]
name = "shop"

[tool.mypy]
strict = true
python_version = "3.11"
mypy_path = [".", "lib/lambda/a"]
files = ["tap.py", "lib", "lib/lambda", "tests"]
exclude = ["^one/", "^two/"]

[[tool.mypy.overrides]]
module = ["boto3.*", "botocore.*"]
ignore_missing_imports = true

[[tool.mypy.overrides]]
module = "giant"
follow_imports = "skip"

[tool.pytest.ini_options]
testpaths = ["tests/unit"]
addopts = ["--strict-markers", "-q"]
markers = ["integration: needs a deployment, or an endpoint"]
xfail_strict = true

[tool.coverage.run]
branch = true
source = ["tap", "lib", "lib/lambda", "lib/tools"]

[tool.coverage.report]
fail_under = 100
exclude_also = ["if __name__ == .__main__.:", "@overload"]

# How lines are written.
[tool.ruff.lint]
select = ["E", "F"]  # the first ones

[tool.ruff]
line-length = 120

[tool.ruff.lint.per-file-ignores]
"tests/**" = ["D"]

[tool.other]
x = 1
"""


def ini(text: str) -> dict[str, dict[str, str]]:
    parser = configparser.RawConfigParser()
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    return {name: dict(parser[name]) for name in parser.sections()}


def test_every_tool_gets_its_settings_in_the_syntax_of_its_file() -> None:
    files, rest = split(PYPROJECT)
    assert set(files) == {".mypy.ini", ".pytest.ini", ".coveragerc", ".ruff.toml"}
    assert ini(files[".mypy.ini"]) == {
        "mypy": {
            "strict": "true",
            "python_version": "3.11",
            "mypy_path": "., lib/lambda/a",
            "files": "tap.py, lib, tests",
            "exclude": "^one/|^two/",
        },
        "mypy-boto3.*,botocore.*": {"ignore_missing_imports": "true"},
        "mypy-giant": {"follow_imports": "skip"},
    }
    assert ini(files[".pytest.ini"]) == {
        "pytest": {
            "testpaths": "\ntests/unit",
            "addopts": "\n--strict-markers\n-q",
            "markers": "\nintegration: needs a deployment, or an endpoint",
            "xfail_strict": "true",
        }
    }
    assert ini(files[".coveragerc"]) == {
        "run": {"branch": "true", "source": "\ntap\nlib"},
        "report": {"fail_under": "100", "exclude_also": "\nif __name__ == .__main__.:\n@overload"},
    }
    assert tomllib.loads(files[".ruff.toml"]) == tomllib.loads(PYPROJECT)["tool"]["ruff"]
    assert "# the first ones" in files[".ruff.toml"]
    assert tomllib.loads(rest) == {"project": {"name": "shop"}, "tool": {"other": {"x": 1}}}


def test_a_tool_without_settings_gets_no_file() -> None:
    assert split('[project]\nname = "x"\n') == ({}, '[project]\nname = "x"\n')
