"""The parameters that a failover switches: which region is active, and the endpoints of the active region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn_provider_aws.ssm_parameter import SsmParameter
from constructs import Construct

if TYPE_CHECKING:
    from payment_dr.automation.side import Side

ACTIVE_REGION = "active-region"
"""Purpose of the parameter that names the active region."""


def endpoint_name(side: Side, purpose: str) -> str:
    """The name of the parameter with an endpoint of the active region; the same in both regions."""
    return side.shared_name("parameter", f"active-{purpose}")


class SwitchedParameters(Construct):
    """The parameters of one region. Terraform writes their first values and leaves the later ones to the workflow."""

    def __init__(self, scope: Construct, name: str, side: Side, *, first: Side) -> None:
        """Make the parameters of a region.

        Args:
            scope: parent construct.
            name: id in the parent.
            side: the region.
            first: the region that is active at first.
        """
        super().__init__(scope, name)
        self.active: str = side.shared_name("parameter", ACTIVE_REGION)
        self.endpoints = {endpoint_name(side, purpose): purpose for purpose in first.endpoints}
        values = {self.active: first.region}
        values |= {parameter: first.endpoints[purpose] for parameter, purpose in self.endpoints.items()}
        self.arns: list[str] = []
        for parameter, value in values.items():
            made = SsmParameter(
                self,
                self.endpoints.get(parameter, ACTIVE_REGION),
                name=parameter,
                description="Switched by the failover workflow",
                type="String",
                value=value,
                lifecycle={"ignore_changes": ["value"]},
                provider=side.place.provider,
            )
            self.arns.append(made.arn)
