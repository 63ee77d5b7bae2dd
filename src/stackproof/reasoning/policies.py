"""Policy documents; they are read in `stackproof.reasoning.iam.documents`."""

from stackproof.reasoning.iam.documents import Condition, Document, Items, Principals, Statement, read_document

__all__ = ["Condition", "Document", "Items", "Principals", "Statement", "read_document"]
