"""Amazon OpenSearch Service and its predecessor. A domain's id is its ARN, where Ref gives the name.

A log that is published without a word on `enabled` is enabled. Sources, read 2026-11-27:
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/opensearch_domain and
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/elasticsearch_domain.
"""

from __future__ import annotations

from stackproof.graph.values import Conditional, Known, ListValue, MapValue, Sensitive, Value, scalar_text
from stackproof.vocabulary.parts import is_set

TABLE = """
aws_opensearch_domain = AWS::OpenSearchService::Domain
  encrypt_at_rest = EncryptionAtRestOptions
  node_to_node_encryption = NodeToNodeEncryptionOptions
  log_publishing_options = LogPublishingOptions | by type
  advanced_security_options = AdvancedSecurityOptions
    jwt_options = JWTOptions
      jwks_url - CloudFormation cannot say it
  aiml_options = AIMLOptions
    natural_language_query_generation_options - CloudFormation cannot say it
  auto_tune_options - CloudFormation cannot say it
  .id = Arn
  .domain_name =
  .domain_id = Id
  .endpoint = DomainEndpoint

aws_opensearch_domain_policy > aws_opensearch_domain by domain_name

aws_opensearch_domain_saml_options > aws_opensearch_domain by domain_name at AdvancedSecurityOptions

aws_elasticsearch_domain = AWS::Elasticsearch::Domain
  cluster_config = ElasticsearchClusterConfig
  encrypt_at_rest = EncryptionAtRestOptions
  node_to_node_encryption = NodeToNodeEncryptionOptions
  log_publishing_options = LogPublishingOptions | by type
  ebs_options = EBSOptions
    throughput - CloudFormation cannot say it
  auto_tune_options - CloudFormation cannot say it
  .id = Arn
  .domain_name =
  .domain_id = Id
  .endpoint = DomainEndpoint

aws_elasticsearch_domain_policy > aws_elasticsearch_domain by domain_name

aws_opensearch_application = AWS::OpenSearchService::Application
  app_config = AppConfigs
  data_source = DataSources
  .id = Id

aws_elasticsearch_domain_saml_options ! CloudFormation cannot say it of Elasticsearch
aws_elasticsearch_vpc_endpoint ! CloudFormation has no endpoints of domains
aws_opensearch_authorize_vpc_endpoint_access ! CloudFormation has no endpoints of domains
aws_opensearch_inbound_connection_accepter ! CloudFormation has no connections of domains
aws_opensearch_outbound_connection ! CloudFormation has no connections of domains
aws_opensearch_package ! CloudFormation has no packages
aws_opensearch_package_association ! CloudFormation has no packages
aws_opensearch_vpc_endpoint ! CloudFormation has no endpoints of domains
"""


def _by_type(value: Value) -> Value:
    """Published logs by their type; known in part only where a type is not known."""
    if isinstance(value, Conditional):
        then, otherwise = _by_type(value.then), _by_type(value.otherwise)
        return Conditional(value.condition, then, otherwise, value.at, value.assumed)
    if isinstance(value, Sensitive):
        return Sensitive(_by_type(value.inner), value.at, value.assumed)
    if isinstance(value, MapValue):
        return _by_type(ListValue((value,), value.at, value.assumed))
    if not isinstance(value, ListValue):
        return value
    entries: dict[str, Value] = {}
    complete = value.complete
    for block in value.items:
        kind = block.entries.get("log_type") if isinstance(block, MapValue) else None
        if not isinstance(block, MapValue) or not isinstance(kind, Known) or kind.data is None:
            complete = False
            continue
        given = block.entries
        enabled = given["enabled"] if is_set(given.get("enabled")) else Known(True, block.at)
        log: dict[str, Value] = {"Enabled": enabled}
        if is_set(given.get("cloudwatch_log_group_arn")):
            log["CloudWatchLogsLogGroupArn"] = given["cloudwatch_log_group_arn"]
        entries[scalar_text(kind.data)] = MapValue(log, block.at, block.assumed, complete=block.complete)
    return MapValue(entries, value.at, value.assumed, complete=complete)


CONVERSIONS = {"by type": _by_type}
