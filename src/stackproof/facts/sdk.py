"""Which IAM actions a call of an AWS SDK needs.

A call needs the action of its operation's name wherever the Service Authorization Reference has one; the extract
`sdk_services.txt` says which prefix a client's actions have. What departs from that is listed here by hand.

Source: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
and, for S3, https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations.html (each operation's page, "Permissions"),
read 2026-11-28.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from stackproof.facts.extracts import raw
from stackproof.facts.iam_actions import takes_resource

if TYPE_CHECKING:
    from collections.abc import Collection


class Needed(NamedTuple):
    """An action that a call needs, and the argument (lower case) that names what it is done to; empty where none does.

    `below`: the action is done to something inside the resource: an object of a bucket, an index of a table.
    """

    action: str
    argument: str = ""
    below: bool = False


_OBJECT = ("getobject", "putobject", "deleteobject", "getobjecttagging", "putobjecttagging", "putobjectacl",
           "getobjectacl", "restoreobject", "getobjectattributes", "deleteobjecttagging")  # fmt: skip
_S3: dict[str, tuple[Needed, ...]] = {
    **{name: (Needed(f"s3:{name}", "bucket", True),) for name in _OBJECT},
    "headobject": (Needed("s3:getobject", "bucket", True),),
    "downloadfile": (Needed("s3:getobject", "bucket", True),),
    "downloadfileobj": (Needed("s3:getobject", "bucket", True),),
    "selectobjectcontent": (Needed("s3:getobject", "bucket", True),),
    "uploadfile": (Needed("s3:putobject", "bucket", True),),
    "uploadfileobj": (Needed("s3:putobject", "bucket", True),),
    "createmultipartupload": (Needed("s3:putobject", "bucket", True),),
    "uploadpart": (Needed("s3:putobject", "bucket", True),),
    "completemultipartupload": (Needed("s3:putobject", "bucket", True),),
    "copyobject": (Needed("s3:putobject", "bucket", True),),
    "copy": (Needed("s3:putobject", "bucket", True),),
    "deleteobjects": (Needed("s3:deleteobject", "bucket", True),),
    "listobjects": (Needed("s3:listbucket", "bucket"),),
    "listobjectsv2": (Needed("s3:listbucket", "bucket"),),
    "headbucket": (Needed("s3:listbucket", "bucket"),),
    "listobjectversions": (Needed("s3:listbucketversions", "bucket"),),
    "listbuckets": (Needed("s3:listallmybuckets"),),
    # Methods of boto3's objects.
    "bucket.putobject": (Needed("s3:putobject", "bucket", True),),
    "bucket.uploadfile": (Needed("s3:putobject", "bucket", True),),
    "bucket.uploadfileobj": (Needed("s3:putobject", "bucket", True),),
    "bucket.downloadfile": (Needed("s3:getobject", "bucket", True),),
    "bucket.downloadfileobj": (Needed("s3:getobject", "bucket", True),),
    "bucket.deleteobjects": (Needed("s3:deleteobject", "bucket", True),),
    "object.get": (Needed("s3:getobject", "object", True),),
    "object.put": (Needed("s3:putobject", "object", True),),
    "object.delete": (Needed("s3:deleteobject", "object", True),),
    "object.uploadfile": (Needed("s3:putobject", "object", True),),
    "object.downloadfile": (Needed("s3:getobject", "object", True),),
}
# Calls that name a version need the action on versions in place of the other one.
_OF_VERSION = {
    "s3:getobject": "s3:getobjectversion",
    "s3:getobjectacl": "s3:getobjectversionacl",
    "s3:getobjectattributes": "s3:getobjectversionattributes",
    "s3:getobjecttagging": "s3:getobjectversiontagging",
    "s3:deleteobject": "s3:deleteobjectversion",
    "s3:deleteobjecttagging": "s3:deleteobjectversiontagging",
    "s3:putobjectacl": "s3:putobjectversionacl",
    "s3:putobjecttagging": "s3:putobjectversiontagging",
}
_TABLE = {
    f"table.{name}": (Needed(f"dynamodb:{name}", "table"),)
    for name in ("putitem", "getitem", "updateitem", "deleteitem", "query", "scan")
}
_OF_TABLE = ("putitem", "getitem", "updateitem", "deleteitem", "query", "scan", "describetable")
_DYNAMODB: dict[str, tuple[Needed, ...]] = {
    **{name: (Needed(f"dynamodb:{name}", "tablename"),) for name in _OF_TABLE},
    **_TABLE,
    "table.batchwriter": (Needed("dynamodb:batchwriteitem", "table"),),
    "batchwriteitem": (Needed("dynamodb:batchwriteitem"),),
    "batchgetitem": (Needed("dynamodb:batchgetitem"),),
    "transactgetitems": (Needed("dynamodb:getitem"),),
}
_SQS: dict[str, tuple[Needed, ...]] = {
    name: (Needed(f"sqs:{action}", "queueurl"),)
    for name, action in {
        "sendmessage": "sendmessage", "sendmessagebatch": "sendmessage", "receivemessage": "receivemessage",
        "deletemessage": "deletemessage", "deletemessagebatch": "deletemessage", "purgequeue": "purgequeue",
        "changemessagevisibility": "changemessagevisibility", "getqueueattributes": "getqueueattributes",
        "changemessagevisibilitybatch": "changemessagevisibility",
    }.items()
}  # fmt: skip
# By client: the method, the action where it is not of the method's name, and the argument that names the resource.
# An address of e-mail or a telephone number is no resource of the project; SES checks identities.
_ROWS = """
sns publish = topicarn
sns publishbatch publish topicarn
lambda invoke invokefunction functionname
lambda invokeasync invokefunction functionname
secretsmanager getsecretvalue = secretid
stepfunctions startexecution = statemachinearn
stepfunctions startsyncexecution = statemachinearn
kinesis putrecord = streamname
kinesis putrecords = streamname
firehose putrecord = deliverystreamname
firehose putrecordbatch = deliverystreamname
apigatewaymanagementapi posttoconnection manageconnections -
bedrock-runtime converse invokemodel -
bedrock-runtime conversestream invokemodelwithresponsestream -
sesv2 sendemail - -
ses sendemail - -
ses sendrawemail - -
"""
_PREFIXES = {"stepfunctions": "states", "bedrock-runtime": "bedrock", "apigatewaymanagementapi": "execute-api"}


def _by_hand() -> dict[str, dict[str, tuple[Needed, ...]]]:
    made: dict[str, dict[str, tuple[Needed, ...]]] = {"s3": _S3, "dynamodb": _DYNAMODB, "sqs": _SQS}
    for row in _ROWS.split("\n"):
        if row:
            client, method, action, argument = row.split()
            named = "" if argument == "-" else argument
            need = Needed(f"{_PREFIXES.get(client, client)}:{method if action == '=' else action}", named)
            made.setdefault(client, {})[method] = () if action == "-" else (need,)
    return made


_BY_HAND = _by_hand()
# How those are written; IAM itself does not care.
_WRITTEN = {
    name.lower(): name
    for name in [
        "s3:ListBucket",
        "s3:ListBucketVersions",
        "s3:ListAllMyBuckets",
        "s3:GetObject",
        "s3:PutObject",
        "s3:DeleteObject",
        *("s3:GetObjectVersion", "s3:GetObjectVersionAcl", "s3:GetObjectVersionAttributes"),
        *("s3:GetObjectVersionTagging", "s3:DeleteObjectVersion", "s3:DeleteObjectVersionTagging"),
        *("s3:PutObjectVersionAcl", "s3:PutObjectVersionTagging"),
        "dynamodb:PutItem",
        "dynamodb:GetItem",
        "dynamodb:BatchWriteItem",
        "sqs:SendMessage",
        "sqs:DeleteMessage",
        "sqs:ChangeMessageVisibility",
        "sns:Publish",
        "lambda:InvokeFunction",
        "execute-api:ManageConnections",
        "bedrock:InvokeModel",
        "bedrock:InvokeModelWithResponseStream",
    ]
}
# Operations that anybody may call, or that are signed by somebody else.
_FREE = frozenset(
    {"sts.getcalleridentity", "sts.getsessiontoken", "sts.assumerolewithwebidentity", "dynamodb.describeendpoints",
     *(f"cognito-idp.{name}" for name in (
         "initiateauth", "signup", "confirmsignup", "respondtoauthchallenge", "forgotpassword", "getuser",
         "confirmforgotpassword", "resendconfirmationcode", "changepassword", "globalsignout", "updateuserattributes",
         "revoketoken", "deleteuser", "verifyuserattribute", "getuserattributeverificationcode",
         "associatesoftwaretoken", "verifysoftwaretoken", "setusermfapreference")),
     *(f"cognito-identity.{name}" for name in ("getid", "getcredentialsforidentity", "getopenidtoken"))}
)  # fmt: skip


@lru_cache(maxsize=1)
def _clients() -> dict[str, tuple[str, str]]:
    rows = [line.split() for line in raw("sdk_services.txt").decode().splitlines()[1:]]
    return {name: (prefix, package) for name, prefix, package in rows}


@lru_cache(maxsize=1)
def _by_package() -> dict[str, str]:
    return {package: name for name, (_, package) in _clients().items()}


@lru_cache(maxsize=1)
def _by_class() -> dict[str, str]:
    """Names of clients in the AWS SDK for JavaScript 2, in lower case."""
    made = {re.sub(r"[^a-z0-9]", "", package): name for name, (_, package) in _clients().items()}
    return {**made, "stepfunctions": "stepfunctions", "cognitoidentityserviceprovider": "cognito-idp",
            "cloudwatchevents": "events", "elbv2": "elbv2", "iotdata": "iot-data"}  # fmt: skip


def client_of_package(package: str) -> str | None:
    """The client, by boto3's name, of a package such as `@aws-sdk/client-secrets-manager`."""
    name = package.removeprefix("@aws-sdk/client-")
    return (_by_package().get(name) or (name if name in _BY_HAND else None)) if name != package else None


def client_of_class(name: str) -> str | None:
    """The client, by boto3's name, of a class of the AWS SDK for JavaScript 2 such as `SecretsManager`."""
    found = _by_class().get(name.lower())
    return found or (name.lower() if name.lower() in _BY_HAND else None)


def written(action: str, operation: str) -> str:
    """An action as the documentation writes it: by the operation that needs it (`PutItem`), where that is its name."""
    prefix, _, name = action.partition(":")
    if operation.lower() == name.lower():
        return f"{prefix}:{operation}"
    return _WRITTEN.get(action.lower(), action)


def needed(client: str, method: str, given: Collection[str] = ()) -> tuple[Needed, ...] | None:
    """The actions that a call needs; empty where it needs none; None where that is not known.

    Args:
        client: as boto3 calls the service.
        method: in lower case without underscores; of an object of boto3's, `table.putitem`.
        given: the names of its arguments in lower case, as far as they are known.
    """
    if f"{client}.{method}" in _FREE:
        return ()
    by_hand = _BY_HAND.get(client, {}).get(method)
    if by_hand is not None:
        if client == "s3" and "versionid" in given:
            return tuple(one._replace(action=_OF_VERSION.get(one.action, one.action)) for one in by_hand)
        return by_hand
    prefix = _clients().get(client, ("", ""))[0]
    if not prefix or "." in method or client == "s3":
        return None
    return (Needed(f"{prefix}:{method}"),) if takes_resource(f"{prefix}:{method}") is not None else None
