"""The latest readings in Redis: only newer ones replace, TLS and tokens, and caches that fail."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qs, urlsplit

import botocore.session
import pytest
import redis
from redis.credentials import UsernamePasswordCredentialProvider

from processor.backoff import Backoff
from processor.cache import MOST_WAITING, IamToken, LatestReadings, connect
from processor.configuration import Configuration
from tests.unit.services.conftest import ACCESS, Clock, reading
from tests.unit.services.servers import Proxy

USER = UsernamePasswordCredentialProvider("user-iot-unit", "token")


@pytest.fixture
def secured(cache: redis.Redis, configuration: Configuration) -> Iterator[redis.Redis]:
    """The cache as the service reaches it: by TLS, as a user who may do what the stack lets it."""
    execute: Any = cache.execute_command
    execute("ACL", "SETUSER", "user-iot-unit", *ACCESS, ">token")
    made = connect(configuration, USER)
    yield made
    made.close()


@pytest.fixture
def latest(secured: redis.Redis, clock: Clock) -> LatestReadings:
    """What writes the latest readings."""
    return LatestReadings(secured, 600, Backoff(1.0, 30.0, chance=lambda: 1.0), clock)


def write(latest: LatestReadings, *readings: Any) -> None:
    """Write readings in one go."""
    latest.remember(readings)
    assert latest.flush() is False


def known(cache: redis.Redis, device: str = "pump-7") -> dict[str, float]:
    """The values of a device."""
    found: dict[Any, Any] = cache.hgetall(f"latest:{device}")
    return {metric: json.loads(text.partition(" ")[2])["value"] for metric, text in found.items()}


def test_how_the_latest_reading_lies_in_the_cache(latest: LatestReadings, cache: redis.Redis) -> None:
    """How the latest reading lies in the cache."""
    there = timezone(timedelta(hours=8))
    measured = datetime(2026, 3, 1, 20, 0, 0, 250000, tzinfo=there).astimezone(UTC)
    write(latest, reading(1, measured_at=measured, value=21.5))
    assert cache.keys() == ["latest:pump-7"]
    assert cache.hgetall("latest:pump-7") == {
        "temperature": '1772366400250000 {"reading_id":"00000000-0000-0000-0000-000000000001",'
        '"measured_at":"2026-03-01T12:00:00.250000+00:00","value":21.5,"unit":"Cel"}'
    }
    assert 590 < cache.ttl("latest:pump-7") <= 600


def test_each_device_and_metric_has_its_own(latest: LatestReadings, cache: redis.Redis) -> None:
    """Each device and metric has its own."""
    write(latest, reading(1), reading(2, metric="pressure"), reading(3, device_id="pump-8"), reading(4))
    assert known(cache) == {"temperature": 24.5, "pressure": 22.5}
    assert known(cache, "pump-8") == {"temperature": 23.5}


def test_only_newer_readings_replace(latest: LatestReadings, cache: redis.Redis) -> None:
    """Only newer readings replace."""
    for number, expected in ((5, 25.5), (3, 25.5), (6, 26.5), (1, 26.5)):
        write(latest, reading(number))
        assert known(cache) == {"temperature": expected}
    write(latest, replace(reading(6), value=0.0))
    assert known(cache) == {"temperature": 26.5}


def test_microseconds_count(latest: LatestReadings, cache: redis.Redis) -> None:
    """Microseconds count."""
    first = reading(1)
    write(latest, first)
    write(latest, replace(first, measured_at=first.measured_at + timedelta(microseconds=1), value=2.0))
    assert known(cache) == {"temperature": 2.0}


def test_of_a_batch_the_newest_is_written(latest: LatestReadings, cache: redis.Redis) -> None:
    """Of a batch the newest is written."""
    write(latest, reading(2), reading(9), reading(4), replace(reading(9), value=0.0))
    assert known(cache) == {"temperature": 29.5}


def test_older_readings_do_not_keep_a_device_alive(latest: LatestReadings, cache: redis.Redis) -> None:
    """Older readings do not keep a device alive."""
    write(latest, reading(2))
    cache.expire("latest:pump-7", 100)
    write(latest, reading(1))
    assert cache.ttl("latest:pump-7") <= 100
    write(latest, reading(3))
    assert cache.ttl("latest:pump-7") > 590


def test_many_devices_are_written_in_parts(latest: LatestReadings, cache: redis.Redis) -> None:
    """Many devices are written in parts."""
    calls = cache.info("commandstats").get("cmdstat_eval", {"calls": 0})["calls"]
    write(latest, *(reading(number, device_id=f"pump-{number}") for number in range(1001)))
    assert cache.dbsize() == 1001
    assert known(cache, "pump-1000") == {"temperature": 1020.5}
    assert cache.info("commandstats")["cmdstat_eval"]["calls"] == calls + 3


def test_with_nothing_to_write_nothing_is_asked(latest: LatestReadings, cache_proxy: Proxy) -> None:
    """With nothing to write nothing is asked."""
    assert latest.flush() is False
    assert cache_proxy.connections == 0


def test_a_connection_is_used_again(latest: LatestReadings, cache_proxy: Proxy) -> None:
    """A connection is used again."""
    write(latest, reading(1))
    write(latest, reading(2))
    assert cache_proxy.connections == 1


def test_what_a_cache_that_failed_did_not_take_waits(
    latest: LatestReadings, cache: redis.Redis, cache_proxy: Proxy, clock: Clock, log: pytest.LogCaptureFixture
) -> None:
    """What a cache that failed did not take waits."""
    cache_proxy.refusing = True
    latest.remember([reading(1), reading(2, device_id="pump-8")])
    assert latest.flush() is True
    assert cache_proxy.connections == 1
    (record,) = log.records
    assert (record.levelname, record.message) == ("WARNING", "cache failed")
    assert record.__dict__["error"] == "ConnectionError"
    assert record.__dict__["waiting"] == 2
    cache_proxy.refusing = False
    clock.pass_by(0.9)
    assert latest.flush() is False
    assert cache.dbsize() == 0
    latest.remember([reading(3)])
    clock.pass_by(0.1)
    assert latest.flush() is False
    assert known(cache) == {"temperature": 23.5}
    assert known(cache, "pump-8") == {"temperature": 22.5}


def test_without_a_token_readings_wait(
    cache: redis.Redis, configuration: Configuration, clock: Clock, log: pytest.LogCaptureFixture
) -> None:
    """Without a token readings wait."""
    session: Any = botocore.session.Session()
    session.set_credentials("AKIDEXAMPLE", "secret")
    session.get_credentials = lambda: None
    cache.acl_setuser("user-iot-unit", enabled=True, nopass=True, keys=["*"], categories=["+@all"])
    token = IamToken(session, "ap-southeast-1", "cache-iot-unit", "user-iot-unit")
    latest = LatestReadings(connect(configuration, token), 600, Backoff(1.0, 30.0), clock)
    latest.remember([reading(1)])
    assert latest.flush() is True
    assert log.records[0].__dict__["error"] == "NoCredentialsError"
    del session.get_credentials
    clock.pass_by(1)
    assert latest.flush() is False
    assert known(cache) == {"temperature": 21.5}
    latest.close()


def test_waits_grow_and_start_anew_after_a_success(latest: LatestReadings, cache_proxy: Proxy, clock: Clock) -> None:
    """Waits grow and start anew after a success."""
    cache_proxy.refusing = True
    latest.remember([reading(1)])
    for seconds in (1, 2, 4):
        assert latest.flush() is True
        clock.pass_by(seconds - 0.1)
        assert latest.flush() is False
        clock.pass_by(0.1)
    cache_proxy.refusing = False
    assert latest.flush() is False
    cache_proxy.refusing = True
    latest._client.connection_pool.disconnect()
    latest.remember([reading(2)])
    assert latest.flush() is True
    clock.pass_by(1)
    assert latest.flush() is True


def test_what_was_written_is_not_written_again(
    latest: LatestReadings, cache: redis.Redis, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    """What was written is not written again."""
    written: list[int] = []
    original = latest._write

    def second_fails(readings: list[Any]) -> None:
        written.append(len(readings))
        if len(written) == 2:
            raise redis.TimeoutError
        original(readings)

    monkeypatch.setattr(latest, "_write", second_fails)
    latest.remember([reading(number, device_id=f"pump-{number}") for number in range(600)])
    assert latest.flush() is True
    assert cache.dbsize() == 500
    clock.pass_by(1)
    assert latest.flush() is False
    assert latest.flush() is False
    assert written == [500, 100, 100]
    assert cache.dbsize() == 600


def test_a_primary_that_became_a_replica_is_left(
    latest: LatestReadings, cache: redis.Redis, cache_proxy: Proxy, clock: Clock
) -> None:
    """A primary that became a replica is left."""
    write(latest, reading(1))
    cache.replicaof("127.0.0.1", "1")
    try:
        latest.remember([reading(2)])
        assert latest.flush() is True
    finally:
        cache.replicaof("NO", "ONE")
    clock.pass_by(1)
    assert latest.flush() is False
    assert known(cache) == {"temperature": 22.5}
    assert cache_proxy.connections == 2


def test_no_more_waits_than_there_is_room_for(latest: LatestReadings) -> None:
    """No more waits than there is room for."""
    latest.remember(reading(1, device_id=f"pump-{number}") for number in range(MOST_WAITING))
    assert len(latest._waiting) == MOST_WAITING
    latest.remember([reading(2, device_id="pump-0"), reading(1, device_id="one more")])
    assert len(latest._waiting) == MOST_WAITING
    assert ("pump-0", "temperature") not in latest._waiting
    assert ("one more", "temperature") in latest._waiting


def test_closing_gives_the_connection_up(latest: LatestReadings, cache: redis.Redis) -> None:
    """Closing gives the connection up."""
    write(latest, reading(1))
    before = len(cache.client_list())
    latest.close()
    for _ in range(200):
        if len(cache.client_list()) == before - 1:
            break
    assert len(cache.client_list()) == before - 1


@pytest.mark.usefixtures("secured")
def test_a_cache_of_another_authority_is_refused(configuration: Configuration) -> None:
    """A cache of another authority is refused."""
    strange = connect(replace(configuration, cache_ca_file=None), USER)
    with pytest.raises(redis.ConnectionError, match="CERTIFICATE_VERIFY_FAILED"):
        strange.ping()


@pytest.mark.usefixtures("secured")
def test_a_cache_of_another_name_is_refused(configuration: Configuration) -> None:
    """A cache of another name is refused."""
    strange = connect(replace(configuration, cache_host="localhost"), USER)
    with pytest.raises(redis.ConnectionError, match="CERTIFICATE_VERIFY_FAILED"):
        strange.ping()


@pytest.mark.usefixtures("secured")
def test_a_wrong_token_is_refused(configuration: Configuration) -> None:
    """A wrong token is refused."""
    strange = connect(configuration, UsernamePasswordCredentialProvider("user-iot-unit", "another"))
    with pytest.raises(redis.AuthenticationError):
        strange.ping()


def test_how_it_connects(configuration: Configuration) -> None:
    """How it connects."""
    pool = connect(configuration, USER).connection_pool
    given = pool.connection_kwargs
    assert pool.connection_class is redis.SSLConnection
    assert pool.max_connections == 1
    assert (given["host"], given["port"]) == ("127.0.0.1", configuration.cache_port)
    assert given["credential_provider"] is USER
    assert given["ssl_min_version"] is ssl.TLSVersion.TLSv1_2
    assert given["ssl_check_hostname"] is True
    assert given["ssl_ca_certs"] == str(configuration.cache_ca_file)
    assert (given["socket_timeout"], given["socket_connect_timeout"]) == (2, 2)
    assert given["retry"].get_retries() == 0
    assert given["protocol"] == 2


def test_a_token_is_a_signed_request_to_connect() -> None:
    """A token is a signed request to connect."""
    session = botocore.session.Session()
    session.set_credentials("AKIDEXAMPLE", "secret", "session-token")
    token = IamToken(session, "ap-southeast-1", "cache-iot-unit", "user-iot-unit")
    user, password = token.get_credentials()
    assert user == "user-iot-unit"
    assert password.startswith("cache-iot-unit/?Action=connect&User=user-iot-unit&X-Amz-")
    query = parse_qs(urlsplit("https://" + password).query)
    scope = query.pop("X-Amz-Credential")[0].split("/")
    day = query.pop("X-Amz-Date")[0][:8]
    assert scope == ["AKIDEXAMPLE", day, "ap-southeast-1", "elasticache", "aws4_request"]
    assert len(query.pop("X-Amz-Signature")[0]) == 64
    assert query == {
        "Action": ["connect"],
        "User": ["user-iot-unit"],
        "X-Amz-Algorithm": ["AWS4-HMAC-SHA256"],
        "X-Amz-Expires": ["900"],
        "X-Amz-SignedHeaders": ["host"],
        "X-Amz-Security-Token": ["session-token"],
    }
    assert "secret" not in password


@pytest.mark.usefixtures("secured")
def test_each_connection_has_a_token_of_its_own(configuration: Configuration) -> None:
    """Each connection has a token of its own."""

    class Counting(redis.CredentialProvider):
        asked = 0

        def get_credentials(self) -> tuple[str, str]:
            self.asked += 1
            return "user-iot-unit", "token"

    counting = Counting()
    made = connect(configuration, counting)
    made.ping()
    made.ping()
    assert counting.asked == 1
    made.connection_pool.disconnect()
    made.ping()
    assert counting.asked == 2
