"""Who may do what: an offline evaluator of IAM in three values.

`evaluation` is the pure core: a request against policies, by AWS's evaluation logic. `access` asks it about principals
and resources of a graph. `documents` reads policies, `attachments` finds them, `matching`, `conditions` and `variables`
say whether a statement speaks of a request, `callers` whether it names the one who asks.
"""

from stackproof.reasoning.iam.access import delegates_to_iam, may_use, permits, permits_principal
from stackproof.reasoning.iam.evaluation import Decision
from stackproof.reasoning.iam.grants import (
    ASSUME,
    Assumer,
    Grant,
    Grants,
    assumable_by,
    granted,
    trust_is_known,
    trust_policy,
)

__all__ = [
    "ASSUME",
    "Assumer",
    "Decision",
    "Grant",
    "Grants",
    "assumable_by",
    "delegates_to_iam",
    "granted",
    "may_use",
    "permits",
    "permits_principal",
    "trust_is_known",
    "trust_policy",
]
