from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from stackproof.errors import InputError
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known, MapValue, Reference, Unknown
from stackproof.project.discovery import discover
from stackproof.project.model import Project
from stackproof.synthesis.model import Setting, Settings
from stackproof.synthesis.read import read
from stackproof.synthesis.terraform import engine
from tests.synthesis.terraform.reading import project
from tests.synthesis.terraform.test_hcl import SAMPLE

CODE = """
terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 5.0" }
  }
}
variable "suffix" { default = "dev" }
provider "aws" { region = "eu-west-1" }
resource "aws_s3_bucket" "logs" {
  bucket        = "logs-${var.suffix}"
  force_destroy = true
}
resource "aws_sqs_queue" "fixed" {
  name = "fixed"
}
"""


def synthesis(root: Path, entry: str = ".", **settings: Any) -> Any:
    return engine.read(Project(root=root, engine="terraform", language="hcl", entry=entry), Settings(**settings))


def test_a_project_becomes_a_graph_in_cloudformations_words(tmp_path: Path) -> None:
    found = synthesis(project(tmp_path, {"main.tf": CODE}))
    assert found.status == "ok"
    assert found.versions == {"terraform": ">= 1.5", "aws": "~> 5.0"}
    assert found.templates == {}
    bucket = found.graph.resources["aws_s3_bucket.logs"]
    assert (bucket.type, bucket.native_type) == ("AWS::S3::Bucket", "aws_s3_bucket")
    name = bucket.get("BucketName")
    assert (name, name.assumed, str(name.at)) == (Known("logs-dev"), "default of variable suffix", "main.tf:11:3")
    assert bucket.lifecycle.empties_on_delete is Truth.YES
    assert found.graph.assumptions == ["default of variable suffix"]


def test_the_second_reading_has_another_suffix(tmp_path: Path) -> None:
    root = project(tmp_path, {"main.tf": CODE})
    setting = Setting("environment", "prod", variable="suffix")
    found = synthesis(root, values={"environment": setting}, suffix="environment")
    assert found.graph.resources["aws_s3_bucket.logs"].get("BucketName") == Known("logs-prod")
    assert found.twin.resources["aws_s3_bucket.logs"].get("BucketName") == Known(f"logs-{found.other_suffix}")
    assert found.twin.resources["aws_sqs_queue.fixed"].get("QueueName") == Known("fixed")


def test_two_environments_share_a_module(tmp_path: Path) -> None:
    environment = 'module "net" {\n  source = "../../modules/net"\n  cidr   = "%s"\n}\n'
    files = {
        "environments/dev/main.tf": environment % "10.0.0.0/16",
        "environments/prod/main.tf": environment % "10.1.0.0/16",
        "modules/net/main.tf": 'variable "cidr" {}\nresource "aws_vpc" "v" {\n  cidr_block = var.cidr\n}\n',
    }
    projects = discover(project(tmp_path, files)).projects
    found = {}
    for one in projects:
        (vpc,) = read(one, Settings()).graph.resources.values()
        found[one.entry] = (vpc.address, vpc.get("CidrBlock"), str(vpc.location))
    assert found == {
        "environments/dev": ("module.net.aws_vpc.v", Known("10.0.0.0/16"), "modules/net/main.tf:2:1"),
        "environments/prod": ("module.net.aws_vpc.v", Known("10.1.0.0/16"), "modules/net/main.tf:2:1"),
    }


def test_a_fault_makes_the_synthesis_partial_and_keeps_the_rest(tmp_path: Path) -> None:
    found = synthesis(project(tmp_path, {"main.tf": CODE, "broken.tf": 'resource "aws_vpc" "v" {\n  x = [\n}\n'}))
    assert found.status == "partial"
    assert [(problem.level, str(problem.at)) for problem in found.problems] == [("error", "broken.tf:2:3")]
    assert {"aws_s3_bucket.logs", "aws_vpc.v"} <= found.graph.resources.keys()


def test_a_project_of_which_nothing_can_be_read_failed(tmp_path: Path) -> None:
    found = synthesis(project(tmp_path, {"main.tf": "resource {{{\n"}))
    assert found.status == "failed"
    assert found.problems[0].level == "error"


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (".", "the folder has no Terraform files (*.tf, *.tf.json)"),
        ("../x", "the root module lies outside the project"),
        ("nowhere", "the folder cannot be read: No such file or directory"),
    ],
)
def test_a_folder_without_code_is_refused(entry: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        synthesis(tmp_path, entry)
    assert refused.value.message == message


def test_hostile_files_are_named_and_not_followed(tmp_path: Path) -> None:
    root = project(tmp_path / "inside", {"main.tf": CODE, "big.tf": "# " + "x" * (600 * 1024)})
    secret = tmp_path / "secret.tf"
    secret.write_text('resource "aws_vpc" "secret" {}\n')
    (root / "link.tf").symlink_to(secret)
    os.mkfifo(root / "pipe.tf")
    (root / "folder.tf").mkdir()
    (root / "binary.tf").write_bytes(b"\x00\x01" * 100)
    (root / "latin.tf").write_bytes('locals {\n  a = "\xe9"\n}\n'.encode("latin-1"))
    found = synthesis(root)
    assert "aws_vpc.secret" not in found.graph.resources
    assert {problem.at.file for problem in found.problems if problem.level == "error"} == {
        "big.tf",
        "binary.tf",
        "latin.tf",
    }


def test_a_link_that_stays_inside_is_read(tmp_path: Path) -> None:
    root = project(tmp_path, {"env/main.tf": CODE, "shared/versions.tf": 'resource "aws_vpc" "v" {}\n'})
    (root / "env" / "versions.tf").symlink_to("../shared/versions.tf")
    assert "aws_vpc.v" in synthesis(root, "env").graph.resources


@pytest.mark.parametrize("seed", range(60))
def test_mutated_projects_never_end_in_a_traceback(seed: int, tmp_path: Path) -> None:
    source = random.Random(seed)
    data = bytearray(SAMPLE * 2)
    words = [
        b"var.a",
        b"local.c",
        b"each.key",
        b"[*]",
        b"...",
        b"null",
        b"for",
        b"${",
        b"(",
        b"}",
        b"count",
        b"aws_x.y",
    ]
    for _ in range(source.randint(1, 12)):
        position = source.randrange(len(data))
        if source.random() < 0.5:
            data[position : position + source.randint(0, 6)] = source.choice(words)
        else:
            data[position] = source.choice(b"{}[]()\"'$%.,=+-*/!?:&|<>\n 0a")
    (tmp_path / "main.tf").write_bytes(bytes(data))
    (tmp_path / "terraform.tfvars").write_bytes(bytes(data[:80]))
    assert synthesis(tmp_path).status in ("ok", "partial", "failed")


def test_the_same_project_is_read_the_same_whatever_the_hash_seed(tmp_path: Path) -> None:
    more = 'resource "x" "y" {\n  a = toset(["c", "b", var.suffix])\n  b = merge({ z = 1 }, var.suffix, { x = 3 })\n}\n'
    files = {"main.tf": CODE + more}
    root = project(tmp_path, files)
    program = (
        "import sys; from pathlib import Path; from stackproof.project.model import Project; "
        "from stackproof.synthesis.model import Settings; from stackproof.synthesis.terraform import engine; "
        "from stackproof.graph.serialise import to_json; "
        "p = Project(root=Path(sys.argv[1]), engine='terraform', language='hcl', entry='.'); "
        "print(to_json(engine.read(p, Settings()).graph))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program, str(root)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(outputs) == 1


def test_references_become_edges(tmp_path: Path) -> None:
    code = (
        'resource "aws_kms_key" "k" {}\nresource "aws_sqs_queue" "q" {\n  kms_master_key_id = aws_kms_key.k.arn\n}\n'
        'resource "aws_sqs_queue_policy" "p" {\n  queue_url = aws_sqs_queue.q.id\n'
        "  policy = jsonencode({ Statement = [{ Resource = aws_sqs_queue.q.arn }] })\n}\n"
    )
    graph = synthesis(project(tmp_path, {"main.tf": code})).graph
    assert {(edge.source, edge.target) for edge in graph.edges} >= {
        ("aws_sqs_queue.q", "aws_kms_key.k"),
        ("aws_sqs_queue_policy.p", "aws_sqs_queue.q"),
    }
    statement = graph.resources["aws_sqs_queue_policy.p"].get("PolicyDocument")
    assert isinstance(statement, MapValue)


def test_a_missing_value_is_never_told(tmp_path: Path) -> None:
    code = 'variable "name" {}\nresource "aws_sqs_queue" "q" {\n  name = var.name\n}\n'
    name = synthesis(project(tmp_path, {"main.tf": code})).graph.resources["aws_sqs_queue.q"].get("QueueName")
    assert name == Unknown("", "var.name")
    assert not isinstance(name, Reference)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, Unknown("", "AWS::Region")),
        ({"regions": {"": "eu-west-1", "primary": "eu-west-2"}}, Known("eu-west-1")),
        ({"regions": {"primary": "eu-west-2"}}, Known("eu-west-2")),
        ({"values": {"r": Setting("r", "eu-west-3", env="AWS_REGION")}}, Known("eu-west-3")),
    ],
)
def test_a_region_that_no_provider_states_comes_from_the_settings(
    settings: dict[str, Any], expected: object, tmp_path: Path
) -> None:
    graph = synthesis(project(tmp_path, {"main.tf": 'resource "aws_vpc" "v" {}\n'}), **settings).graph
    assert graph.resources["aws_vpc.v"].region == expected
