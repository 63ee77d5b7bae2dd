"""Answers as projects on disk: what is found, what is completed, what is said, where places lead."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

import pytest

from stackproof.errors import InputError
from stackproof.graph.location import Location
from stackproof.project.opening import opened

TEMPLATE = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  T:\n    Type: AWS::SNS::Topic\n"
STACK = """\
import aws_cdk as cdk


class TapStack(cdk.Stack):
    def __init__(self, scope, construct_id, **kwargs):
        super().__init__(scope, construct_id, **kwargs)
"""
APP = "import aws_cdk as cdk\nfrom lib.tap_stack import TapStack\n\napp = cdk.App()\nTapStack(app, 'x')\napp.synth()\n"


def answer(folder: Path, files: dict[str, str], name: str = "answer.md") -> Path:
    path = folder / name
    path.write_text("# Answer\n\n" + "\n".join(f"## File: {name}\n\n```\n{text}```\n" for name, text in files.items()))
    return path


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


def found(path: Path, base: Path | None = None) -> set[tuple[str, str, str, frozenset[str]]]:
    with opened(path, base) as discovery:
        return {
            (
                project.engine,
                project.language,
                "not run" if project.not_run else project.entry,
                frozenset(
                    file.relative_to(project.root).as_posix() for file in project.root.rglob("*") if file.is_file()
                ),
            )
            for project in discovery.projects
        }


def test_an_answer_with_entry_and_configuration_is_that_project(tmp_path: Path) -> None:
    path = answer(tmp_path, {"lib/tap_stack.py": STACK, "tap.py": APP, "cdk.json": '{"app": "python3 tap.py"}\n'})
    assert found(path) == {
        ("cdk", "python", "python3 tap.py", frozenset({"lib/tap_stack.py", "tap.py", "cdk.json"})),
    }
    with opened(path) as discovery:
        (project,) = discovery.projects
        assert [(note.level, note.message, note.at) for note in project.notes] == [
            (
                "note",
                "files of the answer: lib/tap_stack.py (lines 6 to 11), tap.py (lines 17 to 22), "
                "cdk.json (lines 28 to 28)",
                Location("answer.md", 1),
            )
        ]
        assert project.places is not None
        assert project.places.move(Location("lib/tap_stack.py", 4, 7)) == Location("answer.md", 9, 7)
        assert project.places.move(Location("cdk.json")) == Location("answer.md", 28)
        assert project.places.move(Location("other.py", 3)) == Location("other.py", 3)


@pytest.mark.parametrize(
    ("files", "project", "note", "line"),
    [
        (
            {"lib/tap_stack.py": STACK},
            ("cdk", "python", "python3 app.py", {"lib/tap_stack.py", "app.py", "cdk.json"}),
            "the answer has no entry point: app.py and cdk.json were written, for TapStack",
            9,
        ),
        (
            {"lib/tap_stack.py": STACK, "cdk.json": '{"app": "python3 tap.py"}\n'},
            ("cdk", "python", "python3 tap.py", {"lib/tap_stack.py", "tap.py", "cdk.json"}),
            "the answer has no entry point: tap.py was written, for TapStack",
            9,
        ),
        (
            {"infrastructure.py": APP},
            ("cdk", "python", "python3 infrastructure.py", {"infrastructure.py", "cdk.json"}),
            "the answer has no cdk.json: it was written and starts infrastructure.py",
            6,
        ),
        (
            {"lib/tap_stack.py": STACK.replace("construct_id, **", "construct_id, environment_suffix, **")},
            ("cdk", "python", "python3 app.py", {"lib/tap_stack.py", "app.py", "cdk.json"}),
            "the answer has no entry point: app.py and cdk.json were written, for TapStack; "
            "its suffix is dev where no setting environment_suffix gives another",
            9,
        ),
        (
            {"lib/tap_stack.py": STACK.replace("construct_id, **", "construct_id, vpc, **")},
            ("cdk", "python", "not run", {"lib/tap_stack.py"}),
            "",
            0,
        ),
        (
            {"lib/tap-stack.ts": 'import * as cdk from "aws-cdk-lib";\nexport class TapStack extends cdk.Stack {}\n'},
            ("cdk", "typescript", "npx ts-node bin/app.ts", {"lib/tap-stack.ts", "bin/app.ts", "cdk.json"}),
            "the answer has no entry point: bin/app.ts and cdk.json were written, for TapStack",
            7,
        ),
        (
            {"lib/x.py": "from cdktn import TerraformStack\n\nclass X(TerraformStack):\n    pass\n"},
            ("cdktf", "python", "python3 main.py", {"lib/x.py", "main.py", "cdktf.json"}),
            "the answer has no entry point: main.py and cdktf.json were written, for X",
            8,
        ),
        (
            {"infra.py": "import pulumi_aws as aws\n\naws.s3.Bucket('b')\n"},
            ("pulumi", "python", "infra.py", {"infra.py", "Pulumi.yaml"}),
            "the answer has no Pulumi.yaml: it was written and starts infra.py",
            6,
        ),
        (
            {"c.ts": 'import * as pulumi from "@pulumi/pulumi";\nexport class C extends pulumi.ComponentResource {\n'
             "  constructor(name: string) {}\n}\n"},
            ("pulumi", "typescript", "index.ts", {"c.ts", "index.ts", "Pulumi.yaml"}),
            "the answer has no entry point: index.ts and Pulumi.yaml were written, for C",
            7,
        ),
    ],
)  # fmt: skip
def test_what_an_answer_lacks_is_written_and_said(
    files: dict[str, str], project: tuple[str, str, str, set[str]], note: str, line: int, tmp_path: Path
) -> None:
    path = answer(tmp_path, files)
    engine, language, entry, names = project
    assert found(path) == {(engine, language, entry, frozenset(names))}
    with opened(path) as discovery:
        notes = discovery.projects[0].notes[1:]
    assert [(one.message, one.at.line) for one in notes] == ([(note, line)] if note else [])


def test_where_no_entry_can_be_written_the_reason_stands_at_the_class(tmp_path: Path) -> None:
    path = answer(
        tmp_path, {"lib/tap_stack.py": STACK.replace("construct_id, **kwargs):", "construct_id, vpc: Vpc, **kwargs):")}
    )
    with opened(path) as discovery:
        (project,) = discovery.projects
        assert project.not_run is not None
        assert project.places is not None
        assert project.places.move(project.not_run.at) == Location("answer.md", 9, 1)
        assert project.not_run.message == (
            "the answer has no entry point, and none could be written: TapStack cannot be made without it: "
            "its constructor needs vpc (Vpc); its sources alone were judged"
        )


def test_code_that_does_not_compile_is_the_answers_fault(tmp_path: Path) -> None:
    path = answer(tmp_path, {"lib/tap_stack.py": STACK.replace("**kwargs):", "**kwargs:")})
    with opened(path) as discovery:
        (project,) = discovery.projects
        assert (project.not_run, project.entry) == (None, "")
        assert project.fault is not None
        assert project.places is not None
        assert project.fault.message.startswith("SyntaxError: '(' was never closed")
        assert project.places.move(project.fault.at) == Location("answer.md", 10, 17)


def test_the_written_entry_is_no_place_of_the_users(tmp_path: Path) -> None:
    with opened(answer(tmp_path, {"lib/tap_stack.py": STACK})) as discovery:
        (project,) = discovery.projects
        assert project.places is not None
        assert project.places.move(Location("app.py", 12, 3)) == Location("answer.md", 9, 1)


def test_an_answer_is_laid_over_a_copy_of_the_base(tmp_path: Path) -> None:
    base = tmp_path / "task"
    write(
        base,
        {
            "cdk.json": json.dumps({"app": "python3 tap.py"}),
            "tap.py": APP,
            "lib/tap_stack.py": "old\n",
            "lib/other.py": "kept\n",
            "other/template.yaml": TEMPLATE,
            "node_modules/x.js": "",
            "cdk.out/manifest.json": "{}",
        },
    )
    path = answer(tmp_path, {"lib/tap_stack.py": STACK})
    names = {"cdk.json", "tap.py", "lib/tap_stack.py", "lib/other.py", "other/template.yaml"}
    assert found(path, base) == {("cdk", "python", "python3 tap.py", frozenset(names))}
    with opened(path, base) as discovery:
        (project,) = discovery.projects
        assert (project.root / "lib/tap_stack.py").read_text() == STACK
        assert project.places is not None
        assert project.places.move(Location("lib/tap_stack.py", 1)) == Location("answer.md", 6)
        assert project.places.move(Location("lib/other.py", 1, 2)) == Location("task/lib/other.py", 1, 2)
    assert (base / "lib/tap_stack.py").read_text() == "old\n"


def test_a_link_of_the_base_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    base = tmp_path / "base"
    write(base, {"template.yaml": TEMPLATE, "real/x.txt": ""})
    (base / "lib").symlink_to(tmp_path / "outside")
    (base / "inside").symlink_to("real")
    (base / "notes.txt").symlink_to("real/x.txt")
    files = {
        "lib/x.py": "1\n",
        "inside/y.py": "2\n",
        "notes.txt": "3\n",
        "template.yaml/z.py": "4\n",
        "a.yaml": TEMPLATE,
    }
    with opened(answer(tmp_path, files), base) as discovery:
        (project,) = discovery.projects
        assert (project.root / "lib/x.py").read_text() == "1\n"
        assert (project.root / "notes.txt").read_text() == "3\n"
        assert (project.root / "real/x.txt").read_text() == ""
        assert not (project.root / "real/y.py").exists()
        errors = [note.message for note in project.notes if note.level == "error"]
        assert errors == [
            "inside/y.py could not be written: a file or a link stands where it needs a folder",
            "template.yaml/z.py could not be written: a file or a link stands where it needs a folder",
        ]
    assert list((tmp_path / "outside").iterdir()) == []
    assert (base / "notes.txt").is_symlink()


def test_several_answers_are_several_projects_with_their_titles(tmp_path: Path) -> None:
    path = tmp_path / "answer.md"
    path.write_text("".join(f"# Response {x}\n## template.yaml\n```yaml\n{TEMPLATE}```\n" for x in "AB"))
    with opened(path) as discovery:
        names = [project.places.name for project in discovery.projects if project.places]
        roots = {project.root for project in discovery.projects}
    assert (names, len(roots)) == (["answer.md (Response A)", "answer.md (Response B)"], 2)


def test_the_contract_of_an_answer_stands_behind_any_other(tmp_path: Path) -> None:
    path = answer(tmp_path, {"template.yaml": TEMPLATE, "stackproof.yaml": "version: 1\n"})
    with opened(path) as discovery:
        assert discovery.projects[0].contract == discovery.projects[0].root / "stackproof.yaml"
    (tmp_path / "stackproof.yaml").write_text("version: 1\n# mine\n")
    with opened(path) as discovery:
        (project,) = discovery.projects
        assert project.contract == tmp_path / "stackproof.yaml"
        assert not (project.root / "stackproof.yaml").exists()
        assert ["stackproof.yaml of the answer is not used" in note.message for note in project.notes] == [False, True]


def test_the_contract_of_an_answer_never_replaces_that_of_a_base(tmp_path: Path) -> None:
    base = tmp_path / "task" / "base"
    write(base, {"infra/template.yaml": TEMPLATE, "infra/stackproof.yaml": "version: 1\n"})
    (tmp_path / "answer").mkdir()
    path = answer(
        tmp_path / "answer", {"infra/template.yaml": TEMPLATE, "infra/stackproof.yaml": "version: 1\n# easy\n"}
    )
    with opened(path, base) as discovery:
        (project,) = discovery.projects
        assert project.contract is not None
        assert project.contract.read_text() == "version: 1\n"
        assert [note.at.line for note in project.notes if "is not used" in note.message] == [14]


def test_modules_outside_the_answer_are_not_part_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"repository/.git/HEAD": "", "repository/secret/main.tf": "", "repository/temporary/x": ""})
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "repository" / "temporary"))
    path = answer(tmp_path, {"main.tf": 'module "m" {\n  source = "../../secret"\n}\n'})
    with opened(path) as discovery:
        (project,) = discovery.projects
        assert (project.entry, [file.name for file in project.root.iterdir()]) == (".", ["main.tf"])


def test_nothing_is_left_behind_and_nothing_is_made_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    path = answer(tmp_path, {"template.yaml": TEMPLATE, "../../evil.yaml": TEMPLATE, "/tmp/evil2.yaml": TEMPLATE})
    with opened(path) as discovery:
        (project,) = discovery.projects
        assert project.root.stat().st_mode & 0o077 == 0
        assert os.listdir(project.root) == ["template.yaml"]  # noqa: PTH208
    assert sorted(file.name for file in tmp_path.rglob("*")) == ["answer.md", "temporary"]


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("# Nothing\n", "the answer holds no file", 1),
        ("**notes.txt**\n```\nx\n```\n", "the answer holds no project", 1),
        ("**cdk.json**\n```json\n{\n  \"app\": 3,\n}\n```\n", "it is not valid JSON", 5),
        ('**cdk.json**\n```json\n{\n  "app": "go run ."\n}\n```\n', "it starts a program in Go", 4),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_assessed_is_told_at_its_line(
    text: str, message: str, line: int, tmp_path: Path
) -> None:
    path = tmp_path / "answer.md"
    path.write_text(text)
    with pytest.raises(InputError) as caught, opened(path):
        pass
    assert message in caught.value.message
    assert (caught.value.file, caught.value.line) == (str(path), line)


def test_a_base_needs_an_answer_and_has_to_be_a_folder(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    with pytest.raises(InputError, match="for a Markdown answer alone"), opened(tmp_path / "template.yaml", tmp_path):
        pass
    path = answer(tmp_path, {"template.yaml": TEMPLATE})
    with pytest.raises(InputError, match="the base is no folder"), opened(path, tmp_path / "absent"):
        pass


def test_an_answer_that_has_nothing_to_do_with_the_base_is_told(tmp_path: Path) -> None:
    base = tmp_path / "base"
    write(base, {"infra/template.yaml": TEMPLATE})
    path = answer(tmp_path, {"docs/notes.txt": "x\n"})
    with pytest.raises(InputError, match="no file of the answer lies in a project of the base"), opened(path, base):
        pass
