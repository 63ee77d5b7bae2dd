"""Rules about Firehose."""
