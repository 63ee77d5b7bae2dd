"""What an operator and the integration tests need to know of a deployment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cdktn import TerraformOutput, TerraformStack

from payment_dr.dns import name_servers_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from payment_dr.automation.failover import FailoverAutomation
    from payment_dr.automation.traffic import TakeoverCheck
    from payment_dr.backup import Backups
    from payment_dr.dashboard import Dashboard
    from payment_dr.database import GlobalDatabase
    from payment_dr.dns import HealthChecks, Zone
    from payment_dr.events import CriticalEvents
    from payment_dr.peering import Peering
    from payment_dr.region import Service
    from payment_dr.sessions import Sessions
    from payment_dr.settings import Settings


@dataclass(frozen=True)
class Parts:
    """Everything that has something to tell."""

    settings: Settings
    services: Sequence[Service]
    dashboards: Sequence[Dashboard]
    database: GlobalDatabase
    sessions: Sessions
    peering: Peering
    backups: Backups
    checks: HealthChecks
    takeover: TakeoverCheck
    automation: FailoverAutomation
    events: CriticalEvents
    zone: Zone


def write_outputs(stack: TerraformStack, parts: Parts) -> None:
    """Write every output; those of a region begin with its role."""
    values = _of_the_whole(parts)
    for service, dashboard in zip(parts.services, parts.dashboards, strict=True):
        role = service.region.place.site.role
        values |= {f"{role}_{name}": value for name, value in _of_region(service, dashboard).items()}
        values |= {f"{role}_{name}": value for name, value in _of_automation(parts, role).items()}
    for name, value in values.items():
        TerraformOutput(stack, f"output-{name}", value=value, static_id=False).override_logical_id(name)


def _of_the_whole(parts: Parts) -> dict[str, str]:
    """What belongs to no region."""
    settings = parts.settings
    return {
        "environment_suffix": settings.environment_suffix,
        "api_host": parts.zone.host,
        "api_url": f"https://{parts.zone.host}",
        "zone_id": parts.zone.id,
        "zone_name_servers": name_servers_text(parts.zone),
        "global_cluster_id": parts.database.identifier,
        "global_cluster_arn": parts.database.arn,
        "global_writer_endpoint": parts.database.endpoint,
        "sessions_table": parts.sessions.name,
        "sessions_table_arn": parts.sessions.arn,
        "peering_connection_id": parts.peering.connection_id,
        "backup_plan_id": parts.backups.plan_id,
        "backup_role_arn": parts.backups.role_arn,
        "takeover_check_id": parts.takeover.check_id,
        "event_bus": parts.events.bus_name,
        "event_endpoint_name": parts.events.endpoint_name,
        "event_endpoint_url": parts.events.endpoint_url,
        "event_endpoint_arn": parts.events.endpoint_arn,
        "database_secret": settings.secret_name,
        "api_key_parameter": settings.api_keys_name,
    }


def _of_region(service: Service, dashboard: Dashboard) -> dict[str, str]:
    """What belongs to one region."""
    region = service.region
    return {
        "region": region.place.site.region,
        "api_endpoint": service.api.url,
        "api_id": service.api.id,
        "cluster_id": service.cluster.identifier,
        "cluster_arn": service.cluster.arn,
        "cluster_endpoint": service.cluster.endpoint,
        "cluster_reader_endpoint": service.cluster.reader_endpoint,
        "function_name": service.function.name,
        "function_arn": service.function.arn,
        "function_log_group": service.function.log_group,
        "health_function_name": service.health.name,
        "health_function_arn": service.health.arn,
        "health_function_log_group": service.health.log_group,
        "key_arn": region.key.arn,
        "vpc_id": region.network.vpc_id,
        "alarm_topic_arn": region.topic.arn,
        "backup_vault": region.vault.name,
        "backup_vault_arn": region.vault.arn,
        "dashboard_name": dashboard.name,
        "dashboard_url": dashboard.url,
        **{f"parameter_{purpose.replace('-', '_')}": name for purpose, name in service.parameters.names.items()},
    }


def _of_automation(parts: Parts, role: str) -> dict[str, str]:
    """The failover automation of one region."""
    made = parts.automation.regions[role]
    return {
        "health_check_id": parts.checks.ids[role],
        "event_bus_arn": parts.events.bus_arns[role],
        "event_dead_letters_url": parts.events.dead_letter_urls[role],
        "failover_dead_letters_url": made.dead_letters_url,
        "failover_state_machine_arn": made.state_machine_arn,
        "failover_document": made.document_name,
        "failover_lock_table": made.lock_table_name,
        "recovery_role_arn": made.recovery_role_arn,
        "workflow_role_arn": made.workflow_role_arn,
        "automation_role_arn": made.automation_role_arn,
        **{f"parameter_{purpose.replace('-', '_')}": name for purpose, name in made.parameter_names.items()},
    }
