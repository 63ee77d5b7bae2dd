"""Settings of the stack, read from the environment and the CDK context and checked before anything is built.

An environment variable wins over the context (`cdk.json` or `-c key=value`), which wins over the default.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

_SUFFIX = re.compile(r"(?=.{1,25}\Z)[a-z0-9]+(?:-[a-z0-9]+)*")
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-[0-9]")
_TAG_TEXT = re.compile(r"[\w .:/=+@-]{1,256}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_CIDR = re.compile(r"10\.(?:[0-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5])\.0\.0/16")
_DATABASE_VERSION = re.compile(r"15\.[0-9]{1,2}")
_KEY_ARN = re.compile(r"arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[0-9a-f-]{36}")
_ACCEPTED_TAG = "a tag value of 1 to 256 characters"

LOG_RETENTION_DAYS = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3653)
"""Retention periods in days that CloudWatch Logs accepts, of ten years at most."""

FARGATE_SIZES = {
    256: (512, 1024, 2048),
    512: (1024, 2048, 3072, 4096),
    1024: tuple(range(2048, 8193, 1024)),
    2048: tuple(range(4096, 16385, 1024)),
    4096: tuple(range(8192, 30721, 1024)),
}
"""Memory in MiB that Fargate offers for each number of CPU units."""


class SettingsError(ValueError):
    """One or more settings are missing or invalid; the message names every one of them."""


@dataclass(frozen=True)
class Source:
    """Where a setting comes from: its environment variable, its context key and its default; and what it means."""

    variable: str
    context: str
    default: str
    meaning: str


SOURCES = {
    "environment_suffix": Source(
        "ENVIRONMENT_SUFFIX", "environmentSuffix", "dev", "End of every physical name, 1 to 25 of a-z, 0-9 and -."
    ),
    "environment": Source(
        "ENVIRONMENT",
        "environment",
        "dev",
        "Tag; prod protects the database, its snapshots, its key and the audit trail.",
    ),
    "region": Source("REGION", "region", "ap-southeast-1", "Region of everything."),
    "network_cidr": Source(
        "NETWORK_CIDR", "networkCidr", "10.20.0.0/16", "Addresses of the network, one of 10.0.0.0/16 to 10.255.0.0/16."
    ),
    "stream_shards": Source(
        "STREAM_SHARDS", "streamShards", "2", "Shards of the stream; each takes 1,000 readings or 1 MB a second."
    ),
    "stream_retention_hours": Source(
        "STREAM_RETENTION_HOURS",
        "streamRetentionHours",
        "24",
        "How long the stream keeps readings: the longest outage after which none is lost.",
    ),
    "processor_cpu": Source("PROCESSOR_CPU", "processorCpu", "256", "CPU units of one task, of which 1024 are a CPU."),
    "processor_memory_mib": Source(
        "PROCESSOR_MEMORY_MIB",
        "processorMemoryMib",
        "512",
        "Memory of one task, of those that Fargate offers for the CPU.",
    ),
    "processor_tasks_min": Source(
        "PROCESSOR_TASKS_MIN", "processorTasksMin", "2", "Fewest tasks; two stand in two zones."
    ),
    "processor_tasks_max": Source(
        "PROCESSOR_TASKS_MAX",
        "processorTasksMax",
        "4",
        "Most tasks that scaling may start; those beyond the shards stand by.",
    ),
    "processor_cpu_target_percent": Source(
        "PROCESSOR_CPU_TARGET_PERCENT", "processorCpuTargetPercent", "60", "CPU use that scaling aims at."
    ),
    "database_version": Source(
        "DATABASE_VERSION", "databaseVersion", "15.19", "Version of Aurora PostgreSQL, one of 15."
    ),
    "database_credentials": Source(
        "DATABASE_CREDENTIALS",
        "databaseCredentials",
        "existing",
        "existing takes the secret iot-db-credentials-<suffix> as it is; generated makes and rotates it.",
    ),
    "database_credentials_key_arn": Source(
        "DATABASE_CREDENTIALS_KEY_ARN",
        "databaseCredentialsKeyArn",
        "",
        "Customer-managed key of the existing secret; empty when it is encrypted with the key that AWS manages.",
    ),
    "credentials_rotation_days": Source(
        "CREDENTIALS_ROTATION_DAYS", "credentialsRotationDays", "30", "Days between rotations of a generated secret."
    ),
    "backup_retention_days": Source(
        "BACKUP_RETENTION_DAYS", "backupRetentionDays", "30", "How long backups of the database are kept."
    ),
    "log_retention_days": Source(
        "LOG_RETENTION_DAYS", "logRetentionDays", "14", "Retention of the log groups other than the database's."
    ),
    "database_log_retention_days": Source(
        "DATABASE_LOG_RETENTION_DAYS",
        "databaseLogRetentionDays",
        "14",
        "Retention of the database's log, which holds what pgaudit records.",
    ),
    "audit_trail": Source(
        "AUDIT_TRAIL", "auditTrail", "false", "true adds a trail of CloudTrail, which records the whole account."
    ),
    "audit_retention_days": Source(
        "AUDIT_RETENTION_DAYS", "auditRetentionDays", "2192", "How long the records of the trail are kept: six years."
    ),
    "iterator_age_threshold_seconds": Source(
        "ITERATOR_AGE_THRESHOLD_SECONDS",
        "iteratorAgeThresholdSeconds",
        "300",
        "Age of the oldest unread reading over which there is an alarm.",
    ),
    "processor_cpu_threshold_percent": Source(
        "PROCESSOR_CPU_THRESHOLD_PERCENT",
        "processorCpuThresholdPercent",
        "85",
        "CPU use of the processor over which there is an alarm.",
    ),
    "processor_memory_threshold_percent": Source(
        "PROCESSOR_MEMORY_THRESHOLD_PERCENT",
        "processorMemoryThresholdPercent",
        "85",
        "Memory use of the processor over which there is an alarm.",
    ),
    "database_capacity_threshold_percent": Source(
        "DATABASE_CAPACITY_THRESHOLD_PERCENT",
        "databaseCapacityThresholdPercent",
        "90",
        "Share of the database's highest capacity over which there is an alarm.",
    ),
    "cache_evictions_threshold": Source(
        "CACHE_EVICTIONS_THRESHOLD",
        "cacheEvictionsThreshold",
        "0",
        "Readings in 5 minutes that the cache drops for want of memory, over which there is an alarm.",
    ),
    "rejected_readings_threshold": Source(
        "REJECTED_READINGS_THRESHOLD",
        "rejectedReadingsThreshold",
        "0",
        "Records in 5 minutes that are no readings and are put aside, over which there is an alarm.",
    ),
    "alarm_email": Source("ALARM_EMAIL", "alarmEmail", "", "Address that gets the alarms; none when empty."),
    "project": Source("PROJECT", "project", "iot-platform", "Tag: what the resources belong to."),
    "owner": Source("OWNER", "owner", "platform-team", "Tag: who answers for the resources."),
    "cost_center": Source("COST_CENTER", "costCenter", "iot", "Tag: who pays for the resources."),
    "repository": Source("REPOSITORY", "repository", "unknown", "Tag: the repository that was deployed from."),
    "commit_author": Source("COMMIT_AUTHOR", "commitAuthor", "unknown", "Tag: who wrote the deployed change."),
    "pull_request": Source("PULL_REQUEST", "pullRequest", "unknown", "Tag: the pull request that was deployed."),
}
"""Every setting by its name."""


@dataclass(frozen=True)
class Settings:
    """Checked settings of one deployment; the table in the README describes each of them."""

    environment_suffix: str
    environment: str
    region: str
    network_cidr: str
    stream_shards: int
    stream_retention_hours: int
    processor_cpu: int
    processor_memory_mib: int
    processor_tasks_min: int
    processor_tasks_max: int
    processor_cpu_target_percent: int
    database_version: str
    database_credentials: str
    database_credentials_key_arn: str
    credentials_rotation_days: int
    backup_retention_days: int
    log_retention_days: int
    database_log_retention_days: int
    audit_trail: bool
    audit_retention_days: int
    iterator_age_threshold_seconds: int
    processor_cpu_threshold_percent: int
    processor_memory_threshold_percent: int
    database_capacity_threshold_percent: int
    cache_evictions_threshold: int
    rejected_readings_threshold: int
    alarm_email: str
    project: str
    owner: str
    cost_center: str
    repository: str
    commit_author: str
    pull_request: str

    @property
    def protected(self) -> bool:
        """Whether data outlives the stack: in production alone, everything else is destroyable."""
        return self.environment == "prod"

    @property
    def generates_credentials(self) -> bool:
        """Whether the stack makes the database's secret and rotates it, instead of reading one that is there."""
        return self.database_credentials == "generated"

    @classmethod
    def load(cls, environ: Mapping[str, str], context: Callable[[str], object]) -> Settings:
        """Read and check every setting.

        Args:
            environ: environment variables by name.
            context: gives the context value of a key, or None.

        Raises:
            SettingsError: a value is invalid; the message is one line that names all that are.
        """
        reader = _Reader({name: _value(source, environ, context) for name, source in SOURCES.items()})
        percent = range(1, 101)
        settings = cls(
            environment_suffix=reader.text(
                "environment_suffix", _SUFFIX, "1 to 25 lower-case letters, digits and single inner hyphens"
            ),
            environment=reader.text("environment", _TAG_TEXT, _ACCEPTED_TAG),
            region=reader.text("region", _REGION, "a region code such as ap-southeast-1"),
            network_cidr=reader.text("network_cidr", _CIDR, "10.N.0.0/16"),
            stream_shards=reader.number("stream_shards", range(1, 201)),
            stream_retention_hours=reader.number("stream_retention_hours", range(24, 8761)),
            processor_cpu=reader.number("processor_cpu", tuple(FARGATE_SIZES)),
            processor_memory_mib=reader.number("processor_memory_mib", range(512, 30721)),
            processor_tasks_min=reader.number("processor_tasks_min", range(1, 101)),
            processor_tasks_max=reader.number("processor_tasks_max", range(1, 101)),
            processor_cpu_target_percent=reader.number("processor_cpu_target_percent", range(10, 91)),
            database_version=reader.text("database_version", _DATABASE_VERSION, "a version of 15 such as 15.19"),
            database_credentials=reader.choice("database_credentials", ("existing", "generated")),
            database_credentials_key_arn=reader.optional_text(
                "database_credentials_key_arn", _KEY_ARN, "the ARN of a key or nothing"
            ),
            credentials_rotation_days=reader.number("credentials_rotation_days", range(1, 366)),
            backup_retention_days=reader.number("backup_retention_days", range(1, 36)),
            log_retention_days=reader.number("log_retention_days", LOG_RETENTION_DAYS),
            database_log_retention_days=reader.number("database_log_retention_days", LOG_RETENTION_DAYS),
            audit_trail=reader.choice("audit_trail", ("false", "true")) == "true",
            audit_retention_days=reader.number("audit_retention_days", range(90, 3654)),
            iterator_age_threshold_seconds=reader.number("iterator_age_threshold_seconds", range(1, 86401)),
            processor_cpu_threshold_percent=reader.number("processor_cpu_threshold_percent", percent),
            processor_memory_threshold_percent=reader.number("processor_memory_threshold_percent", percent),
            database_capacity_threshold_percent=reader.number("database_capacity_threshold_percent", percent),
            cache_evictions_threshold=reader.number("cache_evictions_threshold", range(1_000_001)),
            rejected_readings_threshold=reader.number("rejected_readings_threshold", range(1_000_001)),
            alarm_email=reader.optional_text("alarm_email", _EMAIL, "an e-mail address or nothing"),
            project=reader.text("project", _TAG_TEXT, _ACCEPTED_TAG),
            owner=reader.text("owner", _TAG_TEXT, _ACCEPTED_TAG),
            cost_center=reader.text("cost_center", _TAG_TEXT, _ACCEPTED_TAG),
            repository=reader.text("repository", _TAG_TEXT, _ACCEPTED_TAG),
            commit_author=reader.text("commit_author", _TAG_TEXT, _ACCEPTED_TAG),
            pull_request=reader.text("pull_request", _TAG_TEXT, _ACCEPTED_TAG),
        )
        problems = reader.problems or settings._contradictions()
        if problems:
            raise SettingsError("invalid settings: " + "; ".join(problems))
        return settings

    def _contradictions(self) -> list[str]:
        """What settings that are valid one by one say against each other."""
        problems = []
        offered = FARGATE_SIZES[self.processor_cpu]
        if self.processor_memory_mib not in offered:
            choice = ", ".join(map(str, offered))
            problems.append(
                f"processor_memory_mib is {self.processor_memory_mib}, must be one of {choice} "
                f"where processor_cpu is {self.processor_cpu}"
            )
        if self.processor_tasks_max < self.processor_tasks_min:
            problems.append(
                f"processor_tasks_max is {self.processor_tasks_max}, "
                f"must not be less than processor_tasks_min, {self.processor_tasks_min}"
            )
        if self.generates_credentials and self.database_credentials_key_arn:
            problems.append("database_credentials_key_arn is the key of an existing secret, not of a generated one")
        if self.database_credentials_key_arn and f":{self.region}:" not in self.database_credentials_key_arn:
            problems.append(f"database_credentials_key_arn is not in {self.region}, the region of the secret")
        return problems


def _value(source: Source, environ: Mapping[str, str], context: Callable[[str], object]) -> str:
    """The raw text of a setting; an empty environment variable counts as not set."""
    from_environment = environ.get(source.variable, "").strip()
    if from_environment:
        return from_environment
    from_context = context(source.context)
    if isinstance(from_context, bool):
        return str(from_context).lower()
    return source.default if from_context is None else str(from_context).strip()


class _Reader:
    """Converts raw texts and collects what is wrong with them, so that all problems are told at once."""

    def __init__(self, raw: Mapping[str, str]) -> None:
        """Take the raw text of every setting by name."""
        self._raw = raw
        self.problems: list[str] = []

    def text(self, name: str, pattern: re.Pattern[str], wanted: str) -> str:
        """The text of a setting that has to match a pattern as a whole."""
        value = self._raw[name]
        if not pattern.fullmatch(value):
            self._refuse(name, wanted)
        return value

    def optional_text(self, name: str, pattern: re.Pattern[str], wanted: str) -> str:
        """As `text`, but the setting may be empty."""
        return self.text(name, pattern, wanted) if self._raw[name] else ""

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        """The text of a setting, which has to be one of those allowed."""
        if self._raw[name] not in allowed:
            self._refuse(name, "one of " + ", ".join(allowed))
        return self._raw[name]

    def number(self, name: str, allowed: range | tuple[int, ...]) -> int:
        """The whole number of a setting, which has to be one of those allowed."""
        digits = self._raw[name]
        if digits.isascii() and digits.isdigit() and int(digits) in allowed:
            return int(digits)
        if isinstance(allowed, range):
            self._refuse(name, f"a whole number from {allowed[0]} to {allowed[-1]}")
        else:
            self._refuse(name, "one of " + ", ".join(map(str, allowed)))
        return 0

    def _refuse(self, name: str, wanted: str) -> None:
        """Note that a setting is invalid and how it can be set."""
        source = SOURCES[name]
        self.problems.append(
            f"{name} is {self._raw[name]!r}, must be {wanted} (set {source.variable} or context {source.context})"
        )
