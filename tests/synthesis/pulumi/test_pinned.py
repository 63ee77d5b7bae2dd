from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stackproof.errors import MissingToolchain
from stackproof.synthesis import environments
from stackproof.synthesis.environments import Environment
from stackproof.synthesis.model import Settings
from stackproof.synthesis.pulumi.python_program import packages

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

REQUIREMENTS = "pulumi>=2.0,<3.0\npulumi-aws==3.2.0\nnumpy==1.0.0\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "requirements.txt").write_text(REQUIREMENTS, "utf-8")
    return tmp_path


def only(can: Callable[[Mapping[str, str]], bool], tried: list[dict[str, str]]) -> Callable[..., Environment]:
    def find(wanted: Mapping[str, str]) -> Environment:
        tried.append(dict(wanted))
        if not can(wanted):
            raise MissingToolchain(f"try {len(tried)}", hint="-")
        return Environment(Path("/made"), Path("/made/bin/python"), Path("/made/site"))

    return find


def test_what_cannot_be_had_gives_way_to_what_is_nearest_to_the_pins(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[dict[str, str]] = []
    monkeypatch.setattr(environments, "find", only(lambda wanted: not any(wanted.values()), tried))
    found = packages(project, Settings(toolchain="pinned"))
    assert found.environment is not None
    assert tried == [
        {"pulumi": ">=2.0,<3.0", "pulumi-aws": "==3.2.0", "numpy": "==1.0.0"},
        {"pulumi": ">=2.0,<3.0", "pulumi-aws": "==3.2.0"},
        {"pulumi": "", "pulumi-aws": "", "numpy": ""},
    ]


def test_where_nothing_can_be_had_the_first_reason_is_told(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[dict[str, str]] = []
    monkeypatch.setattr(environments, "find", only(lambda _: False, tried))
    with pytest.raises(MissingToolchain, match="try 1"):
        packages(project, Settings(toolchain="pinned"))
    assert len(tried) == 4
