"""No password or key stands in the code in plain text.

## What it does
Reports a text that is known where AWS takes a password (`MasterUserPassword`, `AuthToken` and the like), the content of
a secret or of a secure parameter that is written in the code, and texts that look like an access key of AWS, a private
key, or a token of GitHub or Slack, wherever they stand. What is passed in, generated, or resolved at deployment is no
text. Passwords that everybody knows and defaults have rules of their own. The text itself is never shown.

## Why is this bad
Who may read the repository, the template, the state or the configuration has the password.

## How to mend
Let AWS make it: `ManageMasterUserPassword`, or `GenerateSecretString` of a secret and a dynamic reference to it. What
is in the history of a repository has to be changed as well.

## References
- [Dynamic references](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html)
- [Passwords in Secrets Manager](https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.rules.model import EVERY_TYPE, Answer, Context, Fault, Impacts, rule
from stackproof.sources.passwords import written_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="SECRET-PLAIN-001",
    title="Password or key in plain text",
    severity="critical",
    blocks="none",
    category="security",
    types=EVERY_TYPE,
    root_cause="A secret was written into the code.",
    fix="Let AWS generate the secret, or refer to one in Secrets Manager; change what was published.",
    impacts=Impacts(security="Whoever reads the code or the configuration can use the secret."),
    effort=30,
    reference="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html",
    same_as=("W1011",),
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Judges what is written, never what is passed."""
    for one in written_in(resource, context.graph):
        if one.assumed or one.placeholder or one.kind == "variable":
            continue
        what = f"what looks like {one.what}" if one.kind == "token" else "a secret"
        message = f"{one.shown} of {resource.address} holds {what} in plain text"
        yield Fault(message, one.value.at, ("the text is not shown",))
