"""What makes two findings of two runs the same finding."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stackproof.assessment.model import Finding

_SPACE = re.compile(r"\s+")


def fingerprint(finding: Finding) -> str:
    """A stable key of 32 hexadecimal digits: the rule, the resource and the message.

    The line is left out, so that a finding stays the same when code above it moves.
    """
    text = "\n".join((finding.origin, finding.rule, finding.address, _SPACE.sub(" ", finding.message).strip()))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
