"""The replication lag, as the assessment finds it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.unit.automation.test_assess import assess
from tests.unit.automation.world import EAST, WEST, World

OWN = {"Name": "DBClusterIdentifier", "Value": "cluster-payment-secondary-dev"}
SOURCE = {"Name": "SourceRegion", "Value": EAST}
WAYS = [[OWN], [OWN, SOURCE], [SOURCE]]


def asked(world: World) -> list[list[dict[str, str]]]:
    """The dimensions by which the lag was asked for."""
    return [list(arguments["Dimensions"]) for service, arguments in world.asked if service == "cloudwatch"]


@pytest.mark.parametrize("way", range(len(WAYS)))
def test_the_lag_is_found_whatever_it_is_published_by(world: World, way: int) -> None:
    """By the cluster, by that and the region that it comes from, or by that region alone."""
    world.lag_dimensions = tuple(one["Name"] for one in WAYS[way])
    assert assess(world)["replication_lag_seconds"] == 0.25
    assert asked(world) == WAYS[: way + 1]


def test_the_lag_is_the_newest_of_the_last_quarter_of_an_hour(world: World) -> None:
    """CloudWatch promises no order."""
    world.lag = [(5, 200.0), (1, 1500.0), (9, 300.0)]
    before = datetime.now(UTC)
    assert assess(world)["replication_lag_seconds"] == 1.5
    after = datetime.now(UTC)
    (found,) = [arguments for service, arguments in world.asked if service == "cloudwatch"]
    assert before <= found["EndTime"] <= after
    assert found == {
        "Namespace": "AWS/RDS",
        "MetricName": "AuroraGlobalDBReplicationLag",
        "Dimensions": [OWN],
        "StartTime": found["EndTime"] - timedelta(minutes=15),
        "EndTime": found["EndTime"],
        "Period": 60,
        "Statistics": ["Maximum"],
    }


def test_a_lag_that_nobody_measured_is_unknown(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """And so is one that cannot be read; neither is nought."""
    world.lag = []
    assert assess(world)["replication_lag_seconds"] is None
    assert asked(world) == WAYS
    world.refuses["cloudwatch", WEST] = "InternalServiceFault"
    assert assess(world)["replication_lag_seconds"] is None
    warning = '{"level":"WARNING","message":"the replication lag cannot be read","error":"InternalServiceFault"}'
    assert warning in capsys.readouterr().out
