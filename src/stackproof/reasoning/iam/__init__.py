"""Who may do what: an offline evaluator of IAM in three values.

`evaluation` is the pure core: a request against policies, by AWS's evaluation logic. `access` asks it about principals
and resources of a graph, `grants` what a role may do in all and who may take it. `documents` reads policies,
`attachments` and `sites` find them, `matching`, `conditions` and `variables` say whether a statement speaks of a
request, `callers` whether it names the one who asks; `fitting`, `misnamed` and `taking` find what cannot be meant.
"""

from stackproof.reasoning.iam.access import delegates_to_iam, may_use, permits, permits_principal
from stackproof.reasoning.iam.callers import Caller
from stackproof.reasoning.iam.evaluation import Decision, Outcome, Policies, Request, Verdict, evaluate
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
from stackproof.reasoning.iam.variables import RequestContext

__all__ = [
    "ASSUME",
    "Assumer",
    "Caller",
    "Decision",
    "Grant",
    "Grants",
    "Outcome",
    "Policies",
    "Request",
    "RequestContext",
    "Verdict",
    "assumable_by",
    "delegates_to_iam",
    "evaluate",
    "granted",
    "may_use",
    "permits",
    "permits_principal",
    "trust_is_known",
    "trust_policy",
]
