"""Document store with disaster recovery: S3 replication under Replication Time Control, monitored."""
