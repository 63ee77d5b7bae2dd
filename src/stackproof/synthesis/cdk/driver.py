"""Runs a CDK program inside the sandbox and records which of its lines made each construct.

This file is a program of its own: it is run by the interpreter that has `aws_cdk`, imports nothing of stackproof, and
shares its process with the foreign program, so nothing that it writes may be believed without a check.

Its only argument is a job file (JSON): `project`, `entry` {`kind`, `target`, `arguments`}, `work` (where results go),
`outdir` and `context_file` (fixed for the life of the jsii kernel, which sees the environment of its start only), and
`runs`, each with `name`, `environment`, `context` and `when` (`always`, or `differs`: the two before differ in more than
`replace`). `fallback` holds variables that are set when the first run fails for want of a region.
"""

import json
import os
import sys
import time

_MAX_FRAMES = 12
_MAX_CONSTRUCTS = 200_000
_MAX_TEXT = 8_000
_OWN_FILE = os.path.abspath(__file__)


class Tracer:
    """Records for each construct that Python code makes its path in the tree and the user's frames, innermost first."""

    def __init__(self, project):
        self.prefix = project.rstrip("/") + "/"
        self.files = {}
        self.kinds = {}
        self.method = None
        self.forget()

    def forget(self):
        """Begins a new recording: the tree of the run before is gone."""
        self.paths = {}
        self.constructs = {}

    def install(self):
        """Wraps what every construct made in Python passes through; jsii's kernel itself is left alone."""
        import jsii
        from jsii._kernel.providers import process

        create = jsii.create

        def traced_create(klass, instance, args=None):
            result = create(klass, instance, args)
            if len(self.constructs) < _MAX_CONSTRUCTS:
                self.record(klass, instance, args or [], sys._getframe(1))
            return result

        jsii.create = traced_create
        if not hasattr(process, "capture_stack_trace"):
            return  # JavaScript learns of Python's stack from recent versions only.
        send = process._NodeProcess.send

        def traced_send(node, request, response_type):
            before, self.method = self.method, getattr(request, "method", None)
            try:
                return send(node, request, response_type)
            finally:
                self.method = before

        process._NodeProcess.send = traced_send
        process.capture_stack_trace = self.stack

    def stack(self):
        """The user's frames for a request to JavaScript, as jsii's own function gives them, without reading sources.

        Nothing for `synth`: what is made there was not asked for by that line.
        """
        if self.method == "synth":
            return []
        found = [["aws_cdk", 0, 0, "request"]]  # The CDK leaves the innermost frame out, which is the framework's own.
        frame = sys._getframe(1)
        while frame is not None and len(found) <= _MAX_FRAMES:
            name = frame.f_code.co_filename
            if self.relative(name) is not None:
                found.append([name, frame.f_lineno, 0, frame.f_code.co_name])
            frame = frame.f_back
        return found

    def relative(self, name):
        """The file's path relative to the project; None for what is not the user's."""
        if name in self.files:
            return self.files[name]
        found = name[len(self.prefix) :] if name.startswith(self.prefix) and name != _OWN_FILE else None
        self.files[name] = found
        return found

    def record(self, klass, instance, args, frame):
        kind = self.kind(klass)
        if kind is None:
            return
        path = self.path_of(instance, args, kind)
        if path is None:
            return
        reference = getattr(instance, "__jsii_ref__", None)
        if reference is not None:
            self.paths[reference.ref] = path
        frames, site = self.frames(instance, frame)
        self.constructs[path] = {"kind": kind, "class": klass.__name__, "frames": frames, "site": site}

    def kind(self, klass):
        """`app`, `stage`, `stack`, `nested stack` or `construct`; None for what has no place in the tree."""
        if klass not in self.kinds:
            names = [getattr(base, "__jsii_declared_type__", None) for base in klass.__mro__]
            names += [getattr(klass, "__jsii_type__", None)]
            found = None
            if "constructs.Construct" in names:
                found = "construct"
                for name, kind in (
                    ("aws-cdk-lib.App", "app"),
                    ("aws-cdk-lib.Stage", "stage"),
                    ("aws-cdk-lib.NestedStack", "nested stack"),
                    ("aws-cdk-lib.Stack", "stack"),
                ):
                    if name in names:
                        found = kind
                        break
            self.kinds[klass] = found
        return self.kinds[klass]

    def path_of(self, instance, args, kind):
        """The path in the tree, worked out here where possible: to ask JavaScript costs a round trip."""
        if kind == "app":
            return ""
        scope, name = (args[0], args[1]) if len(args) > 1 else (None, None)
        if isinstance(name, str) and name and "${" not in name:
            above = self.paths.get(getattr(getattr(scope, "__jsii_ref__", None), "ref", None))
            if above is not None:
                name = name.replace("/", "--")
                return above + "/" + name if above else name
        try:
            return str(instance.node.path)
        except Exception:
            return None

    def frames(self, instance, frame):
        """The user's frames, and the index of the one that called the construct's outermost constructor."""
        found = []
        site = 0
        while frame is not None and len(found) < _MAX_FRAMES:
            code = frame.f_code
            file = self.relative(code.co_filename)
            if file is not None:
                found.append([file, frame.f_lineno, _column(frame), code.co_name])
                if code.co_name == "__init__" and code.co_varnames and _first_argument(frame) is instance:
                    site = len(found)
            frame = frame.f_back
        return found, site if site < len(found) else 0


def _clear(folder):
    """Takes away what a run of the same name left, before it is run again."""
    if os.path.isdir(folder):
        import shutil

        shutil.rmtree(folder)


def _first_argument(frame):
    # Where a closure uses it, the compiler keeps it in a cell; f_locals shows both.
    return frame.f_locals.get(frame.f_code.co_varnames[0])


def _column(frame):
    positions = getattr(frame.f_code, "co_positions", None)
    if positions is None or frame.f_lasti < 0:
        return 0
    for index, (_, _, column, _) in enumerate(positions()):
        if index == frame.f_lasti // 2:
            return 0 if column is None else column + 1
    return 0


class Run:
    """One synthesis of the program."""

    def __init__(self, job, tracer, base):
        self.job = job
        self.tracer = tracer
        self.environment = base
        self.path = list(sys.path)

    def __call__(self, run):
        job = self.job
        os.environ.clear()
        os.environ.update(self.environment)
        os.environ.update(run["environment"])
        os.chdir(job["project"])
        _clear(os.path.join(job["work"], run["name"]))
        with open(job["context_file"], "w", encoding="utf-8") as file:
            json.dump(run["context"], file)
        self._forget_project()
        self.tracer.forget()
        started = time.monotonic()
        outcome = {"name": run["name"], "status": "failed"}
        try:
            outcome["error"] = self._execute()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
        if outcome["error"] is None:
            outcome["status"] = "ok"
        outcome["seconds"] = time.monotonic() - started
        self._keep(run["name"])
        return outcome

    def _forget_project(self):
        """A second run imports the project's modules anew; the framework's stay, and so does the jsii kernel."""
        inside = self.tracer.prefix
        for name, module in list(sys.modules.items()):
            places = [getattr(module, "__file__", None), *(getattr(module, "__path__", None) or [])]
            if any(isinstance(place, str) and place.startswith(inside) for place in places):
                del sys.modules[name]
        importlib = sys.modules.get("importlib")
        if importlib is not None:
            importlib.invalidate_caches()
        cdk = sys.modules.get("aws_cdk")
        if cdk is not None:
            cdk.AssetStaging.clear_asset_hash_cache()

    def _execute(self):
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
            text = error.code if isinstance(error.code, str) else f"exit code {error.code}"
            return self._described(error, text)
        except BaseException as error:
            return self._described(error, str(error))
        return None

    def _execute_script(self, target):
        path = os.path.join(self.job["project"], target)
        sys.path.insert(0, os.path.dirname(path))
        with open(path, "rb") as file:
            source = file.read()
        main = type(sys)("__main__")
        main.__file__ = path
        main.__builtins__ = __builtins__
        sys.modules["__main__"] = main
        exec(compile(source, path, "exec", dont_inherit=True), main.__dict__)

    def _described(self, error, text):
        place = None
        if isinstance(error, SyntaxError) and error.filename:
            file = self.tracer.relative(error.filename)
            if file is not None:
                place = [file, error.lineno or 0]
        step = error.__traceback__
        while step is not None and not isinstance(error, SyntaxError):
            file = self.tracer.relative(step.tb_frame.f_code.co_filename)
            if file is not None:
                place = [file, step.tb_lineno]
            step = step.tb_next
        missing = error.name if isinstance(error, ModuleNotFoundError) else None
        return {"type": type(error).__name__, "message": text[:_MAX_TEXT], "place": place, "missing": missing}

    def _keep(self, name):
        work = self.job["work"]
        if os.path.isdir(self.job["outdir"]) and not os.path.lexists(os.path.join(work, name)):
            os.rename(self.job["outdir"], os.path.join(work, name))
        with open(os.path.join(work, name + ".trace.json"), "w", encoding="utf-8") as file:
            json.dump({"constructs": self.tracer.constructs}, file)


def _differs(job, first, second):
    """Whether two assemblies differ in more than the value that was changed, so that a third one has to tell why."""
    old, new = job["replace"]
    folders = [os.path.join(job["work"], name) for name in (first, second)]
    if not all(os.path.isdir(folder) for folder in folders):
        return False
    texts = []
    for folder in folders:
        found = {}
        for name in sorted(os.listdir(folder)):
            if name.endswith(".template.json"):
                with open(os.path.join(folder, name), encoding="utf-8") as file:
                    lines = [line for line in file.read().replace(new, old).splitlines() if '"aws:asset:path"' not in line]
                found[name.replace(new, old)] = lines
        texts.append(found)
    return texts[0] != texts[1]


def _lacks_region(error):
    if error is None:
        return False
    text = error["message"]
    return "account/region are not specified" in text or ("REGION" in text and error["type"] == "KeyError")


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        job = json.load(file)
    sys.path[:] = [entry for entry in sys.path if entry not in ("", os.path.dirname(_OWN_FILE))]
    report = os.path.join(job["work"], "report.json")
    tracer = Tracer(job["project"])
    try:
        tracer.install()
    except ImportError:
        pass  # The program meets the same error where it imports aws_cdk.
    execute = Run(job, tracer, dict(os.environ))
    outcomes = []
    for run in job["runs"]:
        if run["when"] == "differs" and not _differs(job, outcomes[-2]["name"], outcomes[-1]["name"]):
            continue
        _write(report, [*outcomes, {"name": run["name"], "status": "running", "error": None}])
        outcome = execute(run)
        if job["fallback"] and not outcomes and _lacks_region(outcome["error"]):
            execute.environment.update(job["fallback"])
            outcome = execute(run)
            outcome["fallback"] = True
        outcomes.append(outcome)
        _write(report, outcomes)
        if outcome["status"] != "ok":
            break
    # Node's orderly shutdown takes half a second and changes nothing; the sandbox ends what is left of the tree.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _write(path, outcomes):
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"runs": outcomes}, file)


if __name__ == "__main__":
    main()
