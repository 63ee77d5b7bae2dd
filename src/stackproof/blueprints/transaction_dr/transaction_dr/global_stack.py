"""What belongs to no region, or has to be there before either: keys, sessions, the global database, the zone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from transaction_dr.credentials import Credentials
from transaction_dr.database import GlobalDatabase
from transaction_dr.dns import Zone
from transaction_dr.keys import Key
from transaction_dr.outputs import output
from transaction_dr.sessions import Sessions
from transaction_dr.stack import Stack

if TYPE_CHECKING:
    from constructs import Construct

    from transaction_dr.settings import Settings


class GlobalStack(Stack):
    """Keys of both regions, the table, the credentials, the global database and the hosted zone."""

    def __init__(self, scope: Construct, settings: Settings) -> None:
        """Build the stack with the primary region's provider and one for the recovery region."""
        super().__init__(scope, settings.names.of("stack", "global"), settings, settings.primary_region)
        elsewhere = self.provider_of("recovery", settings.recovery_region)
        self.primary_key = Key(self, "PrimaryKey", settings.primary, settings, self.account)
        self.recovery_key = Key(self, "RecoveryKey", settings.recovery, settings, self.account, elsewhere)
        self.sessions = Sessions(self, "Sessions", settings, self.primary_key, self.recovery_key)
        self.credentials = Credentials(self, "Credentials", settings, self.primary_key, self.recovery_key)
        self.database = GlobalDatabase(self, "Database", settings)
        self.zone = Zone(self, "Zone", settings)
        for name, value in {
            "PrimaryKeyArn": self.primary_key.arn,
            "RecoveryKeyArn": self.recovery_key.arn,
            "SessionsTableName": self.sessions.name,
            "SessionsTableArn": self.sessions.arn,
            "DatabaseSecretName": self.credentials.name,
            "GlobalClusterId": self.database.identifier,
            "GlobalClusterArn": self.database.arn,
            "GlobalWriterEndpoint": self.database.endpoint,
            "ZoneId": self.zone.zone_id,
            "ZoneName": self.zone.name,
            "NameServers": self.zone.name_servers,
            "ServiceUrl": self.zone.url,
        }.items():
            output(self, name, value)
