"""The stack: two regions made by one construct, and what joins them."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from cdktn import AssetType, TerraformAsset, TerraformStack
from cdktn_provider_aws.data_aws_caller_identity import DataAwsCallerIdentity
from cdktn_provider_aws.provider import AwsProvider

from payment_dr.api import SharedName
from payment_dr.automation.failover import FailoverAutomation
from payment_dr.automation.side import Package, Side
from payment_dr.automation.traffic import TakeoverCheck
from payment_dr.backup import Backups
from payment_dr.database import GlobalDatabase
from payment_dr.dns import Certificates, FailoverRecords, HealthChecks, Zone
from payment_dr.events import CriticalEvents
from payment_dr.network_function import Code
from payment_dr.outputs import Parts, write_outputs
from payment_dr.packaging import package
from payment_dr.paths import BUILD, HANDLERS
from payment_dr.peering import Peering
from payment_dr.placing import Place
from payment_dr.region import Region, Service
from payment_dr.sessions import Sessions
from payment_dr.settings import Settings, Site
from payment_dr.state import keep_state
from payment_dr.tagging import tags_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from constructs import Construct


def settings_of(
    scope: Construct,
    *,
    environment_suffix: str | None = None,
    state_bucket: str | None = None,
    state_bucket_region: str | None = None,
    aws_region: str | None = None,
    default_tags: Mapping[str, object] | None = None,
    environ: Mapping[str, str] | None = None,
) -> Settings:
    """The settings of a stack: what the caller gives wins over the environment, which wins over the context.

    `default_tags` are tags by name, or `{"tags": {...}}` as the provider takes them.

    Raises:
        SettingsError: a setting is missing or invalid.
    """
    given = {
        "ENVIRONMENT_SUFFIX": environment_suffix,
        "TERRAFORM_STATE_BUCKET": state_bucket,
        "TERRAFORM_STATE_BUCKET_REGION": state_bucket_region,
        "PRIMARY_REGION": aws_region,
    }
    variables = os.environ if environ is None else environ
    wanted = {**variables, **{name: value for name, value in given.items() if value}}
    settings = Settings.load(wanted, scope.node.try_get_context)
    tags = dict(default_tags or {})
    tags = dict(cast("Mapping[str, object]", tags["tags"])) if isinstance(tags.get("tags"), dict) else tags
    return replace(settings, more_tags=tuple((name, str(value)) for name, value in tags.items()))


class PaymentStack(TerraformStack):
    """Payment processing in two regions with automated failover."""

    def __init__(
        self,
        scope: Construct,
        stack_id: str,
        *,
        environment_suffix: str | None = None,
        state_bucket: str | None = None,
        state_bucket_region: str | None = None,
        aws_region: str | None = None,
        default_tags: Mapping[str, object] | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        """Build the stack; what is not given comes from the environment.

        Raises:
            SettingsError: a setting is missing or invalid.
            PackagingError: the package of a function cannot be made.
        """
        self.settings = settings_of(
            scope,
            environment_suffix=environment_suffix,
            state_bucket=state_bucket,
            state_bucket_region=state_bucket_region,
            aws_region=aws_region,
            default_tags=default_tags,
            environ=environ,
        )
        super().__init__(scope, stack_id)
        settings = self.settings
        keep_state(self, settings)
        places = self._places()
        regions = tuple(Region(self, place.site.role.capitalize(), place) for place in places)
        first, second = regions
        peering = Peering(
            self,
            "Peering",
            primary=places[0],
            secondary=places[1],
            primary_network=first.network,
            secondary_network=second.network,
        )
        database = GlobalDatabase(self, "GlobalDatabase", settings)
        sessions = Sessions(self, "Sessions", settings, primary_key_arn=first.key.arn, secondary_key_arn=second.key.arn)
        code = self._package("payment")
        serving = Service(self, "PrimaryService", first, global_cluster=database.id, code=code)
        # The global database takes a second region only when the first one has its writer.
        standing_by = Service(
            self,
            "SecondaryService",
            second,
            global_cluster=database.id,
            code=code,
            after=serving.cluster.instances,
        )
        services = (serving, standing_by)
        dashboards = [service.show(services) for service in services]
        backups = Backups(
            self,
            "Backups",
            primary=places[0],
            secondary=places[1],
            vault=first.vault,
            copies=second.vault,
            cluster_arn=serving.cluster.arn,
            table_arn=sessions.arn,
            key_arns=(first.key.arn, second.key.arn),
        )
        checks = HealthChecks(
            self, "HealthChecks", apis={one.region.place.site.role: one.api for one in services}, settings=settings
        )
        sides = {service.region.place.site.role: self._side(service, checks) for service in services}
        automation = self._automation(sides, database)
        takeover = TakeoverCheck(self, "Takeover", primary=sides["primary"], secondary=sides["secondary"])
        events = CriticalEvents(
            self,
            "CriticalEvents",
            primary=sides["primary"],
            secondary=sides["secondary"],
            takeover_check_id=takeover.check_id,
        )
        zone = Zone(self, "Zone", settings)
        certificates = Certificates(self, "Certificates", zone=zone, places=places)
        FailoverRecords(
            self,
            "Records",
            zone=zone,
            shared_names={
                service.region.place.site.role: SharedName(
                    service,
                    "SharedName",
                    service.region.place,
                    api=service.api,
                    host=zone.host,
                    certificate_arn=certificates.arns[service.region.place.site.role],
                )
                for service in services
            },
            check_ids={"primary": takeover.primary_record_check_id, "secondary": checks.ids["secondary"]},
            settings=settings,
        )
        write_outputs(
            self,
            Parts(
                settings=settings,
                services=services,
                dashboards=dashboards,
                database=database,
                sessions=sessions,
                peering=peering,
                backups=backups,
                checks=checks,
                takeover=takeover,
                automation=automation,
                events=events,
                zone=zone,
            ),
        )

    def _places(self) -> tuple[Place, Place]:
        """Both regions, each with its provider."""
        settings = self.settings
        tags = [{"tags": tags_of(settings)}]
        providers = (
            AwsProvider(self, "aws", region=settings.primary_region, default_tags=tags),
            AwsProvider(self, "aws-secondary", alias="secondary", region=settings.secondary_region, default_tags=tags),
        )
        account = DataAwsCallerIdentity(self, "account").account_id

        def place(site: Site, other: Site, provider: AwsProvider) -> Place:
            return Place(settings=settings, site=site, other=other, provider=provider, account=account)

        return (
            place(settings.primary, settings.secondary, providers[0]),
            place(settings.secondary, settings.primary, providers[1]),
        )

    def _package(self, handler: str) -> Code:
        """The package of a function, carried with the stack."""
        made = package(HANDLERS / handler, BUILD)
        asset = TerraformAsset(self, f"package-{handler}", path=str(made.path), type=AssetType.FILE)
        return Code(asset.path, made.digest)

    def _side(self, service: Service, checks: HealthChecks) -> Side:
        """A region as the failover sees it."""
        region = service.region
        return Side(
            place=region.place,
            key_arn=region.key.arn,
            topic_arn=region.topic.arn,
            cluster_identifier=service.cluster.identifier,
            cluster_arn=service.cluster.arn,
            api_id=service.api.id,
            api_execution_arn=service.api.execution_arn,
            api_host=service.api.host,
            api_url=service.api.url,
            health_check_id=checks.ids[region.place.site.role],
            endpoints={"database-endpoint": service.cluster.endpoint, "api-endpoint": service.api.url},
        )

    def _automation(self, sides: Mapping[str, Side], database: GlobalDatabase) -> FailoverAutomation:
        """What promotes a region and shifts traffic to it."""
        code = self._package("failover_steps")
        return FailoverAutomation(
            self,
            "Failover",
            primary=sides["primary"],
            secondary=sides["secondary"],
            global_cluster_identifier=database.identifier,
            global_cluster_arn=database.arn,
            package=Package(path=code.path, digest=code.digest),
        )
