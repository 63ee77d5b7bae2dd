"""What the automation has to know of each region, and the limits that it keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from payment_dr.placing import Place


@dataclass(frozen=True)
class Side:
    """One of the two regions."""

    place: Place
    key_arn: str
    """Customer-managed key of the region."""
    topic_arn: str
    """Topic of the region that tells people."""
    cluster_identifier: str
    cluster_arn: str
    api_id: str
    """The HTTP API of the region, which gets the route `GET /active`."""
    api_execution_arn: str
    api_host: str
    api_url: str
    """Address of the API without a slash at its end; `/health` below it is the region's health."""
    health_check_id: str
    """Route 53's health check of the region's `/health`."""
    endpoints: Mapping[str, str] = field(default_factory=dict)
    """Purpose of a switched parameter -> its value while this region is active."""

    @property
    def region(self) -> str:
        """Code of the region."""
        return self.place.site.region

    @property
    def label(self) -> str:
        """`primary` or `secondary`."""
        return self.place.site.role

    def name(self, kind: str, purpose: str) -> str:
        """The physical name of something in this region."""
        return self.place.site.names.of(kind, purpose)

    def shared_name(self, kind: str, purpose: str) -> str:
        """The physical name of something that both regions have under the same name."""
        return self.place.site.names.shared(kind, purpose)


@dataclass(frozen=True)
class Package:
    """The zip file of the functions, and the hash that tells Terraform when it changed."""

    path: str
    digest: str


@dataclass(frozen=True)
class Limits:
    """Times of the automation. How they add up to the recovery time objective: docs/failover.md."""

    watch_periods: int = 3
    """Minutes in a row in which the active region has to be down before the workflow starts by itself."""
    step_seconds: int = 120
    """Longest run of a function: two regions, each of which may let its calls run into their time-outs."""
    promotion_pause_seconds: int = 15
    promotion_checks: int = 40
    """Ten minutes: Aurora promotes in a few; after ten a person has to look."""
    traffic_pause_seconds: int = 10
    traffic_checks: int = 18
    """Three minutes: the cached answer of `/active`, then the pools of the payment function that reconnect."""
    workflow_seconds: int = 1500
    """More than all of the above together; then Step Functions ends the run."""
    lock_seconds: int = 1800
    """Longer than a run can last, so that no other run starts beside it; then the lock ends by itself."""
    active_cache_seconds: int = 15
    """How old an answer of `/active` may be: checkers ask every second, the control plane must be asked less."""
