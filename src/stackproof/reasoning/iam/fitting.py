"""Whether the resource patterns of a statement can mean what an action is done to.

An action is allowed on resources of certain types. A pattern that no ARN of these types can match grants nothing:
`arn:aws:s3:::docs` is a bucket, and `s3:GetObject` asks about `arn:aws:s3:::docs/key`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from stackproof.facts import iam_services
from stackproof.graph.canonical import attribute_part
from stackproof.graph.identity import canonical, identify
from stackproof.graph.query import string
from stackproof.graph.texts import Token, could_equal, tokens
from stackproof.graph.truth import Truth, some
from stackproof.graph.values import Reference, Text, Unknown, Value
from stackproof.reasoning.iam.variables import has_variables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stackproof.facts.iam_services import Action
    from stackproof.graph.graph import Graph
    from stackproof.reasoning.iam.documents import Statement

_HOLE = re.compile(r"\$\{[^}]*\}")
_ANY = Unknown("any text", "*")
_OPEN: list[Token] = [_ANY]
Fields = list[list[Token]]
"""The parts of an ARN, each a text with holes."""

# Resource types whose names hold no slash, so that a slash behind the name means something inside them.
_WHOLE = {"s3:bucket", "dynamodb:table", "lambda:function"}
# What is filled in at deployment and holds neither slash nor colon, as do names that AWS makes up.
_PLAIN = ("AWS::AccountId", "AWS::Region")


def fits(pattern: Value, action: Action, graph: Graph) -> Truth:
    """Whether a resource pattern can mean a resource of an action's types.

    NO is certain; UNDECIDED stands for patterns that are not known well enough. YES says that the pattern matches some
    ARN of the right form, not that this is the one meant.
    """
    if string(pattern) == "*" or not action.formats:
        return Truth.YES
    asked = graph.index(_Patterns).of(pattern, graph)
    if asked is None:
        return Truth.UNDECIDED
    prefix = action.name.split(":", 1)[0]
    named = zip(action.resources, action.formats, strict=True)
    answers = [Truth.of(_could_be(asked, form, whole=f"{prefix}:{kind}" in _WHOLE)) for kind, form in named]
    answer = some(answers)
    # An ARN that is of no form that its service has is one that the forms do not tell of.
    return Truth.UNDECIDED if answer is Truth.NO and not _is_known(asked) else answer


def _is_known(asked: Fields) -> bool:
    """Whether an ARN is of some form of its service; ours may lack what AWS puts behind (a revision, a suffix)."""
    if len(asked) < 3 or not all(isinstance(one, str) for one in asked[2]):
        return False
    prefix = "".join(one for one in asked[2] if isinstance(one, str))
    known = iam_services.forms(prefix)
    return any(_could_be(asked, form, whole=f"{prefix}:{kind}" in _WHOLE) for kind, form in known.items())


class _Patterns:
    """The patterns of a graph's policies, taken apart once each; many actions are asked about one pattern."""

    def __init__(self, graph: Graph) -> None:
        self._found: dict[int, tuple[Value, Fields | None]] = {}

    def of(self, pattern: Value, graph: Graph) -> Fields | None:
        found = self._found.get(id(pattern))
        if found is None:
            asked = _asked(pattern, graph)
            # The pattern is kept, so that nothing else can have its identity.
            found = self._found[id(pattern)] = (pattern, None if asked is None else _fields(asked))
        return found[1]


def _asked(pattern: Value, graph: Graph) -> list[Token] | None:
    """The pattern as text: names of resources as a word, wildcards as holes; None where too little is known."""
    if _is_log_group_with_streams(pattern, graph):
        return None
    out: list[Token] = []
    certain: bool | None = None
    for one in tokens(canonical(pattern, graph)):
        if isinstance(one, str):
            out.append(_ANY if one in "*?" else one)
            continue
        if not (isinstance(one, Unknown) and _is_plain(one.symbol)):
            certain = _means_one(pattern, graph) if certain is None else certain
            if not certain:
                return None
        out.append("x")
    shown = "".join(token for token in out if isinstance(token, str))
    if not shown.startswith("arn:") or has_variables(shown):
        return None
    return out


def _means_one(pattern: Value, graph: Graph) -> bool:
    """Whether the pattern is the ARN of a resource of the graph, with something known behind it."""
    first, behind = (pattern.parts[0], pattern.parts[1:]) if isinstance(pattern, Text) else (pattern, ())
    if isinstance(first, Reference) and all(isinstance(part, str) for part in behind):
        resource = graph.resources.get(first.target)
        if resource is not None and attribute_part(resource.type, first.attribute) == "arn":
            return resource.exists is not Truth.NO
    found = identify(pattern, graph)
    return found.truth is Truth.YES and found.resource is not None and "$" not in found.suffix


def _is_plain(symbol: str | None) -> bool:
    return symbol in _PLAIN or (symbol is not None and symbol.startswith("name of "))


def _is_log_group_with_streams(pattern: Value, graph: Graph) -> bool:
    """CloudFormation's ARN of a log group ends with `:*`; the one of Terraform's provider does not."""
    if not isinstance(pattern, Reference):
        return False
    resource = graph.resources.get(pattern.target)
    if resource is None or resource.type != "AWS::Logs::LogGroup":
        return False
    # Pulumi's provider is generated from Terraform's; `aws-native:` is CloudFormation.
    return not resource.native_type.startswith(("aws_", "aws:"))


@lru_cache(maxsize=4096)
def _form(form: str) -> Fields:
    out: list[Token] = list("arn:aws:")
    last = 0
    for match in _HOLE.finditer(form):
        out.extend(form[last : match.start()])
        out.append(_ANY)
        last = match.end()
    out.extend(form[last:])
    return _fields(out)


def _could_be(asked: Fields, form: str, *, whole: bool) -> bool:
    if whole and len(asked) == 6 and asked[5].count("/") > form.count("/"):
        return False
    for one, other in zip(asked, _form(form), strict=False):
        if one != other and _OPEN not in (one, other) and not could_equal(one, other):
            return False
    return True


def _fields(arn: Sequence[Token]) -> Fields:
    """The six parts of an ARN, so that a wildcard in one does not stand for another; fewer where not all are written.

    A part with which a pattern ends early is left out: its wildcard may stand for all that follows.
    """
    fields: list[list[Token]] = [[]]
    for one in arn:
        if one == ":" and len(fields) < 6:
            fields.append([])
        else:
            fields[-1].append(one)
    return fields if len(fields) == 6 else fields[:-1]


def grants_on(statement: Statement, action: Action, graph: Graph) -> Truth:
    """Whether a statement can speak of any resource that the action is done to."""
    if statement.not_resources.written or not statement.resources.written:
        return Truth.YES
    answers = [fits(item.value, action, graph) & item.present for item in statement.resources.items]
    return some(answers if statement.resources.complete else [*answers, Truth.UNDECIDED])
