"""The latest reading of every device and metric, in Redis. A reading replaces only an older one, whatever the order.

For each device there is a hash `latest:<device>` with a field for each metric: the time of the measurement in
microseconds, a space, and the reading as JSON.
"""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

import redis
from botocore.exceptions import BotoCoreError
from botocore.model import ServiceId
from botocore.signers import RequestSigner
from redis.backoff import NoBackoff
from redis.retry import Retry

from processor.backoff import Backoff
from processor.configuration import Configuration
from processor.logs import logger
from processor.readings import Reading

TOKEN_SECONDS = 900
"""The longest that ElastiCache accepts; a token is asked for when a connection is made and not again."""

ANSWER_SECONDS = 2
MOST_WAITING = 10_000
"""Readings that are kept for a cache that does not answer, one for each device and metric."""

_AT_ONCE = 500
_SCRIPT = """
local written = 0
for i, key in ipairs(KEYS) do
  local metric, at, reading = ARGV[3 * i - 1], ARGV[3 * i], ARGV[3 * i + 1]
  local known = redis.call('HGET', key, metric)
  if not known or tonumber(string.match(known, '^%d+')) < tonumber(at) then
    redis.call('HSET', key, metric, at .. ' ' .. reading)
    redis.call('EXPIRE', key, ARGV[1])
    written = written + 1
  end
end
return written
"""
"""Compares and replaces in one step. Numbers of microseconds are whole in Lua's numbers until the year 2255."""


class IamToken(redis.CredentialProvider):
    """Proves with the task's role who it is: the password is a signed request to connect, made for each connection.

    Source: Amazon ElastiCache user guide, "Authenticating with IAM".
    """

    def __init__(self, session: Any, region: str, cache_name: str, user: str) -> None:
        """Take a session of botocore, the region, the replication group and the user."""
        self._session = session
        self._region = region
        self._cache_name = cache_name
        self._user = user

    def get_credentials(self) -> tuple[str, str]:
        """The user, and a token that ends in a quarter of an hour."""
        signer = RequestSigner(
            ServiceId("elasticache"),
            self._region,
            "elasticache",
            "v4",
            self._session.get_credentials(),
            self._session.get_component("event_emitter"),
        )
        request = {
            "method": "GET",
            "url": f"https://{self._cache_name}/?" + urlencode({"Action": "connect", "User": self._user}),
            "body": {},
            "headers": {},
            "context": {},
        }
        url: str = signer.generate_presigned_url(
            request, operation_name="connect", expires_in=TOKEN_SECONDS, region_name=self._region
        )
        return self._user, url.removeprefix("https://")


def connect(configuration: Configuration, credentials: redis.CredentialProvider) -> redis.Redis:
    """A client of the cache's primary: by TLS, its certificate and name checked; it connects when it is used."""
    return redis.Redis(
        host=configuration.cache_host,
        port=configuration.cache_port,
        credential_provider=credentials,
        ssl=True,
        ssl_ca_certs=str(configuration.cache_ca_file) if configuration.cache_ca_file else None,
        ssl_check_hostname=True,
        ssl_min_version=ssl.TLSVersion.TLSv1_2,
        socket_timeout=ANSWER_SECONDS,
        socket_connect_timeout=ANSWER_SECONDS,
        # A retry would hold the stream up; what is not written waits for the next time.
        retry=Retry(NoBackoff(), 0),
        protocol=2,
        max_connections=1,
    )


class LatestReadings:
    """Writes the latest readings, and keeps them for later while the cache does not answer."""

    def __init__(
        self,
        client: redis.Redis,
        ttl_seconds: int,
        backoff: Backoff,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take a client, how long the readings of a silent device stay, and how to wait after failures."""
        self._client = client
        self._ttl_seconds = ttl_seconds
        self._backoff = backoff
        self._clock = clock
        self._not_before = clock()
        self._waiting: dict[tuple[str, str], Reading] = {}

    def remember(self, readings: Iterable[Reading]) -> None:
        """Take readings that are in the database; of each device and metric the latest one waits to be written."""
        for reading in readings:
            key = (reading.device_id, reading.metric)
            known = self._waiting.get(key)
            if known is None or known.measured_at < reading.measured_at:
                self._waiting[key] = reading
        while len(self._waiting) > MOST_WAITING:
            del self._waiting[next(iter(self._waiting))]

    def flush(self) -> bool:
        """Write what waits; returns whether the cache failed.

        The database has every reading, so that a cache that fails stops nothing.
        """
        if not self._waiting or self._clock() < self._not_before:
            return False
        keys = list(self._waiting)
        try:
            for start in range(0, len(keys), _AT_ONCE):
                part = keys[start : start + _AT_ONCE]
                self._write([self._waiting[key] for key in part])
                for key in part:
                    del self._waiting[key]
        except (redis.RedisError, BotoCoreError) as error:
            # Where the task's role cannot be had, there is no token for a new connection.
            # After a failover the old primary still answers, and refuses to write.
            self._client.connection_pool.disconnect()
            seconds = self._backoff.failed()
            self._not_before = self._clock() + seconds
            logger.warning("cache failed", extra={"error": type(error).__name__, "waiting": len(self._waiting)})
            return True
        self._backoff.succeeded()
        return False

    def close(self) -> None:
        """Give the connection up."""
        self._client.close()

    def _write(self, readings: list[Reading]) -> None:
        """Write readings where they are newer."""
        arguments: list[str | int] = [self._ttl_seconds]
        for reading in readings:
            arguments += [reading.metric, reading.microseconds, _json(reading)]
        self._client.eval(_SCRIPT, len(readings), *(f"latest:{reading.device_id}" for reading in readings), *arguments)


def _json(reading: Reading) -> str:
    """A reading as those who read the cache get it."""
    return json.dumps(
        {
            "reading_id": str(reading.reading_id),
            "measured_at": reading.measured_at.isoformat(),
            "value": reading.value,
            "unit": reading.unit,
        },
        separators=(",", ":"),
    )
