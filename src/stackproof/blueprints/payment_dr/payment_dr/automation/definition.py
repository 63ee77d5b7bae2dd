"""The workflow in the Amazon States Language. It makes the region in which it runs the active one.

Input (all of it optional; without any it is a test run that changes nothing):
    mode: `failover` (the other region is down; data that was not replicated yet is lost) or `switchover` (planned, no
        loss)
    dry_run: true reports what would be done
    force: true overrides the finding that the other region is up (failover) or the lag (switchover)
    reason: a text for the people who are told
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from payment_dr.automation.side import Limits

DEFAULTS = {"mode": "failover", "dry_run": True, "force": False, "reason": "not given"}

_LAMBDA_FAULTS = [
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
    "Lambda.ClientExecutionTimeoutException",
]
_FINAL = ["LockHeldError", "LockLostError", "PeerUnreachableError", "InvalidOperationError"]
"""Errors of the steps that another try does not mend."""

_NO_RETRY = {"ErrorEquals": _FINAL, "MaxAttempts": 0}
_RETRY = [
    _NO_RETRY,
    {
        "ErrorEquals": _LAMBDA_FAULTS,
        "IntervalSeconds": 1,
        "BackoffRate": 2,
        "MaxAttempts": 4,
        "MaxDelaySeconds": 10,
        "JitterStrategy": "FULL",
    },
    {
        "ErrorEquals": ["States.TaskFailed", "States.Timeout"],
        "IntervalSeconds": 2,
        "BackoffRate": 2,
        "MaxAttempts": 2,
        "JitterStrategy": "FULL",
    },
]


def definition(
    *,
    functions: Mapping[str, str],
    region: str,
    global_cluster_identifier: str,
    cluster_arn: str,
    topic_arn: str,
    limits: Limits,
) -> dict[str, Any]:
    """The definition of the workflow of one region.

    Args:
        functions: ARN of the functions `lock`, `assess` and `change`.
        region: the region, for the subjects of messages.
        global_cluster_identifier: the global database.
        cluster_arn: the region's cluster, which is promoted.
        topic_arn: where every run tells how it ended.
        limits: pauses and time-outs.
    """
    steps = _Steps(functions, limits)
    return {
        "Comment": f"Makes {region} the active region of the payments",
        "StartAt": "Defaults",
        "TimeoutSeconds": limits.workflow_seconds,
        "States": {
            **_request(),
            **_judgement(steps),
            **_promotion(steps, global_cluster_identifier, cluster_arn),
            **_switching(steps),
            **_endings(steps, region, topic_arn),
        },
    }


class _Steps:
    """Makes the states that call a function."""

    def __init__(self, functions: Mapping[str, str], limits: Limits) -> None:
        """Keep what all of them need."""
        self.functions = functions
        self.limits = limits

    def call(self, function: str, operation: str, result: str, following: str, **payload: Any) -> dict[str, Any]:
        """A state that calls a function, keeps its answer, and on failure goes where failures go."""
        return {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke",
            "Parameters": {
                "FunctionName": self.functions[function],
                "Payload": {"operation": operation, **payload},
            },
            "ResultSelector": {"answer.$": "$.Payload"},
            "ResultPath": f"$.{result}",
            "TimeoutSeconds": self.limits.step_seconds + 10,
            "Retry": _RETRY,
            "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "Failed"}],
            "Next": following,
        }

    def lock(self, operation: str, following: str) -> dict[str, Any]:
        """A state that does something with the lock."""
        owner = {"owner.$": "$.execution", "mode.$": "$.request.mode"}
        return self.call("lock", operation, "lock", following, **owner)

    def loop(self, what: str, pause: int, checks: int, fulfilled: str, following: str) -> dict[str, Any]:
        """The states that wait until a condition is fulfilled, a limited number of times."""
        key = what.lower()
        return {
            f"WaitFor{what}": {"Type": "Wait", "Seconds": pause, "Next": f"Check{what}"},
            f"Check{what}": self.call("assess", key, key, f"{what}Reached", **{"checks.$": f"$.{key}.answer.checks"}),
            f"{what}Reached": {
                "Type": "Choice",
                "Choices": [
                    {"Variable": f"$.{key}.answer.{fulfilled}", "BooleanEquals": True, "Next": following},
                    {
                        "Variable": f"$.{key}.answer.checks",
                        "NumericGreaterThanEquals": checks,
                        "Next": f"{what}TimedOut",
                    },
                ],
                "Default": f"WaitFor{what}",
            },
        }


def _request() -> dict[str, Any]:
    """What is asked for, with defaults, and refused when it is not understood."""
    known = [
        {"Or": [{"Variable": "$.request.mode", "StringEquals": mode} for mode in ("failover", "switchover")]},
        {"Variable": "$.request.dry_run", "IsBoolean": True},
        {"Variable": "$.request.force", "IsBoolean": True},
        {"Variable": "$.request.reason", "IsString": True},
    ]
    return {
        "Defaults": {"Type": "Pass", "Result": DEFAULTS, "ResultPath": "$.defaults", "Next": "Prepare"},
        "Prepare": {
            "Type": "Pass",
            "Parameters": {
                "request.$": "States.JsonMerge($.defaults, $$.Execution.Input, false)",
                "execution.$": "$$.Execution.Id",
                "promotion": {"answer": {"checks": 0}},
                "traffic": {"answer": {"checks": 0}},
            },
            "Next": "CheckRequest",
        },
        "CheckRequest": {
            "Type": "Choice",
            "Choices": [
                {"And": [*known, {"Variable": "$.request.dry_run", "BooleanEquals": True}], "Next": "LookAtLock"},
                {"And": known, "Next": "TakeLock"},
            ],
            "Default": "InvalidRequest",
        },
        "InvalidRequest": {
            "Type": "Fail",
            "Error": "InvalidRequest",
            "Cause": "mode is failover or switchover, dry_run and force are true or false, reason is a text",
        },
    }


def _judgement(steps: _Steps) -> dict[str, Any]:
    """The lock, the assessment and what follows from it; for a test run the report of it."""
    question = {"mode.$": "$.request.mode", "force.$": "$.request.force"}
    take = steps.lock("acquire", "Assess")
    held = {"ErrorEquals": ["LockHeldError"], "ResultPath": "$.error", "Next": "AlreadyRunning"}
    return {
        "TakeLock": {**take, "Catch": [held, *take["Catch"]]},
        "Assess": steps.call("assess", "assess", "assessment", "Decide", **question),
        "Decide": {
            "Type": "Choice",
            "Choices": [
                {"Variable": "$.assessment.answer.decision", "StringEquals": decision, "Next": following}
                for decision, following in (
                    ("promote", "RenewLock"),
                    ("wait", "WaitForPromotion"),
                    ("switch", "SwitchParameters"),
                    ("done", "AlreadyActive"),
                )
            ],
            "Default": "Refused",
        },
        "LookAtLock": steps.lock("peek", "AssessOnly"),
        "AssessOnly": steps.call("assess", "assess", "assessment", "PlanParameters", **question),
        "PlanParameters": steps.call("change", "plan", "plan", "DryRun"),
    }


def _promotion(steps: _Steps, global_cluster_identifier: str, cluster_arn: str) -> dict[str, Any]:
    """Promotion of the region's cluster, by force of a failover or as a planned switchover, and the wait for it."""
    limits = steps.limits
    failed = {"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "Failed"}
    # The first request may have arrived although its answer was lost: the database tells whether it is being promoted.
    moving = {
        "ErrorEquals": ["Rds.InvalidGlobalClusterStateException", "Rds.InvalidDbClusterStateException"],
        "ResultPath": "$.promotion_request",
        "Next": "WaitForPromotion",
    }
    return {
        "RenewLock": steps.lock("renew", "ChoosePromotion"),
        "ChoosePromotion": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.request.mode", "StringEquals": "switchover", "Next": "Switchover"}],
            "Default": "Failover",
        },
        "Failover": {
            "Type": "Task",
            "Resource": "arn:aws:states:::aws-sdk:rds:failoverGlobalCluster",
            "Parameters": {
                "GlobalClusterIdentifier": global_cluster_identifier,
                "TargetDbClusterIdentifier": cluster_arn,
                "AllowDataLoss": True,
            },
            "ResultSelector": {"accepted": True},
            "ResultPath": "$.promotion_request",
            "TimeoutSeconds": 60,
            "Retry": [
                {"ErrorEquals": moving["ErrorEquals"], "MaxAttempts": 0},
                {
                    "ErrorEquals": ["States.ALL"],
                    "IntervalSeconds": 2,
                    "BackoffRate": 2,
                    "MaxAttempts": 4,
                    "MaxDelaySeconds": 15,
                    "JitterStrategy": "FULL",
                },
            ],
            "Catch": [moving, failed],
            "Next": "WaitForPromotion",
        },
        "Switchover": steps.call("change", "switchover", "promotion_request", "WaitForPromotion"),
        **steps.loop(
            "Promotion", limits.promotion_pause_seconds, limits.promotion_checks, "promoted", "SwitchParameters"
        ),
    }


def _switching(steps: _Steps) -> dict[str, Any]:
    """The parameters of both regions, by which the traffic follows, and the wait until this region serves."""
    limits = steps.limits
    return {
        "SwitchParameters": steps.call(
            "change", "parameters", "parameters", "WaitForTraffic", **{"owner.$": "$.execution"}
        ),
        **steps.loop("Traffic", limits.traffic_pause_seconds, limits.traffic_checks, "serving", "Switched"),
    }


def _endings(steps: _Steps, region: str, topic_arn: str) -> dict[str, Any]:
    """How runs end: an outcome, the lock given back, a message, success or failure."""
    release = steps.lock("release", "Notify")
    unfinished = {"ErrorEquals": ["States.ALL"], "ResultPath": "$.notification_error", "Next": "Finish"}
    return {
        "Switched": _outcome("switched", f"Payments: {region} is active now", "ReleaseLock"),
        "AlreadyActive": _outcome("already-active", f"Payments: {region} was active already", "ReleaseLock"),
        "AlreadyRunning": _outcome("already-running", f"Payments: a failover to {region} runs already", "Notify"),
        "DryRun": _outcome("dry-run", f"Payments: test run of a failover to {region}", "Notify"),
        "Refused": _outcome("refused", f"Payments: failover to {region} REFUSED", "ReleaseLock", failed=True),
        "PromotionTimedOut": _outcome(
            "promotion-timed-out", f"Payments: {region} is NOT promoted in time", "ReleaseLock", failed=True
        ),
        "TrafficTimedOut": _outcome(
            "traffic-timed-out", f"Payments: {region} is promoted and does NOT serve", "ReleaseLock", failed=True
        ),
        "Failed": _outcome("failed", f"Payments: failover to {region} FAILED", "ReleaseLock", failed=True),
        "ReleaseLock": {
            **release,
            "ResultPath": "$.released",
            "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.release_error", "Next": "Notify"}],
        },
        "Notify": {
            "Type": "Task",
            "Resource": "arn:aws:states:::sns:publish",
            "Parameters": {
                "TopicArn": topic_arn,
                "Subject.$": "$.outcome.subject",
                "Message.$": "States.JsonToString($)",
            },
            "ResultPath": "$.notification",
            "TimeoutSeconds": 30,
            "Retry": [
                {
                    "ErrorEquals": ["States.ALL"],
                    "IntervalSeconds": 2,
                    "BackoffRate": 2,
                    "MaxAttempts": 4,
                    "MaxDelaySeconds": 15,
                    "JitterStrategy": "FULL",
                }
            ],
            "Catch": [unfinished],
            "Next": "Finish",
        },
        "Finish": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.outcome.failed", "BooleanEquals": True, "Next": "EndedBadly"}],
            "Default": "Ended",
        },
        "Ended": {"Type": "Succeed"},
        "EndedBadly": {
            "Type": "Fail",
            "ErrorPath": "$.outcome.name",
            "CausePath": "States.JsonToString($)",
        },
    }


def _outcome(name: str, subject: str, following: str, *, failed: bool = False) -> dict[str, Any]:
    """A state that says how the run ended."""
    return {
        "Type": "Pass",
        "Result": {"name": name, "subject": subject, "failed": failed},
        "ResultPath": "$.outcome",
        "Next": following,
    }
