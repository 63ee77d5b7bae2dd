"""Runs a Pulumi program inside the sandbox against an engine of our own, which records what the program registers.

This file is a program of its own: it is run by the interpreter that has `pulumi`, imports nothing of stackproof but the
files that it is shown, and shares its process with the foreign program, so nothing that it writes may be believed
without a check.

Its only argument is its scratch folder; the job comes when it is asked for (JSON): what `Runner` says, and for each run
`context` with `project`, `stack`, `config` (texts by key), `secrets` (the keys of secret ones), `withheld` (keys of
secrets whose values nobody can read), `region` and `alphabet` (of the placeholders).
"""
# ruff: noqa: PTH100, PTH103, PTH118, PTH120
# (pathlib would add to the start of every synthesis.)

from __future__ import annotations

import importlib
import os
import re
import sys

TYPE_CHECKING = False
_OWN_FOLDER = os.path.dirname(os.path.abspath(__file__))
_SHARED = os.path.join(os.path.dirname(os.path.dirname(_OWN_FOLDER)), "programs")
if TYPE_CHECKING:
    from typing import Any

    from stackproof.synthesis.programs.running import Runner, await_job
    from stackproof.synthesis.programs.tracing import Tracer
    from stackproof.synthesis.pulumi.python.answers import Answers
    from stackproof.synthesis.pulumi.python.monitor import Monitor, watch
    from stackproof.synthesis.pulumi.python.placeholders import Mint
    from stackproof.synthesis.pulumi.python.transforms import Transforms
else:
    sys.path[:0] = [_SHARED, _OWN_FOLDER]
    from answers import Answers
    from monitor import Monitor, watch
    from placeholders import Mint
    from running import Runner, await_job
    from tracing import Tracer
    from transforms import Transforms

    # A project may have modules of these names.
    for _name in ("answers", "monitor", "placeholders", "running", "tracing", "transforms"):
        del sys.modules[_name]
    sys.path[:] = sys.path[2:]

_MADE_UP = re.compile(r"'NoneType' object|^'[^']*'$")
_SUSPECTS = ("IndexError", "KeyError", "ValueError", "TypeError", "AttributeError", "JSONDecodeError", "StopIteration")
_PATIENCE = 2.0
"""Seconds that a failed program is waited for while nothing more comes of it."""

_REGION = re.compile(r"\b(?:AWS|AWS_DEFAULT)_REGION\b|\bAWS region\b")


class PulumiTracer(Tracer):
    """Frames for Pulumi's classes."""

    def __init__(self, project: str) -> None:
        super().__init__(project, {})

    def install(self) -> None:
        """The monitor asks for frames itself."""


class PulumiRunner(Runner):
    """What is special to Pulumi: the engine, configuration, the event loop."""

    frames: PulumiTracer
    mint: Mint
    answers: Answers | None
    told: dict[str, Any]
    by_placeholder: bool
    required: dict[str, str]

    def prepare(self, run: dict[str, Any]) -> None:
        """Keeps what the run is told until the program begins."""
        self.told = run["context"]
        self.mint = Mint(self.told["alphabet"], self.tracer.relative)
        self.answers = None
        self.by_placeholder = False
        self.required = {}
        folder = os.path.dirname(os.path.join(self.job["project"], self.job["entry"]["target"]))
        os.makedirs(self.job["outdir"], exist_ok=True)
        os.chdir(folder)

    def differs(self, first: str, second: str) -> bool:
        """Every run is made: two alphabets are needed to know what hangs on a placeholder."""
        return True

    def lacks_region(self, error: dict[str, Any] | None) -> bool:
        """Whether a program failed for want of a setting that somebody may suppose."""
        if error is None:
            return False
        if error["type"] == "ConfigMissingError":
            wanted = re.search(r"'([^']*)'", error["message"])
            return wanted is not None and _variable(wanted.group(1)) in self.job["fallback"]
        return _REGION.search(error["message"]) is not None

    def _execute_script(self, target: str) -> None:
        import asyncio
        import logging

        from pulumi.runtime import config, mocks, settings, stack

        run = self.told
        answers = self.answers = Answers(self.mint, run["region"] or os.environ.get("AWS_REGION", ""))
        monitor = Monitor(
            os.path.join(self.job["outdir"], "records.jsonl"),
            self.frames,
            answers,
            run["stack"],
            run["project"],
        )
        loop = asyncio.new_event_loop()
        monitor.transforms = Transforms(loop, lambda what: monitor.record("callback", what=what))
        values = dict(run["config"])
        for key in run["withheld"]:
            values[key] = self.mint.placeholder("")
            monitor.record("secret", key=key, placeholder=values[key])
        # One after the other: the order of the records is that of the program.
        loop.set_default_executor(_one_thread())
        asyncio.set_event_loop(loop)
        settings.ROOT.set(None)
        settings.configure(
            mocks.MockSettings(  # type: ignore[no-untyped-call]
                monitor=monitor,
                monitor_features=monitor.features(),
                engine=Engine(monitor),
                project=run["project"],
                stack=run["stack"],
                organization="organization",
                root_directory=self.job["project"],
                dry_run=True,
                callbacks=monitor.transforms,
                outputs=type(settings.SETTINGS.outputs)(),  # a set, in earlier versions a deque
                package_refs={},
                base_providers_by_ref={},
            )
        )
        config.set_all_config(values, [*run["secrets"], *run["withheld"]])
        logging.getLogger().setLevel(logging.ERROR)
        watch(self.frames, self.mint)
        watch_exports(self.frames, monitor)
        self._watch_configuration(monitor)
        begin = super()._execute_script
        try:
            loop.run_until_complete(stack.run_in_stack(lambda: begin(target)))
        except BaseException:
            # What the program had asked for before it failed is registered all the same, in every run alike.
            loop.run_until_complete(_remaining())
            raise
        finally:
            for marker, source in self.mint.derived:
                monitor.record("derived", marker=marker, source=source)
            for file, line, question in self.mint.decisions:
                monitor.record("decision", file=file, line=line, question=question)
            monitor.file.close()

    def _watch_configuration(self, monitor: Monitor) -> None:
        """Lets a text that is required and has no value be a placeholder, unless something may be supposed for it."""
        from pulumi import Output, config

        for name, wrapped in (("require", lambda text: text), ("require_secret", Output.secret)):
            original = getattr(config.Config, name)
            original = getattr(original, "original", original)

            def required(
                self_: Any,  # noqa: ANN401 - a foreign object
                key: str,
                original: Any = original,  # noqa: ANN401
                wrapped: Any = wrapped,  # noqa: ANN401
            ) -> Any:  # noqa: ANN401
                try:
                    return original(self_, key)
                except config.ConfigMissingError as error:
                    full = str(error.key)
                    if _variable(full) in self.job["fallback"]:
                        raise
                    if full not in self.required:
                        self.required[full] = self.mint.placeholder("")
                        frames, _ = self.frames.frames(None, sys._getframe(1))
                        monitor.record("unset", key=full, placeholder=self.required[full], frames=frames)
                    return wrapped(self.mint.watched(self.required[full]))

            setattr(required, "original", original)  # noqa: B010 - a function
            setattr(config.Config, name, required)

    def _described(self, error: BaseException, text: str) -> dict[str, Any]:
        """What went wrong, and whether a placeholder may be why."""
        deepest: BaseException = error
        while deepest.__cause__ is not None and self._place(deepest) is None:
            deepest = deepest.__cause__
        told = super()._described(deepest, text)
        self.by_placeholder = self._by_placeholder(deepest)
        return told

    def details(self) -> dict[str, Any]:
        """Whether a placeholder may be why the program failed."""
        return {"placeholder": self.by_placeholder}

    def goes_on(self) -> bool:
        """What a program had made before it failed is compared as well."""
        return True

    def _place(self, error: BaseException) -> str | None:
        step = error.__traceback__
        while step is not None:
            file = self.tracer.relative(step.tb_frame.f_code.co_filename)
            if file is not None:
                return file
            step = step.tb_next
        return None

    def _by_placeholder(self, error: BaseException) -> bool:
        said = [str(error), getattr(error, "doc", ""), *map(str, error.args)]
        if any(self.mint.inside(text) for text in said):
            return True
        if not any(base.__name__ in _SUSPECTS for base in type(error).__mro__):
            return False
        if self.answers is not None and self.answers.empty and _MADE_UP.search(str(error)):
            return True
        # A placeholder that was taken apart in vain stands in the variables of the line that failed.
        innermost = None
        step = error.__traceback__
        while step is not None:
            if self.tracer.relative(step.tb_frame.f_code.co_filename) is not None:
                innermost = step.tb_frame
            step = step.tb_next
        names = innermost.f_code.co_varnames if innermost is not None else ()
        return innermost is not None and any(
            self._holds(value, 0) for name, value in innermost.f_locals.items() if name in names
        )

    def _holds(self, value: object, depth: int) -> bool:
        if isinstance(value, str):
            return self.mint.inside(value)
        if depth < 3 and isinstance(value, (list, tuple, dict)) and len(value) < 1000:
            items = value.values() if isinstance(value, dict) else value
            return any(self._holds(item, depth + 1) for item in items)
        return False


def _one_thread() -> Any:  # noqa: ANN401 - to load what it is of takes a while
    """A thread for the calls of the engine, each of which knows for what it is made: early versions do not tell it."""
    from concurrent.futures import ThreadPoolExecutor
    from contextvars import copy_context

    class Thread(ThreadPoolExecutor):
        def submit(self, call: Any, /, *args: Any, **named: Any) -> Any:  # noqa: ANN401
            return super().submit(copy_context().run, call, *args, **named)

    return Thread(max_workers=1)


async def _remaining() -> None:
    """Waits for what is under way, as long as there is progress."""
    import asyncio

    while pending := asyncio.all_tasks() - {asyncio.current_task()}:
        done, _ = await asyncio.wait(pending, timeout=_PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.cancelled() or task.exception()
        if not done:
            return


class Engine:
    """Takes what the program logs."""

    def __init__(self, monitor: Monitor) -> None:
        self.monitor = monitor

    def Log(self, request: Any) -> None:  # noqa: ANN401 - the protocol's name
        """One message."""
        if request.severity >= 2:  # warnings and errors
            self.monitor.record("log", severity=int(request.severity), message=request.message[:4000])


def watch_exports(tracer: PulumiTracer, monitor: Monitor) -> None:
    """Notes the lines that export something."""
    import pulumi

    original = getattr(pulumi.export, "original", pulumi.export)

    def export(name: str, value: object) -> None:
        frames, _ = tracer.frames(None, sys._getframe(1))
        monitor.record("export", name=str(name), frames=frames)
        original(name, value)

    setattr(export, "original", original)  # noqa: B010 - a function
    pulumi.export = export


def _variable(key: str) -> str:
    """The environment variable that Pulumi takes a setting from where its configuration lacks it."""
    return "PULUMI_CONFIG_" + re.sub(r"[^A-Z0-9_]", "_", key.upper())


def main() -> None:
    """Does the job."""
    sys.path[:] = [entry for entry in sys.path if entry not in ("", _OWN_FOLDER)]
    tracer = PulumiTracer(os.path.join(sys.argv[1], "project"))
    try:
        for name in ("pulumi.runtime.mocks", "pulumi_aws"):
            importlib.import_module(name)
    except ImportError as error:
        # The program meets the same error where it imports the package, and that line is told.
        sys.stderr.write(f"{error}\n")
    runner = PulumiRunner(await_job(), tracer)
    runner.frames = tracer
    runner.perform()


if __name__ == "__main__":
    main()
