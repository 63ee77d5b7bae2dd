"""The small parts: waits between attempts, the log, the secret."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from payments_core.credentials import Credentials, CredentialsError, Login
from payments_core.logs import begin, log
from payments_core.parameters import ActiveRegion, ApiKeys, Parameter
from payments_core.retry import longest_wait, retrying
from tests.unit.handlers.conftest import SECRET, lines

Aws = Callable[[str], Any]


class Flaky:
    """Something that fails a number of times before it succeeds."""

    def __init__(self, failures: int) -> None:
        """Take the number of failures."""
        self.failures = failures
        self.calls = 0

    def __call__(self) -> str:
        """Fail or succeed."""
        self.calls += 1
        if self.calls <= self.failures:
            raise OSError(self.calls)
        return "done"


def test_what_passes_is_tried_again(waits: list[tuple[float, float]]) -> None:
    """After waits of random length, up to a limit that doubles."""
    action = Flaky(2)
    assert retrying(action, lambda _: True) == "done"
    assert action.calls == 3
    assert waits == [(0, 0.1), (0, 0.2)]


def test_the_last_failure_is_told(waits: list[tuple[float, float]]) -> None:
    """There is no wait after it."""
    action = Flaky(9)
    with pytest.raises(OSError, match=r"^2$"):
        retrying(action, lambda _: True, attempts=2)
    assert waits == [(0, 0.1)]


def test_what_does_not_pass_is_told_at_once(waits: list[tuple[float, float]]) -> None:
    """As it is."""
    with pytest.raises(OSError, match=r"^1$"):
        retrying(Flaky(1), lambda error: not isinstance(error, OSError))
    assert waits == []


def test_it_waits_indeed(monkeypatch: pytest.MonkeyPatch) -> None:
    """As long as it was drawn."""
    slept: list[float] = []
    monkeypatch.setattr("payments_core.retry.random.uniform", lambda _low, high: high / 2)
    monkeypatch.setattr("payments_core.retry.time.sleep", slept.append)
    retrying(Flaky(2), lambda _: True)
    assert slept == [0.05, 0.1]


def test_waits_have_a_limit() -> None:
    """Two seconds."""
    assert [longest_wait(attempt) for attempt in (1, 2, 5, 6, 60)] == [0.1, 0.2, 1.6, 2.0, 2.0]


def test_a_log_line_carries_the_ids_of_invocation_and_trace(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The trace's from Lambda's variable."""
    monkeypatch.setenv("_X_AMZN_TRACE_ID", "Root=1-2;Parent=3;Sampled=1")
    begin("request-7")
    log("INFO", "words", count=1)
    assert capsys.readouterr().out == (
        '{"level":"INFO","message":"words","request_id":"request-7","trace_id":"1-2","count":1}\n'
    )


def test_without_a_trace_its_id_is_empty(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """And nothing of the invocation before is left."""
    monkeypatch.setenv("_X_AMZN_TRACE_ID", "Root=1-2;Parent=3;Sampled=1")
    begin("request-7")
    monkeypatch.delenv("_X_AMZN_TRACE_ID")
    begin("request-8")
    log("INFO", "words")
    assert lines(capsys) == [{"level": "INFO", "message": "words", "request_id": "request-8", "trace_id": ""}]


def test_the_secret_is_read_once(aws: Aws) -> None:
    """Until it is to be forgotten."""
    client = aws("secretsmanager")
    credentials = Credentials(client, SECRET)
    first = credentials.login()
    client.put_secret_value(SecretId=SECRET, SecretString='{"username": "u", "password": "p", "host": "h"}')
    assert credentials.login() is first
    credentials.forget()
    assert credentials.login() == Login("u", "p")


def test_a_login_does_not_show_its_password() -> None:
    """When somebody prints it."""
    assert repr(Login("user", "hidden")) == "Login(user='user')"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("hidden", "the secret is no JSON object with username and password"),
        ('["hidden"]', "the secret is no JSON object with username and password"),
        ('{"username": "hidden"}', "the secret is no JSON object with username and password"),
        ('{"password": "hidden"}', "the secret is no JSON object with username and password"),
        ('{"username": 1, "password": "hidden"}', "the secret's username and password are no texts"),
        ('{"username": "hidden", "password": 1}', "the secret's username and password are no texts"),
    ],
)
def test_a_secret_of_another_form_is_told_without_its_content(aws: Aws, text: str, reason: str) -> None:
    """Not as a cause either."""
    client = aws("secretsmanager")
    client.put_secret_value(SecretId=SECRET, SecretString=text)
    with pytest.raises(CredentialsError) as caught:
        Credentials(client, SECRET).login()
    assert str(caught.value) == reason
    assert caught.value.__cause__ is None


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        """Begin at any time."""
        self.now = 1000.0

    def __call__(self) -> float:
        """The time in seconds."""
        return self.now


class Store:
    """Systems Manager with one parameter, that counts how often it is asked."""

    def __init__(self, value: str) -> None:
        """Take the value."""
        self.text = value
        self.asked = 0

    def get_parameter(self, **request: object) -> dict[str, dict[str, str]]:
        """Read the parameter."""
        assert request == {"Name": "parameter-1", "WithDecryption": True}
        self.asked += 1
        return {"Parameter": {"Value": self.text}}


@pytest.fixture
def clock() -> Clock:
    """A clock."""
    return Clock()


def test_a_parameter_is_remembered_for_a_while(clock: Clock) -> None:
    """And asked for when what is known is older than wanted."""
    store = Store("one")
    parameter = Parameter(store, "parameter-1", clock)
    assert parameter.value(5) == "one"
    store.text = "two"
    clock.now += 5
    assert (parameter.value(5), store.asked) == ("one", 1)
    clock.now += 0.1
    assert (parameter.value(5), store.asked) == ("two", 2)
    clock.now += 5
    assert (parameter.value(5), store.asked) == ("two", 2)


def test_a_parameter_that_is_empty_is_remembered_too(clock: Clock) -> None:
    """It has been asked for."""
    store = Store("")
    parameter = Parameter(store, "parameter-1", clock)
    assert (parameter.value(5), parameter.value(5), store.asked) == ("", "", 1)


def test_a_failover_is_noticed_within_five_seconds(clock: Clock) -> None:
    """Both ways; white space around the region does not count."""
    store = Store("us-west-2")
    active = ActiveRegion(Parameter(store, "parameter-1", clock), "us-east-1")
    assert active.is_own() is False
    store.text = " us-east-1\n"
    clock.now += 5
    assert active.is_own() is False
    clock.now += 0.1
    assert active.is_own() is True


@pytest.mark.parametrize("text", ["one,two", "one two", "\none\n two\n", "two, one"])
def test_there_may_be_several_keys(clock: Clock, text: str) -> None:
    """So that callers can change theirs one after the other."""
    keys = ApiKeys(Parameter(Store(text), "parameter-1", clock))
    assert [keys.admit(one) for one in ("one", "two", "three", "", "on", "one,two", "One", "\udcff")] == [
        True,
        True,
        *[False] * 6,
    ]


def test_a_new_key_is_known_after_a_while(clock: Clock) -> None:
    """Unknown keys do not make us ask each time."""
    store = Store("one")
    keys = ApiKeys(Parameter(store, "parameter-1", clock))
    assert keys.admit("one")
    store.text = "two"
    clock.now += 10
    assert (keys.admit("two"), store.asked) == (False, 1)
    clock.now += 0.1
    assert (keys.admit("two"), store.asked) == (True, 2)


def test_a_key_that_is_withdrawn_is_refused_after_five_minutes(clock: Clock) -> None:
    """Not before: keys that are known cost no question."""
    store = Store("one")
    keys = ApiKeys(Parameter(store, "parameter-1", clock))
    keys.admit("one")
    store.text = "two"
    clock.now += 300
    assert (keys.admit("one"), store.asked) == (True, 1)
    clock.now += 0.1
    assert keys.admit("one") is False
