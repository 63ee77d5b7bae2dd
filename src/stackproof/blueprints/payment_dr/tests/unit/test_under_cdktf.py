"""The copy of this project for CDKTF: what is renamed, and what stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import under_cdktf


def test_names_of_packages_are_renamed_in_imports_and_pins_alone() -> None:
    source = (
        "from cdktn import App\nimport cdktn\n    from cdktn_provider_aws.vpc import Vpc\n"
        "from cdktn_provider_aws import vpc\nname = 'cdktn'\nimport cdktnx\n"
    )
    assert under_cdktf.renamed(source) == (
        "from cdktf import App\nimport cdktf\n    from cdktf_cdktf_provider_aws.vpc import Vpc\n"
        "from cdktf_cdktf_provider_aws import vpc\nname = 'cdktn'\nimport cdktnx\n"
    )
    assert under_cdktf.pinned("six==1.17.0\ncdktn==0.24.0\ncdktn-provider-aws==25.8.1\n") == (
        "six==1.17.0\ncdktf==0.21.0\ncdktf-cdktf-provider-aws==20.1.0\n"
    )


def test_the_copy_holds_the_project_without_what_was_made(tmp_path: Path) -> None:
    project = tmp_path / "project"
    texts = {"app.py": "import cdktn\n", "requirements.txt": "cdktn==1\n", "build/x.py": "", "docs/a.md": "cdktn"}
    for name, text in texts.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text, "utf-8")
    under_cdktf.convert(project, tmp_path / "copy")
    copied = {file for file in (tmp_path / "copy").rglob("*") if file.is_file()}
    assert {file.relative_to(tmp_path / "copy").as_posix(): file.read_text("utf-8") for file in copied} == {
        "app.py": "import cdktf\n",
        "requirements.txt": "cdktf==0.21.0\n",
        "docs/a.md": "cdktn",
    }


def test_the_command_copies_this_project_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = str(tmp_path / "copy")
    assert under_cdktf.main([target]) == 0
    assert not [file for file in (tmp_path / "copy").glob("*.py") if "from cdktn" in file.read_text("utf-8")]
    assert under_cdktf.main([target]) == 1
    assert under_cdktf.main([]) == 2
    assert capsys.readouterr().err == (
        f"error: {target} is there already\nusage: python -m tools.under_cdktf DIRECTORY\n"
    )
