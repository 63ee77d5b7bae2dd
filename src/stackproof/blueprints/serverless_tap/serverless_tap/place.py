"""Where the deployment stands: account, region and partition, and ARNs that are built of them."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws


@dataclass(frozen=True)
class Place:
    """Account and partition are known to AWS alone, the region is a setting."""

    account: pulumi.Output[str]
    partition: pulumi.Output[str]
    region: str

    @classmethod
    def of(cls, parent: pulumi.Resource, provider: aws.Provider, region: str) -> Place:
        """Ask AWS for what it alone knows.

        Args:
            parent: the component that asks.
            provider: whose credentials are asked with.
            region: region of every resource.
        """
        options = pulumi.InvokeOutputOptions(parent=parent, provider=provider)
        return cls(
            account=aws.get_caller_identity_output(opts=options).account_id,
            partition=aws.get_partition_output(opts=options).partition,
            region=region,
        )

    def arn(self, service: str, resource: str) -> pulumi.Output[str]:
        """The ARN of a regional resource of this account."""
        return pulumi.Output.format("arn:{}:{}:{}:{}:{}", self.partition, service, self.region, self.account, resource)

    @property
    def root(self) -> pulumi.Output[str]:
        """The account itself as a principal."""
        return pulumi.Output.format("arn:{}:iam::{}:root", self.partition, self.account)
