"""Parameters of Systems Manager that are asked for again after a while: the active region, and the keys of the API."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable
from typing import Any

ROLE_SECONDS = 5.0
"""How long the active region is remembered: a failover is noticed after that."""

KEYS_SECONDS = 300.0
"""How long keys are remembered: a key that is withdrawn is refused after that."""

UNKNOWN_KEY_SECONDS = 10.0
"""How old the keys may be when one is refused: a new one is known after that, and nobody can make us ask on and on."""


class Parameter:
    """A parameter whose value is remembered for a while."""

    def __init__(self, client: Any, name: str, clock: Callable[[], float]) -> None:
        """Take a client of Systems Manager, and a clock of seconds that only goes forward."""
        self._client = client
        self._name = name
        self._clock = clock
        self._value = ""
        self._read_at: float | None = None

    def value(self, oldest_seconds: float) -> str:
        """The value as it was at most so many seconds ago."""
        now = self._clock()
        if self._read_at is None or now - self._read_at > oldest_seconds:
            self._value = self._client.get_parameter(Name=self._name, WithDecryption=True)["Parameter"]["Value"]
            self._read_at = now
        return self._value


class ActiveRegion:
    """Which region takes payments. It is told by the parameter that a failover changes."""

    def __init__(self, parameter: Parameter, region: str) -> None:
        """Take the parameter, whose value is the code of a region, and the own region."""
        self._parameter = parameter
        self._region = region

    def is_own(self) -> bool:
        """Whether this region takes payments; raises when it cannot be told."""
        return self._parameter.value(ROLE_SECONDS).strip() == self._region


class ApiKeys:
    """The keys that admit callers: one, or several with commas or white space between, so that they can be changed."""

    def __init__(self, parameter: Parameter) -> None:
        """Take the parameter."""
        self._parameter = parameter

    def admit(self, key: str) -> bool:
        """Whether a key is one of them."""
        return self._has(key, KEYS_SECONDS) or self._has(key, UNKNOWN_KEY_SECONDS)

    def _has(self, key: str, oldest_seconds: float) -> bool:
        """Compare with every key in a time that tells nothing of them."""
        keys = re.split(r"[\s,]+", self._parameter.value(oldest_seconds))
        given = key.encode("utf-8", "surrogatepass")
        return sum(hmac.compare_digest(one.encode(), given) for one in keys if one) > 0
