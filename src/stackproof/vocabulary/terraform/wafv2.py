"""AWS WAF.

What the provider does is described below https://registry.terraform.io/providers/hashicorp/aws/latest/docs. A statement
may hold statements without end; an empty block (`count {}`) says that something is so. The id of a list is a part of
what Ref gives.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from stackproof.facts.properties import shape_of
from stackproof.graph.values import ListValue, MapValue, Unknown, Value
from stackproof.vocabulary.derive import property_of
from stackproof.vocabulary.parts import blocks_as, is_set, keyed
from stackproof.vocabulary.shaping import shaped

if TYPE_CHECKING:
    from stackproof.facts.properties import Shape
    from stackproof.vocabulary.item import Item

TABLE = """
aws_wafv2_web_acl = AWS::WAFv2::WebACL
  association_config ! sizes by the type of what is guarded
  custom_response_body ! bodies by their keys
  rule ! rules with statements within statements
  rule_json = Rules
  .id = Id

aws_wafv2_rule_group = AWS::WAFv2::RuleGroup
  custom_response_body ! bodies by their keys
  rule ! rules with statements within statements
  rules_json = Rules
  .id = Id

aws_wafv2_ip_set = AWS::WAFv2::IPSet
  .id = Id

aws_wafv2_regex_pattern_set = AWS::WAFv2::RegexPatternSet
  regular_expression ! expressions as texts
  .id = Id

aws_wafv2_web_acl_association = AWS::WAFv2::WebACLAssociation

aws_wafv2_web_acl_logging_configuration = AWS::WAFv2::LoggingConfiguration
  redacted_fields ! fields, some of which are empty blocks

aws_wafv2_web_acl_rule ! a rule of a list that is made elsewhere
aws_wafv2_web_acl_rule_group_association ! a rule of a list that is made elsewhere
aws_wafv2_api_key ! a secret of the application
"""

_BODY = {"Content": "s", "ContentType": "s"}
_NESTED = ("Statement", "Statements", "ScopeDownStatement")


def _statement() -> Shape:
    """The shape of a statement; those inside it are free JSON in the schema."""
    shape = shape_of("AWS::WAFv2::WebACL") or {}
    return shape["Rules"][0]["Statement"]


def _block(written: MapValue, shape: Shape) -> MapValue:
    """A block with statements in it. What the schema leaves free and is no statement is an empty block."""
    entries: dict[str, Value] = {}
    complete = written.complete
    for argument, value in written.entries.items():
        if not is_set(value):
            continue
        name = property_of(argument, shape)
        if not name:
            complete = False
            continue
        below = shape[name]
        if name in _NESTED:
            below = [_statement()] if isinstance(below, list) else _statement()
        elif below == "j":
            below = {}
        inner = below
        while isinstance(inner, list):
            inner = inner[0]
        entries[name] = shaped(value, below, partial(_block, shape=inner if isinstance(inner, dict) else {}))
    return MapValue(entries, written.at, written.assumed, complete=complete)


def _rules(item: Item) -> None:
    shape = item.shapes["Rules"][0]
    item.set("Rules", blocks_as(item.argument("rule"), lambda block: [_block(block, shape)]))
    item.set("CustomResponseBodies", keyed(item.argument("custom_response_body"), _BODY))


def _web_acl(item: Item) -> None:
    _rules(item)
    bodies, whole = item.blocks("association_config", "request_body")
    limits: dict[str, Value] = {}
    for body in bodies:
        for kind, limit in body.entries.items():
            if is_set(limit) and not (isinstance(limit, ListValue) and limit.complete and not limit.items):
                limits[kind.upper()] = shaped(limit, _LIMIT, partial(_block, shape=_LIMIT))
    if limits or not whole:
        at = item.argument("association_config").at
        item.set("AssociationConfig.RequestBody", MapValue(limits, at, complete=whole))


_LIMIT = {"DefaultSizeInspectionLimit": "s"}


def _patterns(item: Item) -> None:
    def text(block: MapValue) -> list[Value]:
        return [block.entries.get("regex_string", Unknown("the expression is not known", None, block.at))]

    item.set("RegularExpressionList", blocks_as(item.argument("regular_expression"), text))


def _logging(item: Item) -> None:
    shape = item.shapes["RedactedFields"][0]
    item.set("RedactedFields", blocks_as(item.argument("redacted_fields"), lambda block: [_block(block, shape)]))


ADJUST = {
    "aws_wafv2_web_acl": _web_acl,
    "aws_wafv2_rule_group": _rules,
    "aws_wafv2_regex_pattern_set": _patterns,
    "aws_wafv2_web_acl_logging_configuration": _logging,
}
