"""Rules about ElastiCache."""
