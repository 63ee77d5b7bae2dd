from __future__ import annotations

import json
import random
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from stackproof.errors import InputError
from stackproof.graph.location import Location
from stackproof.graph.truth import Truth
from stackproof.graph.values import Known, ListValue, MapValue, Reference, Sensitive, Unknown
from stackproof.project.model import Project
from stackproof.project.terraform_roots import looks_like_plan
from stackproof.synthesis.model import Settings
from stackproof.synthesis.terraform import engine
from stackproof.synthesis.terraform.plan import read_plan
from stackproof.synthesis.terraform.plan_document import PlanDocument, module_names

FIXTURE = Path(__file__).parents[2] / "fixtures" / "terraform" / "plan"
"""A configuration of Terraform's own resource, and what Terraform 1.11.4 planned for it with size=3, secret=hunter2."""


def plan(root: Path, entry: str = "tfplan.json") -> Any:
    return engine.read(Project(root=root, engine="terraform", language="json", entry=entry), Settings())


def test_a_plan_is_told_by_its_head() -> None:
    assert looks_like_plan((FIXTURE / "tfplan.json").read_bytes())


def test_a_plan_with_its_code_has_terraforms_values_and_the_codes_places() -> None:
    synthesis = plan(FIXTURE)
    assert synthesis.status == "ok"
    assert synthesis.versions["terraform"] == "1.11.4"
    resources = synthesis.graph.resources
    assert set(resources) == {
        "terraform_data.first",
        "terraform_data.second[0]",
        "terraform_data.second[1]",
        'module.m["a"].terraform_data.inner',
        'module.m["b"].terraform_data.inner',
    }
    first = resources["terraform_data.first"]
    assert str(first.location) == "main.tf:8:1"
    assert first.document == Location("tfplan.json", first.document.line)
    inner = resources['module.m["b"].terraform_data.inner']
    assert str(inner.location) == "m/main.tf:2:1"
    assert [parent.name for parent in inner.parents] == ['m["b"]']
    assert inner.lifecycle.protected is Truth.YES
    outputs = {output.name: output.value for output in synthesis.graph.outputs}
    assert outputs["size"] == Known(3)
    assert isinstance(outputs["hidden"], Sensitive)
    assert "hunter2" not in repr(synthesis)


def natively(root: Path) -> Any:
    document = PlanDocument((root / "tfplan.json").read_bytes(), "tfplan.json")
    return read_plan(document, None)


def test_values_that_are_not_known_yet_refer_to_what_the_code_names() -> None:
    from stackproof.synthesis.terraform.engine import code_beside
    from stackproof.synthesis.terraform.files import Files

    document = PlanDocument((FIXTURE / "tfplan.json").read_bytes(), "tfplan.json")
    graph = read_plan(document, code_beside(document, Files(FIXTURE)))
    identifier = Reference("terraform_data.first", "id")
    second = graph.resources["terraform_data.second[1]"].arguments
    assert second.entries["input"] == ListValue((identifier, Known("known"), Known(1)))
    assert second.entries["triggers_replace"] == identifier
    assert graph.resources['module.m["a"].terraform_data.inner'].arguments.entries["input"] == identifier
    first = graph.resources["terraform_data.first"].arguments.entries["input"]
    assert first == MapValue({"name": Known("n-3"), "secret": Sensitive(Known("hunter2"))})
    assert graph.outputs[0].value is not None


def test_a_plan_without_its_code_names_what_unknown_values_come_from() -> None:
    graph = natively(FIXTURE)
    inner = graph.resources['module.m["a"].terraform_data.inner']
    value = inner.arguments.entries["input"]
    assert isinstance(value, Unknown)
    assert value.sources == (Reference("terraform_data.first", "id"),)
    line = next(
        number
        for number, text in enumerate((FIXTURE / "tfplan.json").read_text().splitlines(), 1)
        if 'module.m[\\"a\\"].terraform_data.inner' in text
    )
    assert inner.location == Location("tfplan.json", line)
    assert [parent.name for parent in inner.parents] == ['m["a"]']
    first = graph.resources["terraform_data.first"].arguments.entries["input"]
    assert first == MapValue({"name": Known("n-3"), "secret": Sensitive(Known("hunter2"))})


AWS: dict[str, Any] = json.loads((FIXTURE.parent / "aws_plan.json").read_text())
"""A plan in the same form, written by hand: references through a module, and two regions."""


def test_references_are_followed_through_modules_and_regions_come_from_the_provider(tmp_path: Path) -> None:
    (tmp_path / "tfplan.json").write_text(json.dumps(AWS))
    graph = natively(tmp_path)
    assert list(graph.resources) == [
        "data.aws_region.r",
        "aws_s3_bucket.b",
        "aws_s3_bucket_versioning.v",
        "aws_vpc.west",
        "module.m.aws_sqs_queue.q",
    ]
    bucket = graph.resources["aws_s3_bucket.b"]
    assert bucket.arguments == MapValue({"bucket": Known("logs")})
    assert bucket.default_tags == MapValue({"A": Known("b")})
    assert bucket.region == Known("eu-west-1")
    assert graph.resources["aws_vpc.west"].region == Known("us-west-2")
    versioning = graph.resources["aws_s3_bucket_versioning.v"].arguments.entries
    assert versioning["bucket"] == Reference("aws_s3_bucket.b", "id")
    assert versioning["versioning_configuration"] == ListValue((MapValue({"status": Known("Enabled")}),))
    queue = graph.resources["module.m.aws_sqs_queue.q"]
    assert queue.arguments.entries["kms_master_key_id"] == Reference("aws_s3_bucket.b", "arn")
    policy = queue.arguments.entries["policy"]
    # A policy is made of the reference and more: it is not the ARN itself.
    assert isinstance(policy, Unknown)
    assert policy.sources == (Reference("aws_s3_bucket.b", "arn"),)
    assert queue.meta["actions"] == ListValue((Known("delete"), Known("create")))
    assert graph.resources["data.aws_region.r"].mode == "data"
    assert graph.stacks[""].region == Known("eu-west-1")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the plan is not valid JSON"),
        ("[]", "this is no plan of Terraform's in JSON"),
        ('{"format_version": 1}', "this is no plan of Terraform's in JSON"),
        ('{"format_version": "1.0", "x": ' + "[" * 100 + "]" * 100 + "}", "the plan is nested deeper than 80 levels"),
        ("[" * 100_000, "the plan is nested too deeply"),
        ("\xff", "the plan is not valid JSON"),
    ],
)
def test_what_is_no_plan_is_refused(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "p.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(InputError) as refused:
        plan(tmp_path, "p.json")
    assert refused.value.message == message
    assert refused.value.file == "p.json"


@pytest.mark.parametrize("seed", range(40))
def test_mutated_plans_are_read_or_refused(seed: int, tmp_path: Path) -> None:
    source = random.Random(seed)
    shutil.copytree(FIXTURE, tmp_path, dirs_exist_ok=True)
    data = json.loads((FIXTURE / "tfplan.json").read_text()) if seed % 2 else AWS
    text = json.dumps(mutated(json.loads(json.dumps(data)), source))
    (tmp_path / "tfplan.json").write_text(text)
    with suppress(InputError):
        plan(tmp_path)


def mutated(data: Any, source: random.Random) -> Any:
    """The document with some parts replaced by other kinds of data."""
    if source.random() < 0.03:
        return source.choice([None, True, 7, "x", [], {}, [[]], {"references": ["a.b.c"]}, [None], {"a": None}])
    if isinstance(data, dict):
        return {key: mutated(item, source) for key, item in data.items()}
    if isinstance(data, list):
        return [mutated(item, source) for item in data]
    return data


def test_the_names_of_modules_are_read_from_their_address() -> None:
    assert module_names("") == []
    assert module_names("module.a") == ["a"]
    assert module_names('module.a["x.y]"].module.b[0].module.c') == ["a", "b", "c"]


def test_a_second_reading_of_a_plan_is_refused_with_a_note() -> None:
    project = Project(root=FIXTURE, engine="terraform", language="json", entry="tfplan.json")
    synthesis = engine.read(project, Settings(suffix="env"))
    assert synthesis.twin is None
    assert [problem.level for problem in synthesis.problems] == ["note"]


@pytest.mark.parametrize(
    ("more", "status", "message"),
    [
        ({"errored": True}, "partial", "Terraform could not finish this plan, so it is not whole"),
        ({"complete": False}, "ok", "the plan leaves changes to a later plan"),
    ],
)
def test_a_plan_that_is_not_whole_says_so(more: dict[str, bool], status: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "tfplan.json").write_text(json.dumps({**AWS, **more}))
    synthesis = plan(tmp_path)
    assert synthesis.status == status
    assert [problem.message for problem in synthesis.graph.undecided_resources] == [message]


def test_a_plan_is_checked_like_any_project_and_shows_no_secret(capsys: pytest.CaptureFixture[str]) -> None:
    from stackproof.cli.main import run

    assert run(["check", "--oracles", "none", "--format", "json", str(FIXTURE / "tfplan.json")]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["graph"]["resources"] == 5
    assert "hunter2" not in json.dumps(report)
