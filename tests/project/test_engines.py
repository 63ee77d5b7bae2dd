"""How each engine's projects are found: by configuration, by what a program imports, by a file that is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stackproof.project.discovery import discover
from stackproof.project.engines.registry import detectors
from stackproof.project.programs import language_of

TEMPLATE = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  T:\n    Type: AWS::SNS::Topic\n"
PLAN = '{"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": {}, "resource_changes": []}'
CDK_PY = "import aws_cdk as cdk\n\napp = cdk.App()\napp.synth()\n"
CDK_TS = 'import * as cdk from "aws-cdk-lib";\nconst app = new cdk.App();\n'
CDKTF_PY = "from cdktf import App, TerraformStack\n\napp = App()\napp.synth()\n"
CDKTN_TS = "import { App } from 'cdktn';\nconst app = new App();\napp.synth();\n"
PULUMI_PY = "import pulumi\nfrom pulumi_aws import s3\n\ns3.Bucket('b')\n"
PULUMI_TS = 'import * as aws from "@pulumi/aws";\nnew aws.s3.Bucket("b");\n'


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")


def found(root: Path, path: str = ".") -> set[tuple[str, str, str, str]]:
    return {
        (project.root.relative_to(root).as_posix(), project.engine, project.language, project.entry)
        for project in discover(root / path).projects
    }


def test_every_engine_has_one_detector_and_templates_come_last() -> None:
    assert [detector.engine for detector in detectors()] == ["cdk", "cdktf", "pulumi", "terraform", "cloudformation"]


@pytest.mark.parametrize(
    ("command", "files", "language"),
    [
        ("python3 app.py", [], "python"),
        ("python -m infra", [], "python"),
        (".venv/bin/python3.12 app.py", [], "python"),
        ("uv run app.py", [], "python"),
        ("pip install -r requirements.txt && python3 app.py", [], "python"),
        ("npx ts-node --prefer-ts-exts bin/app.ts", [], "typescript"),
        ("npx tsx bin/app.mts", [], "typescript"),
        ("ts-node bin/app", [], "typescript"),
        ("tsx src/main", [], "typescript"),
        ("npm run build && node bin/app.js", ["bin/app.ts"], "typescript"),
        ("node bin/app.js", ["bin/app.ts", "bin/app.js"], "javascript"),
        ("node bin/app.js", [], "javascript"),
        ("node bin/app", [], "javascript"),
        ("mvn -e -q compile exec:java", [], "Java"),
        ("./gradlew run", [], "Java"),
        ("go mod download && go run main.go", [], "Go"),
        ("dotnet run --project src/App", [], ".NET"),
        ("./start", [], None),
        ("python 'unfinished", [], "python"),
    ],
)
def test_the_language_of_a_command(command: str, files: list[str], language: str | None, tmp_path: Path) -> None:
    write(tmp_path, dict.fromkeys(files, ""))
    assert language_of(command, tmp_path) == language


def test_the_language_of_a_script_of_package_json(tmp_path: Path) -> None:
    scripts = {"app": "npm run synth --silent", "synth": "tsc && node bin/app.js", "loop": "yarn loop", "odd": 3}
    write(tmp_path, {"package.json": json.dumps({"scripts": scripts}), "bin/app.ts": ""})
    commands = ("npm run --silent app", "yarn app", "pnpm run loop", "npm run odd", "npm start")
    assert [language_of(command, tmp_path) for command in commands] == ["typescript", "typescript", None, None, None]


def test_configured_programs_of_each_engine(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "a/cdk.json": json.dumps({"app": "npx ts-node bin/app.ts"}),
            "b/cdktf.json": json.dumps({"language": "python", "app": "pipenv run python main.py"}),
            "c/cdktf.json": json.dumps({"language": "typescript", "app": "npm run --silent start"}),
            "d/Pulumi.yaml": "name: d\nruntime: python\n",
            "d/__main__.py": PULUMI_PY,
            "e/Pulumi.yaml": "name: e\nruntime:\n  name: nodejs\n  options: {typescript: true}\n",
            "e/index.ts": PULUMI_TS,
            "f/Pulumi.yaml": "name: f\nruntime: nodejs\nmain: infra/\n",
            "f/infra/package.json": json.dumps({"main": "bin/index.js"}),
            "f/infra/bin/index.js": PULUMI_TS,
            "g/Pulumi.yml": "name: g\nruntime: {name: python}\nmain: tap.py\n",
        },
    )
    assert found(tmp_path) == {
        ("a", "cdk", "typescript", "npx ts-node bin/app.ts"),
        ("b", "cdktf", "python", "pipenv run python main.py"),
        ("c", "cdktf", "typescript", "npm run --silent start"),
        ("d", "pulumi", "python", "__main__.py"),
        ("e", "pulumi", "typescript", "index.ts"),
        ("f", "pulumi", "javascript", "infra/bin/index.js"),
        ("g", "pulumi", "python", "tap.py"),
    }


def test_programs_without_configuration_are_found_by_name_and_imports(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "a/app.py": CDK_PY,
            "a/lib/stack.py": CDK_PY,  # no entry point's name
            "b/bin/site.ts": CDK_TS,
            "b/bin/site.d.ts": CDK_TS,
            "c/main.py": CDKTF_PY,
            "d/main.ts": CDKTN_TS,
            "e/__main__.py": PULUMI_PY,
            "f/index.ts": PULUMI_TS,
            "g/tap.py": CDKTF_PY,
            "h/app.py": "import aws_cdk\n",  # makes no App
            "i/app.py": "from flask import App\n",
            "j/main.ts": "// import { App } is not from aws-cdk-lib\n",
            "k/cdk.json": json.dumps({"app": "python3 other.py"}),
            "k/app.py": CDK_PY,  # the configuration says what the program is
            "k/nested/app.py": CDK_PY,
        },
    )
    assert found(tmp_path) == {
        ("a", "cdk", "python", "python3 app.py"),
        ("b", "cdk", "typescript", "npx ts-node bin/site.ts"),
        ("c", "cdktf", "python", "python3 main.py"),
        ("d", "cdktf", "typescript", "npx ts-node main.ts"),
        ("e", "pulumi", "python", "__main__.py"),
        ("f", "pulumi", "typescript", "index.ts"),
        ("g", "cdktf", "python", "python3 tap.py"),
        ("k", "cdk", "python", "python3 other.py"),
    }


def test_terraform_roots_are_projects_and_the_modules_that_they_use_are_not(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "live/main.tf": 'module "network" {\n  source = "../modules/network"\n}\n',
            "live/.terraform/modules/x/main.tf": "",
            "modules/network/main.tf": 'module "inner" {\n  source = "./inner"\n}\n',
            "modules/network/inner/main.tf": "",
            "json/main.tf.json": '{"module": {"x": {"source": "../modules/used"}}}',
            "modules/used/main.tf": "",
            "modules/own/main.tf": "",
            "deep/env/prod/main.tf": 'module "m" {\n  source = "../../m"\n}\n',
            "deep/m/main.tf": "",
            "plan/tfplan.json": PLAN,
            "live/tfplan.json": PLAN,  # made of what stands beside it
        },
    )
    assert found(tmp_path) == {
        (".", "terraform", "hcl", "live"),
        (".", "terraform", "json", "json"),
        ("deep", "terraform", "hcl", "env/prod"),
        ("modules/own", "terraform", "hcl", "."),
        ("plan", "terraform", "json", "tfplan.json"),
    }


def test_a_folder_with_several_engines_gives_several_projects(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "cdk.json": json.dumps({"app": "python3 app.py"}),
            "app.py": CDK_PY + 'TerraformHclModule(source="./modules/vpc")\n',
            "main.tf": "",
            "modules/vpc/main.tf": "",  # named in the program
            "Pulumi.yaml": "runtime: python\n",
            "__main__.py": PULUMI_PY,
            "template.yaml": TEMPLATE,
            "cdk.out/T.template.json": TEMPLATE,
            "cdktf.out/stacks/a/cdk.tf.json": "{}",
            ".gen/x/main.tf": "",
            "node_modules/x/template.yaml": TEMPLATE,
            "node_modules/x/cdk.json": "{}",
            ".venv/lib/main.tf": "",
        },
    )
    assert found(tmp_path) == {
        (".", "cdk", "python", "python3 app.py"),
        (".", "cloudformation", "yaml", "template.yaml"),
        (".", "pulumi", "python", "__main__.py"),
        (".", "terraform", "hcl", "."),
    }
    in_order = [project.engine for project in discover(tmp_path).projects]
    assert in_order == ["cdk", "cloudformation", "pulumi", "terraform"]


@pytest.mark.parametrize(
    ("path", "project"),
    [
        ("cdk.json", (".", "cdk", "python", "python3 app.py")),
        ("cdktf.json", (".", "cdktf", "typescript", "npx ts-node main.ts")),
        ("Pulumi.yaml", (".", "pulumi", "python", "__main__.py")),
        ("main.tf", (".", "terraform", "hcl", ".")),
        ("only/main.tf.json", ("only", "terraform", "json", ".")),
        ("tfplan.json", (".", "terraform", "json", "tfplan.json")),
        ("template.yaml", (".", "cloudformation", "yaml", "template.yaml")),
        ("other.json", (".", "cloudformation", "json", "other.json")),
    ],
)
def test_a_file_that_is_named_stands_for_the_one_project_that_it_belongs_to(
    path: str, project: tuple[str, str, str, str], tmp_path: Path
) -> None:
    write(
        tmp_path,
        {
            "cdk.json": json.dumps({"app": "python3 app.py"}),
            "cdktf.json": json.dumps({"app": "npx ts-node main.ts"}),
            "Pulumi.yaml": "runtime: python\n",
            "main.tf": "",
            "only/main.tf.json": "{}",
            "tfplan.json": PLAN,
            "template.yaml": TEMPLATE,
            "other.json": "{}",
        },
    )
    assert found(tmp_path, path) == {project}


def test_modules_beside_a_root_are_read_within_its_repository_and_no_further(tmp_path: Path) -> None:
    call = 'module "m" {\n  source = "../modules/m"\n}\nmodule "out" {\n  source = "../../out"\n}\n'
    write(tmp_path, {"repository/live/main.tf": call, "repository/modules/m/main.tf": "", "out/main.tf": ""})
    assert found(tmp_path, "repository/live") == {("repository/live", "terraform", "hcl", ".")}
    (tmp_path / "repository" / ".git").mkdir()
    assert found(tmp_path, "repository/live") == {("repository", "terraform", "hcl", "live")}
    assert found(tmp_path, "repository/live/main.tf") == {("repository", "terraform", "hcl", "live")}
