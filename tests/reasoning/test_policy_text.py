"""Policies that are written as JSON texts."""

from __future__ import annotations

import pytest

from stackproof.graph.values import Known
from stackproof.reasoning.iam.documents import read_document

ALLOW = '"Effect": "Allow", "Resource": "*"'


@pytest.mark.parametrize(
    ("text", "statements", "complete"),
    [
        (f'{{"Statement": [{{{ALLOW}, "Action": "s3:GetObject"}}]}}', 1, True),
        (f'{{"Statement": [{{{ALLOW}, "Action": "*", "Action": "s3:GetObject"}}]}}', 0, False),
        (f'{{"Statement": [], "Statement": [{{{ALLOW}, "Action": "*"}}]}}', 0, False),
        ('{"Statement": [', 0, False),
    ],
)
def test_a_text_whose_keys_stand_there_twice_is_not_known(text: str, statements: int, complete: bool) -> None:
    document = read_document(Known(text))
    assert (len(document.statements), document.complete) == (statements, complete)
