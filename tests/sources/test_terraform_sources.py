"""A root module's own text: its blocks, what they need of Terraform and of each other, what is required and locked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stackproof.sources.project import ProjectSources
from stackproof.sources.requirements import node_requirements, python_requirements
from stackproof.sources.terraform import own_blocks, references
from stackproof.sources.terraform_features import uses
from stackproof.sources.terraform_links import links
from stackproof.sources.terraform_lock import locked, required

if TYPE_CHECKING:
    from pathlib import Path


def _sources(root: Path, folder: str = "", **files: str) -> ProjectSources:
    for name, text in files.items():
        file = root / folder / name.replace("__", "/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return ProjectSources(root, "terraform", "hcl", folder or ".", folder)


@pytest.mark.parametrize(
    ("text", "what", "floor"),
    [
        ("moved {\n  from = a.b\n  to = a.c\n}", "the block moved", (1, 1, 0)),
        ("terraform {\n  cloud {}\n}", "the block cloud", (1, 1, 0)),
        ('resource "a" "b" {\n  lifecycle {\n    precondition {}\n  }\n}', "the block precondition", (1, 2, 0)),
        (
            'resource "a" "b" {\n  lifecycle {\n    replace_triggered_by = [a.c]\n  }\n}',
            "replace_triggered_by",
            (1, 2, 0),
        ),
        ('variable "a" {\n  type = object({ b = optional(string) })\n}', "optional attributes", (1, 3, 0)),
        ('resource "terraform_data" "b" {}', "the resource terraform_data", (1, 4, 0)),
        ('locals {\n  a = [for b in c : strcontains(b, "d")]\n}', "the function strcontains", (1, 5, 0)),
        ("removed {\n  from = a.b\n}", "the block removed", (1, 7, 0)),
        ("locals {\n  a = provider::aws::arn_parse(b)\n}", "the function provider::aws::arn_parse", (1, 8, 0)),
        ('variable "a" {\n  ephemeral = true\n}', "an ephemeral variable", (1, 10, 0)),
        ('resource "a" "b" {\n  password_wo = "c"\n}', "the write-only argument password_wo", (1, 11, 0)),
    ],
)
def test_each_part_of_the_language_names_its_version(
    tmp_path: Path, text: str, what: str, floor: tuple[int, int, int]
) -> None:
    sources = _sources(tmp_path, **{"main.tf": text})
    assert [(use.what, use.floor) for use in uses(sources)] == [(what, floor)]


def test_words_in_comments_and_texts_are_no_uses(tmp_path: Path) -> None:
    text = '# removed {}\nlocals {\n  a = "provider::aws::x(1) optional(string)"\n}\n'
    assert list(uses(_sources(tmp_path, **{"main.tf": text}))) == []


def test_only_the_root_modules_own_files_are_read(tmp_path: Path) -> None:
    sources = _sources(
        tmp_path, "live", **{"main.tf": 'module "a" {}', "sub__main.tf": 'module "b" {}', "notes.txt": 'module "c" {}'}
    )
    assert [block.labels for block in own_blocks(sources, "module")] == [("a",)]
    assert own_blocks(sources, "module", words=("nothing",)) == []


def test_what_is_no_literal_is_told_with_its_place(tmp_path: Path) -> None:
    text = 'terraform {\n  backend "s3" {\n    key = "a-${var.b}"\n    region = "c"\n  }\n}\n'
    (block,) = own_blocks(_sources(tmp_path, **{"main.tf": text}), "terraform")
    attributes = block.body.of("backend")[0].body.attributes
    assert {at.line for at in references(attributes["key"].expression)} == {3}
    assert references(attributes["region"].expression) == []


def test_links_follow_locals_and_data_and_leave_loops_alone(tmp_path: Path) -> None:
    text = (
        'locals {\n  name = data.a.b.id\n}\ndata "a" "b" {\n  of = c.d.id\n}\n'
        'resource "c" "d" {\n  name = local.name\n  lifecycle {\n    ignore_changes = [tags]\n  }\n'
        "  many = [for c in var.x : c.d]\n}\n"
    )
    found = [(one.source, one.target) for one in links(_sources(tmp_path, **{"main.tf": text}))]
    assert found == [("local.name", "data.a.b"), ("data.a.b", "c.d"), ("c.d", "local.name")]


def test_required_and_locked_providers(tmp_path: Path) -> None:
    lock = 'provider "registry.terraform.io/hashicorp/aws" {\n  version = "5.1.0"\n}\n'
    text = (
        'terraform {\n  required_providers {\n    aws = {\n      source  = "registry.terraform.io/hashicorp/aws"\n'
        '      version = "~> 5.0"\n    }\n    random = "3.0"\n  }\n}\n'
    )
    sources = _sources(tmp_path, **{"main.tf": text, ".terraform.lock.hcl": lock})
    (block,) = own_blocks(sources, "terraform")
    assert [one[:3] for one in required(block)] == [
        ("aws", "hashicorp/aws", "~> 5.0"),
        ("random", "hashicorp/random", "3.0"),
    ]
    assert {name: one.version for name, one in locked(sources).items()} == {"hashicorp/aws": "5.1.0"}


def test_requirements_of_every_file_carry_their_lines(tmp_path: Path) -> None:
    sources = _sources(
        tmp_path,
        **{
            "requirements.txt": "# cdktf==1\n-r other.txt\naws_cdk.lib[x]>=2, <3  # why\nhttps://example.com/x.whl\n",
            "Pipfile": '[packages]\ncdktf = "~=0.20"\nboto3 = {version = "*"}\n[requires]\npython_version = "3.11"\n',
            "pyproject.toml": '[project]\ndependencies = [\n  "constructs>=10",\n]\n',
            "package.json": '{\n  "dependencies": {\n    "aws-cdk-lib": "^2.1.0"\n  }\n}\n',
        },
    )
    assert sorted((one.name, one.constraint, one.at.line) for one in python_requirements(sources)) == [
        ("aws-cdk-lib", ">=2, <3", 3),
        ("boto3", "*", 3),
        ("cdktf", "~=0.20", 2),
        ("constructs", ">=10", 3),
    ]
    assert [(one.name, one.constraint, one.at.line) for one in node_requirements(sources)] == [
        ("aws-cdk-lib", "^2.1.0", 3)
    ]
