"""Physical names. Every one of them follows one pattern: `{type}-{purpose}-{suffix}`.

The tightest limits that a suffix meets are those of ElastiCache, 40 characters for a replication group and for a user,
and of S3, 63 for a bucket. Names of buckets are unique in the world, so that the account is a part of their purpose.
What AWS names after a resource of ours keeps its form around the name: the log group of a database cluster is
`/aws/rds/cluster/<cluster>/postgresql`.
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
        """The one stack."""
        return self.of("stack", "iot-platform")

    @property
    def network(self) -> str:
        """The network."""
        return self.of("network", "iot")

    @property
    def stream(self) -> str:
        """Stream that devices write readings to."""
        return self.of("stream", "iot-readings")

    @property
    def cluster(self) -> str:
        """Cluster of containers."""
        return self.of("cluster", "iot")

    @property
    def service(self) -> str:
        """Service that processes readings; its tasks are of a family of the same purpose."""
        return self.of("service", "iot-processor")

    @property
    def task_family(self) -> str:
        """Family of the tasks that process readings."""
        return self.of("task", "iot-processor")

    @property
    def database(self) -> str:
        """Database cluster."""
        return self.of("database", "iot")

    @property
    def database_credentials(self) -> str:
        """Secret with the database's user and password."""
        return self.of("iot", "db-credentials")

    @property
    def rotation_function(self) -> str:
        """Function of Secrets Manager that rotates generated credentials."""
        return self.of("function", "iot-db-rotation")

    @property
    def cache(self) -> str:
        """Replication group of the cache."""
        return self.of("cache", "iot")

    @property
    def cache_user(self) -> str:
        """User that the processor is in the cache; with IAM its id and its name have to be the same."""
        return self.of("user", "iot")

    @property
    def cache_default_user(self) -> str:
        """Stands for the user `default`, that of connections which name none; it may do nothing."""
        return self.of("user", "default")

    @property
    def cache_users(self) -> str:
        """Group of the users that the cache knows."""
        return self.of("users", "iot")

    @property
    def alarm_topic(self) -> str:
        """Topic that tells people about alarms."""
        return self.of("topic", "iot-alarms")

    @property
    def trail(self) -> str:
        """Trail of CloudTrail, where one was asked for."""
        return self.of("trail", "iot-audit")

    def trail_bucket(self, account: str) -> str:
        """Bucket of the trail's records."""
        return self.of("bucket", f"iot-audit-trail-{account}")

    def access_bucket(self, account: str) -> str:
        """Bucket that tells who read the trail's records."""
        return self.of("bucket", f"iot-audit-access-{account}")

    @property
    def cache_nodes(self) -> tuple[str, str]:
        """The nodes of the cache, as ElastiCache names them and their metrics."""
        return f"{self.cache}-001", f"{self.cache}-002"

    @property
    def database_log_group(self) -> str:
        """Log group that Aurora exports the database's log to."""
        return f"/aws/rds/cluster/{self.database}/postgresql"

    @property
    def insights_log_group(self) -> str:
        """Log group that Container Insights writes to."""
        return f"/aws/ecs/containerinsights/{self.cluster}/performance"

    @property
    def rotation_log_group(self) -> str:
        """Log group of the function that rotates generated credentials."""
        return f"/aws/lambda/{self.rotation_function}"

    def alias(self, purpose: str) -> str:
        """Alias of a key."""
        return "alias/" + self.of("key", f"iot-{purpose}")

    def role(self, purpose: str) -> str:
        """Name of a role."""
        return self.of("role", f"iot-{purpose}")

    def security_group(self, purpose: str) -> str:
        """Name of a security group; EC2 keeps the beginning `sg-` for ids."""
        return self.of("security", f"iot-{purpose}")

    def log_group(self, purpose: str) -> str:
        """Name of a log group whose name is ours to choose."""
        return self.of("log", f"iot-{purpose}")

    def alarm(self, purpose: str) -> str:
        """Name of an alarm."""
        return self.of("alarm", f"iot-{purpose}")
