"""Projects with the failures that reviews of written infrastructure name most: each is found, by id and place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from stackproof.assessment.assess import Options, assess

HERE = Path(__file__).parent.parent / "fixtures" / "failures"

FINDINGS = {
    "recovery": {
        ("TF-BACKEND-001", "main.py", 8),  # state in the working folder
        ("PIN-PROVIDER-003", "cdktf.json", 4),  # provider 6 beside bindings of provider 5
        ("PIN-ARCHIVED-001", "requirements.txt", 1),
        ("LAYOUT-PATHS-001", "lambda_packages/booking.py", 1),  # a file where none may lie
        ("LAMBDA-VPC-001", "lib/payments.py", 103),  # a function in a network without a way out
        ("SECRET-PLAIN-001", "lib/payments.py", 58),  # a password in plain text
        ("ALARM-ACTION-001", "lib/payments.py", 114),
    },
    "classes": {
        ("TF-BACKEND-001", "main.py", 15),
        ("PIN-ARCHIVED-001", "requirements.txt", 1),
        ("PIN-CLASS-001", "main.py", 7),  # classes whose names end in A
        ("PIN-CLASS-001", "main.py", 9),
        ("PIN-CLASS-001", "main.py", 11),
        ("PIN-CLASS-001", "main.py", 12),
        ("LAYOUT-INLINE-001", "main.py", 27),  # code as a text
    },
    "no_alarms": set[tuple[str, str, int]](),
}
VIOLATED = {
    "recovery": {
        ("COPY", "lib/payments.py"),  # replication by a role that nobody makes
        ("SWITCH", "main.py"),  # weighted records where failover was asked for
        ("STATE", "main.py"),
        ("ALARMS", "lib/payments.py"),  # no alarm on what was asked for
        ("policy.allowed_paths", "lambda_packages/booking.py"),
    },
    "classes": set[tuple[str, str]](),
    "no_alarms": {("ALARM", "Pulumi.yaml")},
}


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(FINDINGS))
def test_each_failure_is_found_at_its_place(name: str) -> None:
    (assessment,) = assess(HERE / name, Options(today=date(2026, 11, 28), oracles="none")).assessments
    assert assessment.verdict == "blocked"
    found = {(one.rule, one.location.file, one.location.line) for one in assessment.findings}
    assert FINDINGS[name] - found == set()
    violated = {(one.id, one.at.file) for one in assessment.requirements if one.status == "violated" and one.at}
    assert violated == VIOLATED[name]
