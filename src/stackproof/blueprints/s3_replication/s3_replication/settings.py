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

LOG_RETENTION_DAYS = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365)
"""Retention periods in days, out of those that CloudWatch Logs accepts, of a year at most."""


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
        "ENVIRONMENT_SUFFIX",
        "environmentSuffix",
        "dev",
        "End of every physical name, 1 to 25 of a-z, 0-9 and -; bucket names are unique in the world.",
    ),
    "environment": Source(
        "ENVIRONMENT", "environment", "dev", "Tag; prod keeps buckets and their keys when the stacks are deleted."
    ),
    "project": Source("PROJECT", "project", "documents", "Tag: what the resources belong to."),
    "owner": Source("OWNER", "owner", "platform-team", "Tag: who answers for the resources."),
    "cost_center": Source("COST_CENTER", "costCenter", "documents", "Tag: who pays for the resources."),
    "primary_region": Source(
        "PRIMARY_REGION", "primaryRegion", "us-east-1", "Region of the primary bucket and of the monitoring."
    ),
    "replica_region": Source("REPLICA_REGION", "replicaRegion", "us-east-1", "Region of the replica bucket."),
    "latency_threshold_seconds": Source(
        "LATENCY_THRESHOLD_SECONDS",
        "latencyThresholdSeconds",
        "900",
        "Replication latency over which there is an alarm.",
    ),
    "failed_operations_threshold": Source(
        "FAILED_OPERATIONS_THRESHOLD",
        "failedOperationsThreshold",
        "0",
        "Failed operations over which there is an alarm.",
    ),
    "log_retention_days": Source("LOG_RETENTION_DAYS", "logRetentionDays", "7", "Retention of every log group."),
    "glacier_after_days": Source(
        "GLACIER_AFTER_DAYS", "glacierAfterDays", "90", "Age in days at which replicas move to Glacier."
    ),
    "alarm_email": Source("ALARM_EMAIL", "alarmEmail", "", "Address that gets the alarms; none when empty."),
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
    project: str
    owner: str
    cost_center: str
    primary_region: str
    replica_region: str
    latency_threshold_seconds: int
    failed_operations_threshold: int
    log_retention_days: int
    glacier_after_days: int
    alarm_email: str
    repository: str
    commit_author: str
    pull_request: str

    @property
    def cross_region(self) -> bool:
        """Whether the replica lives in a region of its own."""
        return self.primary_region != self.replica_region

    @property
    def protected(self) -> bool:
        """Whether data outlives the stacks: in production alone, everything else is destroyable."""
        return self.environment == "prod"

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
        settings = cls(
            environment_suffix=reader.text(
                "environment_suffix", _SUFFIX, "1 to 25 lower-case letters, digits and single inner hyphens"
            ),
            environment=reader.text("environment", _TAG_TEXT, "a tag value of 1 to 256 characters"),
            project=reader.text("project", _TAG_TEXT, "a tag value of 1 to 256 characters"),
            owner=reader.text("owner", _TAG_TEXT, "a tag value of 1 to 256 characters"),
            cost_center=reader.text("cost_center", _TAG_TEXT, "a tag value of 1 to 256 characters"),
            primary_region=reader.text("primary_region", _REGION, "a region code such as us-east-1"),
            replica_region=reader.text("replica_region", _REGION, "a region code such as us-east-1"),
            latency_threshold_seconds=reader.number("latency_threshold_seconds", range(60, 86401)),
            failed_operations_threshold=reader.number("failed_operations_threshold", range(1_000_001)),
            log_retention_days=reader.number("log_retention_days", LOG_RETENTION_DAYS),
            glacier_after_days=reader.number("glacier_after_days", range(1, 3651)),
            alarm_email=reader.optional_text("alarm_email", _EMAIL, "an e-mail address or nothing"),
            repository=reader.text("repository", _TAG_TEXT, "a tag value of 1 to 256 characters"),
            commit_author=reader.text("commit_author", _TAG_TEXT, "a tag value of 1 to 256 characters"),
            pull_request=reader.text("pull_request", _TAG_TEXT, "a tag value of 1 to 256 characters"),
        )
        if reader.problems:
            raise SettingsError("invalid settings: " + "; ".join(reader.problems))
        return settings


def _value(source: Source, environ: Mapping[str, str], context: Callable[[str], object]) -> str:
    """The raw text of a setting; an empty environment variable counts as not set."""
    from_environment = environ.get(source.variable, "").strip()
    if from_environment:
        return from_environment
    from_context = context(source.context)
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
