"""Amazon S3: the bucket itself and the older forms of its configuration, written inside it.

Source: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import Conditional, Known, ListValue, MapValue, Sensitive, Unknown, Value
from stackproof.vocabulary.adjusting import argument_beside
from stackproof.vocabulary.conversions import mapped
from stackproof.vocabulary.json_text import parse
from stackproof.vocabulary.shaping import is_null

if TYPE_CHECKING:
    from stackproof.vocabulary.item import Item

TABLE = """
aws_s3_bucket = AWS::S3::Bucket
  bucket = BucketName
  bucket_prefix = BucketName | prefix
  bucket_namespace = BucketNamespace
  force_destroy ! the lifecycle of the resource
  acl = AccessControl | canned
  grant - permissions of single accounts on the bucket
  policy ! a bucket policy of its own
  versioning = VersioningConfiguration
    enabled = Status | Enabled or Suspended
    mfa_delete - it is set by the API alone
  logging = LoggingConfiguration
    target_bucket = DestinationBucketName
    target_prefix = LogFilePrefix
  server_side_encryption_configuration = BucketEncryption
    rule = ServerSideEncryptionConfiguration
      apply_server_side_encryption_by_default = ServerSideEncryptionByDefault
  acceleration_status = AccelerateConfiguration.AccelerationStatus
  request_payer - who pays for requests
  cors_rule = CorsConfiguration.CorsRules
    expose_headers = ExposedHeaders
    max_age_seconds = MaxAge
  website = WebsiteConfiguration
    redirect_all_requests_to = RedirectAllRequestsTo | host of a URL
    routing_rules = RoutingRules | routing rules
  lifecycle_rule = LifecycleConfiguration.Rules
    enabled = Status | Enabled or Disabled
    tags = TagFilters
    abort_incomplete_multipart_upload_days = AbortIncompleteMultipartUpload.DaysAfterInitiation
    expiration = .
      date = ExpirationDate
      days = ExpirationInDays
    transition = Transitions
      date = TransitionDate
      days = TransitionInDays
    noncurrent_version_expiration = NoncurrentVersionExpiration
      days = NoncurrentDays
    noncurrent_version_transition = NoncurrentVersionTransitions
      days = TransitionInDays
  replication_configuration = ReplicationConfiguration
    rules = Rules
      delete_marker_replication_status = DeleteMarkerReplication.Status
      destination = Destination
        account_id = Account
        replica_kms_key_id = EncryptionConfiguration.ReplicaKmsKeyID
        metrics = Metrics
          minutes = EventThreshold.Minutes
        replication_time = ReplicationTime
          minutes = Time.Minutes
      filter = Filter | prefix and tags
        tags ! with the prefix below And
      source_selection_criteria = SourceSelectionCriteria
        sse_kms_encrypted_objects = SseKmsEncryptedObjects
          enabled = Status | Enabled or Disabled
  .id =
  .bucket =
  .bucket_domain_name = DomainName
  .bucket_regional_domain_name = RegionalDomainName

aws_s3_object ! an object, no part of the infrastructure
aws_s3_bucket_object ! an object, no part of the infrastructure
aws_s3_object_copy ! an object, no part of the infrastructure
"""

_CANNED = {
    "private": "Private",
    "public-read": "PublicRead",
    "public-read-write": "PublicReadWrite",
    "authenticated-read": "AuthenticatedRead",
    "aws-exec-read": "AwsExecRead",
    "bucket-owner-read": "BucketOwnerRead",
    "bucket-owner-full-control": "BucketOwnerFullControl",
    "log-delivery-write": "LogDeliveryWrite",
}


def _bucket(item: Item) -> None:
    item.empties_by("force_destroy")
    argument_beside(item, "policy", "AWS::S3::BucketPolicy", {"Bucket": item.reference()}, "PolicyDocument")


def canned(value: Value) -> Value:
    """A canned access list in CloudFormation's spelling."""
    return mapped(
        value,
        lambda one: Known(_CANNED.get(str(one.data), one.data), one.at, one.assumed),
        "which access list it is is not known",
    )


def _host_of_url(value: Value) -> Value:
    """`https://example.org` as the host and the protocol that requests are redirected to."""

    def split(one: Known) -> Value:
        protocol, found, host = str(one.data).partition("://")
        entries: dict[str, Value] = {"host_name": Known(host if found else protocol, one.at, one.assumed)}
        if found:
            entries["protocol"] = Known(protocol, one.at, one.assumed)
        return MapValue(entries, one.at, one.assumed)

    return mapped(value, split, "it is a part of a text that is not known")


def routing_rules(value: Value) -> Value:
    """The rules of a website, from their JSON text in the names of the API."""
    rules = parse(value)
    if rules is None:
        return Unknown("the rules are a text that is not known", None, value.at, value.assumed, (value,))
    return _renamed(rules)


_OF_THE_API = {"Condition": "RoutingRuleCondition", "Redirect": "RedirectRule"}


def _renamed(rules: Value) -> Value:
    if isinstance(rules, Sensitive):
        return Sensitive(_renamed(rules.inner), rules.at, rules.assumed)
    if isinstance(rules, Conditional):
        then, otherwise = _renamed(rules.then), _renamed(rules.otherwise)
        return Conditional(rules.condition, then, otherwise, rules.at, rules.assumed)
    if isinstance(rules, ListValue):
        items = tuple([_renamed(one) for one in rules.items])
        return ListValue(items, rules.at, rules.assumed, complete=rules.complete)
    if isinstance(rules, MapValue):
        entries = {_OF_THE_API.get(name, name): one for name, one in rules.entries.items()}
        return MapValue(entries, rules.at, rules.assumed, complete=rules.complete)
    return rules


def _prefix_and_tags(value: Value) -> Value:
    """A filter in the older form: with tags, both conditions stand below And."""
    if isinstance(value, ListValue):
        items = tuple([_prefix_and_tags(one) for one in value.items])
        return ListValue(items, value.at, value.assumed, complete=value.complete)
    if not isinstance(value, MapValue):
        return value
    tags = value.entries.get("tags", Known(None))
    if is_null(tags) or (isinstance(tags, MapValue) and tags.complete and not tags.entries):
        return value
    if not isinstance(tags, MapValue):
        reason = "whether it has tags beside the prefix is not known"
        return Unknown(reason, None, value.at, value.assumed, tuple(value.entries.values()))
    both: dict[str, Value] = {"tag_filters": tags}
    if "prefix" in value.entries:
        both["prefix"] = value.entries["prefix"]
    return MapValue({"and": MapValue(both, value.at)}, value.at, value.assumed, complete=value.complete)


ADJUST = {"aws_s3_bucket": _bucket}
CONVERSIONS = {
    "canned": canned,
    "host of a URL": _host_of_url,
    "routing rules": routing_rules,
    "prefix and tags": _prefix_and_tags,
}
