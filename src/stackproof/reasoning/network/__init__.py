"""Networks: which blocks of addresses overlap, which way traffic can go, who is let in, what reaches what.

`cidr` compares blocks of addresses, `ways` follows routes out of subnets, `endpoints` knows the endpoints of a VPC,
`groups` and `lists` say whom security groups and network ACLs let through, `interfaces` where workloads and stores
stand, and `reach` puts these together: from this one to that one on that port, yes, no or undecided, with the path.
"""
