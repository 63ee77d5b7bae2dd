"""What looks like a secret in source text, and how a line is shown without it."""

from __future__ import annotations

import re

_NAMES = re.compile(
    r"(password|passwd|passphrase|secretstring|secretkey|secretaccesskey|privatekey|apikey|authtoken|token)$"
)
_NO_NAMES = re.compile(r"(clienttoken|nexttoken|managemasteruserpassword|resetrequired)$")
# Forms that a secret of a kind always has: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
LOOKS = (
    ("an access key of AWS", re.compile(r"\b(?:AKIA|ASIA)[A-Z2-7]{16}\b")),
    ("a private key", re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----")),
    ("a token of GitHub", re.compile(r"\bgh[pousr]_[A-Za-z0-9]{36}\b")),
    ("a token of Slack", re.compile(r"\bxox[abprs]-[0-9A-Za-z-]{20,200}\b")),
)
NOT_SHOWN = "(not shown)"
# A name that something is given to, in YAML, JSON or a program, and what is given: quoted, or up to the next separator.
_NAMED = re.compile(r"""([\w.-]+)["']?\s*[:=]\s*""")
_VALUE = re.compile(r""""[^"]*"?|'[^']*'?|[^\s,;{}()"']+""")
_REFERENCES = ("{{resolve:", "${", "!", "$", "true", "false", "null", "None")


def names_secret(name: str) -> bool:
    """Whether a property, variable or key of this name holds a secret: `MasterUserPassword`, `api_key`."""
    plain = re.sub(r"[^a-z]", "", name.lower())
    return bool(_NAMES.search(plain)) and not _NO_NAMES.search(plain)


def masked(line: str) -> str:
    """A line of source in which whatever looks like a secret is not shown."""
    for _, expression in LOOKS:
        line = expression.sub(NOT_SHOWN, line)
    shown, position = [], 0
    for named in _NAMED.finditer(line):
        value = _VALUE.match(line, named.end())
        if value is None or named.start() < position or not names_secret(named[1]):
            continue
        if value[0].strip("\"'").startswith(_REFERENCES):
            continue
        shown += [line[position : value.start()], NOT_SHOWN]
        position = value.end()
    return "".join([*shown, line[position:]])
