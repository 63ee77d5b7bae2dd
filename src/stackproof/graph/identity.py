"""Which resource does a value mean? By reference, by ARN, by name, by alias or by queue URL."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.facts.arns import BY_SERVICE, PATHS, ArnFormat
from stackproof.graph.canonical import Part, arn_of, attribute_part, canonical, name_of
from stackproof.graph.query import same, show
from stackproof.graph.truth import Truth, every
from stackproof.graph.values import (
    Absent,
    Conditional,
    Known,
    ListValue,
    MapValue,
    Reference,
    Sensitive,
    Text,
    Unknown,
    Value,
    scalar_text,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

__all__ = ["Identity", "arn_of", "canonical", "identify", "identities", "name_of", "same_resource"]

Piece = str | Value

_KEY_ALIAS = "AWS::KMS::Alias"
_QUEUE = "AWS::SQS::Queue"
_SECRET = "AWS::SecretsManager::Secret"  # noqa: S105 - a type, not a secret
# A name with holes is compared with this many open names at most before the answer is "undecided".
_CANDIDATES = 50


class Identity(NamedTuple):
    """What a value means.

    Attributes:
        resource: the resource of the graph; None when it is none of them or cannot be told.
        part: what of the resource the value is: its ARN, name, another identifier, an alias of it, or an attribute.
        suffix: what follows the resource's own ARN or name (`/*` behind a bucket, `:*` behind a log group); holes are
            shown as `${...}`.
        truth: YES: the value means `resource`. NO: it means no resource of the graph. UNDECIDED: it may mean
            `resource`, or any when that is None.
    """

    resource: Resource | None
    part: Part
    suffix: str
    truth: Truth


NOTHING = Identity(None, "none", "", Truth.NO)
OPEN = Identity(None, "none", "", Truth.UNDECIDED)


def identify(value: Value, graph: Graph, *types: str) -> Identity:
    """The resource that a value means.

    Args:
        value: a reference, a text with references in it, an ARN, a name, `alias/...`, a queue URL.
        graph: where to look; what it needs of names is indexed once.
        types: the types that a plain name is looked up among; all types when none is given.
    """
    if isinstance(value, Sensitive):
        return identify(value.inner, graph, *types)
    if isinstance(value, Conditional):
        then, otherwise = identify(value.then, graph, *types), identify(value.otherwise, graph, *types)
        if then[:3] == otherwise[:3]:
            return then if then.truth is otherwise.truth else then._replace(truth=Truth.UNDECIDED)
        return OPEN
    if isinstance(value, Reference):
        return _by_reference(value, graph)
    if isinstance(value, Text):
        return _by_text(list(value.parts), graph, types)
    if isinstance(value, Known) and isinstance(value.data, str) and value.data:
        return _by_text([value.data], graph, types)
    return OPEN if isinstance(value, Unknown) else NOTHING


def identities(value: Value, graph: Graph, *types: str) -> Iterator[Identity]:
    """As `identify`, for each of the values that a conditional can turn out to be; those are then undecided."""
    if isinstance(value, Sensitive):
        value = value.inner
    if isinstance(value, Conditional):
        whole = identify(value, graph, *types)
        if whole.resource is not None:
            yield whole
            return
        for branch in (value.then, value.otherwise):
            if not isinstance(branch, Absent):
                for found in identities(branch, graph, *types):
                    yield found._replace(truth=Truth.UNDECIDED) if found.truth is Truth.YES else found
        return
    if isinstance(value, (Absent, MapValue, ListValue)):
        return
    yield identify(value, graph, *types)


def same_resource(left: Value, right: Value, graph: Graph, *types: str) -> Truth:
    """Whether two values mean the same resource, whether by name, ARN or reference."""
    one, other = identify(left, graph, *types), identify(right, graph, *types)
    if one.truth is Truth.YES and other.truth is Truth.YES:
        return Truth.of(one.resource is other.resource)
    if {one.truth, other.truth} == {Truth.YES, Truth.NO}:
        return Truth.NO
    equal = same(canonical(left, graph), canonical(right, graph))
    # A name and an ARN can mean one resource although they are different texts.
    return equal if equal is Truth.YES or one.truth is other.truth is Truth.NO else Truth.UNDECIDED


def _by_reference(value: Reference, graph: Graph) -> Identity:
    resource = graph.resources.get(value.target)
    if resource is None or resource.exists is Truth.NO:
        return OPEN
    if resource.type == _KEY_ALIAS:
        return _behind_alias(resource, graph)
    return Identity(resource, attribute_part(resource.type, value.attribute), "", Truth.YES)


def _behind_alias(alias: Resource, graph: Graph) -> Identity:
    target = alias.get("TargetKeyId")
    if isinstance(target, Reference) and graph.target(target, _KEY_ALIAS):
        return OPEN
    key = graph.target(target, "AWS::KMS::Key", "AWS::KMS::ReplicaKey")
    if key is not None:
        return Identity(key, "alias", "", Truth.YES)
    found = identify(target, graph, "AWS::KMS::Key") if not _is_alias(target) else OPEN
    return found._replace(part="alias") if found.resource is not None else Identity(alias, "alias", "", found.truth)


def _is_alias(value: Value) -> bool:
    return "alias/" in show(value)


def _by_text(pieces: list[Piece], graph: Graph, types: tuple[str, ...]) -> Identity:
    first = pieces[0]
    if isinstance(first, Reference) and len(pieces) > 1:
        behind = pieces[1]
        found = _by_reference(first, graph)
        if isinstance(behind, str) and behind[0] in "/:*" and found.part in ("arn", "name", "id"):
            return found._replace(suffix=_shown(pieces[1:]))
    if isinstance(first, str):
        if first.startswith("arn:"):
            return _by_arn(pieces, graph)
        if first.startswith("https://sqs."):
            return _by_queue_url(pieces, graph)
        if first.startswith("alias/"):
            return _by_name(pieces, graph, (_KEY_ALIAS,), "alias")
    return _by_name(pieces, graph, types, "name")


def _by_arn(pieces: list[Piece], graph: Graph) -> Identity:
    fields = _split(pieces, ":", 5)
    if len(fields) < 6:
        return NOTHING
    service, rest = fields[2], fields[5]
    if len(service) != 1 or not isinstance(service[0], str):
        return OPEN
    answers: list[Identity] = []
    for form in BY_SERVICE.get(service[0], ()):
        name, suffix = _resource_part(form, rest)
        if name is None:
            continue
        for found in _candidates(name, graph, form):
            resource = found.resource
            if resource is None or resource.type != form.type:
                continue
            here = _in_place(resource, form, fields)
            if here is not Truth.NO:
                answers.append(Identity(resource, "arn", suffix, here & found.truth))
        if not answers and _could_be_named(name, graph, form.type):
            answers.append(OPEN)
    return _through_alias(_best(answers), graph)


def _in_place(resource: Resource, form: ArnFormat, fields: list[list[Piece]]) -> Truth:
    """Whether region and account of an ARN are those of the resource."""
    checks = []
    for field, fact, scope in ((fields[3], resource.region, "region"), (fields[4], resource.account, "account")):
        if scope in form.scope and field and field != ["*"]:
            checks.append(same(text(field), fact))
    return every(checks)


def _resource_part(form: ArnFormat, pieces: list[Piece]) -> tuple[list[Piece] | None, str]:
    """The name inside the resource part of an ARN and what follows it; no name when the form does not fit."""
    if not pieces:
        return None, ""
    rest = list(pieces)
    if form.prefix:
        if not isinstance(rest[0], str) or not rest[0].startswith(form.prefix):
            return None, ""
        rest[0] = rest[0][len(form.prefix) :]
        rest = [piece for piece in rest if piece != ""]
    if form.type in PATHS or form.type == "AWS::Events::Rule":
        return _split(rest, "/")[-1] or None, ""
    if form.type == _SECRET:
        return _without_random_end(rest), ""
    for index, piece in enumerate(rest):
        if isinstance(piece, str):
            cut = min((at for at in (piece.find(sign) for sign in form.separators) if at >= 0), default=-1)
            if cut >= 0:
                name = [*rest[:index], *([piece[:cut]] if cut else [])]
                return name or None, _shown([piece[cut:], *rest[index + 1 :]])
    return rest or None, ""


def _without_random_end(pieces: list[Piece]) -> list[Piece]:
    last = pieces[-1] if pieces else ""
    if isinstance(last, str):
        for end in ("-??????", "-*", "*"):
            if last.endswith(end):
                return [piece for piece in [*pieces[:-1], last[: -len(end)]] if piece != ""]
    return pieces


def _candidates(name: list[Piece], graph: Graph, form: ArnFormat) -> Iterable[Identity]:
    if len(name) == 1 and isinstance(name[0], Reference):
        resource = graph.resources.get(name[0].target)
        # A name in the ARN of another type (a log group named as a function) is looked up as a name.
        if resource is not None and resource.type == form.type:
            return [Identity(resource, "arn", "", Truth.YES)]
    names = graph.index(_Names)
    keys = [_key(name, graph)]
    if form.type == "AWS::SSM::Parameter" and isinstance(name[0], str) and name[0].startswith("/"):
        keys.append(_key([piece for piece in (name[0][1:], *name[1:]) if piece != ""], graph))
    if form.type == _SECRET and isinstance(name[-1], str) and len(name[-1]) > 7 and name[-1][-7] == "-":
        keys.append(_key([*name[:-1], name[-1][:-7]], graph))
    return [found for key in keys for found in names.of(form.type, key)]


def _by_queue_url(pieces: list[Piece], graph: Graph) -> Identity:
    steps = _split(pieces, "/")
    if len(steps) != 5 or not steps[4]:
        return NOTHING
    region = _split(steps[2], ".", 2)[1]
    answers = []
    for found in graph.index(_Names).of(_QUEUE, _key(steps[4], graph)):
        assert found.resource is not None
        here = same(text(region), found.resource.region) & same(text(steps[3]), found.resource.account)
        if here is not Truth.NO:
            answers.append(Identity(found.resource, "id", "", here & found.truth))
    if not answers and _could_be_named(steps[4], graph, _QUEUE):
        return OPEN
    return _best(answers)


def _by_name(pieces: list[Piece], graph: Graph, types: tuple[str, ...], part: Part) -> Identity:
    names = graph.index(_Names)
    key = _key(pieces, graph)
    found = [hit._replace(part=part) for type_ in types or ("",) for hit in names.of(type_, key)]
    if not found and any(_could_be_named(pieces, graph, type_) for type_ in types or ("",)):
        return OPEN
    return _through_alias(_best(found), graph)


def _through_alias(found: Identity, graph: Graph) -> Identity:
    if found.resource is None or found.resource.type != _KEY_ALIAS:
        return found
    behind = _behind_alias(found.resource, graph)
    return behind._replace(truth=behind.truth & found.truth)


def _best(answers: list[Identity]) -> Identity:
    sure = [answer for answer in answers if answer.truth is Truth.YES]
    if len(sure) == 1:
        return sure[0]
    if answers:
        return answers[0]._replace(truth=Truth.UNDECIDED)
    return NOTHING


def _could_be_named(pieces: list[Piece], graph: Graph, type_: str) -> bool:
    """Whether a name that is not in the index can still be the name of a resource of this type."""
    if any(isinstance(piece, str) and ("*" in piece or "?" in piece) for piece in pieces):
        return bool(graph.of_type(type_)) if type_ else True
    names = graph.index(_Names)
    open_names = names.open.get(type_, [])
    closed = [] if all(isinstance(piece, str) for piece in pieces) else names.closed.get(type_, [])
    if len(open_names) + len(closed) > _CANDIDATES:
        return True
    wanted = canonical(text(pieces), graph)
    return any(same(wanted, name) is not Truth.NO for name in (*open_names, *closed))


Key = tuple[Piece, ...]


class _Names:
    """The resources of a graph by type and canonical name; under the empty type by name alone."""

    def __init__(self, graph: Graph) -> None:
        self._by: dict[tuple[str, Key], list[Identity]] = {}
        self.open: dict[str, list[Value]] = {}
        self.closed: dict[str, list[Value]] = {}
        for resource in graph.resources.values():
            if resource.exists is not Truth.NO:
                self._add(resource, canonical(name_of(resource), graph), Truth.YES)

    def _add(self, resource: Resource, name: Value, truth: Truth) -> None:
        if isinstance(name, Sensitive):
            name = name.inner
        if isinstance(name, Conditional):
            self._add(resource, name.then, Truth.UNDECIDED)
            self._add(resource, name.otherwise, Truth.UNDECIDED)
            return
        if isinstance(name, (Absent, MapValue, ListValue)):
            return
        if isinstance(name, Unknown) and name.symbol == f"name of {resource.address}":
            return
        key = (
            name.parts if isinstance(name, Text) else (scalar_text(name.data),) if isinstance(name, Known) else (name,)
        )
        for type_ in (resource.type, ""):
            self._by.setdefault((type_, key), []).append(Identity(resource, "name", "", truth))
            (self.closed if isinstance(name, Known) else self.open).setdefault(type_, []).append(name)

    def of(self, type_: str, key: Key) -> list[Identity]:
        """The resources of a type (any when empty) with this name."""
        return self._by.get((type_, key), [])


def _key(pieces: list[Piece], graph: Graph) -> Key:
    value = canonical(text(pieces), graph)
    if isinstance(value, Sensitive):
        value = value.inner
    return (
        value.parts if isinstance(value, Text) else (scalar_text(value.data),) if isinstance(value, Known) else (value,)
    )


def _split(pieces: list[Piece], sign: str, most: int = -1) -> list[list[Piece]]:
    """Splits a text with holes at a sign in its known parts."""
    fields: list[list[Piece]] = [[]]
    for piece in pieces:
        if not isinstance(piece, str):
            fields[-1].append(piece)
            continue
        left = -1 if most < 0 else most - len(fields) + 1
        for index, part in enumerate(piece.split(sign, left) if left else [piece]):
            if index:
                fields.append([])
            if part:
                fields[-1].append(part)
    return fields


def _shown(pieces: list[Piece]) -> str:
    return show(text(pieces), 4096)
