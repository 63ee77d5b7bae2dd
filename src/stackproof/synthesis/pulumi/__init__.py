"""Pulumi programs: run against an engine of our own that deploys nothing, read into Terraform's words."""
