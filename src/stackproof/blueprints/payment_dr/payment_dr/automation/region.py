"""The automation of one region; the stack has two of them, one of each region."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from constructs import Construct

from payment_dr.automation.alarms import ActiveRegionDown, RunAlarms, active_down_name, metric_namespace
from payment_dr.automation.functions import Step, StepRole
from payment_dr.automation.parameters import endpoint_name
from payment_dr.automation.runbook_document import RunbookDocument
from payment_dr.automation.traffic import ACTIVE_PATH, ActiveRoute
from payment_dr.automation.triggers import DeadLetters, Triggers
from payment_dr.automation.workflow import Workflow, workflow_name
from payment_dr.policies import allow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payment_dr.automation.lock import LockTable
    from payment_dr.automation.parameters import SwitchedParameters
    from payment_dr.automation.recovery import RecoveryRole
    from payment_dr.automation.side import Limits, Package, Side

ACTIVE_SECONDS = 10
"""Longest answer of `/active`; Route 53 gives up after 4 seconds of connecting and 2 of waiting."""


@dataclass(frozen=True)
class Database:
    """The global database that both regions belong to."""

    identifier: str
    arn: str


@dataclass(frozen=True)
class Base:
    """What of one region both regions' steps use, made before them."""

    side: Side
    table: LockTable
    parameters: SwitchedParameters
    roles: Mapping[str, StepRole]


class FailoverRegion(Construct):
    """Steps, workflow, runbook, rules and alarms that make one region the active one."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        own: Base,
        peer: Base,
        own_role: RecoveryRole,
        peer_role: RecoveryRole,
        database: Database,
        package: Package,
        limits: Limits,
    ) -> None:
        """Make the automation of a region.

        Args:
            scope: parent construct.
            name: id in the parent.
            own: the region.
            peer: the other region.
            own_role: role with which steps act in the region.
            peer_role: role with which steps act in the other region.
            database: the global database.
            package: code of the functions.
            limits: pauses, time-outs and thresholds.
        """
        super().__init__(scope, name)
        self._own = own
        self._peer = peer
        self._database = database
        self._package = package
        self._limits = limits
        side = own.side
        letters = DeadLetters(self, "dead-letters", side)
        sites = {
            "PEER_REGION": peer.side.region,
            "OWN_LOCK_TABLE": own.table.name,
            "PEER_LOCK_TABLE": peer.table.name,
            "OWN_RECOVERY_ROLE": own_role.arn,
            "PEER_RECOVERY_ROLE": peer_role.arn,
        }
        act = allow("ActInBothRegions", ["sts:AssumeRole"], [own_role.arn, peer_role.arn])
        self._steps = {
            "lock": self._step("lock", {**sites, "LOCK_SECONDS": str(limits.lock_seconds)}, act),
            "assess": self._assess(letters),
            "change": self._change(sites, letters, act),
            "active": self._active(),
        }
        ActiveRoute(self, "active-route", side, self._steps["active"])
        self.workflow = Workflow(
            self,
            "workflow",
            side,
            functions={step: self._steps[step].arn for step in ("lock", "assess", "change")},
            global_cluster_identifier=database.identifier,
            global_cluster_arn=database.arn,
            limits=limits,
        )
        self.runbook = RunbookDocument(
            self,
            "runbook",
            side,
            workflow=self.workflow,
            global_cluster_identifier=database.identifier,
            global_cluster_arn=database.arn,
        )
        self.function_names = {step: made.name for step, made in self._steps.items()}
        down = ActiveRegionDown(self, "active-region-down", side, limits)
        Triggers(
            self,
            "triggers",
            side,
            watch=self._steps["assess"],
            repair=self._steps["change"],
            workflow=self.workflow,
            alarm_name=active_down_name(side),
            dead_letters=letters,
        )
        alarms = RunAlarms(
            self,
            "alarms",
            side,
            state_machine_arn=self.workflow.arn,
            functions=self.function_names,
            dead_letters_name=letters.name,
        )
        self.alarm_arns = [down.arn, *alarms.arns]
        self.state_machine_arn: str = self.workflow.arn
        self.workflow_role_arn: str = self.workflow.role_arn
        self.document_name: str = self.runbook.name
        self.automation_role_arn: str = self.runbook.role_arn
        self.recovery_role_arn: str = own_role.arn
        self.lock_table_name: str = own.table.name
        self.lock_table_arn: str = own.table.arn
        self.dead_letters_url: str = letters.url
        self.parameter_names = {"active-region": own.parameters.active} | {
            f"active-{purpose}": parameter for parameter, purpose in own.parameters.endpoints.items()
        }

    def _step(
        self,
        step: str,
        environment: Mapping[str, str],
        *statements: Mapping[str, object],
        letters: DeadLetters | None = None,
        timeout: int | None = None,
    ) -> Step:
        """A function of the region."""
        return Step(
            self,
            step,
            self._own.side,
            step,
            role=self._own.roles[step],
            package=self._package,
            timeout=self._limits.step_seconds if timeout is None else timeout,
            environment=environment,
            statements=statements,
            dead_letters_arn=None if letters is None else letters.arn,
        )

    def _active_parameter_arn(self) -> str:
        """The parameter that names the active region, in this region."""
        return self._own.side.place.arn("ssm", f"parameter/{self._own.parameters.active}")

    def _assess(self, letters: DeadLetters) -> Step:
        """The function that judges; it changes nothing."""
        own, peer = self._own.side, self._peer.side
        return self._step(
            "assess",
            {
                "GLOBAL_CLUSTER": self._database.identifier,
                "OWN_CLUSTER": own.cluster_identifier,
                "OWN_CLUSTER_ARN": own.cluster_arn,
                "OWN_ACTIVE_URL": f"{own.api_url}{ACTIVE_PATH}",
                "OWN_HEALTH_URL": f"{own.api_url}/health",
                "PEER_REGION": peer.region,
                "PEER_HEALTH_URL": f"{peer.api_url}/health",
                "PEER_HEALTH_CHECK_ID": peer.health_check_id,
                "ACTIVE_PARAMETER": self._own.parameters.active,
                "METRIC_NAMESPACE": metric_namespace(own),
                "WORKFLOW_NAME": workflow_name(own),
            },
            allow("SeeGlobalDatabase", ["rds:DescribeGlobalClusters"], [self._database.arn]),
            allow("SeeCluster", ["rds:DescribeDBClusters"], [own.cluster_arn]),
            allow(
                "AskCheckers",
                ["route53:GetHealthCheckStatus"],
                [f"arn:aws:route53:::healthcheck/{peer.health_check_id}"],
            ),
            # There are no permissions for single metrics.
            allow("ReadLag", ["cloudwatch:GetMetricStatistics"], ["*"]),
            allow("ReadActiveRegion", ["ssm:GetParameter"], [self._active_parameter_arn()]),
            letters=letters,
        )

    def _change(self, sites: Mapping[str, str], letters: DeadLetters, act: Mapping[str, object]) -> Step:
        """The function that changes what reaches over to the other region."""
        own = self._own.side
        endpoints = {endpoint_name(own, purpose): value for purpose, value in own.endpoints.items()}
        return self._step(
            "change",
            {
                **sites,
                "GLOBAL_CLUSTER": self._database.identifier,
                "OWN_CLUSTER_ARN": own.cluster_arn,
                "ACTIVE_PARAMETER": self._own.parameters.active,
                "ENDPOINT_PARAMETERS": json.dumps(endpoints),
            },
            act,
            letters=letters,
        )

    def _active(self) -> Step:
        """The function that tells whether the region is active."""
        own = self._own.side
        return self._step(
            "active",
            {
                "ACTIVE_PARAMETER": self._own.parameters.active,
                "GLOBAL_CLUSTER": self._database.identifier,
                "OWN_CLUSTER_ARN": own.cluster_arn,
                "CACHE_SECONDS": str(self._limits.active_cache_seconds),
            },
            allow("SeeGlobalDatabase", ["rds:DescribeGlobalClusters"], [self._database.arn]),
            allow("ReadActiveRegion", ["ssm:GetParameter"], [self._active_parameter_arn()]),
            timeout=ACTIVE_SECONDS,
        )
