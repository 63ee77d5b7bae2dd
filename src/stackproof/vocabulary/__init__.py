"""Translates resources in Terraform's words into CloudFormation's types and property names."""
