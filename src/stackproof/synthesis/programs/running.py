"""Runs a program several times in one process, as `python` would run it, and tells what went wrong.

The process is the foreign program's too: nothing that is written here may be believed without a check.
"""
# ruff: noqa: PTH104, PTH112, PTH118, PTH119, PTH120, PTH123
# (pathlib would add to the start of every synthesis.)

from __future__ import annotations

import gc
import json
import os
import random
import re
import shutil
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Protocol

    class Recorder(Protocol):
        """What a runner asks of a tracer."""

        prefix: str
        absent: list[str]
        constructs: dict[str, dict[str, Any]]

        def forget(self) -> None:
            """Begins a new recording."""

        def settle(self, project: str) -> None:
            """Says where the project's folder is."""

        def relative(self, name: str) -> str | None:
            """The file's path relative to the project; None for what is not the user's."""


_MAX_TEXT = 8_000

# While the framework is loaded nothing becomes garbage, and looking for it takes a tenth of the time.
gc.disable()


def await_job() -> dict[str, Any]:
    """Says that everything is loaded, and reads the job that comes in time, to the end of standard input.

    Nothing foreign has run before, so nothing else can have said so.
    """
    # What was loaded stays: from now on the collector need not look at it.
    gc.freeze()
    gc.enable()
    os.write(1, b"ready\n")
    blocks = []
    while block := os.read(0, 1 << 16):
        blocks.append(block)
    job: dict[str, Any] = json.loads(b"".join(blocks))
    return job


class Chance:
    """Random numbers that are the same in every stay and others in each run of one.

    So what a program makes of them differs between its runs, which tells it apart, and is the same for every caller.
    Nothing in the sandbox is worth a secret.
    """

    def __init__(self) -> None:
        self.source = random.Random(0)  # noqa: S311 - on purpose
        os.urandom = self.bytes
        setattr(random, "_urandom", self.bytes)  # noqa: B010 - `secrets` draws from it

    def bytes(self, size: int, /) -> bytes:
        """What stands for `os.urandom`."""
        return self.source.randbytes(size)

    def begin(self, run: str) -> None:
        """Sets both sources to the beginning of a run."""
        self.source.seed(run)
        random.seed(run)


class Unset:
    """Notes which environment variables the program asks for in vain: it may fail later for want of one.

    Args:
        project: what the names of the project's files begin with.
    """

    def __init__(self, project: str) -> None:
        self.names: list[str] = []
        environment: Any = os.environ
        get = environment.get

        def noted(key: str, default: object = None) -> object:
            value = get(key, default)
            if value is None and key not in self.names and len(self.names) < 20:
                # `os.getenv` stands between the program and this.
                near = (sys._getframe(1), sys._getframe(1).f_back)
                if any(frame is not None and frame.f_code.co_filename.startswith(project) for frame in near):
                    self.names.append(str(key))
            return value

        environment.get = noted


class Runner:
    """Synthesises the program, several times in one process: the framework and jsii's kernel are loaded once.

    A driver makes a class of its own of it, which knows what is special to the framework.

    Args:
        job: `project`, `entry` {`kind`, `target`, `arguments`}, `work` (where results go), `outdir` (where the
            framework writes), `runs`, each with `name`, `environment` and `when` (`always`, or `differs`: the two
            before differ in more than what was changed), and `fallback`: variables that are set when the first run
            fails for want of a region.
        tracer: records while a run lasts.
    """

    def __init__(self, job: dict[str, Any], tracer: Recorder) -> None:
        self.job = job
        self.tracer = tracer
        self.environment = dict(os.environ)
        self.path = list(sys.path)
        self.chance = Chance()
        tracer.settle(job["project"])
        self.unset = Unset(tracer.prefix)
        self.ended: float | None = None
        self.own = os.getpid()
        self.rescued = False

    def run(self, run: dict[str, Any]) -> dict[str, Any]:
        """One synthesis; the assembly and the trace are kept under the run's name."""
        job = self.job
        os.environ.clear()
        os.environ.update(self.environment)
        os.environ.update(run["environment"])
        os.chdir(job["project"])
        self.prepare(run)
        self._await_another_second()
        self._forget_project()
        self.tracer.forget()
        self.chance.begin(run["name"])
        started = time.monotonic()
        error = self._execute()
        self.rescued = error is not None and os.getpid() == self.own and self.rescue()
        sys.stdout.flush()
        sys.stderr.flush()
        seconds = time.monotonic() - started
        self.ended = time.time()
        self._keep(run["name"])
        return {"name": run["name"], "status": "failed" if error else "ok", "error": error, "seconds": seconds}

    def prepare(self, run: dict[str, Any]) -> None:
        """What the framework wants to find when a run begins."""

    def forget_framework(self) -> None:
        """What the framework remembers of the run before."""

    def differs(self, first: str, second: str) -> bool:
        """Whether the outputs of two runs differ in more than what was changed between them."""
        raise NotImplementedError

    def lacks_region(self, error: dict[str, Any] | None) -> bool:
        """Whether a program failed because nobody told it a region, and `fallback` may mend that."""
        if error is None:
            return False
        named = re.search(r"\b(?:CDK_DEFAULT|AWS|AWS_DEFAULT)_REGION\b", error["message"])
        return named is not None or (error["type"] == "KeyError" and "REGION" in error["message"])

    def rescue(self) -> bool:
        """Keeps what the program had made that has just failed, where the framework can; whether it did."""
        return False

    def goes_on(self) -> bool:
        """Whether a further run tells something although one has failed."""
        return self.rescued

    def output(self) -> str:
        """The folder that the framework wrote to."""
        return str(self.job["outdir"])

    def details(self) -> dict[str, Any]:
        """What else is to be told of a run, beside the constructs."""
        return {}

    def perform(self) -> None:
        """Runs all that the job asks for and ends the process without ceremony."""
        outcomes: list[dict[str, Any]] = []
        for run in self.job["runs"]:
            if run["when"] == "differs" and not self.differs(outcomes[-2]["name"], outcomes[-1]["name"]):
                continue
            self._report([*outcomes, {"name": run["name"], "status": "running", "error": None}])
            outcome = self.run(run)
            if self.job["fallback"] and not outcomes and self.lacks_region(outcome["error"]):
                self.environment.update(self.job["fallback"])
                outcome = {**self.run(run), "fallback": True}
            if os.getpid() != self.own:
                os._exit(0)  # The program forked, and this is a copy of us.
            outcomes.append(outcome)
            self._report(outcomes)
            if outcome["status"] != "ok" and not self.goes_on():
                break
        # Node's orderly end takes half a second and changes nothing; the sandbox ends what is left of the tree.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)

    def _report(self, outcomes: list[dict[str, Any]]) -> None:
        with open(os.path.join(self.job["work"], "report.json"), "w", encoding="utf-8") as file:
            json.dump({"runs": outcomes}, file)

    def _await_another_second(self) -> None:
        """Lets the clock move on where the program can see it, so that what it makes of the time differs."""
        if self.ended is None or not any(_sees_clock(module) for module in self._modules().values()):
            return
        time.sleep(max(0.0, int(self.ended) + 1 - time.time()))

    def _modules(self) -> dict[str, Any]:
        """The project's own modules."""
        found = {}
        for name, module in list(sys.modules.items()):
            held = _held(module)
            places = [held.get("__file__"), *(held.get("__path__") or [])]
            if any(isinstance(place, str) and place.startswith(self.tracer.prefix) for place in places):
                found[name] = module
        return found

    def _forget_project(self) -> None:
        """Another run imports the project's modules anew; the framework's stay."""
        for name in self._modules():
            del sys.modules[name]
        importlib = sys.modules.get("importlib")
        if importlib is not None:
            importlib.invalidate_caches()
        self.forget_framework()

    def _execute(self) -> dict[str, Any] | None:
        """Runs the entry as `python` would; returns what went wrong, or None."""
        entry = self.job["entry"]
        sys.argv[:] = [entry["target"], *entry["arguments"]]
        sys.path[:] = self.path
        try:
            if entry["kind"] == "module":
                import runpy

                sys.path.insert(0, self.job["project"])
                runpy.run_module(entry["target"], run_name="__main__", alter_sys=True)
            else:
                self._execute_script(entry["target"])
        except SystemExit as error:
            if error.code in (None, 0):
                return None
            return self._described(error, error.code if isinstance(error.code, str) else f"exit code {error.code}")
        except BaseException as error:  # noqa: BLE001 - whatever ends the program is what is to be told
            return self._described(error, str(error))
        return None

    def _execute_script(self, target: str) -> None:
        path = os.path.join(self.job["project"], target)
        sys.path.insert(0, os.path.dirname(path))
        with open(path, "rb") as file:
            source = file.read()
        main = type(sys)("__main__")
        main.__file__ = path
        vars(main)["__builtins__"] = __builtins__
        sys.modules["__main__"] = main
        exec(compile(source, path, "exec", dont_inherit=True), vars(main))  # noqa: S102 - what this file is for

    def _described(self, error: BaseException, text: str) -> dict[str, Any]:
        place: list[Any] | None = None
        if isinstance(error, SyntaxError):
            file = self.tracer.relative(error.filename or "")
            place = [file, error.lineno or 0] if file is not None else None
        within = ""
        step = None if isinstance(error, SyntaxError) else error.__traceback__
        while step is not None:
            within = step.tb_frame.f_code.co_filename
            file = self.tracer.relative(step.tb_frame.f_code.co_filename)
            if file is not None:
                place = [file, step.tb_lineno]
            step = step.tb_next
        missing = error.name if isinstance(error, ModuleNotFoundError) else None
        return {
            "type": type(error).__name__,
            "message": text[:_MAX_TEXT],
            "place": place,
            "within": os.path.basename(within)[:_MAX_TEXT],
            "missing": missing,
            "absent": self.tracer.absent,
            "unset": self.unset.names,
        }

    def _keep(self, name: str) -> None:
        kept = os.path.join(self.job["work"], name)
        if os.path.isdir(kept):
            shutil.rmtree(kept)
        output = self.output()
        if os.path.isdir(output):
            os.rename(output, kept)
        with open(f"{kept}.trace.json", "w", encoding="utf-8") as file:
            json.dump({"constructs": self.tracer.constructs, **self.details()}, file)


def _sees_clock(module: Any) -> bool:  # noqa: ANN401 - a foreign object
    """Whether a module has imported `datetime` or `time`, or something of theirs."""
    values = list(_held(module).values())
    named = [one for one in values if issubclass(type(one), (type, type(time.time)))]
    names = {getattr(one, name, "") for one in named for name in ("__module__", "__name__")}
    names |= {_held(one).get("__name__", "") for one in values}
    return not names.isdisjoint({"datetime", "time"})


def _held(module: Any) -> dict[str, Any]:  # noqa: ANN401 - a foreign object
    """What a module holds, nothing for what is none.

    To ask a module for an attribute, be it its class, would load it where it waits to be used first.
    """
    is_module = issubclass(type(module), type(sys))
    found: dict[str, Any] = object.__getattribute__(module, "__dict__") if is_module else {}
    return found
