"""Rules about connections: security groups, network ACLs, what reaches what."""
