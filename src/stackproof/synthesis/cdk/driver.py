"""Runs a CDK program inside the sandbox and records which of its lines made each construct.

This file is a program of its own: it is run by the interpreter that has `aws_cdk`, imports nothing of stackproof but
the files beside it that it is shown (`stackproof.synthesis.programs`), and shares its process with the foreign program,
so nothing that it writes may be believed without a check.

Its only argument is the folder that it works in, with the project in `project` below. It loads the framework, and then
waits for its job (JSON) on standard input: what `Runner` says, and `context_file` (it and `outdir` are fixed for the
life of the jsii kernel, which sees the environment of its start only), `replace`, the suffixes, and for each run
`context`.
"""
# ruff: noqa: PTH100, PTH112, PTH118, PTH120, PTH123, PTH208
# (pathlib would add to the start of every synthesis.)

from __future__ import annotations

import json
import os
import re
import shutil
import sys

TYPE_CHECKING = False
_OWN_FILE = os.path.abspath(__file__)
_SHARED = os.path.join(os.path.dirname(os.path.dirname(_OWN_FILE)), "programs")
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, ClassVar

    from stackproof.synthesis.programs.kernel import connect_directly
    from stackproof.synthesis.programs.running import Runner, await_job
    from stackproof.synthesis.programs.tracing import MAX_FRAMES, Tracer
else:
    sys.path.insert(0, _SHARED)
    from kernel import connect_directly
    from running import Runner, await_job
    from tracing import MAX_FRAMES, Tracer

    # A project may have modules of these names.
    del sys.modules["kernel"], sys.modules["running"], sys.modules["tracing"]
    sys.path.remove(_SHARED)

_KINDS = {
    "aws-cdk-lib.App": "app",
    "aws-cdk-lib.Stage": "stage",
    "aws-cdk-lib.NestedStack": "nested stack",
    "aws-cdk-lib.Stack": "stack",
}


class CdkTracer(Tracer):
    """Tells JavaScript of the user's frames too, for the CDK's own stack traces."""

    def __init__(self, project: str) -> None:
        super().__init__(project, _KINDS)
        self.method: str | None = None

    def install(self) -> None:
        """Wraps what makes constructs, and what tells JavaScript of Python's stack."""
        from jsii._kernel.providers import process as module

        super().install()
        process: Any = module
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

    def stack(self) -> list[list[Any]]:
        """The user's frames for a request to JavaScript, as jsii's own function gives them, without reading sources.

        Nothing for `synth`: what is made there was not asked for by that line.
        """
        if self.method == "synth":
            return []
        # The CDK leaves out the innermost frame, which is the framework's own.
        found: list[list[Any]] = [["aws_cdk", 0, 0, "request"]]
        frame: FrameType | None = sys._getframe(1)
        while frame is not None and len(found) <= MAX_FRAMES:
            name = frame.f_code.co_filename
            if self.relative(name) is not None:
                found.append([name, frame.f_lineno, 0, frame.f_code.co_name])
            frame = frame.f_back
        return found


class CdkRunner(Runner):
    """What is special to the CDK: context, cached asset hashes, templates, the wish for a region."""

    def __init__(self, job: dict[str, Any], tracer: CdkTracer) -> None:
        super().__init__(job, tracer)
        self.made = tracer

    def prepare(self, run: dict[str, Any]) -> None:
        """Writes the context where the CDK looks for it."""
        with open(self.job["context_file"], "w", encoding="utf-8") as file:
            json.dump(run["context"], file)
        cdk = sys.modules.get("aws_cdk")
        if cdk is not None and _is_older_than_context_files():
            _AppContext.install(cdk.App)
            _AppContext.given = run["context"]

    def forget_framework(self) -> None:
        """The CDK keeps the hashes of assets for the life of the process."""
        cdk = sys.modules.get("aws_cdk")
        if cdk is not None:
            cdk.AssetStaging.clear_asset_hash_cache()

    def differs(self, first: str, second: str) -> bool:
        """Whether two assemblies differ in more than the suffix, so that a third one has to tell why."""
        work = self.job["work"]
        old, new = self.job["replace"]
        return _templates(os.path.join(work, first), old, old) != _templates(os.path.join(work, second), new, old)

    def rescue(self) -> bool:
        """Synthesises what the program had made."""
        return self.made.rescue(self.job["work"])

    def lacks_region(self, error: dict[str, Any] | None) -> bool:
        """Whether a program failed because nobody told it a region."""
        undecided = error is not None and "account/region are not specified" in error["message"]
        return undecided or super().lacks_region(error)


class _AppContext:
    """Gives the context to every App as its own, for versions of the CDK that read it from no file."""

    given: ClassVar[dict[str, Any]] = {}
    installed = False

    @classmethod
    def install(cls, app: type[Any]) -> None:
        """Wraps the constructor of the class, once."""
        if cls.installed:
            return
        cls.installed = True
        make = app.__init__

        def made(self: object, *arguments: object, context: dict[str, Any] | None = None, **named: object) -> None:
            make(self, *arguments, context={**(context or {}), **cls.given}, **named)

        app.__init__ = made


def _is_older_than_context_files() -> bool:
    from importlib.metadata import PackageNotFoundError, version

    try:
        release = version("aws-cdk-lib").split(".")[:2]
        return [int(part) for part in release] < [2, 46]
    except (PackageNotFoundError, ValueError):
        return False


def _templates(folder: str, old: str, new: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        if name.endswith(".template.json"):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                text = re.sub(r"[0-9a-f]{64}\.json", "", file.read().replace(old, new))
            # A temporary folder of the framework's is another one in every run, and nested templates name theirs.
            found[name.replace(old, new)] = [line for line in text.splitlines() if '"aws:asset:path"' not in line]
    return found


def load() -> None:
    """Loads what every program of the CDK uses, in Python and in jsii's kernel, before there is a program.

    A program that waits for its project and one that is started for it have gone the same way until here, so neither
    counts tokens from another number.
    """
    import aws_cdk

    with open(os.environ["CONTEXT_OVERFLOW_LOCATION_ENV"], "w", encoding="utf-8") as file:
        json.dump({"aws:cdk:version-reporting": False}, file)
    app = aws_cdk.App(outdir=os.environ["CDK_OUTDIR"])
    aws_cdk.Stack(app, "Stack")
    app.synth()
    shutil.rmtree(os.environ["CDK_OUTDIR"])


def main() -> None:
    """Does the job."""
    sys.path[:] = [entry for entry in sys.path if entry not in ("", os.path.dirname(_OWN_FILE))]
    tracer = CdkTracer(os.path.join(sys.argv[1], "project"))
    try:
        connect_directly()
        tracer.install()
        load()
    except ImportError as error:
        # The program meets the same error where it imports the framework, and that line is told.
        sys.stderr.write(f"{error}\n")
    CdkRunner(await_job(), tracer).perform()


if __name__ == "__main__":
    main()
