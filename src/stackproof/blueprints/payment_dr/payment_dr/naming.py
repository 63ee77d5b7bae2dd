"""Physical names. Every one of them follows one pattern: `{type}-{purpose}-{suffix}`.

Names are explicit because the two regions know each other by them: policies, alarms, dashboards and the failover of one
region name what is in the other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

LONGEST_SUFFIX = 16
"""Letters that the suffix may have: names of backup vaults end after 50, those of roles and functions after 64."""


@dataclass(frozen=True)
class Names:
    """The names of one deployment; with `role`, those of what only one of its two regions has."""

    suffix: str
    role: str = ""

    def of_role(self, role: str) -> Names:
        """The names of what only one of the two regions has."""
        return replace(self, role=role)

    def of(self, kind: str, purpose: str = "") -> str:
        """The name of a resource: its type, its purpose and the suffix of the deployment."""
        return "-".join(part for part in (kind, "payment", self.role, purpose, self.suffix) if part)

    def shared(self, kind: str, purpose: str) -> str:
        """The name of something that both regions have under the same name."""
        return replace(self, role="").of(kind, purpose)

    def alias(self) -> str:
        """The alias of the key of a region."""
        return f"alias/{self.of('key')}"

    def cluster_logs(self) -> str:
        """The log group that Aurora writes to; Aurora makes its name of the cluster's."""
        return f"/aws/rds/cluster/{self.of('cluster')}/postgresql"

    def host(self, domain: str) -> str:
        """The name that clients call, below a domain."""
        return f"{self.shared('api', '')}.{domain}"
