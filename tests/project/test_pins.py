"""The versions that projects pin, by language: exact ones of lock files stand before ranges."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stackproof.project import pins


def test_python_pins_come_from_requirements_and_locks(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("aws_cdk.lib >= 2.1, < 3  # range\nconstructs==10.4.2\nboto3\n")
    (tmp_path / "Pipfile").write_text('[packages]\ncdktf = "~=0.20"\n')
    (tmp_path / "Pipfile.lock").write_text(
        json.dumps(
            {
                "default": {
                    "aws-cdk-lib": {"version": "==2.200.1"},
                    "constructs": {"version": "==10.5.0"},
                    "cdktf": {"version": "==0.20.11"},
                    "urllib3": {"version": "==2.0"},
                    "local": {"path": "."},
                },
                "develop": {"boto3": {"version": "==1.40"}},
            }
        )
    )
    (tmp_path / "uv.lock").write_text(
        '[[package]]\nname = "pulumi-aws"\nversion = "7.1.0"\n[[package]]\nname = "cdktf"\nversion = "9.9.9"\n'
    )
    assert pins.read(tmp_path, "python") == {
        "aws-cdk-lib": "==2.200.1",
        "boto3": "==1.40",
        "cdktf": "==0.20.11",
        "constructs": "==10.4.2",
        "pulumi-aws": "==7.1.0",
    }


def test_locked_packages_that_no_index_has_are_left_out(tmp_path: Path) -> None:
    """The project itself is an entry of uv.lock, and so are its own folders."""
    sources = {
        "aws-cdk-app": '{ virtual = "." }',
        "cdk-stacks": '{ editable = "cdk" }',
        "cdk-forked": '{ git = "https://example.org/a" }',
        "cdk-folder": '{ type = "directory", url = "cdk" }',
        "cdk-nag": '{ registry = "https://example.org/simple" }',
        "cdk-mirrored": '{ type = "legacy", url = "https://example.org/simple" }',
    }
    text = "".join(f'[[package]]\nname = "{name}"\nversion = "1.0"\nsource = {one}\n' for name, one in sources.items())
    (tmp_path / "uv.lock").write_text(text, "utf-8")
    assert pins.read(tmp_path, "python") == {"cdk-mirrored": "==1.0", "cdk-nag": "==1.0"}


def test_node_pins_come_from_package_json_and_its_lock(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text(
        json.dumps(
            {
                "dependencies": {"aws-cdk-lib": "^2.100.0", "lodash": "4.x", "odd": 3},
                "devDependencies": {"typescript": "~5.9.0"},
            }
        )
    )
    (tmp_path / "package-lock.json").write_text(
        json.dumps(
            {
                "packages": {
                    "": {"version": "0.1.0"},
                    "node_modules/aws-cdk-lib": {"version": "2.150.0"},
                    "node_modules/constructs": {"version": "10.3.0"},
                    "node_modules/left-pad": {"version": "1.0.0"},
                    "node_modules/x/node_modules/aws-cdk-lib": {"version": "1.0.0"},
                }
            }
        )
    )
    (tmp_path / "requirements.txt").write_text("boto3==1.0\n")
    assert pins.read(tmp_path, "typescript") == {
        "aws-cdk-lib": "2.150.0",
        "constructs": "10.3.0",
        "lodash": "4.x",
        "typescript": "~5.9.0",
    }


def test_terraform_providers_are_named_by_source(tmp_path: Path) -> None:
    providers = ["aws@~> 5.0", {"name": "random", "source": "hashicorp/random", "version": "~> 3.5"}, "null"]
    (tmp_path / "cdktf.json").write_text(json.dumps({"terraformProviders": providers}))
    (tmp_path / ".terraform.lock.hcl").write_text(
        'provider "registry.terraform.io/hashicorp/aws" {\n  version     = "5.31.0"\n  constraints = "~> 5.0"\n}\n'
    )
    wanted = {"hashicorp/aws": "5.31.0", "hashicorp/null": "", "hashicorp/random": "~> 3.5"}
    assert pins.read(tmp_path, "hcl") == wanted
    assert pins.read(tmp_path, "python") == wanted


_FILES = ("requirements.txt", "Pipfile", "Pipfile.lock", "uv.lock", "pyproject.toml", "package.json")
_MORE = ("package-lock.json", "cdktf.json", ".terraform.lock.hcl")


@pytest.mark.parametrize("name", [*_FILES, *_MORE])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.binary(max_size=200)
    | st.recursive(
        st.none() | st.integers() | st.text(max_size=5) | st.just({"version": "1"}),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["default", "packages", "dependencies", "package", "terraformProviders", "version"]),
                inner,
                max_size=3,
            )
        ),
    ).map(lambda value: json.dumps(value).encode())
)
def test_whatever_such_a_file_holds_is_read_without_an_error(name: str, data: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    for language in ("python", "typescript", "hcl"):
        assert all(isinstance(text, str) for item in pins.read(tmp_path, language).items() for text in item)
