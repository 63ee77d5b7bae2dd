"""Where a construct puts its resources: the settings, the region, its provider and the account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cdktn_provider_aws.provider import AwsProvider

    from payment_dr.settings import Settings, Site


@dataclass(frozen=True)
class Place:
    """One of the two regions, as constructs need it.

    Attributes:
        provider: the provider that works in the region.
        account: id of the account that is deployed to, known at deployment.
        other: the other region.
    """

    settings: Settings
    site: Site
    other: Site
    provider: AwsProvider
    account: str

    def arn(self, service: str, rest: str) -> str:
        """An ARN of this region and account."""
        return f"arn:aws:{service}:{self.site.region}:{self.account}:{rest}"
