"""Which policies a principal has, and which policy a resource has."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from stackproof.facts import managed_policies
from stackproof.graph.identity import canonical, identities
from stackproof.graph.query import elements, get, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Known, MapValue, Reference, Value, from_plain, text
from stackproof.reasoning.iam.documents import NO_POLICY, Document, read_document

if TYPE_CHECKING:
    from stackproof.graph.graph import Graph
    from stackproof.graph.resource import Resource

ROLE, USER, MANAGED_POLICY = "AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::ManagedPolicy"
GROUP = "AWS::IAM::Group"
# Terraform's resource that attaches one managed policy to roles, users and groups at once.
ATTACHMENT = "aws_iam_policy_attachment"

# Policies that name the principals they belong to: the property, and the type that it names.
_ATTACHES = {
    "AWS::IAM::Policy": (("Roles", ROLE), ("Users", USER), ("Groups", GROUP)),
    MANAGED_POLICY: (("Roles", ROLE), ("Users", USER), ("Groups", GROUP)),
    "AWS::IAM::RolePolicy": (("RoleName", ROLE),),
    "AWS::IAM::UserPolicy": (("UserName", USER),),
    "AWS::IAM::GroupPolicy": (("GroupName", GROUP),),
    ATTACHMENT: (("roles", ROLE), ("users", USER), ("groups", GROUP)),
}

# What puts users into groups: the property that names the users, and the one that names the groups.
_MEMBERSHIPS = {
    "AWS::IAM::UserToGroupAddition": ("Users", "GroupName"),
    "aws_iam_user_group_membership": ("user", "groups"),
}

# Policies of resources: the property that names the resources, and their type.
_GUARDS = {
    "AWS::S3::BucketPolicy": ("Bucket", "AWS::S3::Bucket"),
    "AWS::SQS::QueuePolicy": ("Queues", "AWS::SQS::Queue"),
    "AWS::SQS::QueueInlinePolicy": ("Queue", "AWS::SQS::Queue"),
    "AWS::SNS::TopicPolicy": ("Topics", "AWS::SNS::Topic"),
    "AWS::SNS::TopicInlinePolicy": ("TopicArn", "AWS::SNS::Topic"),
    "AWS::SecretsManager::ResourcePolicy": ("SecretId", "AWS::SecretsManager::Secret"),
    "AWS::Lambda::Permission": ("FunctionName", "AWS::Lambda::Function"),
}
_DOCUMENT = {"AWS::SecretsManager::ResourcePolicy": "ResourcePolicy"}

# Resources that carry their own policy in a property.
_OWN_POLICY = {
    "AWS::KMS::Key": "KeyPolicy",
    "AWS::ECR::Repository": "RepositoryPolicyText",
    "AWS::SecretsManager::Secret": "",
}


class Attachment(NamedTuple):
    """A policy resource that belongs to a principal or guards a resource, for certain or perhaps."""

    policy: Resource
    truth: Truth


class _Attachments:
    """Policies by the address of what they belong to; those that belong to something not known stand apart."""

    def __init__(self, graph: Graph) -> None:
        self.by_address: dict[str, list[Attachment]] = {}
        self.floating: dict[str, list[Resource]] = {}
        for type_, sides in _ATTACHES.items():
            for policy in graph.of_type(type_):
                for prop, target in sides:
                    self._attach(policy, prop, target, graph)
        for type_, (prop, target) in _GUARDS.items():
            for policy in graph.of_type(type_):
                self._attach(policy, prop, target, graph)

    def _attach(self, policy: Resource, prop: str, target: str, graph: Graph) -> None:
        written = policy.get(prop)
        items, complete = elements(written)
        if not complete and not items and not isinstance(written, Absent):
            items = [written]
        elif not complete:
            # What the list holds beside the known items may be any of the type.
            self.floating.setdefault(target, []).append(policy)
        exists = policy.exists
        for item in items:
            for found in identities(item, graph, target):
                if found.resource is not None and found.resource.type == target:
                    row = Attachment(policy, found.truth & exists if complete else Truth.UNDECIDED)
                    self.by_address.setdefault(found.resource.address, []).append(row)
                elif found.truth is not Truth.NO and found.resource is None:
                    self.floating.setdefault(target, []).append(policy)


def attachments(resource: Resource, graph: Graph) -> list[Attachment]:
    """The policy resources that belong to a role or user, or guard a resource; those that may do so are UNDECIDED."""
    index = graph.index(_Attachments)
    floating = [Attachment(policy, Truth.UNDECIDED) for policy in index.floating.get(resource.type, [])]
    return [*index.by_address.get(resource.address, []), *floating]


def identity_policies(principal: Resource, graph: Graph) -> Document:
    """Everything that is granted or denied to a role or user by its own policies.

    An AWS managed policy whose statements are not shipped leaves the document incomplete and stands in `open`. It is
    read once for each principal of a graph.
    """
    known = graph.index(_Read).by_address
    found = known.get(principal.address)
    if found is None or found[0] is not principal:
        found = known[principal.address] = (principal, _identity_policies(principal, graph))
    return found[1]


class _Read:
    """The documents of a graph's principals, as they are asked for."""

    def __init__(self, graph: Graph) -> None:
        self.by_address: dict[str, tuple[Resource, Document]] = {}


def _identity_policies(principal: Resource, graph: Graph) -> Document:
    result = NO_POLICY
    inline, complete = elements(principal.get("Policies"))
    for entry in inline:
        result += read_document(get(entry, "PolicyDocument"), principal)
    if not complete:
        result = _with_open(result, principal.get("Policies"))
    for policy, truth in attachments(principal, graph):
        if policy.type == ATTACHMENT:
            result += managed_policy(policy.get("policy_arn"), graph).under(truth)
        else:
            result += read_document(policy.get("PolicyDocument"), policy).under(truth)
    result += _managed(principal, graph)
    return result + _of_groups(principal, graph) if principal.type == USER else result


def _of_groups(user: Resource, graph: Graph) -> Document:
    """What a user has by the groups that it is in."""
    index = graph.index(_Memberships)
    named, complete = elements(user.get("Groups"))
    result = NO_POLICY if complete else Document((), False, (user.get("Groups"),))
    for value, truth in [*((value, Truth.YES) for value in named), *index.by_user.get(user.address, []), *index.open]:
        for found in identities(value, graph, GROUP):
            if found.resource is not None and found.resource.type == GROUP:
                result += identity_policies(found.resource, graph).under(truth & found.truth)
            else:
                # A group that is not of the project may allow and deny anything.
                result = _with_open(result, value)
    return result


class _Memberships:
    """The groups of users by the user's address; those of users that are not known stand apart."""

    def __init__(self, graph: Graph) -> None:
        self.by_user: dict[str, list[tuple[Value, Truth]]] = {}
        self.open: list[tuple[Value, Truth]] = []
        for type_, (users, groups) in _MEMBERSHIPS.items():
            for membership in graph.of_type(type_):
                named, complete = elements(membership.get(groups))
                rows = named if complete else [*named, membership.get(groups)]
                self._put(membership, users, rows, graph)

    def _put(self, membership: Resource, users: str, groups: list[Value], graph: Graph) -> None:
        written, complete = elements(membership.get(users))
        for item in written:
            for found in identities(item, graph, USER):
                if found.resource is not None and found.resource.type == USER:
                    there = found.truth & membership.exists
                    self.by_user.setdefault(found.resource.address, []).extend((group, there) for group in groups)
                elif found.truth is not Truth.NO:
                    self.open.extend((group, Truth.UNDECIDED) for group in groups)
        if not complete:
            self.open.extend((group, Truth.UNDECIDED) for group in groups)


def _with_open(document: Document, value: Value) -> Document:
    return document._replace(complete=False, open=(*document.open, value))


def _managed(principal: Resource, graph: Graph) -> Document:
    result = NO_POLICY
    written = principal.get("ManagedPolicyArns")
    arns, complete = elements(written)
    for arn in arns:
        result += managed_policy(arn, graph)
    return result if complete else _with_open(result, written)


def managed_policy(arn: Value, graph: Graph) -> Document:
    """The statements of a managed policy: one of the graph, or one of AWS's whose statements are shipped."""
    for found in identities(arn, graph, MANAGED_POLICY):
        if found.resource is not None and found.resource.type == MANAGED_POLICY:
            return read_document(found.resource.get("PolicyDocument"), found.resource).under(found.truth)
    written = string(canonical(arn, graph))
    path = managed_policies.path_of(written) if written is not None else None
    document = managed_policies.document(path) if path is not None else None
    if document is None:
        return Document((), isinstance(arn, Absent), (arn,))
    return read_document(from_plain(document, arn.at))


def is_allow_only(arn: Value, graph: Graph) -> bool:
    """Whether a managed policy, known by name alone, is one of AWS's that deny nothing."""
    written = string(canonical(arn, graph))
    path = managed_policies.path_of(written) if written is not None else None
    return path is not None and path in managed_policies.names() and not managed_policies.denies(path)


def resource_policy(resource: Resource, graph: Graph) -> Document:
    """What guards a resource: its bucket, queue or topic policy, key policy, or Lambda permissions.

    A key without a policy has the default one, which gives the account everything.
    """
    known = graph.index(_Guards).by_address
    found = known.get(resource.address)
    if found is None or found[0] is not resource:
        found = known[resource.address] = (resource, _resource_policy(resource, graph))
    return found[1]


class _Guards(_Read):
    """The policies that guard a graph's resources, likewise."""


def _resource_policy(resource: Resource, graph: Graph) -> Document:
    result = NO_POLICY
    own = _OWN_POLICY.get(resource.type)
    if own:
        written = resource.get(own)
        if not isinstance(written, Absent):
            result += read_document(written, resource)
        elif resource.type == "AWS::KMS::Key":
            result += read_document(_default_key_policy(resource), resource)
    for policy, truth in attachments(resource, graph):
        if policy.type == "AWS::Lambda::Permission":
            document = read_document(_permission(policy), policy)
        else:
            document = read_document(policy.get(_DOCUMENT.get(policy.type, "PolicyDocument")), policy)
        result += document.under(truth)
    return result


def _default_key_policy(key: Resource) -> Value:
    root = text(["arn:aws:iam::", key.account, ":root"])
    return _allow({"AWS": root}, Known("kms:*"), Known("*"), {}, key)


def _permission(permission: Resource) -> Value:
    """A Lambda permission as the policy document that Lambda makes of it."""
    principal = permission.get("Principal")
    named = string(principal)
    service = isinstance(principal, (Known, MapValue)) and named is not None and named.endswith(".amazonaws.com")
    conditions: dict[str, Value] = {}
    for prop, operator, key in (
        ("SourceArn", "ArnLike", "AWS:SourceArn"),
        ("SourceAccount", "StringEquals", "AWS:SourceAccount"),
        ("PrincipalOrgID", "StringEquals", "aws:PrincipalOrgID"),
    ):
        written = permission.get(prop)
        if not isinstance(written, Absent):
            conditions[key] = MapValue({operator: written})
    return _allow(
        {"Service" if service or not isinstance(principal, (Known, Reference)) else "AWS": principal},
        permission.get("Action"),
        permission.get("FunctionName"),
        conditions,
        permission,
    )


def _allow(
    principal: dict[str, Value], action: Value, resource: Value, conditions: dict[str, Value], holder: Resource
) -> Value:
    tests: dict[str, dict[str, Value]] = {}
    for key, test in conditions.items():
        assert isinstance(test, MapValue)
        for operator, value in test.entries.items():
            tests.setdefault(operator, {})[key] = value
    statement = {
        "Effect": Known("Allow"),
        "Principal": MapValue(principal, holder.location),
        "Action": action,
        "Resource": resource,
    }
    if tests:
        statement["Condition"] = MapValue({operator: MapValue(keys) for operator, keys in tests.items()})
    return MapValue({"Statement": MapValue(statement, holder.location)}, holder.location)
