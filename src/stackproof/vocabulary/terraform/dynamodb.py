"""Amazon DynamoDB. A table with replicas is a global table of CloudFormation, its own region being one replica more.

Sources, read 2026-11-27:
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/dynamodb_table (a `ttl` without `enabled`
is off, an encryption with a key of one's own is of type KMS),
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import boolean, equals, get, show, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Conditional, Known, ListValue, MapValue, Unknown, Value, moved
from stackproof.vocabulary.conversions import mapped, switch
from stackproof.vocabulary.parts import blocks_as, is_set
from stackproof.vocabulary.shaping import is_null

if TYPE_CHECKING:
    from stackproof.graph.resource import Resource
    from stackproof.vocabulary.item import Item

TABLE = """
aws_dynamodb_table = AWS::DynamoDB::Table
  attribute = AttributeDefinitions
    name = AttributeName
    type = AttributeType
  hash_key ! the first part of the key
  range_key ! the second part of the key
  global_secondary_index = GlobalSecondaryIndexes | with its key
    name = IndexName
    hash_key ! the first part of the key
    range_key ! the second part of the key
    projection_type = Projection.ProjectionType
    non_key_attributes = Projection.NonKeyAttributes
    read_capacity = ProvisionedThroughput.ReadCapacityUnits
    write_capacity = ProvisionedThroughput.WriteCapacityUnits
  local_secondary_index = LocalSecondaryIndexes | with its key
    name = IndexName
    range_key ! the second part of the key
    projection_type = Projection.ProjectionType
    non_key_attributes = Projection.NonKeyAttributes
  read_capacity = ProvisionedThroughput.ReadCapacityUnits
  write_capacity = ProvisionedThroughput.WriteCapacityUnits
  stream_enabled ! there is a stream or none
  stream_view_type ! of the stream, where there is one
  ttl = TimeToLiveSpecification | on or off
  point_in_time_recovery = PointInTimeRecoverySpecification
    enabled = PointInTimeRecoveryEnabled
  server_side_encryption = SSESpecification | with its type
    enabled = SSEEnabled
    kms_key_arn = KMSMasterKeyId
  import_table = ImportSourceSpecification
    s3_bucket_source = S3BucketSource
      bucket = S3Bucket
      bucket_owner = S3BucketOwner
      key_prefix = S3KeyPrefix
  replica ! a replica of the global table
    consistency_mode ! of the global table
    propagate_tags ! the replica has the table's tags
  global_table_witness ! of the global table
  restore_backup_arn - CloudFormation makes no table of a backup
  restore_date_time - CloudFormation makes no table of a backup
  restore_source_name - CloudFormation makes no table of a backup
  restore_source_table_arn - CloudFormation makes no table of a backup
  restore_to_latest_time - CloudFormation makes no table of a backup

aws_dynamodb_table_replica > aws_dynamodb_table by global_table_arn at Replicas[]
  kms_key_arn = SSESpecification.KMSMasterKeyId
  point_in_time_recovery = PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled
  table_class_override = TableClass

aws_dynamodb_global_secondary_index > aws_dynamodb_table by table_name at GlobalSecondaryIndexes[]
  key_schema = KeySchema
    attribute_type - a definition of the table's (`_index`)

aws_dynamodb_kinesis_streaming_destination > aws_dynamodb_table by table_name at KinesisStreamSpecification

aws_dynamodb_contributor_insights > aws_dynamodb_table by table_name at ContributorInsightsSpecification
  index_name - it is set for tables alone here

aws_dynamodb_contributor_insights [index] ! statistics of an index, which the table's own entry does not tell apart

aws_dynamodb_resource_policy > aws_dynamodb_table by resource_arn at ResourcePolicy
  policy = PolicyDocument
  confirm_remove_self_resource_access - a check of the provider

aws_dynamodb_tag > aws_dynamodb_table by resource_arn at Tags[]

aws_dynamodb_global_table ! a group of tables of one name, in the version of 2017; each of them is a resource
aws_dynamodb_table_item ! an item, no part of the infrastructure
aws_dynamodb_table_export ! a single export
"""


def _table(item: Item) -> None:
    hashed, ranged = _key(item.argument("hash_key"), "HASH"), _key(item.argument("range_key"), "RANGE")
    schema = tuple([one for one in (hashed, ranged) if not isinstance(one, Absent)])
    if schema:
        item.set("KeySchema", ListValue(schema, item.at))
    local = item.properties.get("LocalSecondaryIndexes")
    if local is not None and not isinstance(hashed, Absent):
        # A local index has the hash key of its table.
        item.properties["LocalSecondaryIndexes"] = blocks_as(local, lambda block: [_with_hash(block, hashed)])
    if equals(item.argument("billing_mode"), "PAY_PER_REQUEST") is Truth.YES:
        _without_capacity(item)
    item.set("StreamSpecification", _stream(item.argument("stream_enabled"), item.argument("stream_view_type")))
    _replicas(item)


def _without_capacity(item: Item) -> None:
    """A table that is paid by request has no capacity, whatever numbers a plan or the code still states."""
    item.properties.pop("ProvisionedThroughput", None)
    indexes = item.properties.get("GlobalSecondaryIndexes")
    if indexes is not None:
        item.properties["GlobalSecondaryIndexes"] = blocks_as(
            indexes, lambda block: [_without(block, "ProvisionedThroughput")]
        )


def _key(name: Value, kind: str) -> Value:
    """One part of a key; Absent where it has none."""
    if isinstance(name, Conditional):
        then, otherwise = _key(name.then, kind), _key(name.otherwise, kind)
        return Conditional(name.condition, then, otherwise, name.at, name.assumed)
    if is_null(name) or name == Known(""):
        return Absent(name.at, name.assumed)
    if isinstance(name, Unknown) and kind == "RANGE":
        return Unknown("whether the key has a second part is not known", None, name.at, name.assumed, (name,))
    return MapValue({"AttributeName": name, "KeyType": Known(kind, name.at)}, name.at, name.assumed)


def _with_hash(index: MapValue, hashed: Value) -> Value:
    schema = index.entries.get("KeySchema")
    items = schema.items if isinstance(schema, ListValue) else ()
    whole = ListValue((hashed, *items), index.at)
    return MapValue({**index.entries, "KeySchema": whole}, index.at, index.assumed, complete=index.complete)


def _with_its_key(value: Value) -> Value:
    """Indexes with the parts of their keys as a list."""

    def keyed(index: MapValue) -> list[Value]:
        parts = (_key(index.entries.get(f"{kind.lower()}_key", Known(None)), kind) for kind in ("HASH", "RANGE"))
        schema = tuple([one for one in parts if not isinstance(one, Absent)])
        if not schema:
            return [index]
        entries = {**index.entries, "key_schema": ListValue(schema, index.at)}
        return [MapValue(entries, index.at, index.assumed, complete=index.complete)]

    return blocks_as(value, keyed)


def _stream(enabled: Value, view: Value) -> Value:
    def one(known: Known) -> Value:
        if boolean(known) is not True or isinstance(view, Absent):
            return Absent(known.at, known.assumed)
        return MapValue({"StreamViewType": view}, known.at, known.assumed)

    return mapped(enabled, one, "whether the table has a stream is not known")


def _on_or_off(value: Value) -> Value:
    """An expiry that is not said to be on is off."""

    def stated(block: MapValue) -> list[Value]:
        if not block.complete or is_set(block.entries.get("enabled")):
            return [block]
        return [MapValue({**block.entries, "enabled": Known(False, block.at)}, block.at, block.assumed)]

    return blocks_as(value, stated)


def _with_its_type(value: Value) -> Value:
    """Encryption with a key of one's own is of type KMS."""

    def typed(block: MapValue) -> list[Value]:
        on = block.entries.get("enabled", Absent(block.at))
        kind = _implied(block.entries.get("kms_key_arn", Absent(block.at)), "KMS", on)
        return [MapValue({**block.entries, "sse_type": kind}, block.at, block.assumed, complete=block.complete)]

    return blocks_as(value, typed)


def _implied(cause: Value, data: str, enabled: Value) -> Value:
    """What follows where a cause is set and something is switched on."""
    if isinstance(cause, Conditional):
        then, otherwise = _implied(cause.then, data, enabled), _implied(cause.otherwise, data, enabled)
        return Conditional(cause.condition, then, otherwise, cause.at, cause.assumed)
    if not is_set(cause):
        return Absent(cause.at)
    if isinstance(cause, Unknown):
        return Unknown("it follows from a key that is not known", None, cause.at, cause.assumed, (cause,))
    on = switch(yes=data, no=None)(enabled)
    return moved(on, cause.at)


def _replicas(item: Item) -> None:
    """The other regions, kept with the table until it is known what else is folded into it."""

    def replica(block: MapValue) -> list[Value]:
        given = block.entries
        made: dict[str, Value] = {
            "Region": given.get("region_name", Unknown("the region is not stated", None, block.at))
        }
        if is_set(given.get("kms_key_arn")):
            made["SSESpecification"] = MapValue({"KMSMasterKeyId": given["kms_key_arn"]}, block.at)
        if is_set(given.get("point_in_time_recovery")):
            recovery = MapValue({"PointInTimeRecoveryEnabled": given["point_in_time_recovery"]}, block.at)
            made["PointInTimeRecoverySpecification"] = recovery
        if is_set(given.get("deletion_protection_enabled")):
            made["DeletionProtectionEnabled"] = given["deletion_protection_enabled"]
        tags, spread = item.properties.get("Tags"), given.get("propagate_tags", Known(None))
        if tags is not None and is_set(spread):
            copied = switch(yes=tags, no=None)(spread)
            if not isinstance(copied, Absent):
                made["Tags"] = copied
        return [MapValue(made, block.at, block.assumed, complete=block.complete)]

    found = item.argument("replica")
    if isinstance(found, Absent) or (isinstance(found, ListValue) and found.complete and not found.items):
        return
    item.properties[_REPLICAS] = blocks_as(found, replica)
    modes = [block.entries.get("consistency_mode") for block in item.blocks("replica")[0]]
    for mode in modes:
        if mode is not None and is_set(mode):
            item.properties["MultiRegionConsistency"] = mode
    witness = item.argument("global_table_witness", "region_name")
    if not isinstance(witness, Absent):
        item.properties["GlobalTableWitnesses"] = ListValue((MapValue({"Region": witness}, witness.at),), witness.at)


_REPLICAS = "Replicas"
_OF_THE_REPLICA = (
    "PointInTimeRecoverySpecification",
    "DeletionProtectionEnabled",
    "TableClass",
    "Tags",
    "ContributorInsightsSpecification",
    "KinesisStreamSpecification",
    "ResourcePolicy",
)
_WRITES = "a global table's writes are scaled in CloudFormation, and a fixed capacity cannot be said"


def _finished(table: Resource) -> None:
    """A table with replicas, whether they are its own blocks or resources folded into it, is a global table."""
    _define_keys_of_indexes(table)
    replicas = table.properties.entries.get(_REPLICAS)
    if replicas is None:
        return
    old = table.properties
    if isinstance(replicas, Unknown) and "replica" not in table.attributes:
        # Some replica elsewhere may be this table's: that alone does not make a global table of it.
        kept = {name: one for name, one in old.entries.items() if name != _REPLICAS}
        table.properties = MapValue(kept, old.at, old.assumed, complete=False)
        return
    entries = _throughput({name: one for name, one in old.entries.items() if name != _REPLICAS})
    own: dict[str, Value] = {"Region": table.region}
    for name in _OF_THE_REPLICA:
        if name in entries:
            own[name] = entries.pop(name)
    encryption = entries.get("SSESpecification")
    if encryption is not None:
        key = get(encryption, "KMSMasterKeyId")
        if not isinstance(key, Absent):
            own["SSESpecification"] = MapValue({"KMSMasterKeyId": key}, key.at)
        entries["SSESpecification"] = _without(encryption, "KMSMasterKeyId")
    indexes = entries.get("GlobalSecondaryIndexes")
    if indexes is not None:
        entries["GlobalSecondaryIndexes"] = blocks_as(
            indexes, lambda one: [MapValue(_throughput(one.entries), one.at, one.assumed, complete=one.complete)]
        )
    imported = entries.pop("ImportSourceSpecification", None)
    if imported is not None:
        table.attributes = {**table.attributes, "import_table": imported}
    first = MapValue(own, table.location, complete=old.complete)
    others = replicas.items if isinstance(replicas, ListValue) else (replicas,)
    complete = isinstance(replicas, ListValue) and replicas.complete
    entries[_REPLICAS] = ListValue((first, *others), replicas.at, complete=complete)
    table.type = "AWS::DynamoDB::GlobalTable"
    table.properties = MapValue(entries, old.at, old.assumed, complete=old.complete)


def _define_keys_of_indexes(table: Resource) -> None:
    """An index that is a resource of its own defines the attributes of its key; in CloudFormation the table does."""
    old = table.properties
    indexes = old.entries.get("GlobalSecondaryIndexes")
    if not isinstance(indexes, ListValue):
        return
    defined: dict[str, Value] = {}
    kept = tuple([_without_types(index, defined) for index in indexes.items])
    if not defined:
        return
    definitions = old.entries.get("AttributeDefinitions", ListValue((), indexes.at))
    if isinstance(definitions, ListValue):
        for one in definitions.items:
            defined.pop(string(get(one, "AttributeName")) or "", None)
        items = (*definitions.items, *defined.values())
        definitions = ListValue(items, definitions.at, definitions.assumed, complete=definitions.complete)
    whole = ListValue(kept, indexes.at, indexes.assumed, complete=indexes.complete)
    entries = {**old.entries, "GlobalSecondaryIndexes": whole, "AttributeDefinitions": definitions}
    table.properties = MapValue(entries, old.at, old.assumed, complete=old.complete)


def _without_types(index: Value, defined: dict[str, Value]) -> Value:
    """An index whose key names attributes alone; what they are is put into `defined`, by their names."""
    schema = index.entries.get("KeySchema") if isinstance(index, MapValue) else None
    if not isinstance(index, MapValue) or not isinstance(schema, ListValue):
        return index
    for part in schema.items:
        name, kind = get(part, "AttributeName"), get(part, "AttributeType")
        if not isinstance(kind, (Absent, Unknown)):
            defined[string(name) or show(name)] = MapValue({"AttributeName": name, "AttributeType": kind}, kind.at)
    parts = tuple([_without(part, "AttributeType") for part in schema.items])
    bare = ListValue(parts, schema.at, schema.assumed, complete=schema.complete)
    return MapValue({**index.entries, "KeySchema": bare}, index.at, index.assumed, complete=index.complete)


def _without(value: Value, name: str) -> Value:
    if isinstance(value, Conditional):
        then, otherwise = _without(value.then, name), _without(value.otherwise, name)
        return Conditional(value.condition, then, otherwise, value.at, value.assumed)
    if isinstance(value, MapValue):
        kept = {key: one for key, one in value.entries.items() if key != name}
        return MapValue(kept, value.at, value.assumed, complete=value.complete)
    return value


def _throughput(entries: dict[str, Value]) -> dict[str, Value]:
    """The capacities of a table or an index as a global table has them."""
    kept = dict(entries)
    provisioned, demanded = kept.pop("ProvisionedThroughput", None), kept.pop("OnDemandThroughput", None)
    if provisioned is not None:
        reads = get(provisioned, "ReadCapacityUnits")
        if not isinstance(reads, Absent):
            kept["ReadProvisionedThroughputSettings"] = MapValue({"ReadCapacityUnits": reads}, reads.at)
        writes = get(provisioned, "WriteCapacityUnits")
        if not isinstance(writes, Absent):
            scaling = Unknown(_WRITES, None, writes.at, writes.assumed, (writes,))
            kept["WriteProvisionedThroughputSettings"] = MapValue(
                {"WriteCapacityAutoScalingSettings": scaling}, writes.at
            )
    for way in ("Read", "Write") if demanded is not None else ():
        assert demanded is not None
        units = get(demanded, f"Max{way}RequestUnits")
        if not isinstance(units, Absent):
            kept[f"{way}OnDemandThroughputSettings"] = MapValue({f"Max{way}RequestUnits": units}, units.at)
    return kept


def _index(item: Item) -> None:
    """Keeps what the attributes of the key are, for the table's definitions."""
    schema = item.argument("key_schema")
    if not isinstance(schema, ListValue):
        return
    parts: list[Value] = []
    for part in schema.items:
        named = {"AttributeName": "attribute_name", "KeyType": "key_type", "AttributeType": "attribute_type"}
        given = {name: get(part, written) for name, written in named.items()}
        parts.append(MapValue({name: one for name, one in given.items() if not isinstance(one, Absent)}, part.at))
    item.properties["KeySchema"] = ListValue(tuple(parts), schema.at, schema.assumed, complete=schema.complete)


def _replica_elsewhere(item: Item) -> None:
    item.properties["Region"] = item.native.region


def _insight(item: Item) -> None:
    item.properties["Enabled"] = Known(True, item.at)


def _of_an_index(arguments: MapValue) -> str:
    return "index" if is_set(arguments.entries.get("index_name")) else ""


VARIANTS = {"aws_dynamodb_contributor_insights": _of_an_index}
ADJUST = {
    "aws_dynamodb_table": _table,
    "aws_dynamodb_global_secondary_index": _index,
    "aws_dynamodb_table_replica": _replica_elsewhere,
    "aws_dynamodb_contributor_insights": _insight,
}
FINISH = {"aws_dynamodb_table": (_finished, ("AWS::DynamoDB::GlobalTable",))}
CONVERSIONS = {"with its key": _with_its_key, "with its type": _with_its_type, "on or off": _on_or_off}
