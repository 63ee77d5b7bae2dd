"""The shared name: its zone, a certificate for it in each region, health checks, and records that fail over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn import Fn
from cdktn_provider_aws.acm_certificate import AcmCertificate
from cdktn_provider_aws.acm_certificate_validation import AcmCertificateValidation
from cdktn_provider_aws.route53_health_check import Route53HealthCheck
from cdktn_provider_aws.route53_record import Route53Record
from cdktn_provider_aws.route53_zone import Route53Zone
from constructs import Construct

from payment_dr.api import HEALTH_PATH
from payment_dr.groups import HTTPS_PORT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payment_dr.api import Api, SharedName
    from payment_dr.placing import Place
    from payment_dr.settings import Settings

CHECK_INTERVAL_SECONDS = 30
FAILURES = 3
"""Checks that have to fail one after the other: with the interval, a region counts as lost after 90 seconds."""

_VALIDATION_TTL_SECONDS = 60


class Zone(Construct):
    """The zone with the shared name: one that exists, or one of the stack's own that the domain has to delegate to."""

    def __init__(self, scope: Construct, name: str, settings: Settings) -> None:
        """Find or make the zone."""
        super().__init__(scope, name)
        self.host: str = settings.names.host(settings.domain_name)
        self.id: str = settings.hosted_zone_id
        self.name_servers: list[str] = []
        if not self.id:
            zone = Route53Zone(
                self,
                "zone",
                name=self.host,
                comment="Payments in two regions",
                force_destroy=not settings.protected,
            )
            self.id = zone.zone_id
            self.name_servers = zone.name_servers


class Certificates(Construct):
    """A certificate of the shared name in each region, validated by one record, which is the same for both."""

    def __init__(self, scope: Construct, name: str, *, zone: Zone, places: tuple[Place, Place]) -> None:
        """Ask for the certificates and wait until they are issued."""
        super().__init__(scope, name)
        certificates = [
            AcmCertificate(
                self,
                f"{place.site.role}-certificate",
                domain_name=zone.host,
                validation_method="DNS",
                tags={"Name": place.site.names.of("certificate")},
                lifecycle={"create_before_destroy": True},
                provider=place.provider,
            )
            for place in places
        ]
        options = f"tolist({certificates[0].fqn}.domain_validation_options)[0]"
        record = Route53Record(
            self,
            "validation",
            zone_id=zone.id,
            name=f"${{{options}.resource_record_name}}",
            type=f"${{{options}.resource_record_type}}",
            records=[f"${{{options}.resource_record_value}}"],
            ttl=_VALIDATION_TTL_SECONDS,
            allow_overwrite=True,
        )
        self.arns: dict[str, str] = {
            place.site.role: AcmCertificateValidation(
                self,
                f"{place.site.role}-issued",
                certificate_arn=certificate.arn,
                validation_record_fqdns=[record.fqdn],
                provider=place.provider,
            ).certificate_arn
            for place, certificate in zip(places, certificates, strict=True)
        }


class HealthChecks(Construct):
    """A health check on each region's own API: it asks for what tests database and table."""

    def __init__(self, scope: Construct, name: str, *, apis: Mapping[str, Api], settings: Settings) -> None:
        """Look at the API of each region."""
        super().__init__(scope, name)
        self.ids: dict[str, str] = {}
        for role, api in apis.items():
            check = Route53HealthCheck(
                self,
                role,
                type="HTTPS",
                fqdn=api.host,
                port=HTTPS_PORT,
                resource_path=HEALTH_PATH,
                enable_sni=True,
                request_interval=CHECK_INTERVAL_SECONDS,
                failure_threshold=FAILURES,
                measure_latency=True,
                tags={"Name": settings.names.of("check", f"{role}-health")},
            )
            self.ids[role] = check.id


class FailoverRecords(Construct):
    """The records of the shared name: the primary answers while its check holds, else the secondary."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        zone: Zone,
        shared_names: Mapping[str, SharedName],
        check_ids: Mapping[str, str],
        settings: Settings,
    ) -> None:
        """Lead the shared name to the regions."""
        super().__init__(scope, name)
        for role, target in shared_names.items():
            Route53Record(
                self,
                role,
                zone_id=zone.id,
                name=zone.host,
                type="A",
                set_identifier=settings.names.of("record", role),
                failover_routing_policy={"type": role.upper()},
                health_check_id=check_ids[role],
                alias={"name": target.target, "zone_id": target.target_zone, "evaluate_target_health": True},
            )


def name_servers_text(zone: Zone) -> str:
    """The servers that the domain has to delegate to, in one text; empty for a zone that exists beforehand."""
    return Fn.join(",", zone.name_servers) if zone.name_servers else ""
