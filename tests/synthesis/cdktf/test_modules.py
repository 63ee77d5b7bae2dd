"""Terraform modules: where local ones lie, and what cdktf.json says of them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from stackproof.errors import InputError
from stackproof.synthesis.cdktf import inputs, modules
from stackproof.synthesis.cdktf.child import modules as child

COPY = "./assets/__cdktf_module_asset_26CE565C/0B1C9F"


@pytest.mark.parametrize(
    ("source", "local", "expected"),
    [
        (COPY, ["./modules/net"], "./modules/net"),
        (f"{COPY}/net", ["./modules/net", "./modules/bus"], "./modules/net"),
        (f"{COPY}/bus/", ["./modules/net", "modules/bus"], "./modules/bus"),
        (COPY, [], COPY),
        ("../../../modules/net", [], "./modules/net"),
        ("../../../../outside", [], "../outside"),
        ("terraform-aws-modules/vpc/aws", ["./modules/net"], "terraform-aws-modules/vpc/aws"),
    ],
)
def test_a_copy_of_a_module_is_read_where_it_was_written(source: str, local: list[str], expected: str) -> None:
    document: dict[str, Any] = {"module": {"net": {"source": source}, "odd": 7}}
    modules.find_local(document, "cdktf.out/stacks/store", local)
    assert document["module"]["net"]["source"] == expected


@pytest.mark.parametrize(
    ("document", "local"),
    [
        ({"module": {"net": {"source": "./x"}}}, True),
        ({"module": {"net": {"source": "terraform-aws-modules/vpc/aws"}}}, False),
        ({"module": {"net": {"source": ".github/x"}}}, False),
        ({"module": ["net"]}, False),
        ({}, False),
    ],
)
def test_a_local_module_is_told_by_its_source(document: dict[str, Any], local: bool) -> None:
    assert modules.names_local(document) is local


def configured(folder: Path, entries: object) -> Path:
    (folder / "cdktf.json").write_text(json.dumps({"terraformModules": entries}), "utf-8")
    return folder


ENTRIES = [
    "terraform-aws-modules/vpc/aws@2.77.0",
    {"name": "cluster", "source": "terraform-aws-modules/eks/aws", "version": "~> 15.0"},
    "./modules/event-bus",
    "git::https://example.com/network.git",
    "terraform-aws-modules/iam/aws//modules/iam-role@ ~> 5.32",
    {"name": "nameless"},
    7,
]


def test_name_source_and_version_of_modules_are_read(tmp_path: Path) -> None:
    assert list(inputs.modules(configured(tmp_path, ENTRIES))) == [
        {"name": "vpc", "source": "terraform-aws-modules/vpc/aws", "version": "2.77.0"},
        {"name": "cluster", "source": "terraform-aws-modules/eks/aws", "version": "~> 15.0"},
        {"name": "event-bus", "source": "./modules/event-bus"},
        {"name": "network.git", "source": "git::https://example.com/network.git"},
        {"name": "iam-role", "source": "terraform-aws-modules/iam/aws//modules/iam-role", "version": "~> 5.32"},
    ]


def test_the_command_lines_context_names_local_modules(tmp_path: Path) -> None:
    assert inputs.read_context(configured(tmp_path, ENTRIES)) == {"cdktfRelativeModules": ["./modules/event-bus"]}


@pytest.mark.parametrize(
    ("entry", "name", "named"),
    [
        ("aws@~> 5.0", "aws", True),
        ("hashicorp/google-beta@~> 5.0", "google_beta", True),
        ("kubernetes", "kubernetes", True),
        ({"name": "k8s", "source": "hashicorp/kubernetes"}, "k8s", True),
        ({"source": "alekc/kubectl"}, "kubectl", True),
        ("aws@~> 5.0", "kubernetes", False),
        (7, "aws", False),
    ],
)
def test_providers_that_bindings_would_be_generated_for_are_known(
    tmp_path: Path, entry: object, name: str, named: bool
) -> None:
    (tmp_path / "cdktf.json").write_text(json.dumps({"terraformProviders": [entry]}), "utf-8")
    assert inputs.names_provider(tmp_path, name) is named


def test_a_configuration_that_is_no_object_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cdktf.json").write_text('{"context": []}', "utf-8")
    with pytest.raises(InputError, match="the context is not an object"):
        inputs.read_context(tmp_path)


class Base:
    """Stands for the framework's TerraformHclModule."""

    def __init__(self, scope: object, id: str, **given: object) -> None:
        self.given = given

    def get_string(self, name: str) -> str:
        return f"output {name}"


@pytest.fixture
def framework(monkeypatch: pytest.MonkeyPatch) -> None:
    made = ModuleType("cdktn")
    vars(made)["TerraformHclModule"] = Base
    monkeypatch.setitem(sys.modules, "cdktn", made)


@pytest.mark.usefixtures("framework")
class TestClasses:
    def test_a_class_gives_the_modules_variables_and_outputs_names(self, tmp_path: Path) -> None:
        found = child.read(str(configured(tmp_path, ENTRIES)))
        vpc = found.find("imports.terraform_aws_modules.aws", "Vpc")
        assert vpc is not None
        made: Any = vpc("scope", "net", cidr="10.0.0.0/16", depends_on=["x"])
        assert made.given == {
            "source": "terraform-aws-modules/vpc/aws",
            "version": "2.77.0",
            "variables": {"cidr": "10.0.0.0/16"},
            "depends_on": ["x"],
        }
        assert made.vpc_id_output == "output vpc_id"
        assert not hasattr(made, "vpc_id")
        assert found.used == {"imports.terraform_aws_modules.aws": "terraform-aws-modules/vpc/aws"}

    def test_a_class_is_made_once(self, tmp_path: Path) -> None:
        found = child.read(str(configured(tmp_path, ENTRIES)))
        assert found.find("imports.cluster", "Cluster") is found.find("imports.cluster", "Cluster")

    @pytest.mark.parametrize(
        ("package", "leads"),
        [
            ("imports.vpc", True),
            ("imports.terraform_aws_modules", True),
            ("imports.cluster", True),
            ("imports.event_bus", True),
            ("imports.kubernetes", False),
        ],
    )
    def test_packages_that_would_hold_a_module_are_known(self, tmp_path: Path, package: str, leads: bool) -> None:
        assert child.read(str(configured(tmp_path, ENTRIES))).leads(package) is leads

    def test_a_name_of_no_module_is_not_there(self, tmp_path: Path) -> None:
        assert child.read(str(configured(tmp_path, ENTRIES))).find("imports.vpc", "Subnet") is None

    @pytest.mark.parametrize("text", ["", "{", "[]", '{"terraformModules": 7}', "[" * 100_000])
    def test_a_configuration_that_cannot_be_read_names_none(self, tmp_path: Path, text: str) -> None:
        (tmp_path / "cdktf.json").write_text(text, "utf-8")
        assert child.read(str(tmp_path)).wanted == []
