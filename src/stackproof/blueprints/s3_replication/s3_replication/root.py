"""The root stack, which wires the nested ones, and the program that builds all stacks."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
from constructs import Construct

from s3_replication.monitoring import MonitoringStack
from s3_replication.naming import Names
from s3_replication.outputs import export_outputs
from s3_replication.replica import ReplicaLink, ReplicaNestedStack, ReplicaStack, link_by_name
from s3_replication.settings import Settings
from s3_replication.storage import StorageStack
from s3_replication.tagging import apply_tags


class DocumentStoreStack(cdk.Stack):
    """Root stack: the replica where it is in the same region, the monitoring, and the primary that needs both."""

    def __init__(
        self, scope: Construct, construct_id: str, *, names: Names, settings: Settings, **options: Any
    ) -> None:
        """Create and wire the nested stacks; further options are those of `aws_cdk.Stack`."""
        super().__init__(scope, construct_id, **options)
        replica = self._link_replica(names, settings)
        self.monitoring = MonitoringStack(self, "Monitoring", names=names, settings=settings)
        self.storage = StorageStack(
            self,
            "Storage",
            names=names,
            settings=settings,
            replica=replica,
            # Passed from stack to stack, the ARN also orders them: the whole monitoring stack comes first, and with
            # it the queue's policy, without which S3 refuses the notification.
            events_queue_arn=self.monitoring.events.queue.queue_arn,
        )
        export_outputs(self, names, settings, self.storage, self.monitoring, replica)

    def _link_replica(self, names: Names, settings: Settings) -> ReplicaLink:
        """The replica as the primary side refers to it: nested in here, or in a stack of its own region."""
        if settings.cross_region:
            return link_by_name(self, names, settings.replica_region)
        return ReplicaNestedStack(self, "Replica", names=names, settings=settings).store.link()


def build(
    app: cdk.App,
    settings: Settings,
    account: str | None,
    root_stack: type[DocumentStoreStack] = DocumentStoreStack,
) -> DocumentStoreStack:
    """Add all stacks of a deployment to an app.

    Args:
        app: the app.
        settings: checked settings.
        account: account to deploy to, or None for whichever the credentials belong to at deployment.
        root_stack: what the root stack is made of.
    """
    names = Names(settings.environment_suffix)
    root = root_stack(
        app,
        names.stack,
        stack_name=names.stack,
        description="Document store with disaster recovery: primary bucket, replication, monitoring",
        env=cdk.Environment(account=account, region=settings.primary_region),
        names=names,
        settings=settings,
    )
    if settings.cross_region:
        replica = ReplicaStack(
            app,
            names.replica_stack,
            stack_name=names.replica_stack,
            description="Document store with disaster recovery: replica bucket",
            env=cdk.Environment(account=account, region=settings.replica_region),
            names=names,
            settings=settings,
        )
        # S3 checks that the destination exists and keeps versions when the rule is set.
        root.add_stack_dependency(replica)
    apply_tags(app, settings)
    return root
