"""Settings of the stack, read from the environment and the stack's configuration and checked before anything is built.

An environment variable wins over the configuration (`pulumi config set key value`), which wins over the default.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

_SUFFIX = re.compile(r"(?=.{1,25}\Z)[a-z0-9]+(?:-[a-z0-9]+)*")
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-[0-9]")
_TAG_TEXT = re.compile(r"[\w .:/=+@-]{1,256}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_A_TAG = "a tag value of 1 to 256 characters"
_EXECUTIONS = range(1, 901)

LOG_RETENTION_DAYS = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365)
"""Retention periods in days, out of those that CloudWatch Logs accepts, of a year at most."""

RUNTIMES = {
    "python3.12": date(2028, 10, 31),
    "python3.13": date(2029, 6, 30),
    "python3.14": date(2029, 6, 30),
}
"""Runtimes that the handlers' code runs on, and the day on which AWS ends its support of each.

Source: AWS Lambda developer guide, "Lambda runtimes", read in October 2026. Add new ones here.
"""


class SettingsError(ValueError):
    """One or more settings are missing or invalid; the message names every one of them."""


@dataclass(frozen=True)
class Source:
    """Where a setting comes from: its environment variable, its configuration key and its default; what it means."""

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
        "ENVIRONMENT",
        "environment",
        "dev",
        "Tag and variable of the functions; prod protects data and keeps logs longer.",
    ),
    "project": Source("PROJECT", "project", "tap", "Tag: what the resources belong to."),
    "owner": Source("OWNER", "owner", "platform-team", "Tag: who answers for the resources."),
    "cost_center": Source("COST_CENTER", "costCenter", "tap", "Tag: who pays for the resources."),
    "region": Source("AWS_REGION", "region", "us-east-1", "Region of every resource."),
    "runtime": Source("LAMBDA_RUNTIME", "lambdaRuntime", "python3.13", "Lambda runtime of both functions."),
    "reserved_concurrency": Source(
        "RESERVED_CONCURRENCY", "reservedConcurrency", "5", "Executions of each function at once, reserved and at most."
    ),
    "max_connections": Source(
        "MAX_CONNECTIONS", "maxConnections", "10", "Connections that a function keeps open to a service of AWS."
    ),
    "burst_limit": Source(
        "API_BURST_LIMIT",
        "apiBurstLimit",
        "",
        "Requests that the API lets through at once, by default and at most the executions; more get status 429.",
    ),
    "rate_limit": Source(
        "API_RATE_LIMIT", "apiRateLimit", "10", "Requests a second that the API lets through on average."
    ),
    "log_retention_days": Source(
        "LOG_RETENTION_DAYS", "logRetentionDays", "", "Retention of every log group; without it 7 days, in prod 30."
    ),
    "noncurrent_version_days": Source(
        "NONCURRENT_VERSION_DAYS", "noncurrentVersionDays", "30", "Days that former versions of objects are kept."
    ),
    "error_threshold": Source(
        "ERROR_THRESHOLD", "errorThreshold", "0", "Errors of a function, or of the API, over which there is an alarm."
    ),
    "throttle_threshold": Source(
        "THROTTLE_THRESHOLD", "throttleThreshold", "0", "Throttled calls of a function over which there is an alarm."
    ),
    "duration_threshold_percent": Source(
        "DURATION_THRESHOLD_PERCENT",
        "durationThresholdPercent",
        "80",
        "Share of a function's timeout over which there is an alarm.",
    ),
    "dead_letter_threshold": Source(
        "DEAD_LETTER_THRESHOLD", "deadLetterThreshold", "0", "Dead letters over which there is an alarm."
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
    region: str
    runtime: str
    reserved_concurrency: int
    max_connections: int
    burst_limit: int
    rate_limit: int
    log_retention_days: int
    noncurrent_version_days: int
    error_threshold: int
    throttle_threshold: int
    duration_threshold_percent: int
    dead_letter_threshold: int
    alarm_email: str
    repository: str
    commit_author: str
    pull_request: str

    @property
    def protected(self) -> bool:
        """Whether data is protected from deletion: in production alone, everything else is destroyable."""
        return self.environment == "prod"

    @classmethod
    def load(cls, environ: Mapping[str, str], context: Callable[[str], object], today: date | None = None) -> Settings:
        """Read and check every setting.

        Args:
            environ: environment variables by name.
            context: gives the configured value of a key, or None.
            today: the day of synthesis, on which the runtime has to be supported; the present day when not given.

        Raises:
            SettingsError: a value is invalid; the message is one line that names all that are.
        """
        reader = _Reader({name: _value(source, environ, context) for name, source in SOURCES.items()})
        environment = reader.text("environment", _TAG_TEXT, _A_TAG)
        executions = reader.number("reserved_concurrency", _EXECUTIONS)
        settings = cls(
            environment_suffix=reader.text(
                "environment_suffix", _SUFFIX, "1 to 25 lower-case letters, digits and single inner hyphens"
            ),
            environment=environment,
            project=reader.text("project", _TAG_TEXT, _A_TAG),
            owner=reader.text("owner", _TAG_TEXT, _A_TAG),
            cost_center=reader.text("cost_center", _TAG_TEXT, _A_TAG),
            region=reader.text("region", _REGION, "a region code such as us-east-1"),
            runtime=reader.runtime("runtime", today or date.today()),
            reserved_concurrency=executions,
            max_connections=reader.number("max_connections", range(1, 101)),
            # What the API lets through beyond the executions is refused by Lambda, with a status that says less.
            burst_limit=reader.number(
                "burst_limit", range(1, (executions or _EXECUTIONS[-1]) + 1), otherwise=executions
            ),
            rate_limit=reader.number("rate_limit", range(1, 10_001)),
            log_retention_days=reader.number(
                "log_retention_days", LOG_RETENTION_DAYS, otherwise=30 if environment == "prod" else 7
            ),
            noncurrent_version_days=reader.number("noncurrent_version_days", range(1, 3651)),
            error_threshold=reader.number("error_threshold", range(1_000_001)),
            throttle_threshold=reader.number("throttle_threshold", range(1_000_001)),
            duration_threshold_percent=reader.number("duration_threshold_percent", range(1, 101)),
            dead_letter_threshold=reader.number("dead_letter_threshold", range(1_000_001)),
            alarm_email=reader.optional_text("alarm_email", _EMAIL, "an e-mail address or nothing"),
            repository=reader.text("repository", _TAG_TEXT, _A_TAG),
            commit_author=reader.text("commit_author", _TAG_TEXT, _A_TAG),
            pull_request=reader.text("pull_request", _TAG_TEXT, _A_TAG),
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

    def number(self, name: str, allowed: range | tuple[int, ...], otherwise: int | None = None) -> int:
        """The whole number of a setting, which has to be one of those allowed; `otherwise` where it is empty."""
        digits = self._raw[name]
        if not digits and otherwise is not None:
            return otherwise
        if digits.isascii() and digits.isdigit() and int(digits) in allowed:
            return int(digits)
        if isinstance(allowed, range):
            self._refuse(name, f"a whole number from {allowed[0]} to {allowed[-1]}")
        else:
            self._refuse(name, "one of " + ", ".join(map(str, allowed)))
        return 0

    def runtime(self, name: str, today: date) -> str:
        """The runtime of a setting, which AWS has to support on that day."""
        value = self._raw[name]
        supported = [runtime for runtime, end in RUNTIMES.items() if today < end]
        if value not in supported:
            self._refuse(name, f"a runtime that AWS supports on {today}: " + (", ".join(supported) or "none is known"))
        return value

    def _refuse(self, name: str, wanted: str) -> None:
        """Note that a setting is invalid and how it can be set."""
        source = SOURCES[name]
        self.problems.append(
            f"{name} is {self._raw[name]!r}, must be {wanted} (set {source.variable} or configuration {source.context})"
        )
