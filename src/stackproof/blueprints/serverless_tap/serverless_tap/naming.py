"""Physical names. Every one of them follows one pattern: `{type}-{purpose}-{suffix}`.

Names are explicit because key policies and log groups have to exist before what they name, and because operators know
resources by them.
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
        """Name that the Pulumi stack is to have."""
        return self.of("stack", "tap")

    @property
    def key_alias(self) -> str:
        """Alias of the key that encrypts everything of the deployment."""
        return "alias/" + self.of("key", "tap")

    @property
    def data_bucket(self) -> str:
        """Bucket of the documents' contents."""
        return self.of("bucket", "tap-data")

    @property
    def metadata_table(self) -> str:
        """Table of what is known of each document."""
        return self.of("table", "tap-metadata")

    @property
    def dead_letter_queue(self) -> str:
        """Queue of what neither function could do."""
        return self.of("queue", "tap-dead-letters")

    @property
    def alarm_topic(self) -> str:
        """Topic that tells people about alarms."""
        return self.of("topic", "tap-alarms")

    @property
    def api(self) -> str:
        """HTTP API in front of the API handler."""
        return self.of("api", "tap-documents")

    @property
    def access_log_group(self) -> str:
        """Log group of the API's requests.

        API Gateway enters each log group that it delivers to into one resource policy of the account, which has room
        for 5120 characters, and never takes it out; all groups with this prefix are one entry together.
        """
        return "/aws/vendedlogs/" + self.of("log", "tap-api-access")

    def function(self, purpose: str) -> str:
        """Name of a function."""
        return self.of("function", f"tap-{purpose}")

    def role(self, purpose: str) -> str:
        """Role of a function."""
        return self.of("role", f"tap-{purpose}")

    def log_group(self, purpose: str) -> str:
        """Log group of a function."""
        return self.of("log", f"tap-{purpose}")

    def alarm(self, purpose: str) -> str:
        """Name of an alarm."""
        return self.of("alarm", f"tap-{purpose}")
