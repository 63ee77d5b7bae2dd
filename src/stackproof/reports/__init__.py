"""Assessments for people and machines: one module a form. A report computes nothing and believes no text."""
