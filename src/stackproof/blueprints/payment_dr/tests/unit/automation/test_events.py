"""The critical events of both regions."""

from __future__ import annotations

import json
from typing import Any

import pytest
from moto.events.models import EventPattern

from payment_dr.events import CRITICAL_DETAIL_TYPES, SOURCE
from tests.unit.automation.synthesis import ACCOUNT, Synthesis
from tests.unit.automation.world import EAST, WEST

REGIONS = {"primary": EAST, "secondary": WEST}
PAIRS = [("primary", "secondary"), ("secondary", "primary")]


def bus(synthesis: Synthesis, label: str, attribute: str) -> str:
    """How the bus of a region is referred to."""
    (key,) = [
        key for key, one in synthesis.resources["aws_cloudwatch_event_bus"].items() if one["provider"] == f"aws.{label}"
    ]
    return f"${{aws_cloudwatch_event_bus.{key}.{attribute}}}"


def pattern(synthesis: Synthesis, label: str) -> dict[str, Any]:
    """The pattern of the rule of a region."""
    rule = synthesis.named("aws_cloudwatch_event_rule", f"rule-payment-{label}-events-to-peer-dev")
    found: dict[str, Any] = json.loads(rule["event_pattern"])
    return found


@pytest.mark.parametrize("label", REGIONS)
def test_buses_have_the_same_name_a_key_and_a_place_for_what_cannot_be_kept(synthesis: Synthesis, label: str) -> None:
    """A global endpoint demands the same name."""
    (made,) = [one for one in synthesis.all("aws_cloudwatch_event_bus") if one["provider"] == f"aws.{label}"]
    assert made["name"] == "bus-payment-critical-dev"
    assert made["kms_key_identifier"] == f"arn:aws:kms:{REGIONS[label]}:{ACCOUNT}:key/{label}"
    queue = synthesis.reference("aws_sqs_queue", f"queue-payment-{label}-events-dead-letters-dev")
    assert made["dead_letter_config"] == {"arn": queue}


@pytest.mark.parametrize(("label", "peer"), PAIRS)
def test_critical_events_are_carried_over_to_the_other_bus(synthesis: Synthesis, label: str, peer: str) -> None:
    """For a day, and then they are put aside."""
    name = f"rule-payment-{label}-events-to-peer-dev"
    rule = synthesis.named("aws_cloudwatch_event_rule", name)
    assert rule["event_bus_name"] == bus(synthesis, label, "name")
    (target,) = [
        one
        for one in synthesis.all("aws_cloudwatch_event_target")
        if one["rule"] == synthesis.reference("aws_cloudwatch_event_rule", name, "name")
    ]
    assert target["arn"] == bus(synthesis, peer, "arn")
    assert target["event_bus_name"] == bus(synthesis, label, "name")
    assert target["role_arn"] == synthesis.reference("aws_iam_role", f"role-payment-{label}-events-to-peer-dev")
    assert target["retry_policy"] == {"maximum_event_age_in_seconds": 86400, "maximum_retry_attempts": 185}
    queue = synthesis.reference("aws_sqs_queue", f"queue-payment-{label}-events-dead-letters-dev")
    assert target["dead_letter_config"] == {"arn": queue}
    (statement,) = synthesis.policy(f"role-payment-{label}-events-to-peer-dev")
    assert (statement["Action"], statement["Resource"]) == (["events:PutEvents"], [bus(synthesis, peer, "arn")])
    alarm = synthesis.named(
        "aws_cloudwatch_metric_alarm", f"alarm-payment-{label}-events-dead-letters-dev", "alarm_name"
    )
    assert (alarm["metric_name"], alarm["threshold"]) == ("ApproximateNumberOfMessagesVisible", 1)
    assert alarm["alarm_actions"] == [f"arn:aws:sns:{REGIONS[label]}:{ACCOUNT}:topic-payment-{label}-alarms-dev"]


class Regions:
    """Two regions with their rules; events go where the patterns let them, as EventBridge would."""

    def __init__(self, synthesis: Synthesis) -> None:
        """Take the patterns as they are deployed."""
        patterns = {region: json.dumps(pattern(synthesis, label)) for label, region in REGIONS.items()}
        self.patterns = {region: EventPattern.load(text) for region, text in patterns.items()}
        self.seen: dict[str, int] = dict.fromkeys(self.patterns, 0)

    def put(self, region: str, source: str, detail_type: str) -> None:
        """Put an event on the bus of a region, and carry it over for as long as a rule takes it."""
        event: Any = {
            "id": "1",
            "account": ACCOUNT,
            "time": "2026-01-01T00:00:00Z",
            "region": region,
            "resources": [],
            "source": source,
            "detail-type": detail_type,
            "detail": {},
        }
        on = region
        for _hop in range(5):
            self.seen[on] += 1
            if not self.patterns[on].matches_event(event):
                return
            on = WEST if on == EAST else EAST


@pytest.fixture
def regions(synthesis: Synthesis) -> Regions:
    """Both regions, with moto to match patterns."""
    return Regions(synthesis)


@pytest.mark.parametrize("region", [EAST, WEST])
@pytest.mark.parametrize("detail_type", CRITICAL_DETAIL_TYPES)
def test_an_event_arrives_once_in_each_region_and_goes_round_in_no_circle(
    regions: Regions, region: str, detail_type: str
) -> None:
    """It keeps the region where it was put, and the other region's rule leaves it alone."""
    regions.put(region, SOURCE, detail_type)
    assert regions.seen == {EAST: 1, WEST: 1}


@pytest.mark.parametrize(("source", "detail_type"), [("others", "PaymentCaptured"), ("payments", "PaymentViewed")])
def test_other_events_stay_where_they_are(regions: Regions, source: str, detail_type: str) -> None:
    """Only the critical ones cost a transfer."""
    regions.put(EAST, source, detail_type)
    assert regions.seen == {EAST: 1, WEST: 0}


def test_the_endpoint_leads_to_the_primary_while_it_takes_events_and_nobody_has_taken_over(
    synthesis: Synthesis,
) -> None:
    """Both buses are behind it; to replicate is left to the rules, so that an event arrives once."""
    (endpoint,) = synthesis.all("aws_cloudwatch_event_endpoint")
    checks = synthesis.resources["aws_route53_health_check"]
    (latency,) = [key for key, one in checks.items() if one["type"] == "CLOUDWATCH_METRIC"]
    (takeover,) = [key for key, one in checks.items() if one.get("invert_healthcheck")]
    children = [f"${{aws_route53_health_check.{key}.id}}" for key in (latency, takeover)]
    (combined,) = [key for key, one in checks.items() if one.get("child_healthchecks") == children]
    assert checks[combined]["child_health_threshold"] == 2
    assert endpoint["name"] == "endpoint-payment-critical-dev"
    assert endpoint["event_bus"] == [
        {"event_bus_arn": bus(synthesis, "primary", "arn")},
        {"event_bus_arn": bus(synthesis, "secondary", "arn")},
    ]
    assert endpoint["routing_config"] == {
        "failover_config": {
            "primary": {"health_check": f"${{aws_route53_health_check.{combined}.arn}}"},
            "secondary": {"route": WEST},
        }
    }
    assert endpoint["replication_config"] == {"state": "DISABLED"}
    assert "role_arn" not in endpoint


def test_the_endpoints_health_is_that_of_eventbridge_itself(synthesis: Synthesis) -> None:
    """Five slow minutes; a quiet one is no fault, and without data the last word stands."""
    alarm = synthesis.named("aws_cloudwatch_metric_alarm", "alarm-payment-primary-events-latency-dev", "alarm_name")
    assert (alarm["namespace"], alarm["metric_name"]) == ("AWS/Events", "IngestionToInvocationStartLatency")
    assert (alarm["threshold"], alarm["period"], alarm["evaluation_periods"]) == (30000, 60, 5)
    assert (alarm["statistic"], alarm["treat_missing_data"]) == ("Average", "missing")
    (check,) = [one for one in synthesis.all("aws_route53_health_check") if one["type"] == "CLOUDWATCH_METRIC"]
    assert check["cloudwatch_alarm_name"] == synthesis.reference(
        "aws_cloudwatch_metric_alarm", "alarm-payment-primary-events-latency-dev", "alarm_name", "alarm_name"
    )
    assert (check["cloudwatch_alarm_region"], check["insufficient_data_health_status"]) == (EAST, "LastKnownStatus")
