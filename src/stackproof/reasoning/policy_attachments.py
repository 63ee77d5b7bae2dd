"""Which policies belong to whom; it is worked out in `stackproof.reasoning.iam.attachments`."""

from stackproof.reasoning.iam.attachments import (
    Attachment,
    attachments,
    identity_policies,
    managed_policy,
    resource_policy,
)

__all__ = ["Attachment", "attachments", "identity_policies", "managed_policy", "resource_policy"]
