"""Terraform's functions; a function is added by defining it in one of these modules under `@plain` or `@function`."""
