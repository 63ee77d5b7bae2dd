from __future__ import annotations

import json
from pathlib import Path

import pytest

from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Conditional, Known, ListValue, MapValue, Reference, Unknown
from tests.synthesis.terraform.reading import errors, native, plain, project

NET = """
variable "cidr" { type = string }
variable "extra" {
  type    = object({ name = string, size = optional(number, 3), tags = optional(map(string)) })
  default = { name = "x" }
}
resource "aws_vpc" "v" {
  cidr_block = var.cidr
  tags       = { Name = var.extra.name, Size = var.extra.size }
}
output "id" { value = aws_vpc.v.id }
output "whole" { value = { id = aws_vpc.v.id, cidr = var.cidr } }
"""


def test_a_local_module_is_read_with_its_addresses_and_parents(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "net" {\n  source = "./net"\n  cidr   = "10.0.0.0/16"\n'
        '  extra  = { name = "n", size = "4" }\n}\n'
        'resource "aws_subnet" "s" {\n  vpc_id = module.net.id\n  cidr   = module.net.whole.cidr\n}\n',
        "net/main.tf": NET,
    }
    graph = native(project(tmp_path, files))
    assert errors(graph) == []
    assert list(graph.resources) == ["aws_subnet.s", "module.net.aws_vpc.v"]
    subnet, vpc = graph.resources.values()
    assert subnet.arguments.entries["vpc_id"] == Reference("module.net.aws_vpc.v", "id")
    assert str(subnet.arguments.entries["vpc_id"].at) == "main.tf:7:3"
    assert subnet.arguments.entries["cidr"] == Known("10.0.0.0/16")
    assert plain(graph, "module.net.aws_vpc.v") == {"cidr_block": "10.0.0.0/16", "tags": {"Name": "n", "Size": 4}}
    assert str(vpc.location) == "net/main.tf:7:1"
    assert [(parent.kind, parent.name, str(parent.at)) for parent in vpc.parents] == [("module", "net", "main.tf:1:1")]
    # The default of a module's variable is no assumption: nobody can pass another value.
    assert graph.assumptions == []


def test_modules_nest_and_repeat(tmp_path: Path) -> None:
    files = {
        "env/main.tf": 'module "a" {\n  for_each = toset(["x", "y"])\n  source   = "../mods/a"\n'
        "  name     = each.key\n}\n"
        'output "all" { value = { for k, m in module.a : k => m.ids } }\n'
        'output "one" { value = module.a["x"].ids[0] }\n',
        "mods/a/main.tf": 'variable "name" {}\nmodule "b" {\n  count  = 2\n  source = "./b"\n'
        '  name   = "${var.name}-${count.index}"\n}\n'
        'output "ids" { value = module.b[*].id }\n',
        "mods/a/b/main.tf": 'variable "name" {}\nresource "aws_sqs_queue" "q" {\n  name = var.name\n}\n'
        'output "id" { value = aws_sqs_queue.q.id }\n',
    }
    graph = native(project(tmp_path, files), "env")
    assert errors(graph) == []
    assert {address: plain(graph, address) for address in graph.resources} == {
        f'module.a["{key}"].module.b[{index}].aws_sqs_queue.q': {"name": f"{key}-{index}"}
        for key in "xy"
        for index in range(2)
    }
    outputs = {output.name: output.value for output in graph.outputs}
    first = Reference('module.a["x"].module.b[0].aws_sqs_queue.q', "id")
    assert outputs["one"] == first
    assert isinstance(outputs["all"], MapValue)
    assert outputs["all"].entries["x"] == ListValue(
        (first, Reference('module.a["x"].module.b[1].aws_sqs_queue.q', "id"))
    )
    parents = graph.resources['module.a["y"].module.b[1].aws_sqs_queue.q'].parents
    assert [parent.name for parent in parents] == ['a["y"]', "b[1]"]


def test_a_module_that_is_not_at_hand_is_named_and_its_outputs_are_unknown(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "vpc" {\n  source  = "terraform-aws-modules/vpc/aws"\n  version = "5.0"\n}\n'
        'resource "aws_instance" "i" {\n  subnet_id = module.vpc.private_subnets[0]\n}\n'
    }
    graph = native(project(tmp_path, files))
    assert errors(graph) == []
    assert [(str(one.at), one.level, one.message) for one in graph.undecided_resources] == [
        ("main.tf:1:1", "note", "the module vpc (terraform-aws-modules/vpc/aws) is not in the project")
    ]
    subnet = graph.resources["aws_instance.i"].arguments.entries["subnet_id"]
    assert isinstance(subnet, Unknown)
    assert subnet.reason == "the module vpc (terraform-aws-modules/vpc/aws) is not in the project"
    assert subnet.symbol == "module.vpc.private_subnets[0]"


def test_modules_that_terraform_init_fetched_are_read(tmp_path: Path) -> None:
    listing = {
        "Modules": [
            {"Key": "", "Source": "", "Dir": "."},
            {
                "Key": "net",
                "Source": "registry.terraform.io/x/net/aws",
                "Version": "1.0",
                "Dir": ".terraform/modules/net",
            },
            {"Key": "net.in", "Source": "./inner", "Dir": ".terraform/modules/net/inner"},
            {"Key": "out", "Source": "git::x", "Dir": "../../outside"},
        ]
    }
    files = {
        "main.tf": 'module "net" {\n  source = "x/net/aws"\n}\nmodule "out" {\n  source = "git::x"\n}\n',
        ".terraform/modules/modules.json": json.dumps(listing),
        ".terraform/modules/net/main.tf": 'module "in" {\n  source = "./inner"\n}\n',
        ".terraform/modules/net/inner/main.tf": 'resource "aws_vpc" "v" {}\n',
    }
    graph = native(project(tmp_path, files))
    assert list(graph.resources) == ["module.net.module.in.aws_vpc.v"]
    assert len(graph.undecided_resources) == 1


@pytest.mark.parametrize(
    ("source", "level", "message"),
    [
        ("./nowhere", "error", "the module m is not there: there is no folder nowhere"),
        ("../outside", "note", "the module m lies outside the project (../outside); check a folder that holds both"),
        ("./link", "note", "the module m lies outside the project (./link); check a folder that holds both"),
        (
            "./empty",
            "error",
            "the module m cannot be read (empty): the folder has no Terraform files (*.tf, *.tf.json)",
        ),
        ("./", "error", "the module m calls itself, through ."),
    ],
)
def test_a_module_that_cannot_be_followed_says_why(source: str, level: str, message: str, tmp_path: Path) -> None:
    root = project(tmp_path / "inside", {"main.tf": f'module "m" {{\n  source = "{source}"\n}}\n', "empty/x.txt": ""})
    project(tmp_path / "outside", {"main.tf": 'resource "aws_vpc" "v" {}\n'})
    (root / "link").symlink_to(tmp_path / "outside")
    graph = native(root)
    assert [(one.level, one.message) for one in graph.undecided_resources] == [(level, message)]
    assert graph.resources == {}


def test_modules_that_call_each_other_in_a_circle_are_named(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "a" {\n  source = "./a"\n}\n',
        "a/main.tf": 'module "b" {\n  source = "../b"\n}\n',
        "b/main.tf": 'module "a" {\n  source = "../a"\n}\n',
    }
    graph = native(project(tmp_path, files))
    assert [one.message for one in graph.undecided_resources] == ["the module a calls itself, through a"]


def test_what_a_call_does_not_pass_is_a_fault(tmp_path: Path) -> None:
    files = {"main.tf": 'module "net" {\n  source = "./net"\n}\n', "net/main.tf": NET}
    graph = native(project(tmp_path, files))
    assert errors(graph) == ["net/main.tf:2:1: the variable cidr of module.net is required and not passed"]
    assert isinstance(graph.resources["module.net.aws_vpc.v"].arguments.entries["cidr_block"], Unknown)


def test_a_value_that_does_not_suit_its_type_is_a_fault(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "net" {\n  source = "./net"\n  cidr   = ["a"]\n  extra  = {}\n}\n',
        "net/main.tf": NET,
    }
    assert errors(native(project(tmp_path, files))) == [
        "main.tf:3:12: the value of variable cidr does not suit its type: a string is needed, and this is a list",
        "main.tf:4:12: the value of variable extra does not suit its type: the attribute name is required",
    ]


def test_arguments_that_are_passed_in_a_circle_through_modules_are_no_circle(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "a" {\n  source = "./m"\n  in     = "x"\n}\nmodule "b" {\n  source = "./m"\n'
        "  in     = module.a.out\n}\n"
        'output "o" { value = module.b.out }\n',
        "m/main.tf": 'variable "in" {}\noutput "out" { value = "${var.in}!" }\n',
    }
    graph = native(project(tmp_path, files))
    assert errors(graph) == []
    assert graph.outputs[0].value == Known("x!!")


def test_a_module_that_is_perhaps_there_holds_its_condition(tmp_path: Path) -> None:
    files = {
        "main.tf": 'variable "on" {}\nmodule "m" {\n  count  = var.on ? 1 : 0\n  source = "./m"\n'
        '  name   = var.on ? "yes" : "no"\n}\n',
        "m/main.tf": 'variable "name" {}\nresource "aws_sqs_queue" "q" {\n  name = var.name\n}\n',
    }
    graph = native(project(tmp_path, files))
    queue = graph.resources["module.m[0].aws_sqs_queue.q"]
    assert (queue.exists, queue.condition) == (Truth.UNDECIDED, "var.on")
    assert queue.arguments.entries["name"] == Known("yes")
    off = native(tmp_path, settings={"on": "false"})
    assert [(one.address, one.exists) for one in off.resources.values()] == [("module.m.aws_sqs_queue.q", Truth.NO)]


COUNTS = """
variable "open" {}
variable "flag" { default = true }
resource "x" "none" { count = 0 }
resource "x" "two" {
  count = 2
  name  = "n-${count.index}"
}
resource "x" "perhaps" {
  count = var.open ? 2 : 1
  name  = var.open ? "a" : "b"
}
resource "x" "assumed" { count = var.flag ? 1 : 0 }
resource "x" "any" {
  count = var.open
  name  = count.index
}
resource "x" "keys" {
  for_each = { b = { size = 1 }, a = { size = 2 } }
  name     = each.key
  size     = each.value.size
}
resource "x" "chained" {
  for_each = x.keys
  target   = each.value.id
  name     = each.key
}
resource "x" "some" {
  for_each = toset([for k in ["a", "b"] : k if k == "a" || var.open])
  name     = each.value
}
resource "x" "from" {
  for_each = var.open
  name     = each.key
}
resource "x" "part" {
  for_each = merge({ z = 1 }, var.open)
}
resource "x" "empty" { for_each = {} }
resource "x" "either" {
  for_each = var.open ? { a = 1 } : { a = 2, b = 3 }
  name     = each.value
}
"""


def test_instances_are_written_out(tmp_path: Path) -> None:
    graph = native(project(tmp_path, {"main.tf": COUNTS}))
    assert errors(graph) == []
    found = {one.address: (one.exists.value, one.condition) for one in graph.resources.values()}
    assert found == {
        "x.none": ("no", None),
        "x.two[0]": ("yes", None),
        "x.two[1]": ("yes", None),
        "x.perhaps[0]": ("yes", None),
        "x.perhaps[1]": ("undecided", "var.open"),
        "x.assumed[0]": ("yes", None),
        "x.any[*]": ("undecided", "the number of instances: var.open"),
        'x.keys["a"]': ("yes", None),
        'x.keys["b"]': ("yes", None),
        'x.chained["a"]': ("yes", None),
        'x.chained["b"]': ("yes", None),
        'x.some["a"]': ("yes", None),
        'x.some["b"]': ("undecided", "var.open"),
        "x.from[*]": ("undecided", "the number of instances: var.open"),
        'x.part["z"]': ("yes", None),
        "x.part[*]": ("undecided", found["x.part[*]"][1]),
        "x.empty": ("no", None),
        'x.either["a"]': ("yes", None),
        'x.either["b"]': ("undecided", "!(var.open)"),
    }
    resources = graph.resources
    assert resources["x.two[1]"].arguments.entries["name"] == Known("n-1")
    assert resources["x.perhaps[0]"].arguments.entries["name"] == Conditional("var.open", Known("a"), Known("b"))
    assert resources["x.perhaps[1]"].arguments.entries["name"] == Known("a")
    assert resources["x.assumed[0]"].assumed == "default of variable flag"
    assert resources["x.two[0]"].assumed is None
    assert plain(graph, 'x.keys["a"]') == {"name": "a", "size": 2}
    assert resources['x.chained["b"]'].arguments.entries["target"] == Reference('x.keys["b"]', "id")
    assert isinstance(resources["x.from[*]"].arguments.entries["name"], Unknown)
    assert resources['x.either["a"]'].arguments.entries["name"] == Conditional("var.open", Known(1), Known(2))
    assert resources['x.either["b"]'].arguments.entries["name"] == Known(3)


def test_what_fails_in_an_instance_that_is_not_there_is_no_fault(tmp_path: Path) -> None:
    text = (
        'variable "open" {}\nresource "x" "y" {\n  count = 0\n  a = [][0]\n}\n'
        'resource "x" "z" {\n  count = var.open ? 1 : 0\n  a = [][0]\n}\n'
    )
    assert errors(native(project(tmp_path, {"main.tf": text}))) == []


DYNAMIC = """
variable "open" {}
resource "x" "y" {
  static { n = 0 }
  dynamic "static" {
    for_each = { b = 2, a = 1 }
    iterator = it
    content {
      n = it.value
      k = it.key
      dynamic "deep" {
        for_each = [it.key]
        content { d = "${deep.value}-${deep.key}" }
      }
    }
  }
  dynamic "perhaps" {
    for_each = var.open ? [1] : []
    content { n = perhaps.value }
  }
  dynamic "unknown" {
    for_each = var.open.list
    content { id = aws_vpc.v.id }
  }
  dynamic "none" {
    for_each = []
    content {}
  }
  dynamic "set" {
    for_each = toset(["q"])
    content { k = set.key }
  }
  dynamic "mixed" {
    for_each = var.open
    content {}
  }
  mixed { n = 1 }
}
resource "aws_vpc" "v" {}
"""


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        ("try(var.volume.enabled, false) ? 1 : 0", []),
        ("var.maybe ? 1 : 0", []),
        ("1", ["main.tf:6:12: null has no attributes, and backup is asked for"]),
    ],
)
def test_what_fails_in_a_module_that_is_not_there_is_no_fault(count: str, expected: list[str], tmp_path: Path) -> None:
    files = {
        "main.tf": 'variable "volume" {\n  default = null\n}\nmodule "m" {\n  source = "./m"\n'
        f"  backup = var.volume.backup\n  count  = {count}\n}}\n"
        'variable "maybe" {\n  type = bool\n}\n',
        "m/main.tf": 'variable "backup" {\n  type = bool\n}\n'
        'resource "aws_sns_topic" "t" {\n  count = var.backup ? 1 : 0\n}\n'
        'module "inner" {\n  source = "./inner"\n  count  = var.backup ? 1 : 0\n}\n',
        "m/inner/main.tf": 'resource "aws_sns_topic" "u" {\n}\n',
    }
    assert errors(native(project(tmp_path, files))) == expected


def test_dynamic_blocks_are_written_out(tmp_path: Path) -> None:
    graph = native(project(tmp_path, {"main.tf": DYNAMIC}))
    assert errors(graph) == []
    found = graph.resources["x.y"].arguments.entries
    assert found["static"] == ListValue(
        (
            MapValue({"n": Known(0)}),
            MapValue({"n": Known(1), "k": Known("a"), "deep": ListValue((MapValue({"d": Known("a-0")}),))}),
            MapValue({"n": Known(2), "k": Known("b"), "deep": ListValue((MapValue({"d": Known("b-0")}),))}),
        )
    )
    assert found["perhaps"] == Conditional("var.open", ListValue((MapValue({"n": Known(1)}),)), ListValue(()))
    assert isinstance(found["unknown"], Unknown)
    assert Reference("aws_vpc.v", "id") in found["unknown"].sources
    assert found["none"] == ListValue(())
    assert found["set"] == ListValue((MapValue({"k": Known("q")}),))
    assert found["mixed"] == ListValue((MapValue({"n": Known(1)}),), complete=False)


def test_null_is_not_set(tmp_path: Path) -> None:
    text = (
        'variable "open" {}\nresource "x" "y" {\n  a = null\n  b = var.open ? "x" : null\n'
        "  c = { d = null }\n  e { f = null }\n}\n"
    )
    found = native(project(tmp_path, {"main.tf": text})).resources["x.y"].arguments.entries
    assert set(found) == {"b", "c", "e"}
    assert found["b"] == Conditional("var.open", Known("x"), Absent())
    assert found["e"] == ListValue((MapValue({}),))


REGIONS = """
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 6.0" }
  }
}
provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["111111111111"]
  default_tags {
    tags = { Project = "p" }
  }
}
provider "aws" {
  alias  = "west"
  region = "us-west-2"
  assume_role {
    role_arn = "arn:aws:iam::222222222222:role/deploy"
  }
}
provider "aws" {
  alias = "open"
}
resource "aws_vpc" "here" {}
resource "aws_vpc" "there" { provider = aws.west }
resource "aws_vpc" "own" { region = "ap-south-1" }
resource "aws_vpc" "open" { provider = aws.open }
resource "random_id" "r" { byte_length = 4 }
module "swapped" {
  source    = "./m"
  providers = { aws = aws.west, aws.second = aws }
}
module "inherits" { source = "./m" }
"""


def test_regions_accounts_and_tags_come_from_the_provider(tmp_path: Path) -> None:
    files = {
        "main.tf": REGIONS,
        "m/main.tf": 'terraform {\n  required_providers {\n    aws = {\n      source = "hashicorp/aws"\n'
        "      configuration_aliases = [aws.second]\n    }\n  }\n}\n"
        'resource "aws_vpc" "first" {}\nresource "aws_vpc" "second" {\n  provider = aws.second\n}\n',
    }
    graph = native(project(tmp_path, files), region="sa-east-1")
    found = {
        address: (getattr(one.region, "data", None), getattr(one.account, "data", None), one.default_tags is not None)
        for address, one in graph.resources.items()
    }
    assert found == {
        "aws_vpc.here": ("eu-west-1", "111111111111", True),
        "aws_vpc.there": ("us-west-2", "222222222222", False),
        "aws_vpc.own": ("ap-south-1", "111111111111", True),
        "aws_vpc.open": ("sa-east-1", None, False),
        "random_id.r": ("sa-east-1", None, False),
        "module.swapped.aws_vpc.first": ("us-west-2", "222222222222", False),
        "module.swapped.aws_vpc.second": ("eu-west-1", "111111111111", True),
        "module.inherits.aws_vpc.first": ("eu-west-1", "111111111111", True),
        "module.inherits.aws_vpc.second": ("sa-east-1", None, False),
    }
    assert str(graph.resources["aws_vpc.here"].region.at) == "main.tf:8:3"
    assert graph.resources["aws_vpc.there"].meta["provider"] == Known("aws.west")
    stack = graph.stacks[""]
    assert stack.region == Known("eu-west-1")
    providers = stack.settings["providers"]
    assert isinstance(providers, MapValue)
    assert list(providers.entries) == ["aws", "aws.west", "aws.open"]


def test_without_a_region_it_is_unknown_by_its_symbol(tmp_path: Path) -> None:
    graph = native(project(tmp_path, {"main.tf": 'resource "aws_vpc" "v" {}\n'}))
    assert graph.resources["aws_vpc.v"].region == Unknown("", "AWS::Region")
    assert graph.stacks[""].region == Unknown("", "AWS::Region")


META = """
resource "aws_db_instance" "d" {
  password = "x"
  depends_on = [aws_sqs_queue.q, module.m, data.aws_region.r]
  lifecycle {
    prevent_destroy       = true
    create_before_destroy = true
    ignore_changes        = [password, tags["a"]]
    replace_triggered_by  = [aws_sqs_queue.q[0].arn]
    precondition {
      condition     = length(aws_sqs_queue.q) > 5
      error_message = "few"
    }
  }
  timeouts { create = "10m" }
  provisioner "local-exec" {
    command = "echo ${self.endpoint}"
  }
}
resource "aws_sqs_queue" "q" {
  count = 2
  lifecycle { ignore_changes = all }
}
data "aws_region" "r" {}
module "m" { source = "./m" }
"""


def test_an_instance_of_an_unknown_count_is_waited_for(tmp_path: Path) -> None:
    text = """
variable "many" { type = number }
resource "aws_vpc" "v" { count = var.many }
resource "aws_sqs_queue" "q" { depends_on = [aws_vpc.v[0]] }
"""
    graph = native(project(tmp_path, {"main.tf": text}))
    assert graph.resources["aws_sqs_queue.q"].depends_on == ("aws_vpc.v[*]",)


def test_what_is_said_beside_the_arguments_is_kept(tmp_path: Path) -> None:
    graph = native(project(tmp_path, {"main.tf": META, "m/main.tf": 'resource "aws_vpc" "v" {}\n'}))
    assert errors(graph) == []
    database = graph.resources["aws_db_instance.d"]
    assert set(database.arguments.entries) == {"password"}
    assert database.protected is Truth.YES
    assert database.depends_on == (
        "aws_sqs_queue.q[0]",
        "aws_sqs_queue.q[1]",
        "module.m.aws_vpc.v",
        "data.aws_region.r",
    )
    assert database.meta["ignore_changes"] == ListValue((Known("password"), Known('tags["a"]')))
    assert database.meta["create_before_destroy"] == Known(True)
    assert database.meta["replace_triggered_by"] == ListValue((Known("aws_sqs_queue.q[0].arn"),))
    assert set(database.meta) == {
        "ignore_changes",
        "create_before_destroy",
        "replace_triggered_by",
        "precondition",
        "timeouts",
        "provisioner",
    }
    queue = graph.resources["aws_sqs_queue.q[0]"]
    assert queue.meta == {"ignore_changes": Known("all")}
    assert queue.protected is Truth.NO
    assert graph.resources["data.aws_region.r"].mode == "data"


SETTINGS = """
terraform {
  required_version = ">= 1.10"
  backend "s3" {
    bucket       = "state"
    use_lockfile = true
  }
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 6.0" }
    old = "1.0"
  }
}
provider "aws" {
  secret_key = "hunter2"
}
moved {
  from = aws_vpc.a
  to   = module.net.aws_vpc.b["k"]
}
removed {
  from = aws_vpc.old
  lifecycle { destroy = false }
}
import {
  to = aws_vpc.v
  id = "vpc-1"
}
check "health" {
  assert {
    condition     = true
    error_message = "x"
  }
}
resource "aws_vpc" "v" {}
"""


def test_what_terraform_itself_is_told_is_in_the_stack(tmp_path: Path) -> None:
    graph = native(project(tmp_path, {"main.tf": SETTINGS}))
    assert errors(graph) == []
    settings = graph.stacks[""].settings
    assert settings["required_version"] == Known(">= 1.10")
    assert settings["backend"] == MapValue({"s3": MapValue({"bucket": Known("state"), "use_lockfile": Known(True)})})
    assert settings["required_providers"] == MapValue(
        {
            "aws": MapValue({"source": Known("hashicorp/aws"), "version": Known("~> 6.0")}),
            "old": MapValue({"version": Known("1.0")}),
        }
    )
    assert settings["moved"] == ListValue(
        (MapValue({"from": Known("aws_vpc.a"), "to": Known('module.net.aws_vpc.b["k"]')}),)
    )
    assert settings["removed"] == ListValue(
        (MapValue({"from": Known("aws_vpc.old"), "lifecycle": MapValue({"destroy": Known(False)})}),)
    )
    assert settings["import"] == ListValue((MapValue({"to": Known("aws_vpc.v"), "id": Known("vpc-1")}),))
    assert settings["check"] == ListValue((MapValue({"name": Known("health")}),))
    assert "hunter2" not in repr(settings)


def test_override_files_replace_arguments_and_blocks(tmp_path: Path) -> None:
    files = {
        "main.tf": 'resource "x" "y" {\n  a = 1\n  b = 2\n  inner {\n    c = 1\n  }\n  lifecycle {\n'
        "    prevent_destroy = true\n  }\n}\n"
        'variable "v" { default = 1 }\nlocals { l = 1 }\n',
        "override.tf": 'resource "x" "y" {\n  a = 9\n  inner {\n    d = 2\n  }\n  lifecycle {\n'
        "    create_before_destroy = true\n  }\n}\n",
        "z_override.tf.json": json.dumps(
            {"locals": {"l": 5}, "variable": {"v": {"default": 7}}, "output": {"o": {"value": 1}}}
        ),
    }
    graph = native(project(tmp_path, files))
    assert errors(graph) == ["z_override.tf.json:1:68: there is no output o to override"]
    assert plain(graph, "x.y") == {"a": 9, "b": 2, "inner": [{"d": 2}]}
    resource = graph.resources["x.y"]
    assert resource.protected is Truth.YES
    assert resource.meta["create_before_destroy"] == Known(True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'resource "x" "y" {}\nresource "x" "y" {}\n',
            "main.tf:2:1: resource x.y is declared twice, first at main.tf:1",
        ),
        ("locals { a = 1 }\nlocals { a = 2 }\n", "main.tf:2:10: local.a is defined twice"),
        ("local { a = 1 }\n", "main.tf:1:1: there are no blocks of the type local"),
        ("a = 1\n", "main.tf:1:1: the argument a stands outside of any block"),
        ('resource "x" {}\n', "main.tf:1:1: a block resource has 2 labels, and this one has 1"),
        ('resource "x" "y" {\n  a = var.z\n}\n', "main.tf:2:7: the variable z is not declared"),
    ],
)
def test_faults_of_the_declarations_are_named(text: str, expected: str, tmp_path: Path) -> None:
    assert errors(native(project(tmp_path, {"main.tf": text}))) == [expected]


def test_a_name_that_may_stand_in_an_unreadable_file_is_no_fault(tmp_path: Path) -> None:
    files = {"main.tf": 'resource "x" "y" {\n  a = var.z\n}\n', "broken.tf": 'variable "z" {\n  default = [\n}\n'}
    graph = native(project(tmp_path, files))
    assert all("broken.tf" in one for one in errors(graph))
    assert [one.at.file for one in graph.undecided_resources] == ["broken.tf"]
    assert isinstance(graph.resources["x.y"].arguments.entries["a"], Unknown)


def test_the_source_of_a_module_may_be_a_variable(tmp_path: Path) -> None:
    files = {
        "main.tf": 'variable "where" { default = "./m" }\nvariable "open" {}\n'
        'module "a" {\n  source = var.where\n}\nmodule "b" {\n  source = var.open\n}\n',
        "m/main.tf": 'resource "aws_vpc" "v" {}\n',
    }
    graph = native(project(tmp_path, files))
    assert list(graph.resources) == ["module.a.aws_vpc.v"]
    assert [one.message for one in graph.undecided_resources] == ["the source of the module b is not known here"]


WAITING = """
resource "aws_sqs_queue" "first" {}
module "one" { source = "./m" }
module "two" {
  source     = "./m"
  after      = [aws_sqs_queue.first]
  depends_on = [module.one]
}
"""
WAITED_FOR = """
variable "after" { default = [] }
resource "aws_vpc" "v" {}
resource "aws_subnet" "s" { depends_on = [var.after] }
module "inner" { source = "./n" }
"""


def test_all_that_is_in_a_module_waits_for_what_its_call_waits_for(tmp_path: Path) -> None:
    inner = 'resource "aws_eip" "e" {}\n'
    graph = native(project(tmp_path, {"main.tf": WAITING, "m/main.tf": WAITED_FOR, "m/n/main.tf": inner}))
    assert errors(graph) == []
    whole = ("module.one.aws_vpc.v", "module.one.aws_subnet.s", "module.one.module.inner.aws_eip.e")
    waits = {address: set(one.depends_on) for address, one in graph.resources.items() if one.depends_on}
    assert waits == {
        "module.two.aws_vpc.v": set(whole),
        "module.two.aws_subnet.s": {*whole, "aws_sqs_queue.first"},
        "module.two.module.inner.aws_eip.e": set(whole),
    }
