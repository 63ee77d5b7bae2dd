"""The automation and the events of both regions, synthesised without the rest of the stack."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from cdktn import App, TerraformStack, Testing
from cdktn_provider_aws.provider import AwsProvider

from payment_dr.automation.failover import FailoverAutomation
from payment_dr.automation.side import Package, Side
from payment_dr.automation.traffic import TakeoverCheck
from payment_dr.events import CriticalEvents
from payment_dr.placing import Place
from payment_dr.settings import Settings

ACCOUNT = "123456789012"
GLOBAL_ARN = f"arn:aws:rds::{ACCOUNT}:global-cluster:globaldb-payment-dev"
Resource = dict[str, Any]


@dataclass(frozen=True)
class Synthesis:
    """The resources of a synthesis."""

    resources: dict[str, dict[str, Resource]]

    def all(self, kind: str) -> list[Resource]:
        """Every resource of a type."""
        return list(self.resources.get(kind, {}).values())

    def named(self, kind: str, name: str, attribute: str = "name") -> Resource:
        """The only resource of a type with a name."""
        (found,) = [one for one in self.all(kind) if one.get(attribute) == name]
        return found

    def reference(self, kind: str, name: str, attribute: str = "arn", by: str = "name") -> str:
        """How other resources refer to an attribute of a resource."""
        (address,) = [key for key, one in self.resources[kind].items() if one.get(by) == name]
        return f"${{{kind}.{address}.{attribute}}}"

    def policy(self, role: str) -> list[dict[str, Any]]:
        """The statements of a role's only policy."""
        (address,) = [key for key, one in self.resources["aws_iam_role"].items() if one["name"] == role]
        (found,) = [
            one for one in self.all("aws_iam_role_policy") if one["role"] == f"${{aws_iam_role.{address}.name}}"
        ]
        statements: list[dict[str, Any]] = json.loads(found["policy"])["Statement"]
        return statements

    def trust(self, role: str) -> list[dict[str, Any]]:
        """The statements of a role's trust policy."""
        statements: list[dict[str, Any]] = json.loads(self.named("aws_iam_role", role)["assume_role_policy"])[
            "Statement"
        ]
        return statements


def settings_of(**variables: str) -> Settings:
    """Settings of a deployment."""
    return Settings.load({"ENVIRONMENT_SUFFIX": "dev", "TERRAFORM_STATE_BUCKET": "states", **variables}, lambda _: None)


def side_of(stack: TerraformStack, settings: Settings, label: str) -> Side:
    """One of the two regions, with the addresses that the rest of the stack would give."""
    site, other = (
        (settings.primary, settings.secondary) if label == "primary" else (settings.secondary, settings.primary)
    )
    provider = AwsProvider(stack, f"aws-{label}", region=site.region, alias=label)
    host = f"{label}.execute-api.{site.region}.amazonaws.com"
    return Side(
        place=Place(settings, site, other, provider, ACCOUNT),
        key_arn=f"arn:aws:kms:{site.region}:{ACCOUNT}:key/{label}",
        topic_arn=f"arn:aws:sns:{site.region}:{ACCOUNT}:topic-payment-{label}-alarms-dev",
        cluster_identifier=f"cluster-payment-{label}-dev",
        cluster_arn=f"arn:aws:rds:{site.region}:{ACCOUNT}:cluster:cluster-payment-{label}-dev",
        api_id=f"{label}api",
        api_execution_arn=f"arn:aws:execute-api:{site.region}:{ACCOUNT}:{label}api",
        api_host=host,
        api_url=f"https://{host}",
        health_check_id=f"check-{label}",
        endpoints={"database-endpoint": f"{label}.cluster.example", "api-endpoint": f"https://{host}"},
    )


def synthesise(**variables: str) -> Synthesis:
    """The automation and the events of both regions."""
    settings = settings_of(**variables)
    stack = TerraformStack(App(), "test")
    primary, secondary = (side_of(stack, settings, label) for label in ("primary", "secondary"))
    FailoverAutomation(
        stack,
        "failover",
        primary=primary,
        secondary=secondary,
        global_cluster_identifier="globaldb-payment-dev",
        global_cluster_arn=GLOBAL_ARN,
        package=Package("failover.zip", "digest"),
    )
    takeover = TakeoverCheck(stack, "takeover", primary=primary, secondary=secondary)
    CriticalEvents(stack, "events", primary=primary, secondary=secondary, takeover_check_id=takeover.check_id)
    return Synthesis(json.loads(Testing.synth(stack))["resource"])
