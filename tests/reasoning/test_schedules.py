"""Schedule expressions: what EventBridge and its Scheduler refuse, and what they take."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackproof.reasoning.schedules import fault_of_cron, fault_of_rule_schedule, fault_of_schedule

TAKEN = [
    "rate(1 minute)",
    "rate(5 minutes)",
    "rate(12 hours)",
    "rate(1 day)",
    "cron(0 10 * * ? *)",
    "cron(15 12 * * ? *)",
    "cron(0 18 ? * MON-FRI *)",
    "cron(0 8 1 * ? *)",
    "cron(0/10 * ? * MON-FRI *)",
    "cron(0/5 8-17 ? * mon-fri *)",
    "cron(0 9 L * ? *)",
    "cron(0 9 3W * ? *)",
    "cron(0 9 L-3 * ? *)",
    "cron(0 9 ? * 2#1 *)",
    "cron(0 9 ? * 6L *)",
    "cron(0 9 1,15 JAN,JUL ? 2026-2030)",
    " cron(0 9 * * ? *) ",
]
REFUSED = [
    ("rate(1 minutes)", "minute with 1"),
    ("rate(5 minute)", "minutes with 5"),
    ("rate(0 minutes)", "positive"),
    ("rate(1.5 hours)", "positive"),
    ("rate(5 seconds)", "none of minute"),
    ("rate(minutes)", "a number and a unit"),
    ("cron(0 10 * * *)", "6 fields"),
    ("cron(0 10 * * * *)", "exactly one"),
    ("cron(0 10 ? * ? *)", "exactly one"),
    ("cron(60 10 * * ? *)", "no minutes"),
    ("cron(0 24 * * ? *)", "no hours"),
    ("cron(0 10 32 * ? *)", "no day of month"),
    ("cron(0 10 * 13 ? *)", "no month"),
    ("cron(0 10 ? * 0 *)", "no day of week"),
    ("cron(0 10 ? * 8 *)", "no day of week"),
    ("cron(0 10 ? * MON#6 *)", "no day of week"),
    ("cron(0/0 10 * * ? *)", "no minutes"),
    ("cron(0 10 * * ? 1969)", "no year"),
    ("at(2027-01-01T00:00:00)", "not for rules"),
    ("every 5 minutes", "neither"),
    ("0 10 * * ? *", "neither"),
]


@pytest.mark.parametrize("expression", TAKEN)
def test_schedules_of_the_documentation_are_taken(expression: str) -> None:
    assert (fault_of_rule_schedule(expression), fault_of_schedule(expression)) == (None, None)


@pytest.mark.parametrize(("expression", "why"), REFUSED)
def test_what_a_rule_refuses_is_said_why(expression: str, why: str) -> None:
    assert why in (fault_of_rule_schedule(expression) or "")


@pytest.mark.parametrize(
    ("expression", "refused"),
    [
        ("at(2027-01-01T00:00:00)", False),
        ("at(2027-01-01)", True),
        ("rate(1 minutes)", False),
        ("rate(0 minutes)", True),
        ("cron(0 10 * * * *)", True),
    ],
)
def test_scheduler_takes_at_and_minds_no_plural(expression: str, refused: bool) -> None:
    assert (fault_of_schedule(expression) is not None) == refused


@given(
    st.integers(0, 59),
    st.integers(0, 23),
    st.integers(1, 31),
    st.integers(1, 12),
    st.integers(1970, 2199),
    st.integers(1, 59),
)
def test_every_expression_within_the_ranges_is_taken(
    minute: int, hour: int, day: int, month: int, year: int, step: int
) -> None:
    assert fault_of_cron(f"{minute}/{step} {hour} {day} {month} ? {year}") is None


@given(st.text(max_size=60))
def test_any_text_has_an_answer(text: str) -> None:
    for written in (text, f"cron({text})", f"rate({text})", f"at({text})"):
        assert isinstance(fault_of_rule_schedule(written), str | None)
        assert isinstance(fault_of_schedule(written), str | None)


@given(st.integers(2, 10**6), st.sampled_from(["minute", "hour", "day"]))
def test_a_number_and_its_unit_agree(number: int, unit: str) -> None:
    assert fault_of_rule_schedule(f"rate({number} {unit}s)") is None
    assert fault_of_rule_schedule(f"rate({number} {unit})") is not None
