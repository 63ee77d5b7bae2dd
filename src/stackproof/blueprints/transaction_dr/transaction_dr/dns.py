"""Names: the hosted zone, and in it a record of each region with a health check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn_provider_aws.route53_health_check import Route53HealthCheck
from cdktn_provider_aws.route53_record import Route53Record
from cdktn_provider_aws.route53_zone import Route53Zone
from constructs import Construct

from transaction_dr.load_balancer import HEALTH_PATH
from transaction_dr.security import HTTP, HTTPS

if TYPE_CHECKING:
    from transaction_dr.load_balancer import LoadBalancer
    from transaction_dr.settings import Settings, Site

CHECKED_EVERY_SECONDS = 30
FAILURES = 3
"""A region counts as lost after so many checks that failed."""


class Zone(Construct):
    """The public hosted zone, to which the domain has to be delegated."""

    def __init__(self, scope: Construct, name: str, settings: Settings) -> None:
        """Make the zone."""
        super().__init__(scope, name)
        self.name = settings.names.zone(settings.domain_name)
        zone = Route53Zone(
            self,
            "zone",
            name=self.name,
            comment="Transactions over two regions",
            force_destroy=not settings.protected,
        )
        scheme = "https" if settings.primary_certificate else "http"
        self.zone_id: str = zone.zone_id
        self.name_servers: list[str] = zone.name_servers
        self.service = service_name(settings)
        self.url = f"{scheme}://{self.service}"


def service_name(settings: Settings) -> str:
    """The name under which the service answers, in whatever region."""
    return f"api.{settings.names.zone(settings.domain_name)}"


class Record(Construct):
    """A region's answer to the name of the service, given while the region is healthy."""

    def __init__(
        self, scope: Construct, name: str, settings: Settings, site: Site, zone_id: str, balancer: LoadBalancer
    ) -> None:
        """Make the health check of a region and its record, by failover or by weight."""
        super().__init__(scope, name)
        check = Route53HealthCheck(
            self,
            "health",
            type="HTTPS" if site.certificate else "HTTP",
            fqdn=balancer.dns_name,
            port=HTTPS if site.certificate else HTTP,
            resource_path=HEALTH_PATH,
            request_interval=CHECKED_EVERY_SECONDS,
            failure_threshold=FAILURES,
            measure_latency=True,
            tags={"Name": site.names.of("healthcheck")},
        )
        Route53Record(
            self,
            "record",
            zone_id=zone_id,
            name=service_name(settings),
            type="A",
            set_identifier=site.names.of("record"),
            health_check_id=check.id,
            alias={"name": balancer.dns_name, "zone_id": balancer.zone_id, "evaluate_target_health": True},
            **_routing(settings, site),
        )
        self.health_check_id: str = check.id


def _routing(settings: Settings, site: Site) -> dict[str, object]:
    """What makes the two records two answers to one question."""
    if settings.routing == "failover":
        kind = "PRIMARY" if site.role == "primary" else "SECONDARY"
        return {"failover_routing_policy": {"type": kind}}
    weight = settings.recovery_weight if site.role == "recovery" else 100 - settings.recovery_weight
    return {"weighted_routing_policy": {"weight": weight}}
