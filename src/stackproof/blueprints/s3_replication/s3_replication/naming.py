"""Physical names. Every one of them follows one pattern: `{type}-{purpose}-{suffix}`.

Names are explicit because the two regions are linked by them: CloudFormation cannot pass a reference between regions,
but each side can derive the other's names.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Names:
    """The physical names of one deployment, all derived from its suffix."""

    suffix: str

    def of(self, kind: str, purpose: str) -> str:
        """The name of a resource: its type, its purpose and the suffix of the deployment."""
        return f"{kind}-{purpose}-{self.suffix}"

    @property
    def stack(self) -> str:
        """Stack that holds the primary side and the monitoring."""
        return self.of("stack", "documents")

    @property
    def replica_stack(self) -> str:
        """Stack that holds the replica when it lives in a region of its own."""
        return self.of("stack", "documents-replica")

    @property
    def primary_bucket(self) -> str:
        """Bucket that the applications write to."""
        return self.of("bucket", "documents-primary")

    @property
    def replica_bucket(self) -> str:
        """Bucket that holds the replicas."""
        return self.of("bucket", "documents-replica")

    @property
    def primary_key_alias(self) -> str:
        """Alias of the key of the primary bucket."""
        return "alias/" + self.of("key", "documents-primary")

    @property
    def replica_key_alias(self) -> str:
        """Alias of the key of the replica bucket, by which the other region names that key."""
        return "alias/" + self.of("key", "documents-replica")

    @property
    def monitoring_key_alias(self) -> str:
        """Alias of the key of queues, topic, function environment and log groups."""
        return "alias/" + self.of("key", "documents-monitoring")

    @property
    def replication_role(self) -> str:
        """Role with which S3 replicates from the primary to the replica."""
        return self.of("role", "documents-replication")

    @property
    def failback_role(self) -> str:
        """Role with which S3 replicates from the replica back to the primary after a switch-over."""
        return self.of("role", "documents-failback")

    @property
    def batch_role(self) -> str:
        """Role with which S3 Batch Operations replicates objects that are older than the rule."""
        return self.of("role", "documents-batch")

    @property
    def events_role(self) -> str:
        """Role of the function that records replication events."""
        return self.of("role", "documents-events")

    @property
    def replication_rule(self) -> str:
        """Id of the replication rule, which is also a dimension of its metrics."""
        return self.of("rule", "documents-replication")

    @property
    def events_queue(self) -> str:
        """Queue that receives the replication events of the primary bucket."""
        return self.of("queue", "documents-events")

    @property
    def events_dead_letter_queue(self) -> str:
        """Queue that keeps the events that could not be recorded."""
        return self.of("queue", "documents-events-dead-letters")

    @property
    def events_function(self) -> str:
        """Function that records replication events."""
        return self.of("function", "documents-events")

    @property
    def events_log_group(self) -> str:
        """Log group that keeps the recorded replication events."""
        return self.of("log", "documents-events")

    @property
    def alarm_topic(self) -> str:
        """Topic that tells people about alarms."""
        return self.of("topic", "documents-alarms")

    @property
    def replica_alarms_key_alias(self) -> str:
        """Alias of the key of the topic in the replica's region."""
        return "alias/" + self.of("key", "documents-replica-alarms")

    @property
    def replica_alarm_topic(self) -> str:
        """Topic that tells people about alarms in the replica's region, when that is a region of its own."""
        return self.of("topic", "documents-replica-alarms")

    @property
    def dashboard(self) -> str:
        """Dashboard of the replication."""
        return self.of("dashboard", "documents-replication")

    @property
    def default_bucket_parameter(self) -> str:
        """Parameter with the bucket that writers use while they are not switched over."""
        return self.of("parameter", "documents-default-bucket")

    @property
    def switch_parameter(self) -> str:
        """Parameter with the bucket that writers are switched over to; it exists only while they are."""
        return self.of("parameter", "documents-switched-to")

    def emptier(self, kind: str, side: str) -> str:
        """Name of a resource of the function that empties the bucket of one side when its stack is deleted."""
        return self.of(kind, f"documents-{side}-emptier")

    def alarm(self, purpose: str) -> str:
        """Name of an alarm."""
        return self.of("alarm", f"documents-{purpose}")
