"""Runs a CDK program inside the sandbox and records which of its lines made each construct.

This file is a program of its own: it is run by the interpreter that has `aws_cdk`, imports nothing of stackproof, and
shares its process with the foreign program, so nothing that it writes may be believed without a check.

Its only argument is a job file (JSON): `project`, `entry` {`kind`, `target`, `arguments`}, `work` (where results go),
`outdir` and `context_file` (fixed for the life of the jsii kernel, which sees the environment of its start only),
`runs`, each with `name`, `environment`, `context` and `when` (`always`, or `differs`: the two before differ in more
than `replace`), and `fallback`: variables that are set when the first run fails for want of a region.
"""
# ruff: noqa: PTH100, PTH104, PTH112, PTH118, PTH119, PTH120, PTH123, PTH208
# (pathlib would add to the start of every synthesis.)

from __future__ import annotations

import json
import os
import random
import re
import shutil
import sys
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

_MAX_FRAMES = 12
_MAX_CONSTRUCTS = 200_000
_MAX_TEXT = 8_000
_OWN_FILE = os.path.abspath(__file__)
_KINDS = {"App": "app", "Stage": "stage", "NestedStack": "nested stack", "Stack": "stack"}


class Tracer:
    """Records for each construct that Python code makes its path in the tree and the user's frames, innermost first."""

    def __init__(self, project: str) -> None:
        self.prefix = project.rstrip("/") + "/"
        self.files: dict[str, str | None] = {}
        self.kinds: dict[type, str | None] = {}
        self.method: str | None = None
        self.forget()

    def forget(self) -> None:
        """Begins a new recording: the tree of the run before is gone."""
        self.paths: dict[str, str] = {}
        self.constructs: dict[str, dict[str, Any]] = {}
        self.absent: list[str] = []

    def install(self) -> None:
        """Wraps the function through which every construct of Python code passes; jsii's kernel is left alone."""
        import jsii as package
        from jsii._kernel.providers import process as module

        jsii: Any = package
        process: Any = module
        create = jsii.create

        def traced_create(klass: type, instance: object, args: list[Any] | None = None) -> object:
            result = create(klass, instance, args)
            if len(self.constructs) < _MAX_CONSTRUCTS:
                self.record(klass, instance, args or [], sys._getframe(1))
            return result

        jsii.create = traced_create
        self._note_absent_context()
        if not hasattr(process, "capture_stack_trace"):
            return  # JavaScript learns of Python's stack from recent versions only.
        send = process._NodeProcess.send

        def traced_send(node: object, request: object, response_type: object) -> object:
            before, self.method = self.method, getattr(request, "method", None)
            try:
                return send(node, request, response_type)
            finally:
                self.method = before

        process._NodeProcess.send = traced_send
        process.capture_stack_trace = self.stack

    def _note_absent_context(self) -> None:
        """Notes which context keys the program asks for in vain: it may fail later for want of one."""
        import constructs

        node, ask = constructs.Node, constructs.Node.try_get_context

        def traced_ask(instance: Any, key: str) -> object:  # noqa: ANN401 - a foreign object
            value = ask(instance, key)
            if value is None and key not in self.absent and len(self.absent) < 20:
                self.absent.append(key)
            return value

        setattr(node, "try_get_context", traced_ask)  # noqa: B010 - a method

    def stack(self) -> list[list[Any]]:
        """The user's frames for a request to JavaScript, as jsii's own function gives them, without reading sources.

        Nothing for `synth`: what is made there was not asked for by that line.
        """
        if self.method == "synth":
            return []
        # The CDK leaves out the innermost frame, which is the framework's own.
        found: list[list[Any]] = [["aws_cdk", 0, 0, "request"]]
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and len(found) <= _MAX_FRAMES:
            name = frame.f_code.co_filename
            if self.relative(name) is not None:
                found.append([name, frame.f_lineno, 0, frame.f_code.co_name])
            frame = frame.f_back
        return found

    def relative(self, name: str) -> str | None:
        """The file's path relative to the project; None for what is not the user's."""
        if name not in self.files:
            self.files[name] = name[len(self.prefix) :] if name.startswith(self.prefix) else None
        return self.files[name]

    def record(self, klass: type, instance: object, args: list[Any], frame: FrameType | None) -> None:
        """Notes a construct that was just made by the code of `frame`."""
        kind = self.kind(klass)
        path = self.path_of(instance, args, kind) if kind is not None else None
        if path is None:
            return
        reference = getattr(instance, "__jsii_ref__", None)
        if reference is not None:
            self.paths[reference.ref] = path
        frames, site = self.frames(instance, frame)
        self.constructs[path] = {"kind": kind, "frames": frames, "site": site}

    def kind(self, klass: type) -> str | None:
        """`app`, `stage`, `stack`, `nested stack` or `construct`; None for what has no place in the tree."""
        if klass not in self.kinds:
            names = [getattr(base, "__jsii_type__", None) for base in klass.__mro__]
            found = None
            if "constructs.Construct" in names:
                found = next((kind for name, kind in _KINDS.items() if f"aws-cdk-lib.{name}" in names), "construct")
            self.kinds[klass] = found
        return self.kinds[klass]

    def path_of(self, instance: Any, args: list[Any], kind: str | None) -> str | None:  # noqa: ANN401 - a foreign object
        """The path in the tree, worked out here where possible: to ask JavaScript costs a round trip."""
        if kind == "app":
            return ""
        scope, name = (args[0], args[1]) if len(args) > 1 else (None, None)
        if isinstance(name, str) and name and "${" not in name:
            above = self.paths.get(getattr(getattr(scope, "__jsii_ref__", None), "ref", ""))
            if above is not None:
                name = name.replace("/", "--")
                return f"{above}/{name}" if above else name
        try:
            return str(instance.node.path)
        except Exception:  # noqa: BLE001 - whatever the program overrides there, the construct was made
            return None

    def frames(self, instance: object, frame: FrameType | None) -> tuple[list[list[Any]], int]:
        """The user's frames, and the index of the one that called the construct's outermost constructor."""
        found: list[list[Any]] = []
        site = 0
        while frame is not None and len(found) < _MAX_FRAMES:
            code = frame.f_code
            file = self.relative(code.co_filename)
            if file is not None:
                found.append([file, frame.f_lineno, _column(frame)])
                names = code.co_varnames
                if code.co_name == "__init__" and names and frame.f_locals.get(names[0]) is instance:
                    site = len(found)
            frame = frame.f_back
        return found, site if site < len(found) else 0


def _column(frame: FrameType) -> int:
    """The column of the call that a frame is in, from 1; 0 where the interpreter does not tell."""
    for index, (_, _, column, _) in enumerate(frame.f_code.co_positions()):
        if index == frame.f_lasti // 2:
            return 0 if column is None else column + 1
    return 0


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


class Runner:
    """Synthesises the program, several times in one process: the framework and jsii's kernel are loaded once."""

    def __init__(self, job: dict[str, Any], tracer: Tracer) -> None:
        self.job = job
        self.tracer = tracer
        self.environment = dict(os.environ)
        self.path = list(sys.path)
        self.chance = Chance()
        self.ended: float | None = None

    def run(self, run: dict[str, Any]) -> dict[str, Any]:
        """One synthesis; the assembly and the trace are kept under the run's name."""
        job = self.job
        os.environ.clear()
        os.environ.update(self.environment)
        os.environ.update(run["environment"])
        os.chdir(job["project"])
        with open(job["context_file"], "w", encoding="utf-8") as file:
            json.dump(run["context"], file)
        self._await_another_second()
        self._forget_project()
        self.tracer.forget()
        self.chance.begin(run["name"])
        started = time.monotonic()
        error = self._execute()
        sys.stdout.flush()
        sys.stderr.flush()
        seconds = time.monotonic() - started
        self.ended = time.time()
        self._keep(run["name"])
        return {"name": run["name"], "status": "failed" if error else "ok", "error": error, "seconds": seconds}

    def _await_another_second(self) -> None:
        """Lets the clock move on where the program can see it, so that what it makes of the time differs."""
        if self.ended is None or not any(_sees_clock(module) for module in self._modules().values()):
            return
        time.sleep(max(0.0, int(self.ended) + 1 - time.time()))

    def _modules(self) -> dict[str, Any]:
        """The project's own modules."""
        found = {}
        for name, module in list(sys.modules.items()):
            places = [getattr(module, "__file__", None), *(getattr(module, "__path__", None) or [])]
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
        cdk = sys.modules.get("aws_cdk")
        if cdk is not None:
            cdk.AssetStaging.clear_asset_hash_cache()

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
        }

    def _keep(self, name: str) -> None:
        kept = os.path.join(self.job["work"], name)
        if os.path.isdir(kept):
            shutil.rmtree(kept)
        if os.path.isdir(self.job["outdir"]):
            os.rename(self.job["outdir"], kept)
        with open(f"{kept}.trace.json", "w", encoding="utf-8") as file:
            json.dump({"constructs": self.tracer.constructs}, file)


def _sees_clock(module: Any) -> bool:  # noqa: ANN401 - a foreign object
    """Whether a module has imported `datetime` or `time`, or something of theirs."""
    values = [value for value in list(vars(module).values()) if isinstance(value, (type, type(sys), type(time.time)))]
    return any({getattr(one, "__module__", ""), getattr(one, "__name__", "")} & {"datetime", "time"} for one in values)


def differs(job: dict[str, Any], first: str, second: str) -> bool:
    """Whether two assemblies differ in more than the value that was changed, so that a third one has to tell why."""
    old, new = job["replace"]
    return _templates(os.path.join(job["work"], first), old, old) != _templates(
        os.path.join(job["work"], second), new, old
    )


def _templates(folder: str, old: str, new: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        if name.endswith(".template.json"):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                text = re.sub(r"[0-9a-f]{64}\.json", "", file.read().replace(old, new))
            # A temporary folder of the framework's is another one in every run, and nested templates name theirs.
            found[name.replace(old, new)] = [line for line in text.splitlines() if '"aws:asset:path"' not in line]
    return found


def lacks_region(error: dict[str, Any] | None) -> bool:
    """Whether a program failed because nobody told it a region."""
    if error is None:
        return False
    named = re.search(r"account/region are not specified|\b(?:CDK_DEFAULT|AWS|AWS_DEFAULT)_REGION\b", error["message"])
    return named is not None or (error["type"] == "KeyError" and "REGION" in error["message"])


def main() -> None:
    """Does the job, and ends the process without ceremony."""
    with open(sys.argv[1], encoding="utf-8") as file:
        job = json.load(file)
    sys.path[:] = [entry for entry in sys.path if entry not in ("", os.path.dirname(_OWN_FILE))]
    tracer = Tracer(job["project"])
    runner = Runner(job, tracer)
    try:
        tracer.install()
    except ImportError as error:
        # The program meets the same error where it imports the framework, and that line is told.
        sys.stderr.write(f"{error}\n")
    outcomes: list[dict[str, Any]] = []
    own = os.getpid()
    for run in job["runs"]:
        if run["when"] == "differs" and not differs(job, outcomes[-2]["name"], outcomes[-1]["name"]):
            continue
        _report(job, [*outcomes, {"name": run["name"], "status": "running", "error": None}])
        outcome = runner.run(run)
        if job["fallback"] and not outcomes and lacks_region(outcome["error"]):
            runner.environment.update(job["fallback"])
            outcome = {**runner.run(run), "fallback": True}
        if os.getpid() != own:
            os._exit(0)  # The program forked, and this is a copy of us.
        outcomes.append(outcome)
        _report(job, outcomes)
        if outcome["status"] != "ok":
            break
    # Node's orderly end takes half a second and changes nothing; the sandbox ends what is left of the tree.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _report(job: dict[str, Any], outcomes: list[dict[str, Any]]) -> None:
    with open(os.path.join(job["work"], "report.json"), "w", encoding="utf-8") as file:
        json.dump({"runs": outcomes}, file)


if __name__ == "__main__":
    main()
