from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackproof.errors import MissingToolchain
from stackproof.synthesis import environments
from stackproof.synthesis.cdk import toolchain


@pytest.mark.parametrize(
    ("version", "specifier", "allowed"),
    [
        ("2.275.0", "", True),
        ("2.275.0", "==2.275.0", True),
        ("2.275.0", "==2.275", True),
        ("2.275.0", "==2.150.0", False),
        ("2.275.0", "==2.*", True),
        ("2.275.0", "!=2.275.0", False),
        ("2.275.0", ">=2.150.0,<3.0.0", True),
        ("2.275.0", ">=2.150.0,<2.200", False),
        ("2.275.0", "<=2.275.0", True),
        ("2.275.0", ">2.275.0", False),
        ("2.275.0", "~=2.150", True),
        ("2.275.0", "~=2.275.1", False),
        ("2.275.3", "~=2.275.1", True),
        ("3.0.0", "~=2.150", False),
        ("2.9.0", ">=2.10.0", False),
        ("2.9.0a1", "<2.10", True),
        ("1.0", "@ git+https://example.com/x", True),
    ],
)
def test_whether_a_version_is_what_is_asked_for(version: str, specifier: str, allowed: bool) -> None:
    assert environments.satisfies(version, specifier) is allowed


@given(st.lists(st.integers(0, 400), min_size=1, max_size=4), st.lists(st.integers(0, 400), min_size=1, max_size=4))
def test_of_two_versions_one_is_less_or_they_are_equal(one: list[int], other: list[int]) -> None:
    left, right = (".".join(map(str, numbers)) for numbers in (one, other))
    answers = [environments.satisfies(left, f"{operator}{right}") for operator in ("<", "==", ">")]
    assert answers.count(True) == 1
    assert environments.satisfies(left, f"<={right}") is not answers[2]
    assert environments.satisfies(left, f">={right}") is not answers[0]


def test_what_differs_from_the_pins_is_said() -> None:
    pins = {"aws-cdk-lib": "==2.150.0", "constructs": ">=10,<11", "requests": "==2.0.0"}
    assert environments.notes(pins, {"aws-cdk-lib": "2.275.0", "constructs": "10.7.2", "node": "24.0.0"}) == [
        "the project pins aws-cdk-lib 2.150.0, read with 2.275.0; --toolchain pinned takes its pins"
    ]


class TestMaking:
    @pytest.fixture
    def commands(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
        """What would be run; making an environment takes half a minute."""
        found: list[list[str]] = []

        def record(command: list[str], **options: object) -> None:
            found.append(command)
            if "install" in command:
                version = f"python{sys.version_info.major}.{sys.version_info.minor}"
                site = Path(command[4]).parents[1] / "lib" / version / "site-packages"
                (site / "aws_cdk_lib-2.150.0.dist-info").mkdir(parents=True)

        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
        monkeypatch.setattr(subprocess, "run", record)
        return found

    def test_an_environment_is_made_once_from_wheels_alone(self, commands: list[list[str]]) -> None:
        made = environments.find({"constructs": ">=10,<11", "aws-cdk-lib": "==2.150.0"})
        assert environments.find({"aws-cdk-lib": "==2.150.0", "constructs": ">=10,<11"}) == made
        assert environments.find({"aws-cdk-lib": "==2.151.0"}) != made
        assert len(commands) == 4
        assert commands[0][1:4] == ["-m", "venv", "--without-pip"]
        assert commands[1][1:4] == ["-m", "pip", "--python"]
        assert {"--only-binary=:all:", "--no-input"} <= set(commands[1])
        assert commands[1][-2:] == ["aws-cdk-lib==2.150.0", "constructs>=10,<11"]
        assert environments.versions(made.site) == {"aws-cdk-lib": "2.150.0"}

    def test_what_is_installed_is_taken_where_it_is_all_that_is_pinned(
        self, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        versions = environments.versions

        def installed(site: Path) -> dict[str, str]:
            return versions(site) or {"aws-cdk-lib": "2.275.0", "constructs": "10.7.2"}

        monkeypatch.setattr(environments, "versions", installed)
        monkeypatch.setattr(sysconfig, "get_path", lambda _: "/nowhere")
        assert toolchain.pinned({"aws-cdk-lib": ">=2.100,<3", "constructs": ">=10"}) is None
        assert commands == []
        found = toolchain.pinned({"aws-cdk-lib": "==2.150.0", "requests": "==2.0.0"})
        assert found is not None
        assert (found.versions["aws-cdk-lib"], found.store) == ("2.150.0", None)
        assert commands[-1][-2:] == ["aws-cdk-lib==2.150.0", "requests==2.0.0"]
        toolchain.pinned({"cdk-nag": ""})
        assert commands[-1][-2:] == ["aws-cdk-lib==2.275.0", "cdk-nag"]

    def test_a_package_that_cannot_be_had_leaves_the_framework(
        self, commands: list[list[str]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        record = subprocess.run

        def fail(command: list[str], **options: Any) -> Any:
            if "private==1" in command:
                raise subprocess.CalledProcessError(1, command, b"", b"ERROR: No matching distribution")
            return record(command, **options)

        monkeypatch.setattr(subprocess, "run", fail)
        found = toolchain.pinned({"aws-cdk-lib": "==2.150.0", "private": "==1"})
        assert found is not None
        assert commands[-1][-1:] == ["aws-cdk-lib==2.150.0"]
        assert "private==1" not in commands[-1]


def test_an_environment_that_cannot_be_made_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail(command: list[str], **options: object) -> None:
        raise subprocess.CalledProcessError(1, command, b"", b"ERROR: No matching distribution found for x==9\n")

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(subprocess, "run", fail)
    with pytest.raises(MissingToolchain, match=r"with x==9 cannot be made: ERROR: No matching distribution") as caught:
        environments.find({"x": "==9"})
    assert caught.value.hint == "--toolchain installed reads the project with the versions that are installed"
    assert list((tmp_path / "stackproof" / "python").iterdir()) == []
