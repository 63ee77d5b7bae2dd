"""Matching of statements; it stands in `stackproof.reasoning.iam.matching`."""

from stackproof.reasoning.iam.matching import any_of, conditions_hold, speaks_of_action, speaks_of_resource

__all__ = ["any_of", "conditions_hold", "speaks_of_action", "speaks_of_resource"]
