"""One region of the two: the same construct makes both, and nothing in it asks which one it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn_provider_aws.data_aws_secretsmanager_secret import DataAwsSecretsmanagerSecret
from constructs import Construct

from payment_dr.alarms import Alarms, Watched
from payment_dr.api import Api
from payment_dr.backup import Vault
from payment_dr.compliance import Compliance
from payment_dr.dashboard import Dashboard
from payment_dr.database import Cluster
from payment_dr.events import BUS_PURPOSE
from payment_dr.flow_logs import FlowLogs
from payment_dr.function import payment_function
from payment_dr.groups import Groups
from payment_dr.health import health_function
from payment_dr.keys import Key
from payment_dr.network import Network
from payment_dr.network_function import Code, Surroundings
from payment_dr.parameters import Parameters
from payment_dr.topic import AlarmTopic

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cdktn import ITerraformDependable

    from payment_dr.placing import Place


class Region(Construct):
    """Key, network, topic and vault of a region, and then what serves in it."""

    def __init__(self, scope: Construct, name: str, place: Place) -> None:
        """Make what the global parts need: key, network, topic, vault."""
        super().__init__(scope, name)
        self.place = place
        self.key = Key(self, "Key", place)
        self.network = Network(self, "Network", place)
        FlowLogs(self, "FlowLogs", place, vpc_id=self.network.vpc_id, key_arn=self.key.arn)
        self.groups = Groups(self, "Groups", place, vpc_id=self.network.vpc_id)
        self.topic = AlarmTopic(self, "AlarmTopic", place, key_arn=self.key.arn)
        self.vault = Vault(self, "Vault", place, key_arn=self.key.arn)
        if place.settings.config_rules:
            Compliance(self, "Compliance", place, key_arn=self.key.arn)


class Service(Construct):
    """What serves in a region: database, function, API, with parameters and alarms."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        region: Region,
        *,
        global_cluster: str,
        code: Code,
        after: Sequence[ITerraformDependable] = (),
    ) -> None:
        """Make what serves in a region, its database after what that has to wait for."""
        super().__init__(scope, name)
        place, key_arn = region.place, region.key.arn
        self.region = region
        self.cluster = Cluster(
            self,
            "Database",
            place,
            global_cluster=global_cluster,
            key_arn=key_arn,
            subnet_ids=region.network.private_subnet_ids,
            group_id=region.groups.database_id,
            after=after,
        )
        secret = DataAwsSecretsmanagerSecret(self, "secret", name=place.settings.secret_name, provider=place.provider)
        around = Surroundings(
            code=code,
            network=region.network,
            group_id=region.groups.function_id,
            cluster=self.cluster,
            secret_arn=secret.arn,
            key_arn=key_arn,
        )
        self.function = payment_function(self, place, around)
        self.health = health_function(self, place, around)
        self.api = Api(self, "Api", place, function=self.function, health=self.health, key_arn=key_arn)
        self.watched = Watched(
            cluster=self.cluster.identifier,
            function=self.function.name,
            health=self.health.name,
            api_id=self.api.id,
            table=place.site.names.shared("table", "sessions"),
        )
        self.alarms = Alarms(self, "Alarms", place, watched=self.watched, topic_arn=region.topic.arn)
        self.parameters = Parameters(self, "Parameters", place, values=self._parameters())

    def _parameters(self) -> dict[str, tuple[str, str]]:
        """Value and meaning of each parameter, by purpose."""
        settings, names = self.region.place.settings, self.region.place.site.names
        return {
            "database-endpoint": (self.cluster.endpoint, "Endpoint of this region's cluster"),
            "database-reader-endpoint": (self.cluster.reader_endpoint, "Endpoint of this region's readers"),
            "api-endpoint": (self.api.url, "Address of this region's API"),
            "sessions-table": (names.shared("table", "sessions"), "Table of sessions"),
            "event-bus": (names.shared("bus", BUS_PURPOSE), "Bus of this region"),
            "database-secret": (settings.secret_name, "Name of the secret with the database's credentials"),
            "api-key-parameter": (settings.api_keys_name, "Name of the SecureString with the API keys"),
        }

    def show(self, services: Sequence[Service]) -> Dashboard:
        """Make the dashboard of this region, of everything that serves."""
        shown = [(service.region.place.site.region, service.watched) for service in services]
        return Dashboard(self, "Dashboard", self.region.place, regions=shown)
