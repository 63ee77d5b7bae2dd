from __future__ import annotations

import os

import pytest

from stackproof.errors import StackproofError
from stackproof.sandbox import identity


@pytest.fixture
def as_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(identity, "_taken", set())


@pytest.mark.usefixtures("as_root")
def test_no_two_runs_at_the_same_time_have_the_same_user() -> None:
    waits = identity.choose()
    for _ in range(3 * identity.MOST_AT_ONCE):
        other = identity.choose()
        assert other.uid != waits.uid
        identity.release(other)


@pytest.mark.usefixtures("as_root")
def test_what_was_released_is_given_again_and_too_many_are_refused() -> None:
    taken = [identity.choose() for _ in range(identity.MOST_AT_ONCE)]
    assert len({user.uid for user in taken}) == identity.MOST_AT_ONCE
    with pytest.raises(StackproofError, match="more than 64 programs"):
        identity.choose()
    identity.release(taken[7])
    assert identity.choose() == taken[7]


def test_an_ordinary_user_stays_who_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(os, "getegid", lambda: 1001)
    assert identity.choose() == (1000, 1001, False)
