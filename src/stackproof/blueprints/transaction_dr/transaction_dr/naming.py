"""Physical names. Every one of them follows one pattern: `{type}-{purpose}-{suffix}`.

Names are explicit because the two regions know each other by them: policies, alarms and replication of one region
name what is in the other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

LONGEST_SUFFIX = 16
"""Letters that the suffix may have: names of load balancers and target groups end after 32."""


@dataclass(frozen=True)
class Names:
    """The names of one deployment; with `role`, those of one of its two regions."""

    suffix: str
    role: str = ""

    def of_role(self, role: str) -> Names:
        """The names in one of the two regions."""
        return replace(self, role=role)

    def of(self, kind: str, purpose: str = "") -> str:
        """The name of a resource: its type, its purpose and the suffix of the deployment."""
        return "-".join(part for part in (kind, "transactions", self.role, purpose, self.suffix) if part)

    def short(self, kind: str) -> str:
        """A name for what has 32 letters at most and is known in its region alone."""
        return f"{kind}-transactions-{self.suffix}"

    def alias(self, purpose: str = "") -> str:
        """The alias of a key."""
        return f"alias/{self.of('key', purpose)}"

    def cluster_logs(self) -> str:
        """The log group that Aurora writes to; its name is made of the cluster's."""
        return f"/aws/rds/cluster/{self.of('cluster')}/postgresql"

    def zone(self, domain: str) -> str:
        """The hosted zone of the deployment below a domain."""
        return f"{self.of('zone')}.{domain}"
