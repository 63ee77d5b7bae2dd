"""What looks like a secret is not shown; what only refers to one is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackproof.sources.secrets import masked


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("  MasterUserPassword: hunter2", "  MasterUserPassword: (not shown)"),
        ('  "MasterUserPassword": "hunter2",', '  "MasterUserPassword": (not shown),'),
        ("{User: me, Password: hunter2, Port: 5432}", "{User: me, Password: (not shown), Port: 5432}"),
        ("db = Database(password='hunter2', port=1)", "db = Database(password=(not shown), port=1)"),
        ("API_KEY=abc123", "API_KEY=(not shown)"),
        ("key: AKIAABCDEFGHIJKLMNOP  # old", "key: (not shown)  # old"),
        ("  MasterUserPassword: !Ref Password", "  MasterUserPassword: !Ref Password"),
        (
            "  MasterUserPassword: '{{resolve:secretsmanager:x}}'",
            "  MasterUserPassword: '{{resolve:secretsmanager:x}}'",
        ),
        ("  ManageMasterUserPassword: true", "  ManageMasterUserPassword: true"),
        ("  Runtime: python3.13", "  Runtime: python3.13"),
    ],
)
def test_a_line_is_shown_without_its_secrets(line: str, shown: str) -> None:
    assert masked(line) == shown


@given(
    st.from_regex(r"[A-Za-z0-9+/]{6,40}", fullmatch=True), st.sampled_from(["Password", "SecretString", "auth_token"])
)
def test_a_secret_never_stays_behind_its_name(secret: str, name: str) -> None:
    assert secret not in masked(f'    "{name}": "{secret}",').replace(name, "")
