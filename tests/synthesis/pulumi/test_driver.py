"""What the program that runs Pulumi's programs does for versions that are not installed here."""

from __future__ import annotations

import asyncio
from contextvars import ContextVar

from stackproof.synthesis.pulumi.python import driver

making: ContextVar[str] = ContextVar("making", default="nothing")


def test_calls_of_the_engine_know_for_what_they_are_made_whatever_the_version() -> None:
    async def call(name: str) -> str:
        making.set(name)
        # As early versions call it, which hand no context on.
        return await asyncio.get_running_loop().run_in_executor(None, making.get)

    async def run() -> list[str]:
        asyncio.get_running_loop().set_default_executor(driver._one_thread())
        return list(await asyncio.gather(call("queue"), call("topic")))

    assert asyncio.run(run()) == ["queue", "topic"]
    assert making.get() == "nothing"
