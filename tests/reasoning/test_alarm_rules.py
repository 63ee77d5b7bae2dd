"""Rules of composite alarms, and the ids that metric math speaks of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackproof.reasoning.alarm_rules import fault_of
from stackproof.reasoning.metric_math import spoken_of


@pytest.mark.parametrize(
    "rule",
    [
        "ALARM(a)",
        'ALARM("a b")',
        "ALARM('a') AND NOT OK(b)",
        "(ALARM(a) OR ALARM(b)) AND (NOT INSUFFICIENT_DATA(c))",
        "TRUE",
        "alarm(a) and false",
        "ALARM(arn:aws:cloudwatch:us-east-1:111122223333:alarm:a)",
        "NOT NOT ALARM(a)",
        "AT_LEAST(2, ALARM, (a, b, c))",
    ],
)
def test_rules_in_the_grammar_are_taken(rule: str) -> None:
    assert fault_of(rule) is None


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("a OR b", "stands where a term is due"),
        ("ALARM(a) ALARM(b)", "there is more behind it"),
        ("ALARM(a) AND", "ends where a term is due"),
        ("(ALARM(a)", "not closed"),
        ("ALARM(a))", "there is more behind it"),
        ("FAILING(a)", "none of ALARM"),
        ("", "ends where a term is due"),
        ("ALARM(a) && ALARM(b)", "cannot be read"),
    ],
)
def test_rules_outside_the_grammar_are_refused(rule: str, why: str) -> None:
    assert why in (fault_of(rule) or "")


@given(st.text(alphabet="ALRMOKNTDF()\"' ab", max_size=80))
def test_any_rule_has_an_answer(rule: str) -> None:
    assert isinstance(fault_of(rule), str | None)


def test_rule_that_is_nested_too_deeply_is_refused() -> None:
    assert "too deeply" in (fault_of("(" * 5000 + "ALARM(a)" + ")" * 5000) or "")


terms = st.recursive(
    st.sampled_from(["ALARM(a)", 'OK("b")', "INSUFFICIENT_DATA('c')", "TRUE", "FALSE"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["AND", "OR"]), inner).map(lambda parts: f"({' '.join(parts)})"),
        inner.map(lambda one: f"NOT {one}"),
    ),
    max_leaves=12,
)


@given(terms)
def test_every_rule_put_together_by_the_grammar_is_taken(rule: str) -> None:
    assert fault_of(rule) is None


@pytest.mark.parametrize(
    ("expression", "ids"),
    [
        ("m1 / m2 * 100", {"m1", "m2"}),
        ("IF(calls > 10, 100 * errors / FILL(calls, 1), 0)", {"calls", "errors"}),
        ("SUM([a, b])", {"a", "b"}),
        ("SUM(METRICS())", set()),
        ("SEARCH('{AWS/Lambda,FunctionName} errors', 'Sum', 300)", set()),
        ('SELECT AVG(CPUUtilization) FROM SCHEMA("AWS/EC2", InstanceId)', set()),
        ("ANOMALY_DETECTION_BAND(m1, 2)", {"m1"}),
        ("m1 > 1e3", {"m1"}),
        ("RATE(m1) / PERIOD(m1)", {"m1"}),
    ],
)
def test_ids_of_an_expression_are_found(expression: str, ids: set[str]) -> None:
    assert spoken_of(expression) == ids
