"""IAM's evaluation logic: a request against every policy that has a say in it.

Sources, read 2026-11-20:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html (order, explicit and implicit
denies, what a resource policy's principal changes),
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html,
https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html,
https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html (a key policy has to allow).
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.graph import Graph
from stackproof.graph.query import same
from stackproof.graph.texts import tokens
from stackproof.graph.truth import Truth, every
from stackproof.graph.values import Absent, Value
from stackproof.reasoning.iam.attachments import is_allow_only
from stackproof.reasoning.iam.callers import Caller, Naming, named, speaks_of
from stackproof.reasoning.iam.conditions import conditions_hold
from stackproof.reasoning.iam.documents import NO_POLICY, Document, Statement
from stackproof.reasoning.iam.matching import speaks_of_action, speaks_of_resource
from stackproof.reasoning.iam.variables import RequestContext
from stackproof.reasoning.iam.wording import called, open_part, unread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Speaks = Callable[[Statement], Truth]


class Outcome(Enum):
    """What IAM answers to a request."""

    ALLOWED = "allowed"
    EXPLICIT_DENY = "explicit deny"
    IMPLICIT_DENY = "implicit deny"
    UNDECIDED = "undecided"


class Request(NamedTuple):
    """A request.

    Attributes:
        caller: who asks.
        action: `service:Action`; a `*` in it asks for all that it stands for.
        resource: the ARN of what it is done to, or `*`; a `*` in it asks for all that it stands for.
        context: the request's condition keys; those that follow from the caller are added.
        resource_account: the account that the resource belongs to; None when it is the caller's own.
    """

    caller: Caller
    action: str
    resource: Value
    context: RequestContext = RequestContext()
    resource_account: Value | None = None


class Policies(NamedTuple):
    """The policies that have a say in a request.

    Attributes:
        identity: of the user (with its groups) or role.
        resource: of the resource (a bucket policy, a key policy, a role's trust policy); None when it has none.
        boundary: the permissions boundary; None without one.
        session: the session policies together; None without any.
        service_control: the service control policies, one document a level of the organisation; every level has to
            allow.
        resource_control: the resource control policies, likewise.
    """

    identity: Document = NO_POLICY
    resource: Document | None = None
    boundary: Document | None = None
    session: Document | None = None
    service_control: tuple[Document, ...] = ()
    resource_control: tuple[Document, ...] = ()


class Verdict(NamedTuple):
    """The answer to a request.

    Attributes:
        outcome: allowed, denied by a statement, denied for want of one, or undecided (also when it is denied for
            certain and open is only which of the two ways).
        truth: whether it is allowed.
        statement: the statement that decides; None for an implicit deny.
        reasons: why, for a person to read.
    """

    outcome: Outcome
    truth: Truth
    statement: Statement | None
    reasons: tuple[str, ...]


class Scan(NamedTuple):
    """What a document says to a request.

    Attributes:
        allows, denies: whether it allows, and whether it denies; both can be.
        allowing, denying: the statement that does, or may do, so.
        doubts: what keeps either from being decided.
    """

    allows: Truth
    denies: Truth
    allowing: Statement | None
    denying: Statement | None
    doubts: tuple[str, ...]


_SILENT = Scan(Truth.NO, Truth.NO, None, None, ())
"""What no policy at all says."""


def scan(document: Document, speaks: Speaks, context: RequestContext, graph: Graph) -> Scan:
    """Asks every statement of a document; `speaks` says whether one speaks of the request, conditions apart."""
    allows = denies = Truth.NO
    allowing = denying = None
    doubts: list[str] = []
    for statement in document.statements:
        answer = speaks(statement) & statement.present
        if answer is Truth.NO:
            continue
        answer = answer & conditions_hold(statement, context, graph)
        if answer is Truth.NO:
            continue
        if statement.effect != "Allow":
            answer = answer if statement.effect else Truth.UNDECIDED
            if denies is not Truth.YES and (denying is None or answer is Truth.YES):
                denying = statement
            denies |= answer
            if answer is Truth.UNDECIDED:
                doubts.append(f"{called(statement)} may deny it")
        if statement.effect != "Deny":
            answer = answer if statement.effect else Truth.UNDECIDED
            if allows is not Truth.YES and (allowing is None or answer is Truth.YES):
                allowing = statement
            allows |= answer
    if not document.complete:
        allows |= Truth.UNDECIDED
        if not all(is_allow_only(value, graph) for value in document.open) or not document.open:
            denies |= Truth.UNDECIDED
            doubts.append(unread(document))
    return Scan(allows, denies, allowing, denying, tuple(doubts))


class Decision(NamedTuple):
    """An answer of IAM.

    Attributes:
        truth: allowed, not allowed, or undecided.
        statement: the statement that decides; None when nothing speaks of the request.
        reasons: why, for a person to read; completes "undecided, because ..." when `truth` is UNDECIDED.
    """

    truth: Truth
    statement: Statement | None
    reasons: tuple[str, ...]


def decide(document: Document, speaks: Speaks, context: RequestContext, graph: Graph) -> Decision:
    """What a document by itself decides; deny before allow."""
    found = scan(document, speaks, context, graph)
    if found.denies is Truth.YES and found.denying is not None:
        return Decision(Truth.NO, found.denying, (f"{called(found.denying)} denies it",))
    if found.allows is Truth.YES:
        if found.denies is Truth.UNDECIDED:
            return Decision(Truth.UNDECIDED, found.allowing, found.doubts)
        assert found.allowing is not None
        return Decision(Truth.YES, found.allowing, (f"{called(found.allowing)} allows it",))
    if found.allows is Truth.NO:
        return Decision(Truth.NO, None, ("no statement allows it",))
    return Decision(Truth.UNDECIDED, found.allowing, tuple(_why(found, document)))


class _Layer(NamedTuple):
    """One kind of policy: what it is called, what it says, and its document."""

    name: str
    found: Scan
    document: Document


def evaluate(request: Request, policies: Policies, graph: Graph | None = None) -> Verdict:
    """The answer to a request by IAM's evaluation logic.

    Args:
        request: who asks for what.
        policies: all that have a say.
        graph: where references, names and ARNs in values are looked up; none is needed for plain policies.
    """
    return _Evaluation(request, policies, graph if graph is not None else Graph()).verdict()


class _Evaluation:
    def __init__(self, request: Request, policies: Policies, graph: Graph) -> None:
        self._request = request
        self._policies = policies
        self._graph = graph
        keys = request.caller.keys(graph)
        if request.resource_account is not None:
            keys["aws:ResourceAccount"] = request.resource_account
        self._context = request.context.with_defaults(keys)

    def verdict(self) -> Verdict:
        own = self._policies.resource
        layers = list(self._layers())
        resource = self._scan(own, self._speaks_by_principal) if own is not None else None
        all_layers = [*layers, *([_Layer("resource policy", resource, own)] if resource and own is not None else [])]
        for layer in all_layers:
            if layer.found.denies is Truth.YES and layer.found.denying is not None:
                denying = layer.found.denying
                return Verdict(Outcome.EXPLICIT_DENY, Truth.NO, denying, (f"{called(denying)} denies it",))
        answer = self._allowed(layers)
        denies = [layer for layer in all_layers if layer.found.denies is Truth.UNDECIDED]
        if not denies or answer.outcome is Outcome.UNDECIDED:
            return answer
        doubts = tuple(dict.fromkeys(doubt for layer in denies for doubt in layer.found.doubts))
        if answer.outcome is Outcome.ALLOWED:
            return Verdict(Outcome.UNDECIDED, Truth.UNDECIDED, answer.statement, doubts)
        return Verdict(Outcome.UNDECIDED, Truth.NO, None, answer.reasons + doubts)

    def _layers(self) -> Iterator[_Layer]:
        """The policies that limit the caller, in the order in which AWS asks them."""
        policies, kind = self._policies, self._request.caller.kind
        for document in policies.resource_control:
            yield _Layer("resource control policies", self._scan(document, self._speaks), document)
        if kind in ("service", "anonymous", "federated"):
            return
        for document in policies.service_control:
            yield _Layer("service control policies", self._scan(document, self._speaks), document)
        yield _Layer("", self._scan(policies.identity, self._speaks), policies.identity)
        if kind == "root":
            return
        if policies.boundary is not None:
            found = self._scan(policies.boundary, self._speaks)
            yield _Layer("permissions boundary", found, policies.boundary)
        if policies.session is not None:
            yield _Layer("session policy", self._scan(policies.session, self._speaks), policies.session)

    def _scan(self, document: Document, speaks: Speaks) -> Scan:
        return scan(document, speaks, self._context, self._graph)

    def _speaks(self, statement: Statement) -> Truth:
        request = self._request
        action = speaks_of_action(statement, request.action)
        if action is Truth.NO:
            return action
        return action & speaks_of_resource(statement, request.resource, self._graph, self._context)

    def _speaks_by_principal(self, statement: Statement) -> Truth:
        bounded = Truth.of(self._policies.boundary is not None)
        who = speaks_of(statement, self._request.caller, self._graph, bounded=bounded)
        return who & self._speaks(statement) if who is not Truth.NO else who

    def _naming(self, part: Callable[[Naming], Truth]) -> Scan:
        """What the resource policy says to the caller as far as it names the caller in one way."""
        if self._policies.resource is None:
            return _SILENT

        def speaks(statement: Statement) -> Truth:
            if statement.not_principals.written:
                everyone_else = ~named(statement.not_principals, self._request.caller, self._graph).at_all
                return part(Naming(everyone_else, Truth.NO, Truth.NO)) & self._speaks(statement)
            return part(named(statement.principals, self._request.caller, self._graph)) & self._speaks(statement)

        return self._scan(self._policies.resource, speaks)

    def _allowed(self, layers: list[_Layer]) -> Verdict:
        """Whether it is allowed, explicit denies apart."""
        directly = self._naming(lambda one: one.directly)
        as_role = self._naming(lambda one: one.as_role)
        as_account = self._naming(lambda one: one.as_account)
        always = [layer for layer in layers if layer.name.endswith("control policies")]
        limits = [layer for layer in layers if layer.name in ("permissions boundary", "session policy")]
        identity = next((layer.found for layer in layers if layer.name == ""), None)
        over_all = every(layer.found.allows for layer in always)
        if identity is None:
            return self._settled(over_all & directly.allows, [directly], always, [])
        if self._request.caller.kind == "root":
            identity = identity._replace(allows=Truth.YES)
        limit = every(layer.found.allows for layer in limits)
        if self._request.caller.kind == "federated-user" and self._policies.session is None:
            # A federated session without session policies has no permissions of the user's.
            limit = Truth.NO
        same_account = self._same_account()
        delegated = as_account.allows if self._has_to_be_named() else Truth.YES
        inside = directly.allows | ((as_role.allows | (identity.allows & delegated)) & limit)
        across = (directly.allows | as_role.allows | as_account.allows) & identity.allows & limit
        answer = inside if inside is across else self._either(same_account, inside, across)
        return self._settled(over_all & answer, [directly, as_role, identity, as_account], always, limits)

    @staticmethod
    def _either(same_account: Truth, inside: Truth, across: Truth) -> Truth:
        if same_account is Truth.UNDECIDED:
            return Truth.UNDECIDED
        return inside if same_account is Truth.YES else across

    def _same_account(self) -> Truth:
        other = self._request.resource_account
        if other is None:
            return Truth.YES
        account = self._request.caller.account
        return Truth.NO if isinstance(account, Absent) else same(account, other)

    def _has_to_be_named(self) -> bool:
        """Whether the resource's own policy has to let the caller in: keys, and roles that are to be assumed."""
        if self._policies.resource is None:
            return False
        action = self._request.action.lower()
        if action.startswith("sts:assumerole"):
            return True
        start = "".join(token for token in tokens(self._request.resource)[:12] if isinstance(token, str))
        return action.startswith("kms:") and start == "arn:aws:kms:"

    def _settled(self, truth: Truth, asked: list[Scan], always: list[_Layer], limits: list[_Layer]) -> Verdict:
        if truth is Truth.YES:
            deciding = next((one.allowing for one in asked if one.allows is Truth.YES and one.allowing), None)
            reason = f"{called(deciding)} allows it" if deciding is not None else "an account's root user may do all"
            return Verdict(Outcome.ALLOWED, truth, deciding, (reason,))
        layers = [*always, *limits]
        if truth is Truth.NO:
            refusing = [layer.name for layer in layers if layer.found.allows is Truth.NO]
            reasons = tuple(_limit(name) for name in dict.fromkeys(refusing)) or ("no statement allows it",)
            return Verdict(Outcome.IMPLICIT_DENY, truth, None, reasons)
        return self._open(asked, layers)

    def _open(self, asked: list[Scan], layers: list[_Layer]) -> Verdict:
        reasons: list[str] = []
        statement: Statement | None = None
        for layer in layers:
            if layer.found.allows is Truth.UNDECIDED:
                reasons.append(_limit(layer.name))
                statement = statement or layer.found.allowing
                reasons.extend(_why(layer.found, layer.document))
        for one, document in zip(asked, self._documents(asked), strict=True):
            if one.allows is Truth.UNDECIDED:
                statement = statement or one.allowing
                reasons.extend(_why(one, document))
        if not reasons:
            reasons.append("whether the resource belongs to the caller's account is not known")
        return Verdict(Outcome.UNDECIDED, Truth.UNDECIDED, statement, tuple(dict.fromkeys(reasons)))

    def _documents(self, asked: list[Scan]) -> list[Document]:
        own = self._policies.resource or NO_POLICY
        return [own, own, self._policies.identity, own][: len(asked)]


def _limit(name: str) -> str:
    return f"the {name} have to allow it too" if name.endswith("policies") else f"the {name} has to allow it too"


def _why(found: Scan, document: Document) -> Iterator[str]:
    if found.allowing is not None:
        effect_known = bool(found.allowing.effect)
        name = called(found.allowing)
        yield f"it hangs on {open_part(found.allowing)}" if effect_known else f"the effect of {name} is not known"
    elif not document.complete:
        yield unread(document)
