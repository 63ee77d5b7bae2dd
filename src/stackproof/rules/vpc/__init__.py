"""Rules about networks: blocks of addresses, routes, gateways, endpoints, peerings."""
