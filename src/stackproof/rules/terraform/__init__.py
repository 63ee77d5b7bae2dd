"""Terraform itself: where state is kept, which versions run it, and what a module tells it."""
