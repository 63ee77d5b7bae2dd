"""What holds of every evaluation: deny wins in any order, allowing more never denies, unknowns only weaken."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from stackproof.graph.truth import Truth
from stackproof.graph.values import Known, MapValue, Value, from_plain, walk
from stackproof.reasoning.iam.documents import Document, read_document
from stackproof.reasoning.iam.evaluation import Outcome, Policies, Request, Verdict, evaluate
from stackproof.reasoning.iam.variables import RequestContext
from tests.reasoning.iam.case_files import CALLERS, OURS, THEIRS
from tests.reasoning.iam.test_cases import with_hole

ACTIONS = ("s3:GetObject", "s3:PutObject", "kms:Decrypt", "sts:AssumeRole")
RESOURCES = ("arn:aws:s3:::docs/a", "arn:aws:s3:::docs/b", "arn:aws:kms:eu-west-1:111122223333:key/1")
KEYS = ("aws:x", "aws:TagKeys", "aws:PrincipalTag/team", "aws:SecureTransport")

texts = st.sampled_from(["red", "Red", "blue", "true", "false", "7", "10.0.0.1", "2026-01-01", ""])
action_patterns = st.sampled_from([*ACTIONS, "s3:*", "*", "s3:Get*", "S3:getobjec?", "ec2:*"])
resource_patterns = st.sampled_from(
    [
        *RESOURCES,
        "*",
        "arn:aws:s3:::docs/*",
        "arn:aws:s3:::docs/${aws:x}",
        "arn:aws:s3:::${aws:PrincipalTag/team, 'a'}/?",
    ]
)
operators = st.sampled_from(
    [
        *("StringEquals", "StringNotEquals", "StringLike", "StringEqualsIgnoreCase", "NumericLessThan", "DateLessThan"),
        *("Bool", "Null", "IpAddress", "NotIpAddress", "ArnLike", "ArnNotEquals", "StringEqualsIfExists"),
        *(
            "StringNotLikeIfExists",
            "ForAllValues:StringEquals",
            "ForAnyValue:StringLike",
            "ForAllValues:StringNotEquals",
        ),
        *("BoolIfExists", "ForAnyValue:StringNotEquals", "NoSuchOperator"),
    ]
)
values = st.one_of(
    texts, st.lists(texts, max_size=2), st.sampled_from(["*", "r*", "${aws:x}", "${aws:x, 'red'}", "10.0.0.0/8"])
)
conditions = st.dictionaries(operators, st.dictionaries(st.sampled_from(KEYS), values, max_size=2), max_size=2)
named = st.sampled_from(
    [
        "*",
        {"AWS": OURS},
        {"AWS": f"arn:aws:iam::{THEIRS}:root"},
        {"AWS": [str(caller.arn.data) for caller in CALLERS.values() if isinstance(caller.arn, Known)]},
        {"AWS": f"arn:aws:iam::{OURS}:role/app"},
        {"AWS": [f"arn:aws:iam::{OURS}:user/alice", OURS]},
        {"AWS": f"arn:aws:sts::{OURS}:assumed-role/app/run"},
        {"Service": "lambda.amazonaws.com"},
    ]
)


@st.composite
def statements(draw: st.DrawFn, *, guarded: bool) -> dict[str, Any]:
    built: dict[str, Any] = {"Effect": draw(st.sampled_from(["Allow", "Allow", "Deny"]))}
    built[draw(st.sampled_from(["Action", "Action", "NotAction"]))] = draw(
        st.one_of(action_patterns, st.lists(action_patterns, min_size=1, max_size=2))
    )
    built[draw(st.sampled_from(["Resource", "Resource", "NotResource"]))] = draw(resource_patterns)
    condition = draw(conditions)
    if condition:
        built["Condition"] = condition
    if guarded:
        built[draw(st.sampled_from(["Principal", "Principal", "NotPrincipal"]))] = draw(named)
    return built


def documents(*, guarded: bool = False) -> st.SearchStrategy[dict[str, Any]]:
    versions = st.sampled_from([{"Version": "2012-10-17"}, {"Version": "2012-10-17"}, {}])
    listed = st.lists(statements(guarded=guarded), max_size=3)
    return st.builds(lambda head, rows: {**head, "Statement": rows}, versions, listed)


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, Any]:
    """A request's parts and the plain documents of its layers."""
    world: dict[str, Any] = {
        "caller": draw(st.sampled_from(sorted(CALLERS))),
        "action": draw(st.sampled_from(ACTIONS)),
        "resource": draw(st.sampled_from(RESOURCES)),
        "account": draw(st.sampled_from([None, OURS, THEIRS])),
        "context": draw(
            st.dictionaries(st.sampled_from(KEYS), st.one_of(st.none(), texts, st.lists(texts, max_size=2)))
        ),
        "identity": draw(documents()),
    }
    for layer in ("boundary", "session", "control"):
        if draw(st.booleans()):
            world[layer] = draw(documents())
    if draw(st.booleans()):
        world["guard"] = draw(documents(guarded=True))
    return world


LAYERS = ("identity", "boundary", "session", "control", "guard")


def judged(world: dict[str, Any], given: dict[str, Value] | None = None, context: Value | None = None) -> Verdict:
    read: dict[str, Document] = {
        layer: read_document((given or {}).get(layer) or from_plain(world[layer])) for layer in LAYERS if layer in world
    }
    policies = Policies(
        read["identity"],
        read.get("guard"),
        read.get("boundary"),
        read.get("session"),
        (read["control"],) if "control" in read else (),
    )
    keys: dict[str, Any] = dict(context.entries) if isinstance(context, MapValue) else world["context"]
    account = Known(world["account"]) if world["account"] else None
    request = Request(
        CALLERS[world["caller"]], world["action"], Known(world["resource"]), RequestContext(keys, closed=True), account
    )
    return evaluate(request, policies)


@given(worlds(), st.sampled_from(LAYERS), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_the_order_of_statements_decides_nothing(world: dict[str, Any], layer: str, random: Any) -> None:
    before = judged(world)
    if layer in world:
        rows = list(world[layer]["Statement"])
        random.shuffle(rows)
        world = {**world, layer: {**world[layer], "Statement": rows}}
    after = judged(world)
    assert (after.outcome, after.truth) == (before.outcome, before.truth)


@given(worlds(), st.sampled_from(["identity", "boundary", "session", "control"]))
@settings(max_examples=100, deadline=None)
def test_a_deny_of_everything_wins_wherever_it_stands(world: dict[str, Any], layer: str) -> None:
    if layer not in world or world["caller"] in ("lambda", "idp", "anybody"):
        return
    if world["caller"] == "root" and layer in ("boundary", "session"):
        return
    deny = {"Effect": "Deny", "Action": "*", "Resource": "*"}
    rows = [deny, *world[layer]["Statement"]]
    verdict = judged({**world, layer: {**world[layer], "Statement": rows}})
    assert verdict.outcome is Outcome.EXPLICIT_DENY


@given(worlds(), st.sampled_from(LAYERS), statements(guarded=True))
@settings(max_examples=100, deadline=None)
def test_allowing_more_never_takes_away(world: dict[str, Any], layer: str, more: dict[str, Any]) -> None:
    before = judged(world)
    if layer in world:
        allow = {**more, "Effect": "Allow"}
        world = {**world, layer: {**world[layer], "Statement": [*world[layer]["Statement"], allow]}}
    after = judged(world)
    if before.truth is Truth.YES:
        assert after.truth is Truth.YES
    if before.outcome is Outcome.EXPLICIT_DENY:
        assert after.outcome is Outcome.EXPLICIT_DENY


@given(worlds(), st.data())
@settings(max_examples=200, deadline=None)
def test_what_is_not_known_only_weakens_an_answer(world: dict[str, Any], data: st.DataObject) -> None:
    before = judged(world)
    place = data.draw(st.sampled_from([layer for layer in LAYERS if layer in world] + ["context"]))
    whole = from_plain(world[place])
    path = data.draw(st.sampled_from([path for path, _ in walk(whole) if path or place != "context"] or [()]))
    if place == "context":
        after = judged(world, context=with_hole(whole, path)) if path else before
    else:
        after = judged(world, {place: with_hole(whole, path)})
    assert after.truth in (before.truth, Truth.UNDECIDED), (place, path)
    assert after.outcome in (before.outcome, Outcome.UNDECIDED), (place, path)
