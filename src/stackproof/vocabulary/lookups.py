"""Data sources: what is known of them without an account.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs describes each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import Known, Sensitive, Unknown, Value, moved, text
from stackproof.vocabulary.documents import policy_document
from stackproof.vocabulary.json_text import Encoded
from stackproof.vocabulary.shaping import is_null

if TYPE_CHECKING:
    from collections.abc import Callable

    from stackproof.vocabulary.native import NativeResource

    Translate = Callable[[Value], Value]

_SECRET = frozenset(
    {
        ("aws_secretsmanager_secret_version", "secret_string"),
        ("aws_secretsmanager_secret_version", "secret_binary"),
        ("aws_secretsmanager_random_password", "random_password"),
        ("aws_ssm_parameter", "value"),
        ("aws_ssm_parameters_by_path", "values"),
        ("aws_kms_secrets", "plaintext"),
        ("aws_ecr_authorization_token", "password"),
        ("aws_eks_cluster_auth", "token"),
    }
)
_PSEUDO = {
    ("aws_caller_identity", "account_id"): ("AWS::AccountId", "the account of the deployment"),
    ("aws_caller_identity", "id"): ("AWS::AccountId", "the account of the deployment"),
    ("aws_partition", "partition"): ("AWS::Partition", "the partition of the deployment"),
    ("aws_partition", "id"): ("AWS::Partition", "the partition of the deployment"),
    ("aws_partition", "dns_suffix"): ("AWS::URLSuffix", "the domain of the deployment's partition"),
}
_OF_REGION = frozenset({"", "id", "name", "region"})


def looked_up(source: NativeResource, attribute: str, translate: Translate) -> Value:
    """The value of a data source's attribute; an Unknown with a symbol of its own where only AWS can tell.

    Args:
        attribute: as Terraform names it.
        translate: turns a value of the source's arguments into CloudFormation's words.
    """
    key = (source.type, attribute or "id")
    if source.type == "aws_iam_policy_document" and attribute in ("json", "minified_json"):
        return Encoded(policy_document(source.arguments, translate, source.location), source.location)
    if key in _PSEUDO:
        symbol, reason = _PSEUDO[key]
        known = symbol == "AWS::AccountId" and isinstance(source.account, Known)
        return source.account if known else Unknown(reason, symbol, source.location)
    if source.type == "aws_region" and attribute in _OF_REGION:
        given = source.arguments.entries.get("region", source.arguments.entries.get("name"))
        return source.region if given is None or is_null(given) else translate(given)
    if key == ("aws_vpc_endpoint_service", "service_name") and "service" in source.arguments.entries:
        return _endpoint_service(source, translate)
    if source.type == "aws_secretsmanager_secret" and attribute in ("", "arn", "id"):
        return _secret_arn(source, attribute, translate)
    if source.type == "aws_service_principal" and attribute in ("", "id", "name"):
        return _service_principal(source, translate)
    return _open(source, attribute, translate)


def _service_principal(source: NativeResource, translate: Translate) -> Value:
    service = translate(source.arguments.entries.get("service_name", Known(None)))
    if isinstance(service, Known) and isinstance(service.data, str):
        return Known(f"{service.data}.amazonaws.com", source.location, service.assumed)
    return _open(source, "name", translate)


def _secret_arn(source: NativeResource, attribute: str, translate: Translate) -> Value:
    """The ARN of a secret that is asked for by its name: Secrets Manager adds a hyphen and six characters."""
    name, arn = source.arguments.entries.get("name"), source.arguments.entries.get("arn")
    if name is None or is_null(name) or (arn is not None and not is_null(arn)):
        return _open(source, "arn" if arn is not None and not is_null(arn) else attribute, translate)
    partition = Unknown("the partition of the deployment", "AWS::Partition", source.location)
    end = Unknown("Secrets Manager adds six characters to the name", f"end of the ARN of {source.address}")
    begin: tuple[str | Value, ...] = ("arn:", partition, ":secretsmanager:", translate(source.region), ":")
    return text((*begin, translate(source.account), ":secret:", translate(name), "-", end), source.location)


def _endpoint_service(source: NativeResource, translate: Translate) -> Value:
    """The name of an AWS service's endpoints, as the provider makes it up where the service is named."""
    service, given = source.arguments.entries["service"], source.arguments.entries.get("service_regions")
    if is_null(service) or (given is not None and not is_null(given)):
        return _open(source, "service_name", translate)
    region = translate(source.region)
    begin = "cn.com.amazonaws." if str(getattr(region, "data", "")).startswith("cn-") else "com.amazonaws."
    return text((begin, region, ".", translate(service)), source.location)


def _open(source: NativeResource, attribute: str, translate: Translate) -> Value:
    """What the source was asked by is what it answers; the rest is known to AWS alone."""
    given = source.arguments.entries.get(attribute)
    if given is not None and not is_null(given):
        return moved(translate(given), source.location)
    shown = f"{source.address}.{attribute or 'id'}"
    found = Unknown(f"{shown} is looked up at deployment", shown, source.location)
    return Sensitive(found, source.location) if (source.type, attribute) in _SECRET else found
