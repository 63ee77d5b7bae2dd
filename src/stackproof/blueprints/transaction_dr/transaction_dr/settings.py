"""Settings of the stacks, read from the environment and the context and checked before anything is built.

An environment variable wins over the context (`context` of `cdktf.json`), which wins over the default.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from transaction_dr.naming import LONGEST_SUFFIX, Names

_SUFFIX = re.compile(rf"(?=.{{1,{LONGEST_SUFFIX}}}\Z)[a-z0-9]+(?:-[a-z0-9]+)*")
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-[0-9]")
_TAG_TEXT = re.compile(r"[\w .:/=+@-]{1,256}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_CERTIFICATE = re.compile(r"arn:aws[\w-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate/[\w-]+")
_SECRET = re.compile(r"[\w/+=.@-]{1,512}")
_ENGINE = re.compile(r"15\.[0-9]{1,2}")
_VERSION = re.compile(r"1\.[0-9]{1,2}")
_CAPACITY = re.compile(r"[0-9]{1,3}(?:\.[05])?")

LOCK_FILE_SINCE, WRITE_ONLY_SINCE = 10, 11
"""Minor versions of Terraform 1 since which S3 keeps the state's lock, and since which arguments can be write-only."""


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
        "dev",
        f"end of every physical name; 1 to {LONGEST_SUFFIX} of `a-z0-9-`; bucket names are unique in the world",
    ),
    "environment": Source("ENVIRONMENT", "environment", "dev", "`prod` protects data when the stacks are destroyed"),
    "project": Source(
        "PROJECT", "project", "transactions", "tag: what the resources are for; first part of the state's key"
    ),
    "owner": Source("OWNER", "owner", "platform-team", "tag: who answers for the resources"),
    "cost_center": Source("COST_CENTER", "costCenter", "transactions", "tag: who pays for the resources"),
    "repository": Source("REPOSITORY", "repository", "unknown", "tag: where the change came from"),
    "commit_author": Source("COMMIT_AUTHOR", "commitAuthor", "unknown", "tag: who made the change"),
    "pull_request": Source("PULL_REQUEST", "pullRequest", "unknown", "tag: which change made the resource"),
    "state_bucket": Source(
        "TERRAFORM_STATE_BUCKET", "stateBucket", "", "bucket of Terraform's state, which exists beforehand; required"
    ),
    "state_region": Source("TERRAFORM_STATE_BUCKET_REGION", "stateBucketRegion", "us-east-1", "region of that bucket"),
    "terraform_version": Source(
        "TERRAFORM_VERSION",
        "terraformVersion",
        "1.11",
        "the Terraform that deploys, 1.10 or newer; with 1.10 `DATABASE_SECRET_NAME` is required and the state"
        " holds the password",
    ),
    "primary_region": Source("PRIMARY_REGION", "primaryRegion", "us-east-1", "region that serves"),
    "recovery_region": Source("RECOVERY_REGION", "recoveryRegion", "us-east-2", "region that takes over"),
    "primary_cidr": Source("PRIMARY_CIDR", "primaryCidr", "10.0.0.0/16", "addresses of the primary network, a /16"),
    "recovery_cidr": Source("RECOVERY_CIDR", "recoveryCidr", "10.1.0.0/16", "addresses of the recovery network, a /16"),
    "egress": Source(
        "EGRESS",
        "egress",
        "endpoints",
        "how the function reaches AWS: `endpoints` alone, or one `nat` gateway a region",
    ),
    "domain_name": Source(
        "DOMAIN_NAME", "domainName", "dr-transactions.test", "domain below which the hosted zone is made"
    ),
    "routing": Source(
        "ROUTING", "routing", "failover", "`failover`: recovery answers when primary fails; `weighted`: both answer"
    ),
    "recovery_weight": Source(
        "RECOVERY_WEIGHT", "recoveryWeight", "50", "per cent of weighted traffic that the recovery region gets"
    ),
    "primary_certificate": Source(
        "PRIMARY_CERTIFICATE_ARN", "primaryCertificateArn", "", "certificate in the primary region; turns on HTTPS"
    ),
    "recovery_certificate": Source(
        "RECOVERY_CERTIFICATE_ARN", "recoveryCertificateArn", "", "certificate in the recovery region; turns on HTTPS"
    ),
    "engine_version": Source(
        "ENGINE_VERSION",
        "engineVersion",
        "15.18",
        "Aurora PostgreSQL 15 that is offered; the global database raises it in both regions",
    ),
    "min_capacity": Source("DATABASE_MIN_ACU", "databaseMinAcu", "0.5", "least capacity of each database instance"),
    "max_capacity": Source("DATABASE_MAX_ACU", "databaseMaxAcu", "4", "most capacity of each database instance"),
    "database_secret_name": Source(
        "DATABASE_SECRET_NAME",
        "databaseSecretName",
        "",
        "secret with `password`, and `username` transactions, that exists in both regions; a key of your own that it is"
        " encrypted with has to let the functions' roles decrypt; empty: one is generated",
    ),
    "queue_concurrency": Source(
        "QUEUE_CONCURRENCY",
        "queueConcurrency",
        "50",
        "batches a region works on at once, 2 to 1,000: each holds a connection of the writer",
    ),
    "aurora_lag_threshold_seconds": Source(
        "AURORA_LAG_THRESHOLD_SECONDS", "auroraLagThresholdSeconds", "5", "alarm over it: usual lag is below a second"
    ),
    "function_errors_threshold": Source(
        "FUNCTION_ERRORS_THRESHOLD", "functionErrorsThreshold", "0", "alarm over it in 5 minutes: any failure is news"
    ),
    "message_age_threshold_seconds": Source(
        "MESSAGE_AGE_THRESHOLD_SECONDS", "messageAgeThresholdSeconds", "300", "alarm over it: a third of the RTO"
    ),
    "replication_latency_threshold_seconds": Source(
        "REPLICATION_LATENCY_THRESHOLD_SECONDS",
        "replicationLatencyThresholdSeconds",
        "900",
        "alarm over it: the 15 minutes of Replication Time Control",
    ),
    "log_retention_days": Source(
        "LOG_RETENTION_DAYS", "logRetentionDays", "7", "retention of every log group: 7 or 14"
    ),
    "backup_retention_days": Source(
        "BACKUP_RETENTION_DAYS", "backupRetentionDays", "7", "how long backups are kept, 7 to 35 days"
    ),
    "former_versions_days": Source(
        "FORMER_VERSIONS_DAYS", "formerVersionsDays", "30", "how long former versions of objects are kept"
    ),
    "alarm_email": Source("ALARM_EMAIL", "alarmEmail", "", "address that gets the alarms of both regions"),
}
"""Every setting: its environment variable, its key in the context, its default and its meaning."""


@dataclass(frozen=True)
class Site:
    """One of the two regions as the stacks see it.

    Attributes:
        role: `primary` or `recovery`.
        names: physical names of what is in it.
        certificate: ARN of a certificate, empty for none.
    """

    role: str
    region: str
    cidr: str
    certificate: str
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
    terraform_version: str
    primary_region: str
    recovery_region: str
    primary_cidr: str
    recovery_cidr: str
    egress: str
    domain_name: str
    routing: str
    recovery_weight: int
    primary_certificate: str
    recovery_certificate: str
    engine_version: str
    min_capacity: float
    max_capacity: float
    database_secret_name: str
    queue_concurrency: int
    aurora_lag_threshold_seconds: int
    function_errors_threshold: int
    message_age_threshold_seconds: int
    replication_latency_threshold_seconds: int
    log_retention_days: int
    backup_retention_days: int
    former_versions_days: int
    alarm_email: str

    @property
    def protected(self) -> bool:
        """Whether data outlives the stacks: in production alone, everything else is destroyable."""
        return self.environment == "prod"

    @property
    def write_only(self) -> bool:
        """Whether the Terraform that deploys knows write-only arguments, so that no state holds a password."""
        return _minor(self.terraform_version) >= WRITE_ONLY_SINCE

    @property
    def names(self) -> Names:
        """Physical names that belong to no region."""
        return Names(self.environment_suffix)

    @property
    def primary(self) -> Site:
        """The region that serves."""
        names = self.names.of_role("primary")
        return Site("primary", self.primary_region, self.primary_cidr, self.primary_certificate, names)

    @property
    def recovery(self) -> Site:
        """The region that takes over."""
        names = self.names.of_role("recovery")
        return Site("recovery", self.recovery_region, self.recovery_cidr, self.recovery_certificate, names)

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
        certificate = "the ARN of a certificate of ACM or nothing"
        days = "a whole number of days"
        settings = cls(
            environment_suffix=reader.text(
                "environment_suffix",
                _SUFFIX,
                f"1 to {LONGEST_SUFFIX} lower-case letters, digits and single inner hyphens",
            ),
            environment=reader.text("environment", _TAG_TEXT, tag),
            project=reader.text("project", _TAG_TEXT, tag),
            owner=reader.text("owner", _TAG_TEXT, tag),
            cost_center=reader.text("cost_center", _TAG_TEXT, tag),
            repository=reader.text("repository", _TAG_TEXT, tag),
            commit_author=reader.text("commit_author", _TAG_TEXT, tag),
            pull_request=reader.text("pull_request", _TAG_TEXT, tag),
            state_bucket=reader.text("state_bucket", _BUCKET, "the name of a bucket that exists"),
            state_region=reader.text("state_region", _REGION, region),
            terraform_version=reader.text("terraform_version", _VERSION, "a version such as 1.11"),
            primary_region=reader.text("primary_region", _REGION, region),
            recovery_region=reader.text("recovery_region", _REGION, region),
            primary_cidr=reader.network("primary_cidr"),
            recovery_cidr=reader.network("recovery_cidr"),
            egress=reader.choice("egress", ("endpoints", "nat")),
            domain_name=reader.text("domain_name", _DOMAIN, "a domain name such as payments.example.org"),
            routing=reader.choice("routing", ("failover", "weighted")),
            recovery_weight=reader.number("recovery_weight", range(101)),
            primary_certificate=reader.optional_text("primary_certificate", _CERTIFICATE, certificate),
            recovery_certificate=reader.optional_text("recovery_certificate", _CERTIFICATE, certificate),
            engine_version=reader.text("engine_version", _ENGINE, "a version of Aurora PostgreSQL 15 such as 15.18"),
            min_capacity=reader.capacity("min_capacity"),
            max_capacity=reader.capacity("max_capacity"),
            database_secret_name=reader.optional_text(
                "database_secret_name", _SECRET, "the name of a secret or nothing"
            ),
            queue_concurrency=reader.number("queue_concurrency", range(2, 1001)),
            aurora_lag_threshold_seconds=reader.number("aurora_lag_threshold_seconds", range(1, 301)),
            function_errors_threshold=reader.number("function_errors_threshold", range(1_000_001)),
            message_age_threshold_seconds=reader.number("message_age_threshold_seconds", range(60, 86_401)),
            replication_latency_threshold_seconds=reader.number(
                "replication_latency_threshold_seconds", range(60, 86_401)
            ),
            log_retention_days=reader.number("log_retention_days", (7, 14)),
            backup_retention_days=reader.number("backup_retention_days", range(7, 36), days),
            former_versions_days=reader.number("former_versions_days", range(1, 3651), days),
            alarm_email=reader.optional_text("alarm_email", _EMAIL, "an e-mail address or nothing"),
        )
        reader.check_together(settings)
        if reader.problems:
            raise SettingsError("invalid settings: " + "; ".join(reader.problems))
        return settings


def _minor(version: str) -> int:
    """The second number of a version of Terraform 1."""
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

    def number(self, name: str, allowed: range | tuple[int, ...], what: str = "a whole number") -> int:
        """The whole number of a setting, which has to be one of those allowed."""
        digits = self._raw[name]
        if digits.isascii() and digits.isdigit() and int(digits) in allowed:
            return int(digits)
        if isinstance(allowed, range):
            self._refuse(name, f"{what} from {allowed[0]} to {allowed[-1]}")
        else:
            self._refuse(name, "one of " + ", ".join(map(str, allowed)))
        return 0

    def capacity(self, name: str) -> float:
        """Capacity units of Aurora Serverless v2: 0.5 to 256 in steps of a half."""
        text = self._raw[name]
        if _CAPACITY.fullmatch(text) and 0.5 <= float(text) <= 256:
            return float(text)
        self._refuse(name, "0.5 to 256 in steps of 0.5")
        return 0.0

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
        """Check what depends on more than one setting, as far as each of them is valid."""
        if settings.primary_region == settings.recovery_region:
            self._refuse("recovery_region", "another region than the primary's")
        if settings.primary_cidr == settings.recovery_cidr:
            self._refuse("recovery_cidr", "another network than the primary's")
        if settings.min_capacity > settings.max_capacity > 0:
            self._refuse("max_capacity", "no less than the least capacity")
        if bool(settings.primary_certificate) != bool(settings.recovery_certificate):
            self._refuse("recovery_certificate", "given when the primary's is, and only then")
        for site, setting in (
            (settings.primary, "primary_certificate"),
            (settings.recovery, "recovery_certificate"),
        ):
            if site.certificate.count(":") > 3 and site.certificate.split(":")[3] != site.region:
                self._refuse(setting, f"a certificate of {site.region}")
        known = _VERSION.fullmatch(settings.terraform_version)
        if known and _minor(settings.terraform_version) < LOCK_FILE_SINCE:
            self._refuse("terraform_version", "1.10 or newer, which can lock the state in its bucket")
        if known and not settings.write_only and not settings.database_secret_name:
            self._refuse("database_secret_name", "given with a Terraform below 1.11")

    def _refuse(self, name: str, wanted: str) -> None:
        """Note that a setting is invalid and how it can be set."""
        source = SOURCES[name]
        self.problems.append(
            f"{name} is {self._raw[name]!r}, must be {wanted} (set {source.variable} or context {source.context})"
        )
