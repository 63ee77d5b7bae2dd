"""Parameters of a region: where its parts are found, under the same names in both regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdktn_provider_aws.ssm_parameter import SsmParameter
from constructs import Construct

if TYPE_CHECKING:
    from collections.abc import Mapping

    from payment_dr.placing import Place


class Parameters(Construct):
    """One parameter for each endpoint; none holds a secret, those that do exist beforehand and are only named."""

    def __init__(self, scope: Construct, name: str, place: Place, *, values: Mapping[str, tuple[str, str]]) -> None:
        """Write the parameters of a region.

        Args:
            scope: what they belong to.
            name: the name of this construct.
            place: the region.
            values: value and meaning by purpose.
        """
        super().__init__(scope, name)
        self.names: dict[str, str] = {}
        for purpose, (value, meaning) in values.items():
            parameter = SsmParameter(
                self,
                purpose,
                name=place.site.names.shared("parameter", purpose),
                type="String",
                value=value,
                description=meaning,
                provider=place.provider,
            )
            self.names[purpose] = parameter.name
