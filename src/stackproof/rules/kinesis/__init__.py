"""Rules about Kinesis."""
