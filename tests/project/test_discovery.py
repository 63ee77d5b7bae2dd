"""What a path holds: templates, AWS CDK projects, several of them, or nothing that can be assessed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stackproof.errors import InputError
from stackproof.project.discovery import discover, shown_path

TEMPLATE = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  T:\n    Type: AWS::SNS::Topic\n"


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")


def found(root: Path) -> set[tuple[str, str, frozenset[str]]]:
    return {
        (
            project.root.relative_to(root).as_posix(),
            project.engine,
            frozenset(file.relative_to(root).as_posix() for file in project.templates),
        )
        for project in discover(root).projects
    }


def test_a_template_file_is_a_project_with_the_contract_beside_it(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": TEMPLATE, "b.yaml": TEMPLATE, "stackproof.yaml": "version: 1\n"})
    (project,) = discover(tmp_path / "a.yaml").projects
    assert (project.entry, project.templates) == ("a.yaml", (tmp_path / "a.yaml",))
    assert project.contract == tmp_path / "stackproof.yaml"


def test_each_folder_of_templates_is_a_project_unless_a_contract_stands_above(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "one/a.yaml": TEMPLATE,
            "one/b.json": '{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {}}',
            "two/c.yml": TEMPLATE,
            "three/stackproof.yaml": "version: 1\n",
            "three/x/d.yaml": TEMPLATE,
            "three/y/e.template": TEMPLATE,
        },
    )
    assert found(tmp_path) == {
        ("one", "cloudformation", frozenset({"one/a.yaml", "one/b.json"})),
        ("two", "cloudformation", frozenset({"two/c.yml"})),
        ("three", "cloudformation", frozenset({"three/x/d.yaml", "three/y/e.template"})),
    }


def test_build_output_hidden_and_ignored_folders_are_left_alone(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            ".gitignore": "generated/\n*.local.yaml\n!keep.local.yaml\n[t-b]\n",
            "a.yaml": TEMPLATE,
            "b.local.yaml": TEMPLATE,
            "keep.local.yaml": TEMPLATE,
            "generated/c.yaml": TEMPLATE,
            "cdk.out/d.template.json": TEMPLATE,
            "node_modules/x/e.yaml": TEMPLATE,
            ".aws-sam/build/template.yaml": TEMPLATE,
            "sandbox/pyvenv.cfg": "",
            "sandbox/f.yaml": TEMPLATE,
            "out/cdk.out": "{}",
            "out/manifest.json": "{}",
            "out/g.template.json": TEMPLATE,
            "nested/.gitignore": "h.yaml\n",
            "nested/h.yaml": TEMPLATE,
        },
    )
    assert found(tmp_path) == {(".", "cloudformation", frozenset({"a.yaml", "keep.local.yaml"}))}


def test_a_monorepo_gives_every_project_and_names_what_cannot_be_read(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "infra/cdk.json": json.dumps({"app": "python3 app.py"}),
            "infra/app.py": "",
            "infra/requirements.txt": "aws-cdk-lib>=2.1,<3 # pinned\nconstructs==10.4.2\n",
            "infra/stacks/legacy.py": 'CfnInclude(self, "Old", template_file="raw/included.yaml")\n',
            "infra/raw/included.yaml": TEMPLATE,
            "infra/raw/unused.yaml": TEMPLATE,
            "web/cdk.json": '{\n  "app": "mvn -e -q compile exec:java"\n}',
            "web/bin/web.ts": 'import { App } from "aws-cdk-lib";\nnew App();\n',
            "stacks/Pulumi.yaml": "name: x\nruntime: dotnet\n",
            "templates/a.yaml": TEMPLATE,
        },
    )
    discovery = discover(tmp_path)
    assert found(tmp_path) == {
        ("infra", "cdk", frozenset()),
        ("infra/raw", "cloudformation", frozenset({"infra/raw/unused.yaml"})),
        ("templates", "cloudformation", frozenset({"templates/a.yaml"})),
    }
    assert [(error.file, error.line) for error in discovery.skipped] == [
        (str(tmp_path / "stacks" / "Pulumi.yaml"), 2),
        (str(tmp_path / "web" / "cdk.json"), 2),
    ]
    infra = next(project for project in discovery.projects if project.engine == "cdk")
    assert infra.pins == {"aws-cdk-lib": ">=2.1,<3", "constructs": "==10.4.2"}


@pytest.mark.parametrize(
    ("files", "path", "message"),
    [
        ({}, "absent", "there is no such file or folder"),
        ({"notes.yaml": "a: 1\n"}, ".", "no project was found"),
        ({"app.py": ""}, "app.py", "a single file of a program is no project"),
        ({"bin/app.ts": ""}, "bin/app.ts", "a single file of a program is no project"),
        ({"cdk.json": "{"}, ".", "it is not valid JSON"),
        ({"cdk.json": "[]"}, ".", 'it has no "app" command'),
        (
            {"cdk.json": '{"app": "go run ."}'},
            ".",
            "cannot be used, it starts a program in Go: go run .",
        ),
        ({"cdk.json": '{"app": "./start"}'}, "cdk.json", "the app command cannot be used, its language is not known"),
        ({"cdktf.json": '{"language": "java", "app": "x"}'}, ".", "it starts a program in java"),
        ({"cdktf.json": "{}"}, "cdktf.json", 'it has no "app" command'),
        ({"Pulumi.yaml": "runtime: go\n"}, ".", "the Pulumi program cannot be read, its runtime is go"),
        ({"Pulumi.yaml": "name: x\n"}, ".", 'the Pulumi program cannot be read, it has no "runtime"'),
        ({"Pulumi.yaml": "runtime: [\n"}, "Pulumi.yaml", "it is not valid YAML"),
        ({"Pulumi.yaml": "runtime: python\nmain: ../x\n"}, ".", "main leads out of the project: ../x"),
    ],
)
def test_what_cannot_be_assessed_is_said_in_one_message(
    files: dict[str, str], path: str, message: str, tmp_path: Path
) -> None:
    write(tmp_path, files)
    with pytest.raises(InputError) as caught:
        discover(tmp_path / path)
    assert message in caught.value.message
    assert caught.value.file


def test_where_nothing_is_found_the_message_names_all_that_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        discover(tmp_path)
    for word in ("AWSTemplateFormatVersion", "cdk.json", "cdktf.json", "Pulumi.yaml", "*.tf", "terraform show", ".md"):
        assert word.lower() in str(caught.value).lower()


def test_links_out_of_the_tree_are_not_followed(tmp_path: Path) -> None:
    write(tmp_path, {"outside/secret.yaml": TEMPLATE, "project/a.yaml": TEMPLATE})
    (tmp_path / "project" / "link.yaml").symlink_to(tmp_path / "outside" / "secret.yaml")
    (tmp_path / "project" / "folder").symlink_to(tmp_path / "outside")
    assert found(tmp_path / "project") == {(".", "cloudformation", frozenset({"a.yaml"}))}


def test_paths_are_shown_relative_to_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown_path(tmp_path / "a" / "b") == "a/b"
    assert shown_path(Path("a")) == "a"
    assert shown_path(tmp_path.parent) == str(tmp_path.parent)
