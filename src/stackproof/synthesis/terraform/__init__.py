"""Terraform: HCL, its JSON syntax and plan files, evaluated in three values without Terraform or a provider."""
