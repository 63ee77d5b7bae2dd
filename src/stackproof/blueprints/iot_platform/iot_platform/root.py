"""The stack, which wires the parts, and the program that builds it."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
from constructs import Construct

from iot_platform.alarm_topic import alarm_topic
from iot_platform.alarms import Alarms
from iot_platform.audit import AuditTrail
from iot_platform.cache import Cache
from iot_platform.credentials import Credentials
from iot_platform.database import Database
from iot_platform.keys import Keys
from iot_platform.naming import Names
from iot_platform.network import Network
from iot_platform.outputs import export_outputs
from iot_platform.processor import Processor
from iot_platform.security_groups import SecurityGroups
from iot_platform.settings import Settings
from iot_platform.stream import readings_stream
from iot_platform.tagging import apply_tags


class IotPlatformStack(cdk.Stack):
    """The platform: stream, processor, cache and database in a network of their own, watched and audited."""

    def __init__(
        self, scope: Construct, construct_id: str, *, names: Names, settings: Settings, **options: Any
    ) -> None:
        """Create and wire the parts; further options are those of `aws_cdk.Stack`."""
        super().__init__(scope, construct_id, **options)
        self.keys = Keys(self, "Keys", names=names, settings=settings)
        self.network = Network(self, "Network", names=names, settings=settings, key=self.keys.logs)
        groups = SecurityGroups(self, "SecurityGroups", names=names, vpc=self.network.vpc)
        self.stream = readings_stream(self, "Stream", names=names, settings=settings, key=self.keys.data)
        self.credentials = Credentials(self, "Credentials", names=names, settings=settings, key=self.keys.data)
        placed: dict[str, Any] = {
            "names": names,
            "settings": settings,
            "security_groups": groups,
            "key": self.keys.data,
            "logs_key": self.keys.logs,
        }
        self.database = Database(self, "Database", network=self.network, credentials=self.credentials, **placed)
        self.cache = Cache(self, "Cache", network=self.network, **placed)
        self.processor = Processor(
            self,
            "Processor",
            vpc=self.network.vpc,
            stream=self.stream,
            database=self.database,
            cache=self.cache,
            credentials=self.credentials,
            **placed,
        )
        self.credentials.rotate(
            names=names,
            settings=settings,
            vpc=self.network.vpc,
            security_groups=groups,
            database=self.database.cluster,
            logs_key=self.keys.logs,
        )
        self.topic = alarm_topic(
            self, "AlarmTopic", names.alarm_topic, names=names, settings=settings, key=self.keys.logs
        )
        self.alarms = Alarms(
            self,
            "Alarms",
            names=names,
            settings=settings,
            stream=self.stream,
            processor=self.processor,
            database=self.database,
            topic=self.topic,
        )
        self.audit = (
            AuditTrail(self, "Audit", names=names, settings=settings, logs_key=self.keys.logs, stream=self.stream)
            if settings.audit_trail
            else None
        )
        export_outputs(self, names)


def build(app: cdk.App, settings: Settings, root_stack: type[IotPlatformStack] = IotPlatformStack) -> IotPlatformStack:
    """Add the stack of a deployment to an app.

    It names a region and no account: it is deployed to the account of the credentials, and synthesis asks no account
    for anything.

    Args:
        app: the app.
        settings: checked settings.
        root_stack: what the stack is made of.
    """
    names = Names(settings.environment_suffix)
    root = root_stack(
        app,
        names.stack,
        stack_name=names.stack,
        description="Regulated platform for sensor data: stream, processor, cache, database",
        env=cdk.Environment(region=settings.region),
        names=names,
        settings=settings,
        termination_protection=settings.protected,
    )
    apply_tags(app, settings)
    return root
