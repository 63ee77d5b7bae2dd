"""Rules about OpenSearch."""
