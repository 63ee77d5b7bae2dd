"""The lists of public projects, their copies and the page that is made of them."""

from __future__ import annotations

import hashlib
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from benchmarks import copies, projects, projects_page
from benchmarks.copies import List, Row
from benchmarks.projects import Outcome

if TYPE_CHECKING:
    from pathlib import Path

ROW = Row("owner/name", "0" * 40, "app", "app", "")


def commit(folder: Path) -> None:
    author = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["add", "-A"], [*author, "commit", "-qm", "one"]):
        subprocess.run(["git", *command], cwd=folder, check=True, env={"HOME": str(folder), "PATH": "/usr/bin:/bin"})


@pytest.fixture
def clones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with clones of two repositories; the lists and copies lie in folders of the test's own."""
    monkeypatch.setattr(copies, "LISTS", tmp_path / "lists")
    monkeypatch.setattr(copies, "CORPUS", tmp_path / "corpus")
    (tmp_path / "lists").mkdir()
    copies.save(List("terraform-hcl", "terraform", ("hcl",), "installed", "by hand", ()))
    files = {"owner+name/modules/m/m.tf": "# m", "owner+name/examples/e/e.tf": "# e", "owner+kept/a.tf": "# a"}
    files["owner+kept/MODEL_RESPONSE.md"] = ""
    for name, text in files.items():
        (tmp_path / "clones" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "clones" / name).write_text(text, "utf-8")
    for name in ("owner+name", "owner+kept"):
        commit(tmp_path / "clones" / name)
    return tmp_path / "clones"


def test_the_hash_is_over_names_and_contents_in_order(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "z").write_bytes(b"1")
    (tmp_path / "a").write_bytes(b"2")
    (tmp_path / ".git").mkdir()
    one, two = (hashlib.sha256(text).hexdigest().encode() for text in (b"1", b"2"))
    expected = hashlib.sha256(b"a\0" + two + b"\nb/z\0" + one + b"\n").hexdigest()
    assert copies.digest(tmp_path) == expected
    (tmp_path / "link").symlink_to("b")
    target = hashlib.sha256(b"b").hexdigest().encode()
    linked = hashlib.sha256(b"a\0" + two + b"\nb/z\0" + one + b"\nlink\0" + target + b"\n").hexdigest()
    assert copies.digest(tmp_path) == linked


def test_a_pinned_project_is_copied_with_what_it_uses_around_it(clones: Path) -> None:
    copies.pin(clones, "terraform-hcl", ["owner/name:examples/e:", "owner/name:modules/m"])
    example, module = copies.load("terraform-hcl").rows
    assert ((example.path, example.within), (module.path, module.within)) == (("examples/e", ""), ("modules/m",) * 2)
    copies.copy(clones, "terraform-hcl")
    assert [one.name for one in example.place("terraform-hcl").iterdir()] == ["e.tf"]
    assert (example.folder("terraform-hcl") / "modules" / "m" / "m.tf").is_file()
    assert sorted(one.name for one in module.place("terraform-hcl").iterdir()) == [".git", "m.tf"]


def test_files_that_are_not_the_pinned_ones_are_refused(clones: Path) -> None:
    copies.pin(clones, "terraform-hcl", ["owner/name:modules/m"])
    found = copies.load("terraform-hcl")
    copies.save(replace(found, rows=(replace(found.rows[0], sha256="0" * 64),)))
    with pytest.raises(SystemExit, match="are not the pinned files"):
        copies.copy(clones, "terraform-hcl")
    assert not found.rows[0].folder("terraform-hcl").exists()


def test_repositories_that_are_kept_for_other_measurements_are_not_listed(clones: Path) -> None:
    copies.pin(clones, "terraform-hcl", ["owner/kept"])
    assert copies.load("terraform-hcl").rows == ()


@pytest.mark.parametrize(
    ("outcome", "reason", "kind"),
    [
        (Outcome("ok"), "", "graph"),
        (Outcome("partial"), "", "partial"),
        (Outcome("failed"), "", "ours"),
        (Outcome("failed"), "It is broken.", "own"),
        (Outcome("none", fault="no project"), "", "ours"),
        (Outcome("none", fault="Traceback", internal=True), "It is broken.", "ours"),
        (Outcome("ok", same=False), "", "ours"),
    ],
)
def test_a_failure_is_ours_until_somebody_judged_it(outcome: Outcome, reason: str, kind: str) -> None:
    assert outcome.kind(replace(ROW, reason=reason)) == kind


def test_a_project_is_measured_with_the_lines_of_its_resources(clones: Path) -> None:
    text = 'resource "aws_sqs_queue" "q" {}\nresource "aws_s3_object" "o" {}\nresource "random_id" "r" {}\n'
    (clones / "owner+name" / "examples" / "e" / "e.tf").write_text(text, "utf-8")
    commit(clones / "owner+name")
    copies.pin(clones, "terraform-hcl", ["owner/name:examples/e:"])
    copies.copy(clones, "terraform-hcl")
    found = copies.load("terraform-hcl")
    outcome = projects.measured(found, found.rows[0], readings=2)
    assert (outcome.synthesis, outcome.resources, outcome.lines, outcome.same) == ("ok", 3, 3, True)
    assert outcome.unmapped == {"aws_s3_object": 1, "random_id": 1}


def test_what_is_there_instead_of_a_project_of_the_list_is_said(clones: Path) -> None:
    copies.pin(clones, "terraform-hcl", ["owner/name:examples/e:"])
    copies.copy(clones, "terraform-hcl")
    found = replace(copies.load("terraform-hcl"), engine="pulumi", languages=("python",))
    said = "no project of pulumi in python was found there, but terraform hcl"
    assert projects.measured(found, found.rows[0], readings=1).fault == said


def test_the_page_counts_and_rounds_down() -> None:
    found = List("terraform-hcl", "terraform", ("hcl",), "installed", "Chosen so.", ())
    rows = [
        (replace(ROW, repository=f"o{number}/n"), Outcome("ok", resources=100, lines=95 if number else 94))
        for number in range(19)
    ]
    rows.append((replace(ROW, reason="It is broken."), Outcome("failed", messages=["a.tf:1:1: a | b"])))
    text = projects_page.page([(found, rows)])
    row = "| [terraform-hcl](#terraform-hcl) | 20 | 20 | 19 | 0 | 1 | 0 | 95.0 % | 100.0 % | 1900 | 94.9 % | 0.0 % |"
    assert row in text
    assert "| own | 0 | 0 | 0 | 0 | 0 | 0.0 | **It is broken.** — a.tf:1:1: a \\| b |" in text
