"""The short forms of intrinsic functions (`!Ref x`) and the long forms that they stand for."""

from __future__ import annotations

from stackproof.errors import InputError
from stackproof.graph.location import Location
from stackproof.synthesis.cloudformation.document import single
from stackproof.synthesis.cloudformation.scalars import resolve

LONG_FORMS = {
    "!Ref": "Ref",
    "!Condition": "Condition",
    **{
        f"!{name}": f"Fn::{name}"
        for name in (
            "And", "Base64", "Cidr", "Contains", "EachMemberEquals", "EachMemberIn", "Equals", "FindInMap", "ForEach",
            "GetAtt", "GetAZs", "GetStackOutput", "If", "ImportValue", "Join", "Length", "Not", "Or", "RefAll",
            "Select", "Split", "Sub", "ToJsonString", "Transform", "ValueOf", "ValueOfAll",
        )
    },
}  # fmt: skip
"""https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html"""

_YAML = "tag:yaml.org,2002:"
_CORE = frozenset(_YAML + name for name in ("str", "int", "float", "bool", "null", "map", "seq"))


def tagged(tag: str, node: object, at: Location) -> object:
    """What a tagged node stands for: the long form of the function, or the node itself for a core YAML type.

    Raises:
        InputError: for a tag that CloudFormation does not know.
    """
    name = LONG_FORMS.get(tag)
    if name is not None:
        return single(name, node, at)
    if tag in _CORE or tag == "!":
        if isinstance(node, str) and tag not in (_YAML + "str", "!"):
            return resolve(node)
        return node
    raise unknown_tag(tag, at)


def unknown_tag(tag: str, at: Location) -> InputError:
    """The error for a tag that is no intrinsic function."""
    shown = tag.replace(_YAML, "!!", 1)
    shown = shown if len(shown) <= 60 else shown[:59] + "…"
    near = _nearest(tag)
    hint = f"Did you mean {near}?" if near else "Use an intrinsic function of CloudFormation, or quote the text"
    return InputError(
        f"unknown tag {shown}: it is no intrinsic function of CloudFormation",
        file=at.file,
        line=at.line,
        column=at.column,
        hint=hint,
    )


def _nearest(tag: str) -> str | None:
    lowered = tag.lower().replace("!fn::", "!")
    for known in LONG_FORMS:
        if known.lower() == lowered:
            return known
    from difflib import get_close_matches

    close = get_close_matches(tag[:40], list(LONG_FORMS), n=1, cutoff=0.75)
    return close[0] if close else None
