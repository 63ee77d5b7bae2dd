"""User and password of the database, as Secrets Manager has them."""

from __future__ import annotations

import json
from typing import Any, NamedTuple


class Login(NamedTuple):
    """User and password; never to be logged."""

    user: str
    password: str

    def __repr__(self) -> str:
        """Without the password, so that no log gets it by accident."""
        return f"Login(user={self.user!r})"


class CredentialsError(RuntimeError):
    """The secret is not a JSON object with `username` and `password`."""


class Credentials:
    """The secret of the database, read once and kept until the database refuses it."""

    def __init__(self, client: Any, secret_name: str) -> None:
        """Take a client of Secrets Manager."""
        self._client = client
        self._secret_name = secret_name
        self._login: Login | None = None

    def login(self) -> Login:
        """User and password.

        Raises:
            CredentialsError: the secret is of another form; its content is not told.
        """
        if self._login is None:
            self._login = _read(self._client.get_secret_value(SecretId=self._secret_name)["SecretString"])
        return self._login

    def forget(self) -> None:
        """Have the secret read again the next time: it may have been rotated."""
        self._login = None


def _read(text: str) -> Login:
    """User and password from the text of the secret, which no message repeats."""
    try:
        content = json.loads(text)
        user, password = content["username"], content["password"]
    except (ValueError, TypeError, KeyError):
        # What json says holds a part of the text, so that it is not kept as a cause.
        raise CredentialsError("the secret is no JSON object with username and password") from None
    if not isinstance(user, str) or not isinstance(password, str):
        raise CredentialsError("the secret's username and password are no texts")
    return Login(user, password)
