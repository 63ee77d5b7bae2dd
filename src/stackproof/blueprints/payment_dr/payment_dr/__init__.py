"""Payment processing over two regions with automated failover."""
