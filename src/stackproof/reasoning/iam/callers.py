"""Who makes a request, and whether a policy names them.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html (2026-11-20). A
policy may name a session or user itself, the role behind a session, or the whole account: what follows of each is
different.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from stackproof.graph.canonical import name_of
from stackproof.graph.identity import arn_of, canonical, identify
from stackproof.graph.query import same, string
from stackproof.graph.resource import Resource
from stackproof.graph.texts import tokens
from stackproof.graph.truth import Truth, every, some
from stackproof.graph.values import Absent, Known, Text, Unknown, Value, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stackproof.graph.graph import Graph
    from stackproof.reasoning.iam.documents import Principals, Statement

Kind = Literal["user", "role", "federated-user", "root", "service", "federated", "anonymous"]

_ROOT = re.compile(r"arn:aws:iam::(\d{12}):root|(\d{12})")
_TYPES = {"user": "User", "role": "AssumedRole", "federated-user": "FederatedUser", "root": "Account"}
_NOBODY = Unknown("it is not known who asks")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who makes a request.

    Attributes:
        kind: a user, a role's session, a federated user's session, an account's root user, an AWS service, somebody of
            an identity provider before a role was assumed, or anybody without credentials.
        arn: of the user or role; of the user who federated; of the provider; the service's principal name.
        account: the account that the caller belongs to.
        session: the ARN of the session (`arn:aws:sts::...:assumed-role/Role/name`), where it is known.
        resource: the role or user, when it is one of the graph.
        tags: the principal's tags, for `aws:PrincipalTag/...`; None when they are not known.
    """

    kind: Kind
    arn: Value = _NOBODY
    account: Value = field(default_factory=lambda: Unknown("the account is not stated", "AWS::AccountId"))
    session: Value | None = None
    resource: Resource | None = None
    tags: Mapping[str, Value] | None = None

    def keys(self, graph: Graph) -> dict[str, Value]:
        """The condition keys that every request of the caller has.

        Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html (2026-11-20).
        """
        if self.kind == "service":
            return {
                "aws:PrincipalIsAWSService": Known(True),
                "aws:PrincipalServiceName": self.arn,
                "aws:username": Absent(),
            }
        found: dict[str, Value] = {"aws:PrincipalIsAWSService": Known(False)}
        if self.kind in _TYPES:
            found["aws:PrincipalType"] = Known(_TYPES[self.kind])
            found["aws:PrincipalAccount"] = self.account
            if self.kind != "federated-user":
                found["aws:PrincipalArn"] = canonical(self.arn, graph)
        if self.kind == "user":
            found["aws:username"] = _user_name(self, graph)
        elif self.kind != "federated":
            found["aws:username"] = Absent()
        for key, value in (self.tags or {}).items():
            found[f"aws:PrincipalTag/{key}"] = value
        return found


def _user_name(caller: Caller, graph: Graph) -> Value:
    if caller.resource is not None:
        return canonical(name_of(caller.resource), graph)
    arn = string(caller.arn)
    return Known(arn.rsplit("/", 1)[-1]) if arn is not None else Unknown("the user's name is not known", "aws:username")


def caller_of(principal: Resource | Value | str, graph: Graph) -> Caller:
    """A caller from a role or user of the graph, from an ARN, or from a service's principal name."""
    if isinstance(principal, Resource):
        kind: Kind = "user" if principal.type == "AWS::IAM::User" else "role"
        return Caller(kind, arn_of(principal, graph), principal.account, None, principal)
    value = canonical(Known(principal) if isinstance(principal, str) else principal, graph)
    if string(value) == "*":
        return Caller("anonymous", account=Absent())
    if _is_service(value):
        return Caller("service", value, Absent())
    return _by_arn(value)


def _by_arn(value: Value) -> Caller:
    written = string(value)
    if written is None:
        shown = "".join(part for part in tokens(value) if isinstance(part, str))
        kind: Kind = "user" if ":user/" in shown else "root" if shown.endswith(":root") else "role"
        return Caller(kind, value, _account_part(value))
    if _ROOT.fullmatch(written):
        number = written.removesuffix(":root").rsplit(":", 1)[-1]
        return Caller("root", Known(f"arn:aws:iam::{number}:root"), Known(number))
    fields = written.split(":", 5)
    if len(fields) < 6 or fields[0] != "arn":
        return Caller("federated", value, Absent())
    account = Known(fields[4])
    kind_of, _, name = fields[5].partition("/")
    if kind_of == "assumed-role":
        role = Known(f"arn:aws:iam::{fields[4]}:role/{name.split('/', 1)[0]}")
        return Caller("role", role, account, value)
    if kind_of == "federated-user":
        return Caller("federated-user", Known(f"arn:aws:iam::{fields[4]}:user/{name}"), account, value)
    if kind_of in ("saml-provider", "oidc-provider"):
        return Caller("federated", value, account)
    return Caller("user" if kind_of == "user" else "role", value, account)


def _account_part(value: Value) -> Value:
    """The account in an ARN with holes, when it is a part of its own."""
    if isinstance(value, Text):
        for before, part in zip(value.parts, value.parts[1:], strict=False):
            if isinstance(before, str) and before.endswith("arn:aws:iam::") and isinstance(part, Value):
                return part
    return Unknown("the account is not known")


class Naming(NamedTuple):
    """How a list of principals names a caller.

    Attributes:
        directly: by the user's or session's own ARN, as the service or provider, or as everyone.
        as_role: by the ARN of the role behind the session, or of the user who federated.
        as_account: by the account.
    """

    directly: Truth
    as_role: Truth
    as_account: Truth

    @property
    def at_all(self) -> Truth:
        """Whether the caller is named in any way."""
        return self.directly | self.as_role | self.as_account


def named(principals: Principals, caller: Caller, graph: Graph) -> Naming:
    """How a Principal element names a caller."""
    found = [Naming(Truth.NO, Truth.NO, Truth.NO)]
    for one in principals.items:
        if one.kind == "*":
            found.append(Naming(one.present, Truth.NO, Truth.NO))
        elif one.kind == "AWS":
            row = _as_aws(one.value, caller, graph)
            found.append(Naming(*(truth & one.present for truth in row)))
        elif one.kind == "Service" and caller.kind == "service":
            found.append(Naming(same(canonical(one.value, graph), caller.arn) & one.present, Truth.NO, Truth.NO))
        elif one.kind == "Federated" and caller.kind == "federated":
            equal = same(canonical(one.value, graph), canonical(caller.arn, graph))
            found.append(Naming(equal & one.present, Truth.NO, Truth.NO))
        elif one.kind == "CanonicalUser" and caller.kind in _TYPES:
            # A canonical user id stands for an account, and does not tell which.
            found.append(Naming(Truth.NO, Truth.NO, Truth.UNDECIDED & one.present))
    if not principals.complete:
        found.append(Naming(Truth.UNDECIDED, Truth.NO, Truth.NO))
    return Naming(*(some(column) for column in zip(*found, strict=True)))


def _as_aws(value: Value, caller: Caller, graph: Graph) -> Naming:
    nothing = Naming(Truth.NO, Truth.NO, Truth.NO)
    if caller.kind not in _TYPES:
        return nothing
    if is_account(value, graph) is Truth.YES:
        return nothing._replace(as_account=_in_account(value, caller, graph))
    itself = _is_principal(value, caller, graph)
    if caller.kind in ("role", "federated-user"):
        unknown_session = Truth.UNDECIDED if ":assumed-role/" in (string(value) or "") else Truth.NO
        session = same(canonical(value, graph), caller.session) if caller.session is not None else unknown_session
        if session is Truth.UNDECIDED and caller.session is None:
            session &= _of_role(value, caller, graph)
        return Naming(session, itself, Truth.NO)
    if caller.kind == "root":
        return nothing._replace(as_account=itself)
    return nothing._replace(directly=itself)


def _of_role(value: Value, caller: Caller, graph: Graph) -> Truth:
    """Whether a session's ARN can be one of the role's sessions."""
    written, role = string(value), string(canonical(caller.arn, graph))
    if written is None or role is None:
        return Truth.UNDECIDED
    return Truth.of(written.split("/")[1] == role.rsplit("/", 1)[-1])


def _is_principal(value: Value, caller: Caller, graph: Graph) -> Truth:
    if caller.resource is None:
        return same(canonical(value, graph), canonical(caller.arn, graph))
    found = identify(value, graph, caller.resource.type)
    if found.truth is Truth.NO or (found.resource is not None and found.resource is not caller.resource):
        return Truth.NO
    return Truth.NO if is_account(value, graph) is not Truth.NO else found.truth


def _in_account(value: Value, caller: Caller, graph: Graph) -> Truth:
    plain = canonical(value, graph)
    written = string(plain)
    if written is not None:
        return same(Known(written.removesuffix(":root").rsplit(":", 1)[-1]), caller.account)
    if isinstance(plain, Text):
        return same(plain, text(["arn:aws:iam::", caller.account, ":root"]))
    return same(plain, caller.account)


def is_account(value: Value, graph: Graph) -> Truth:
    """Whether a principal is a whole account: its id, or the ARN that ends with `:root`."""
    plain = canonical(value, graph)
    written = string(plain)
    if written is not None:
        return Truth.of(_ROOT.fullmatch(written) is not None)
    if isinstance(plain, Text):
        first, last = plain.parts[0], plain.parts[-1]
        ends = isinstance(last, str) and last.endswith(":root")
        return Truth.of(ends and isinstance(first, str) and first.startswith("arn:aws:iam::"))
    return Truth.of(isinstance(plain, Unknown) and plain.symbol == "AWS::AccountId")


def _is_service(value: Value) -> bool:
    last = tokens(value)[-14:]
    return "".join(part for part in last if isinstance(part, str)).endswith(".amazonaws.com")


def speaks_of(statement: Statement, caller: Caller, graph: Graph, *, bounded: Truth = Truth.NO) -> Truth:
    """Whether a statement of a resource policy speaks of a caller at all, by Principal or NotPrincipal.

    Args:
        statement: of a resource policy or a role's trust policy.
        caller: who asks.
        graph: where principals are looked up.
        bounded: whether the caller has a permissions boundary. A Deny with NotPrincipal then denies whoever is listed:
            https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html (2026-11-20).
    """
    if not statement.not_principals.written:
        return named(statement.principals, caller, graph).at_all
    listed = named(statement.not_principals, caller, graph)
    if statement.effect == "Allow":
        return ~listed.at_all
    return ~(_excepted(statement.not_principals, listed, caller) & ~bounded)


def _excepted(principals: Principals, listed: Naming, caller: Caller) -> Truth:
    """Whether a Deny with NotPrincipal leaves a caller out.

    For certain it does where everything is listed that the documentation asks for: the user and the account; the
    session, its role and the account.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html (2026-11-20)
    """
    if any(one.kind == "*" and one.present is Truth.YES for one in principals.items):
        return Truth.YES
    if caller.kind == "user":
        needed = [listed.directly, listed.as_account]
    elif caller.kind in ("role", "federated-user"):
        needed = [listed.directly, listed.as_role, listed.as_account]
    else:
        needed = [listed.at_all]
    whole = every(needed)
    if whole is Truth.NO:
        return Truth.NO if listed.at_all is Truth.NO else Truth.UNDECIDED
    return whole
