"""CDKTF and CDK Terrain, which carries it on: programs that synthesise Terraform's JSON."""
