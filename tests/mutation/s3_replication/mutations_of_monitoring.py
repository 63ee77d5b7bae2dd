"""R7 to R9: alarms, dashboard, the way of the events."""

from __future__ import annotations

from tests.mutation.changes import changed, edited, removed, replaced_text, without
from tests.mutation.mutants import Mutation, Ref
from tests.mutation.s3_replication.addresses import (
    DASHBOARD,
    DEAD_LETTERS,
    FAILURES_ALARM,
    FUNCTION,
    LATENCY_ALARM,
    LOGS,
    PRIMARY_BUCKET,
    PRIMARY_EMPTIER_LOGS,
    QUEUE,
    QUEUE_POLICY,
    SOURCE,
    TOPIC,
    TOPIC_POLICY,
)

_ALARMS = [
    Mutation("no alarm on the latency", ("R7",), without(LATENCY_ALARM)),
    Mutation("no alarm on failed operations", ("R7",), without(FAILURES_ALARM)),
    Mutation("no topic", ("R7", "C7"), without(TOPIC)),
    Mutation("no policy of the topic", ("R7", "C4"), without(TOPIC_POLICY)),
    Mutation(
        "topic: alarms are not let in", ("R7",), removed(TOPIC_POLICY, "PolicyDocument/Statement/Sid=PublishAlarms")
    ),
    Mutation(
        "topic: another service is let in",
        ("R7",),
        changed(
            TOPIC_POLICY, "PolicyDocument/Statement/Sid=PublishAlarms/Principal", {"Service": "events.amazonaws.com"}
        ),
    ),
    *(
        Mutation(f"latency alarm: threshold {seconds}", ("R7",), changed(LATENCY_ALARM, "Threshold", seconds))
        for seconds in (899, 901)
    ),
    Mutation(
        "latency alarm: the other way round",
        ("R7",),
        changed(LATENCY_ALARM, "ComparisonOperator", "LessThanThreshold"),
    ),
    Mutation("latency alarm: another metric", ("R7",), changed(LATENCY_ALARM, "MetricName", "BytesPendingReplication")),
    Mutation("latency alarm: another namespace", ("R7",), changed(LATENCY_ALARM, "Namespace", "Custom/S3")),
    Mutation("latency alarm: the least of a period", ("R7",), changed(LATENCY_ALARM, "Statistic", "Minimum")),
    Mutation("latency alarm: an hour at a time", ("R7",), changed(LATENCY_ALARM, "Period", 3600)),
    Mutation("latency alarm: three periods", ("R7",), changed(LATENCY_ALARM, "EvaluationPeriods", 3)),
    Mutation("latency alarm: no dimensions", ("R7",), removed(LATENCY_ALARM, "Dimensions")),
    Mutation("latency alarm: of another rule", ("R7",), changed(LATENCY_ALARM, "Dimensions/1/Value", "other")),
    Mutation("latency alarm: tells nobody", ("R7", "C6"), removed(LATENCY_ALARM, "AlarmActions")),
    Mutation(
        "latency alarm: tells somebody else",
        ("R7",),
        changed(LATENCY_ALARM, "AlarmActions", ["arn:aws:sns:us-east-1:111122223333:other"]),
    ),
    Mutation("failures alarm: threshold 1", ("R7",), changed(FAILURES_ALARM, "Threshold", 1)),
    Mutation(
        "failures alarm: another metric", ("R7",), changed(FAILURES_ALARM, "MetricName", "OperationsPendingReplication")
    ),
    Mutation("failures alarm: one at a time", ("R7",), changed(FAILURES_ALARM, "Statistic", "Average")),
    Mutation("failures alarm: of another bucket", ("R7",), changed(FAILURES_ALARM, "Dimensions/2/Value", "other")),
    Mutation("failures alarm: tells nobody", ("R7", "C6"), removed(FAILURES_ALARM, "AlarmActions")),
]

_DASHBOARD = [
    Mutation("no dashboard", ("R8",), without(DASHBOARD)),
    *(
        Mutation(
            f"dashboard: no {metric}",
            ("R8",),
            replaced_text(DASHBOARD, "DashboardBody", f'"AWS/S3","{metric}"', '"AWS/S3","NumberOfObjects"'),
        )
        for metric in (
            "ReplicationLatency",
            "OperationsPendingReplication",
            "BytesPendingReplication",
            "OperationsFailedReplication",
        )
    ),
]

_NOTIFICATION = "NotificationConfiguration/QueueConfigurations"
_HANDLER = "handlers/replication_events/replication_events.py"

_EVENTS = [
    Mutation("events log: two weeks", ("R9", "C6"), changed(LOGS, "RetentionInDays", 14)),
    Mutation("events log: three days", ("R9",), changed(LOGS, "RetentionInDays", 3)),
    Mutation("events log: kept for ever", ("R9", "C6"), removed(LOGS, "RetentionInDays")),
    Mutation("no events log", ("R9", "C3", "C6", "C7"), without(LOGS)),
    Mutation("no notification", ("R9",), removed(PRIMARY_BUCKET, "NotificationConfiguration")),
    Mutation(
        "notification: of other events",
        ("R9",),
        changed(PRIMARY_BUCKET, f"{_NOTIFICATION}/0/Event", "s3:ObjectCreated:*"),
    ),
    Mutation(
        "notification: of failures alone",
        ("R9",),
        changed(PRIMARY_BUCKET, f"{_NOTIFICATION}/0/Event", "s3:Replication:OperationFailedReplication"),
    ),
    Mutation(
        "notification: into another queue",
        ("R9",),
        changed(PRIMARY_BUCKET, f"{_NOTIFICATION}/0/Queue", Ref(DEAD_LETTERS)),
    ),
    Mutation(
        "notification: of some objects",
        ("R9",),
        changed(
            PRIMARY_BUCKET,
            f"{_NOTIFICATION}/0/Filter",
            {"S3Key": {"Rules": [{"Name": "prefix", "Value": "docs/"}]}},
        ),
    ),
    Mutation("no policy of the queue", ("R9", "C4"), without(QUEUE_POLICY)),
    Mutation(
        "queue: events are not let in",
        ("R9",),
        removed(QUEUE_POLICY, "PolicyDocument/Statement/Sid=AcceptReplicationEvents"),
    ),
    Mutation(
        "queue: events are denied",
        ("R9",),
        changed(QUEUE_POLICY, "PolicyDocument/Statement/Sid=AcceptReplicationEvents/Effect", "Deny"),
    ),
    Mutation("no queue", ("R9", "R10", "C3", "C7"), without(QUEUE)),
    Mutation("no source of the function", ("R9", "C9"), without(SOURCE)),
    Mutation("source: disabled", ("R9",), changed(SOURCE, "Enabled", False)),
    Mutation("source: another queue", ("R9",), changed(SOURCE, "EventSourceArn", Ref(DEAD_LETTERS))),
    Mutation("source: another function", ("R9",), changed(SOURCE, "FunctionName", "other")),
    Mutation("no function", ("R9", "C3", "C7"), without(FUNCTION)),
    Mutation("function: no namespace", ("R9",), removed(FUNCTION, "Environment/Variables/METRIC_NAMESPACE")),
    Mutation(
        "function: logs elsewhere", ("R9",), changed(FUNCTION, "LoggingConfig/LogGroup", Ref(PRIMARY_EMPTIER_LOGS, ""))
    ),
    Mutation("function: logs where Lambda likes", ("R9", "C6"), removed(FUNCTION, "LoggingConfig")),
    Mutation("function: no metrics", ("R9",), edited(_HANDLER, '"CloudWatchMetrics"', '"Metrics"')),
]

MUTATIONS = [*_ALARMS, *_DASHBOARD, *_EVENTS]
