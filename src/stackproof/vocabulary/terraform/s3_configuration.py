"""Amazon S3: the resources that the configuration of a bucket is split into.

Defaults of the provider that CloudFormation does not have, read 2026-11-27: an inventory is enabled, an object lock
configuration is Enabled (resources/s3_bucket_inventory and resources/s3_bucket_object_lock_configuration of
https://registry.terraform.io/providers/hashicorp/aws/latest/docs); the status of tiering is Enabled (in the source,
https://github.com/hashicorp/terraform-provider-aws, internal/service/s3/bucket_intelligent_tiering_configuration.go;
its page says nothing of it).
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from stackproof.graph.values import Absent, Conditional, Known, ListValue, MapValue, Sensitive, Unknown, Value
from stackproof.vocabulary.adjusting import provider_default
from stackproof.vocabulary.conversions import mapped
from stackproof.vocabulary.parts import blocks_as
from stackproof.vocabulary.shaping import is_null
from stackproof.vocabulary.terraform.s3 import canned, routing_rules

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

TABLE = """
aws_s3_bucket_versioning > aws_s3_bucket by bucket at VersioningConfiguration
  versioning_configuration = .
    status = Status | never versioned
    mfa_delete - it is set by the API alone
  mfa - it is a secret of the one who deploys
  expected_bucket_owner - a check of the provider

aws_s3_bucket_public_access_block > aws_s3_bucket by bucket at PublicAccessBlockConfiguration
  skip_destroy - what the provider does at deletion

aws_s3_bucket_server_side_encryption_configuration > aws_s3_bucket by bucket at BucketEncryption
  rule = ServerSideEncryptionConfiguration
    apply_server_side_encryption_by_default = ServerSideEncryptionByDefault
    blocked_encryption_types = BlockedEncryptionTypes.EncryptionType
  expected_bucket_owner - a check of the provider

aws_s3_bucket_lifecycle_configuration > aws_s3_bucket by bucket at LifecycleConfiguration
  rule = Rules
    filter = .
      and = .
        tags = TagFilters
      tag = TagFilters
    expiration = .
      date = ExpirationDate
      days = ExpirationInDays
    transition = Transitions
      date = TransitionDate
      days = TransitionInDays
    noncurrent_version_transition = NoncurrentVersionTransitions
      noncurrent_days = TransitionInDays
  expected_bucket_owner - a check of the provider

aws_s3_bucket_replication_configuration > aws_s3_bucket by bucket at ReplicationConfiguration
  token - a secret of the one who deploys
  rule = Rules
    existing_object_replication - only AWS Support switches it on
    filter = Filter
      tag = TagFilter
      and = And
        tags = TagFilters

aws_s3_bucket_logging > aws_s3_bucket by bucket at LoggingConfiguration
  target_bucket = DestinationBucketName
  target_prefix = LogFilePrefix
  target_grant - permissions of single accounts on the logs
  expected_bucket_owner - a check of the provider

aws_s3_bucket_notification > aws_s3_bucket by bucket at NotificationConfiguration
  eventbridge = EventBridgeConfiguration.EventBridgeEnabled
  queue = QueueConfigurations | one for each event
    id - a name of the configuration
    queue_arn = Queue
    events = Event
    filter_prefix ! a rule of the filter
    filter_suffix ! a rule of the filter
  topic = TopicConfigurations | one for each event
    id - a name of the configuration
    topic_arn = Topic
    events = Event
    filter_prefix ! a rule of the filter
    filter_suffix ! a rule of the filter
  lambda_function = LambdaConfigurations | one for each event
    id - a name of the configuration
    lambda_function_arn = Function
    events = Event
    filter_prefix ! a rule of the filter
    filter_suffix ! a rule of the filter

aws_s3_bucket_cors_configuration > aws_s3_bucket by bucket at CorsConfiguration
  cors_rule = CorsRules
    expose_headers = ExposedHeaders
    max_age_seconds = MaxAge
  expected_bucket_owner - a check of the provider

aws_s3_bucket_website_configuration > aws_s3_bucket by bucket at WebsiteConfiguration
  error_document = .
    key = ErrorDocument
  index_document = .
    suffix = IndexDocument
  routing_rule = RoutingRules
    condition = RoutingRuleCondition
    redirect = RedirectRule
  routing_rules = RoutingRules | routing rules
  expected_bucket_owner - a check of the provider

aws_s3_bucket_acl > aws_s3_bucket by bucket
  acl = AccessControl | canned
  access_control_policy - permissions of single accounts on the bucket
  expected_bucket_owner - a check of the provider

aws_s3_bucket_ownership_controls > aws_s3_bucket by bucket at OwnershipControls
  rule = Rules

aws_s3_bucket_accelerate_configuration > aws_s3_bucket by bucket at AccelerateConfiguration
  status = AccelerationStatus
  expected_bucket_owner - a check of the provider

aws_s3_bucket_object_lock_configuration > aws_s3_bucket by bucket at ObjectLockConfiguration
  token - a secret of the one who deploys
  expected_bucket_owner - a check of the provider

aws_s3_bucket_intelligent_tiering_configuration > aws_s3_bucket by bucket at IntelligentTieringConfigurations[]
  name = Id
  filter = .
    tags = TagFilters

aws_s3_bucket_inventory > aws_s3_bucket by bucket at InventoryConfigurations[]
  name = Id
  destination = Destination
    bucket = .
      account_id = BucketAccountId
      encryption - CloudFormation's inventories have none
  filter = .
  schedule = .
    frequency = ScheduleFrequency

aws_s3_bucket_metric > aws_s3_bucket by bucket at MetricsConfigurations[]
  name = Id
  filter = .
    access_point = AccessPointArn
    tags = TagFilters

aws_s3_bucket_analytics_configuration > aws_s3_bucket by bucket at AnalyticsConfigurations[]
  name = Id
  filter = .
    tags = TagFilters
  storage_class_analysis = StorageClassAnalysis
    data_export = DataExport
      destination = Destination
        s3_bucket_destination = .

aws_s3_bucket_abac > aws_s3_bucket by bucket
  abac_status = .
    status = AbacStatus
  expected_bucket_owner - a check of the provider

aws_s3_bucket_metadata_configuration > aws_s3_bucket by bucket at MetadataConfiguration
  metadata_configuration = .
  expected_bucket_owner - a check of the provider

aws_s3_bucket_policy = AWS::S3::BucketPolicy
  policy = PolicyDocument
  .id = Bucket

aws_s3_bucket_request_payment_configuration ! who pays for requests; CloudFormation cannot say it
"""


def _inventory(item: Item) -> None:
    provider_default(item, "enabled", "Enabled", data=True)


def _tiering(item: Item) -> None:
    provider_default(item, "status", "Status", "Enabled")


def _object_lock(item: Item) -> None:
    provider_default(item, "object_lock_enabled", "ObjectLockEnabled", "Enabled")


def _replication(item: Item) -> None:
    """Rules with a filter and without a priority have the priority 0, which the provider sends.

    Source: expandReplicationRules of the provider's aws_s3_bucket_replication_configuration, read 2026-11-28.
    """
    rules = item.properties.get("Rules")
    if rules is not None:
        item.properties["Rules"] = blocks_as(rules, _with_priority)


def _with_priority(rule: MapValue) -> list[Value]:
    if "Priority" in rule.entries or "Filter" not in rule.entries:
        return [rule]
    entries = {**rule.entries, "Priority": Known(0, rule.at)}
    return [MapValue(entries, rule.at, rule.assumed, complete=rule.complete)]


def _never_versioned(value: Value) -> Value:
    """CloudFormation has no word for a bucket that never had versions: the property is left out."""
    return mapped(
        value,
        lambda one: Absent(one.at, one.assumed) if one.data == "Disabled" else one,
        "it follows from a status that is not known",
    )


def _one_for_each_event(value: Value) -> Value:
    """Notifications with a list of events as one for each event, as CloudFormation writes them."""
    if isinstance(value, ListValue):
        items = [one for block in value.items for one in _split(block)]
        return ListValue(tuple(items), value.at, value.assumed, complete=value.complete)
    if isinstance(value, MapValue):
        return ListValue(tuple(_split(value)), value.at, value.assumed)
    return value


def _split(block: Value) -> list[Value]:
    if isinstance(block, Sensitive):
        return [Sensitive(one, block.at, block.assumed) for one in _split(block.inner)]
    if isinstance(block, Conditional):
        ways = zip_longest(_split(block.then), _split(block.otherwise), fillvalue=Absent(block.at))
        return [Conditional(block.condition, then, other, block.at, block.assumed) for then, other in ways]
    if not isinstance(block, MapValue):
        return [block]
    rest = {name: one for name, one in block.entries.items() if name not in ("filter_prefix", "filter_suffix")}
    rules = _filter_rules(block)
    if rules:
        key = MapValue({"rules": ListValue(tuple(rules), block.at)}, block.at)
        rest["filter"] = MapValue({"s3_key": key}, block.at)
    events = block.entries.get("events", Known(None))
    if not isinstance(events, ListValue):
        return [MapValue(rest, block.at, block.assumed, complete=block.complete)]
    each: list[Value] = list(events.items)
    if not events.complete:
        each.append(Unknown("which events there are beside is not known", None, events.at))
    return [MapValue({**rest, "events": one}, block.at, block.assumed, complete=block.complete) for one in each]


def _filter_rules(block: MapValue) -> list[Value]:
    """The rules of a notification's filter; one that may be null is there with a value that may be so."""
    rules: list[Value] = []
    for end in ("prefix", "suffix"):
        value = block.entries.get(f"filter_{end}", Known(None))
        if not is_null(value) and not (isinstance(value, Known) and value.data == ""):
            rules.append(MapValue({"name": Known(end, value.at), "value": value}, value.at))
    return rules


ADJUST = {
    "aws_s3_bucket_replication_configuration": _replication,
    "aws_s3_bucket_inventory": _inventory,
    "aws_s3_bucket_intelligent_tiering_configuration": _tiering,
    "aws_s3_bucket_object_lock_configuration": _object_lock,
}
CONVERSIONS = {
    "canned": canned,
    "routing rules": routing_rules,
    "never versioned": _never_versioned,
    "one for each event": _one_for_each_event,
}
