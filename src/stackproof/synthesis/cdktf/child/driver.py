"""Runs a program of CDKTF or CDK Terrain in Python inside the sandbox, and records which lines made each construct.

This file is a program of its own: it imports nothing of stackproof but files beside it that it is shown, and shares its
process with the foreign program, so nothing that it writes may be believed without a check.

Its only argument is the folder that it works in, with the project in `project` below. It loads the framework, and then
waits for its job (JSON) on standard input: what `Runner` says, and `context_file` (it and `outdir` are fixed for the
life of the jsii kernel, which sees the environment of its start only), `replace`, the suffixes, and for each run
`context`. The environment variable STACKPROOF_FRAMEWORK names the modules to load.
"""
# ruff: noqa: PTH100, PTH112, PTH113, PTH118, PTH120, PTH123, PTH208
# (pathlib would add to the start of every synthesis.)

from __future__ import annotations

import json
import os
import re
import shutil
import sys

TYPE_CHECKING = False
_OWN = os.path.dirname(os.path.abspath(__file__))
_SHARED = os.path.join(os.path.dirname(os.path.dirname(_OWN)), "programs")
if TYPE_CHECKING:
    from typing import Any

    from stackproof.synthesis.cdktf.child import modules
    from stackproof.synthesis.cdktf.child.bindings import Bindings
    from stackproof.synthesis.programs.kernel import connect_directly
    from stackproof.synthesis.programs.running import Runner, await_job
    from stackproof.synthesis.programs.tracing import Tracer
else:
    sys.path[:0] = [_SHARED, _OWN]
    import modules
    from bindings import Bindings
    from kernel import connect_directly
    from running import Runner, await_job
    from tracing import Tracer

    # A project may have modules of these names.
    for _name in ("bindings", "kernel", "modules", "running", "tracing"):
        del sys.modules[_name]
    sys.path[:2] = []

_KINDS = {
    f"{package}.{name}": kind
    for package in ("cdktf", "cdktn")
    for name, kind in (("App", "app"), ("TerraformStack", "stack"), ("TerraformProvider", "provider"))
}
_PROVIDER = re.compile(r"@cdkt[fn]/provider-([\w-]+)\.")


class CdktfTracer(Tracer):
    """Tells providers apart."""

    def __init__(self, project: str) -> None:
        super().__init__(project, _KINDS)

    def kind(self, klass: type) -> str | None:
        """As for every construct; a provider's kind tells which one it is: `provider aws`."""
        if klass not in self.kinds and super().kind(klass) == "provider":
            names = [str(getattr(base, "__jsii_type__", "")) for base in klass.__mro__]
            told = next((match.group(1) for name in names if (match := _PROVIDER.match(name))), "")
            self.kinds[klass] = f"provider {told}"
        return super().kind(klass)


class CdktfRunner(Runner):
    """What is special to CDKTF: context, bindings, the folder of the output."""

    def __init__(self, job: dict[str, Any], tracer: CdktfTracer, bindings: Bindings) -> None:
        super().__init__(job, tracer)
        self.made = tracer
        self.bindings = bindings

    def prepare(self, run: dict[str, Any]) -> None:
        """Writes the context where node finds it."""
        with open(self.job["context_file"], "w", encoding="utf-8") as file:
            json.dump(run["context"], file)

    def rescue(self) -> bool:
        """Synthesises what the program had made."""
        return self.made.rescue(self.job["work"])

    def output(self) -> str:
        """The folder that the App was told to write to, be it another one than ours."""
        usual = str(self.job["outdir"])
        if os.path.isfile(os.path.join(usual, "manifest.json")) or self.made.app is None:
            return usual
        try:
            return os.path.join(self.job["project"], str(self.made.app.outdir))
        except Exception:  # noqa: BLE001 - whatever the program overrides there, there is no output
            return usual

    def details(self) -> dict[str, Any]:
        """Which packages stood in for the ones that the program names."""
        found = self.bindings.modules
        return {"bindings": self.bindings.used, "modules": found.used if isinstance(found, modules.Modules) else {}}

    def differs(self, first: str, second: str) -> bool:
        """Whether two outputs differ in more than the suffix, so that a third one has to tell why."""
        work = self.job["work"]
        old, new = self.job["replace"]
        return _stacks(os.path.join(work, first), old, old) != _stacks(os.path.join(work, second), new, old)


def _stacks(folder: str, old: str, new: str) -> dict[str, str]:
    found = {}
    stacks = os.path.join(folder, "stacks")
    for name in sorted(os.listdir(stacks)) if os.path.isdir(stacks) else []:
        file = os.path.join(stacks, name, "cdk.tf.json")
        if os.path.isfile(file):
            with open(file, encoding="utf-8") as opened:
                found[name.replace(old, new)] = opened.read().replace(old, new)
    return found


def load(names: list[str]) -> None:
    """Loads what every program uses, in Python and in jsii's kernel, before there is a program."""
    from importlib import import_module

    framework = import_module(names[0])
    for name in names[1:]:
        import_module(f"{name}._jsii")
    app = framework.App(outdir=os.environ["CDKTF_OUTDIR"])
    framework.TerraformStack(app, "stack")
    app.synth()
    shutil.rmtree(os.environ["CDKTF_OUTDIR"])


def generated(project: str) -> str:
    """The package into which `cdktf get` writes bindings, as cdktf.json says it."""
    try:
        with open(os.path.join(project, "cdktf.json"), encoding="utf-8") as file:
            name = json.load(file)["codeMakerOutput"]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return "imports"
    return name if isinstance(name, str) and name.isidentifier() else "imports"


def main() -> None:
    """Does the job."""
    sys.path[:] = [entry for entry in sys.path if entry not in ("", _OWN)]
    names = os.environ.pop("STACKPROOF_FRAMEWORK").split()
    tracer = CdktfTracer(os.path.join(sys.argv[1], "project"))
    bindings = Bindings()
    bindings.install()
    try:
        connect_directly()
        tracer.install()
        load(names)
    except ImportError as error:
        # The program meets the same error where it imports the framework, and that line is told.
        sys.stderr.write(f"{error}\n")
    job = await_job()
    bindings.generated = generated(job["project"])
    bindings.modules = modules.read(job["project"])
    CdktfRunner(job, tracer, bindings).perform()


if __name__ == "__main__":
    main()
