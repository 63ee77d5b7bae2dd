"""Every physical name and every stack name carries the environment suffix.

## What it proves
The project was read twice, under two values of the suffix that `policy.suffix` names, and no physical name and no
stack name is the same in both; every name holds the suffix of its reading; with `pattern`, every name follows it. Names
that AWS or CloudFormation makes up are made of the stack's name and are left out, and so are names inside another
resource, such as those of an API's stages (`$default`) and of inline policies.

## Parameters
- `pattern`: how names are built, such as `{type}-{purpose}-{suffix}`. `{suffix}` is the suffix, every other word in
  braces stands for letters, digits, dots, underscores and hyphens, among them the number of the account, which is not
  known before the deployment. What AWS demands around a name (`alias/`, a path in
  front, `.fifo` behind) is not looked at. A domain's name follows it with one of its labels, and so does the name of a
  log group that a service makes of another name (`/aws/rds/cluster/NAME/postgresql`) with one of its steps.
- `except`: globs of addresses whose names are free.

## Example
    expect: {check: naming.carries-suffix, with: {pattern: "{type}-{purpose}-{suffix}"}}
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

from stackproof.contract.checks.model import TEXTS, Parameter, all_known, check
from stackproof.contract.document import fault
from stackproof.contract.fields import text_of
from stackproof.contract.outcome import proven, together, undecided, violated
from stackproof.contract.pattern import PatternError, compile_pattern
from stackproof.contract.verdict import Proof
from stackproof.facts.types import type_facts
from stackproof.graph.identity import canonical
from stackproof.graph.location import NOWHERE
from stackproof.graph.query import matches, show, string, why
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Known, Text, Unknown, Value, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.document import Node
    from stackproof.contract.outcome import Outcome
    from stackproof.contract.pattern import Pattern
    from stackproof.graph.graph import Graph
    from stackproof.graph.location import Location

# Names inside another resource, which nothing else can clash with.
_INNER = frozenset(
    {
        "AWS::ApiGateway::Stage", "AWS::ApiGatewayV2::Stage",
        "AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::UserPolicy", "AWS::IAM::GroupPolicy",
    }
)  # fmt: skip
_DOMAINS = frozenset({"AWS::Route53::HostedZone", "AWS::Route53::RecordSet"})
_LOGS = "AWS::Logs::LogGroup"
_ACCOUNTS = "000000000000", "123456789012"
_WORD = re.compile(r"\{([a-z_]+)\}")


class Name(NamedTuple):
    """A physical name: of which kind of thing, whose, and the value."""

    kind: str
    address: str
    value: Value
    at: Location


def _pattern(node: Node, name: str) -> str:
    pattern = text_of(node, name)
    if "{suffix}" not in pattern:
        raise fault(f"{name} has no {{suffix}}", node.at)
    try:
        _compiled(pattern, "x")
    except PatternError as error:
        raise fault(f"{name} is too long", node.at) from error
    return pattern


def judge(context: EvaluationContext, **given: str | tuple[str, ...] | None) -> Outcome:
    """Judges every name of both readings."""
    suffix, pattern, left_out = context.policy.suffix, given["pattern"], given["except"] or ()
    if suffix is None:
        return undecided("policy.suffix names no parameter that carries the suffix", context.home)
    if context.twin is None:
        return undecided("the project was not read under a second suffix", context.home)
    compiled = _compiled(pattern, suffix) if isinstance(pattern, str) else None
    twins = {(name.kind, name.address): name.value for name in physical_names(context.twin)}
    others = {(kind, string(value)) for (kind, _), value in twins.items() if string(value) is not None}
    outcomes = [
        together([_name(name, suffix, compiled, others), _follows(name, twins, context.other_suffix)])
        for name in physical_names(context.graph)
        if not any(fnmatchcase(name.address, one) for one in left_out)
    ]
    return all_known(context, outcomes, "nothing in the whole graph has a name")


CHECK = check(
    {
        "pattern": Parameter(_pattern, "how names are built"),
        "except": Parameter(TEXTS, "globs of addresses whose names are free", default=()),
    }
)(judge)


def _compiled(pattern: str, suffix: str) -> Pattern:
    out = []
    for index, piece in enumerate(_WORD.split(pattern)):
        if index % 2 == 0:
            out.append(re.sub(r"([^A-Za-z0-9])", r"\\\1", piece))
        elif piece == "suffix":
            out.append(re.sub(r"([^A-Za-z0-9])", r"\\\1", suffix))
        else:
            out.append("[A-Za-z0-9][A-Za-z0-9._-]*")
    return compile_pattern("^" + "".join(out) + "$")


def physical_names(graph: Graph) -> Iterator[Name]:
    """Every name of a graph that is written down, of stacks and resources, as far as it can clash with another."""
    for stack in graph.stacks.values():
        if stack.parent is None and not isinstance(stack.name, (Unknown, Absent)):
            yield Name("stack", stack.key, stack.name, stack.location)
    for resource in graph.resources.values():
        facts = type_facts(resource.type)
        if facts is None or not facts.name_path or resource.type in _INNER or resource.exists is Truth.NO:
            continue
        written = resource.get(*facts.name_path)
        if not isinstance(written, Absent):
            at = written.at if written.at != NOWHERE else resource.location
            yield Name(resource.type, resource.address, canonical(written, graph), at)


def _name(name: Name, suffix: str, pattern: Pattern | None, others: set[tuple[str, str | None]]) -> Outcome:
    shown = f"{name.address or 'the stack'} is named {show(name.value)}"
    proof = Proof(name.address, name.at, shown)
    known = string(name.value)
    if known is not None and (name.kind, known) in others:
        return violated(f"{shown}, under both suffixes", name.at, proof)
    carries = matches(name.value, f"*{re.sub('[*?]', '?', suffix)}*")
    if carries is Truth.NO:
        return violated(f"{shown}, without the suffix {suffix}", name.at, proof)
    follows = _fits(name, pattern) if pattern is not None else Truth.YES
    if follows is Truth.NO:
        return violated(f"{shown}, which does not follow the pattern", name.at, proof)
    if (carries & follows) is Truth.YES:
        return proven(proof)
    return undecided(f"whether the name of {name.address} carries the suffix: {why(name.value)}", name.at, proof)


def _follows(name: Name, twins: dict[tuple[str, str], Value], other: str) -> Outcome:
    """Whether the same name carries the other suffix in the other reading, and not a word that stands in its place."""
    twin = twins.get((name.kind, name.address))
    if not other or twin is None:
        return proven()
    carries = matches(twin, f"*{other}*")
    if carries is Truth.YES:
        return proven()
    words = f"{name.address or 'the stack'} is named {show(twin)} under the suffix {other}"
    proof = Proof(name.address, name.at, words)
    return violated(words, name.at, proof) if carries is Truth.NO else undecided(f"whether {words}", name.at, proof)


def _fits(name: Name, pattern: Pattern) -> Truth:
    """Whether a name follows the pattern; where others settle the form of the name, one of its parts has to."""
    known = string(name.value)
    separator = "." if name.kind in _DOMAINS else "/" if name.kind == _LOGS else ""
    if known is None or not separator or (name.kind == _LOGS and not known.startswith("/aws/")):
        core = _core(name.value)
        answers = {pattern.truth(_in_account(core, account)) for account in _ACCOUNTS}
        return answers.pop() if len(answers) == 1 else Truth.UNDECIDED
    parts = [pattern.truth(Known(part)) for part in known.rstrip(".").split(separator)]
    return Truth.YES if Truth.YES in parts else Truth.NO


def _in_account(name: Value, account: str) -> Value:
    """The name as it is in an account, where only its number was open."""
    if not isinstance(name, Text):
        return name
    return text([account if getattr(part, "symbol", None) == "AWS::AccountId" else part for part in name.parts])


def _core(name: Value) -> Value:
    """The name without the path that AWS demands in front and `.fifo` behind."""
    if isinstance(name, Known):
        return Known(str(name.data).rsplit("/", 1)[-1].removesuffix(".fifo"))
    if isinstance(name, Text) and isinstance(name.parts[0], str):
        return text([name.parts[0].rsplit("/", 1)[-1], *name.parts[1:]])
    return name
