"""Settings of the stack, read from the environment and the context and checked before anything is built.

An environment variable wins over the context (`context` of `cdktf.json`), which wins over the default.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from payment_dr.naming import LONGEST_SUFFIX, Names

_SUFFIX = re.compile(rf"(?=.{{1,{LONGEST_SUFFIX}}}\Z)[a-z0-9]+(?:-[a-z0-9]+)*")
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-[0-9]")
_PROJECT = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_TAG_TEXT = re.compile(r"[\w .:/=+@-]{1,256}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_TABLE = re.compile(r"[\w.-]{3,255}")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_ZONE = re.compile(r"Z[A-Z0-9]{1,31}")
_SECRET = re.compile(r"[\w/+=.@-]{1,512}")
_PARAMETER = re.compile(r"[\w/.-]{1,1011}")
_USER = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_ENGINE = re.compile(r"1[567]\.[0-9]{1,2}")
_CLASS = re.compile(r"db\.r[5-8][a-z]*\.[0-9]*x?large")
_VERSION = re.compile(r"1\.[0-9]{1,2}")

WRITE_ONLY_SINCE = 11
"""Minor version of Terraform 1 since which arguments can be write-only."""

LOCK_FILE_SINCE = 10
"""Minor version of Terraform 1 since which the state is locked by a file beside it."""

LOG_RETENTION_DAYS = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365)
"""Retention periods in days, out of those that CloudWatch Logs accepts, of a year at most."""


class SettingsError(ValueError):
    """One or more settings are missing or invalid; the message names every one of them."""


@dataclass(frozen=True)
class Source:
    """Where a setting comes from, its default and its meaning."""

    variable: str
    context: str
    default: str
    meaning: str


SOURCES = {
    "environment_suffix": Source(
        "ENVIRONMENT_SUFFIX",
        "environmentSuffix",
        "test",
        f"end of every physical name; 1 to {LONGEST_SUFFIX} of `a-z0-9-`",
    ),
    "environment": Source("ENVIRONMENT", "environment", "dev", "tag; `prod` protects data from being destroyed"),
    "project": Source("PROJECT", "project", "payment-dr", "tag, and first part of the state's key"),
    "owner": Source("OWNER", "owner", "platform-team", "tag: who answers for the resources"),
    "cost_center": Source("COST_CENTER", "costCenter", "payments", "tag: who pays for the resources"),
    "repository": Source("REPOSITORY", "repository", "unknown", "tag: where the change came from"),
    "commit_author": Source("COMMIT_AUTHOR", "commitAuthor", "unknown", "tag: who made the change"),
    "pull_request": Source("PULL_REQUEST", "pullRequest", "unknown", "tag: which change made the resource"),
    "state_bucket": Source(
        "TERRAFORM_STATE_BUCKET", "stateBucket", "", "bucket of Terraform's state, which exists beforehand; required"
    ),
    "state_region": Source("TERRAFORM_STATE_BUCKET_REGION", "stateBucketRegion", "us-east-1", "region of that bucket"),
    "state_lock_table": Source(
        "TERRAFORM_STATE_LOCK_TABLE",
        "stateLockTable",
        "",
        "DynamoDB table that locks the state; required below Terraform 1.10, not used from there on",
    ),
    "terraform_version": Source(
        "TERRAFORM_VERSION",
        "terraformVersion",
        "1.11",
        "the Terraform that deploys; below 1.11 the state holds the password of the database",
    ),
    "primary_region": Source("PRIMARY_REGION", "primaryRegion", "us-east-1", "region that serves by default"),
    "secondary_region": Source("SECONDARY_REGION", "secondaryRegion", "us-west-2", "region that takes over"),
    "primary_cidr": Source("PRIMARY_CIDR", "primaryCidr", "10.0.0.0/16", "addresses of the primary network, a /16"),
    "secondary_cidr": Source(
        "SECONDARY_CIDR", "secondaryCidr", "10.1.0.0/16", "addresses of the secondary network, a /16"
    ),
    "nat_gateways": Source("NAT_GATEWAYS", "natGateways", "one", "`one` a region, or one in each of the `zones`"),
    "domain_name": Source(
        "DOMAIN_NAME", "domainName", "payments.example.com", "domain below which the API has its name"
    ),
    "hosted_zone_id": Source(
        "HOSTED_ZONE_ID", "hostedZoneId", "", "zone of that domain; empty: a zone is made, which you delegate"
    ),
    "engine_version": Source("ENGINE_VERSION", "engineVersion", "16.13", "Aurora PostgreSQL; its major version stays"),
    "instance_class": Source("INSTANCE_CLASS", "instanceClass", "db.r5.large", "class of the database instances"),
    "database_secret_name": Source(
        "DATABASE_SECRET_NAME",
        "databaseSecretName",
        "",
        "secret with `username` and `password` that exists in both regions; empty: `secret-payment-database-<suffix>`",
    ),
    "database_user": Source("DATABASE_USER", "databaseUser", "payments", "the `username` of that secret"),
    "database_password_version": Source(
        "DATABASE_PASSWORD_VERSION", "databasePasswordVersion", "1", "raise it when the secret has another password"
    ),
    "api_key_parameter": Source(
        "API_KEY_PARAMETER",
        "apiKeyParameter",
        "",
        "SecureString with the API keys that exists in both regions; empty: `parameter-payment-api-keys-<suffix>`",
    ),
    "function_concurrency": Source(
        "FUNCTION_CONCURRENCY",
        "functionConcurrency",
        "50",
        "instances of the payment function a region; each holds up to two connections to the database",
    ),
    "health_concurrency": Source(
        "HEALTH_CONCURRENCY", "healthConcurrency", "10", "instances of the health function a region; it shares none"
    ),
    "automatic_failover": Source(
        "AUTOMATIC_FAILOVER", "automaticFailover", "true", "`true`: lasting failure of a region starts the failover"
    ),
    "config_rules": Source(
        "CONFIG_RULES", "configRules", "false", "`true`: AWS Config records and judges; one recorder a region"
    ),
    "replication_lag_threshold_seconds": Source(
        "REPLICATION_LAG_THRESHOLD_SECONDS",
        "replicationLagThresholdSeconds",
        "60",
        "alarm over it: usual lag is below a second, and five minutes may be lost",
    ),
    "function_errors_threshold": Source(
        "FUNCTION_ERRORS_THRESHOLD", "functionErrorsThreshold", "0", "alarm over it in 5 minutes: an error is a defect"
    ),
    "server_errors_threshold": Source(
        "SERVER_ERRORS_THRESHOLD", "serverErrorsThreshold", "5", "alarm over so many 5xx of the API in 5 minutes"
    ),
    "database_cpu_threshold": Source(
        "DATABASE_CPU_THRESHOLD", "databaseCpuThreshold", "80", "alarm over so many per cent for 15 minutes"
    ),
    "log_retention_days": Source("LOG_RETENTION_DAYS", "logRetentionDays", "14", "retention of every log group"),
    "backup_retention_days": Source(
        "BACKUP_RETENTION_DAYS", "backupRetentionDays", "7", "how long backups and their copies are kept, 7 to 35 days"
    ),
    "alarm_email": Source("ALARM_EMAIL", "alarmEmail", "", "address that gets the alarms of both regions"),
}
"""Every setting: its environment variable, its key in the context, its default and its meaning."""


@dataclass(frozen=True)
class Site:
    """One of the two regions as the stack sees it.

    Attributes:
        role: `primary` or `secondary`.
        names: physical names of what is in it.
    """

    role: str
    region: str
    cidr: str
    names: Names


@dataclass(frozen=True)
class Settings:
    """Checked settings of one deployment; the table in the README describes each of them."""

    environment_suffix: str
    environment: str
    project: str
    owner: str
    cost_center: str
    repository: str
    commit_author: str
    pull_request: str
    state_bucket: str
    state_region: str
    state_lock_table: str
    terraform_version: str
    primary_region: str
    secondary_region: str
    primary_cidr: str
    secondary_cidr: str
    nat_gateways: str
    domain_name: str
    hosted_zone_id: str
    engine_version: str
    instance_class: str
    database_secret_name: str
    database_user: str
    database_password_version: int
    api_key_parameter: str
    function_concurrency: int
    health_concurrency: int
    automatic_failover: bool
    config_rules: bool
    replication_lag_threshold_seconds: int
    function_errors_threshold: int
    server_errors_threshold: int
    database_cpu_threshold: int
    log_retention_days: int
    backup_retention_days: int
    alarm_email: str
    more_tags: tuple[tuple[str, str], ...] = ()
    """Tags that the caller of the stack adds or replaces; they come from no variable."""

    @property
    def protected(self) -> bool:
        """Whether data is protected from being destroyed: in production alone."""
        return self.environment == "prod"

    @property
    def write_only(self) -> bool:
        """Whether the Terraform that deploys knows write-only arguments, so that no state holds a password."""
        return _minor(self.terraform_version) >= WRITE_ONLY_SINCE

    @property
    def lock_file(self) -> bool:
        """Whether the Terraform that deploys locks the state by a file beside it."""
        return _minor(self.terraform_version) >= LOCK_FILE_SINCE

    @property
    def state_key(self) -> str:
        """Where the state lies in its bucket."""
        return f"{self.project}/{self.environment_suffix}/terraform.tfstate"

    @property
    def names(self) -> Names:
        """Physical names that belong to no region."""
        return Names(self.environment_suffix)

    @property
    def primary(self) -> Site:
        """The region that serves by default."""
        return Site("primary", self.primary_region, self.primary_cidr, self.names.of_role("primary"))

    @property
    def secondary(self) -> Site:
        """The region that takes over."""
        return Site("secondary", self.secondary_region, self.secondary_cidr, self.names.of_role("secondary"))

    @property
    def secret_name(self) -> str:
        """The secret with the credentials of the database, in both regions."""
        return self.database_secret_name or self.names.of("secret", "database")

    @property
    def api_keys_name(self) -> str:
        """The SecureString with the API keys, in both regions."""
        return self.api_key_parameter or self.names.of("parameter", "api-keys")

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
        tag = "a tag value of 1 to 256 characters"
        region = "a region code such as us-east-1"
        settings = cls(
            environment_suffix=reader.text(
                "environment_suffix",
                _SUFFIX,
                f"1 to {LONGEST_SUFFIX} lower-case letters, digits and single inner hyphens",
            ),
            environment=reader.text("environment", _TAG_TEXT, tag),
            project=reader.text("project", _PROJECT, "1 to 63 lower-case letters, digits and hyphens"),
            owner=reader.text("owner", _TAG_TEXT, tag),
            cost_center=reader.text("cost_center", _TAG_TEXT, tag),
            repository=reader.text("repository", _TAG_TEXT, tag),
            commit_author=reader.text("commit_author", _TAG_TEXT, tag),
            pull_request=reader.text("pull_request", _TAG_TEXT, tag),
            state_bucket=reader.text("state_bucket", _BUCKET, "the name of a bucket that exists"),
            state_region=reader.text("state_region", _REGION, region),
            state_lock_table=reader.optional_text("state_lock_table", _TABLE, "the name of a table or nothing"),
            terraform_version=reader.text("terraform_version", _VERSION, "a version such as 1.11"),
            primary_region=reader.text("primary_region", _REGION, region),
            secondary_region=reader.text("secondary_region", _REGION, region),
            primary_cidr=reader.network("primary_cidr"),
            secondary_cidr=reader.network("secondary_cidr"),
            nat_gateways=reader.choice("nat_gateways", ("one", "zones")),
            domain_name=reader.text("domain_name", _DOMAIN, "a domain name such as payments.example.org"),
            hosted_zone_id=reader.optional_text("hosted_zone_id", _ZONE, "the id of a hosted zone or nothing"),
            engine_version=reader.text("engine_version", _ENGINE, "a version of Aurora PostgreSQL such as 16.13"),
            instance_class=reader.text("instance_class", _CLASS, "a memory-optimised class such as db.r5.large"),
            database_secret_name=reader.optional_text(
                "database_secret_name", _SECRET, "the name of a secret or nothing"
            ),
            database_user=reader.text("database_user", _USER, "a user name of PostgreSQL"),
            database_password_version=reader.number("database_password_version", range(1, 1_000_001)),
            api_key_parameter=reader.optional_text(
                "api_key_parameter", _PARAMETER, "the name of a parameter or nothing"
            ),
            function_concurrency=reader.number("function_concurrency", range(1, 901)),
            health_concurrency=reader.number("health_concurrency", range(2, 101)),
            automatic_failover=reader.choice("automatic_failover", ("true", "false")) == "true",
            config_rules=reader.choice("config_rules", ("true", "false")) == "true",
            replication_lag_threshold_seconds=reader.number("replication_lag_threshold_seconds", range(1, 301)),
            function_errors_threshold=reader.number("function_errors_threshold", range(1_000_001)),
            server_errors_threshold=reader.number("server_errors_threshold", range(1_000_001)),
            database_cpu_threshold=reader.number("database_cpu_threshold", range(1, 101)),
            log_retention_days=reader.number("log_retention_days", LOG_RETENTION_DAYS),
            backup_retention_days=reader.number("backup_retention_days", range(7, 36)),
            alarm_email=reader.optional_text("alarm_email", _EMAIL, "an e-mail address or nothing"),
        )
        reader.check_together(settings)
        if reader.problems:
            raise SettingsError("invalid settings: " + "; ".join(reader.problems))
        return settings


def _minor(version: str) -> int:
    """The number behind the point of a version of Terraform."""
    return int(version.partition(".")[2] or 0)


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

    def network(self, name: str) -> str:
        """A private IPv4 network of 65,536 addresses."""
        try:
            found = ipaddress.IPv4Network(self._raw[name])
        except ValueError:
            found = None
        if found is None or found.prefixlen != 16 or not found.is_private:
            self._refuse(name, "a private network such as 10.0.0.0/16")
        return self._raw[name]

    def check_together(self, settings: Settings) -> None:
        """Check what depends on more than one setting."""
        if settings.primary_region == settings.secondary_region:
            self._refuse("secondary_region", "another region than the primary's")
        if settings.primary_cidr == settings.secondary_cidr:
            self._refuse("secondary_cidr", "another network than the primary's")
        if _VERSION.fullmatch(settings.terraform_version) and not settings.lock_file and not settings.state_lock_table:
            self._refuse("state_lock_table", "given with a Terraform below 1.10")

    def _refuse(self, name: str, wanted: str) -> None:
        """Note that a setting is invalid and how it can be set."""
        source = SOURCES[name]
        self.problems.append(
            f"{name} is {self._raw[name]!r}, must be {wanted} (set {source.variable} or context {source.context})"
        )
