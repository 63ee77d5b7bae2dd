"""Records which lines of a program made each construct, in the process of the program itself.

What is recorded shares its process with a foreign program: nothing of it may be believed without a check.
"""
# ruff: noqa: PTH108, PTH118, PTH123
# (pathlib would add to the start of every synthesis.)

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

MAX_FRAMES = 12
_MAX_CONSTRUCTS = 200_000


class Tracer:
    """Records for each construct that Python code makes its path in the tree and the user's frames, innermost first.

    Args:
        project: the folder that holds all that is the user's.
        kinds: the kinds of constructs that contain others, by jsii's full name of their class; the first that fits
            counts.
    """

    def __init__(self, project: str, kinds: dict[str, str]) -> None:
        self.prefix = project.rstrip("/") + "/"
        self.files: dict[str, str | None] = {}
        self.containers = kinds
        self.project = self.prefix
        self.kinds: dict[type, str | None] = {}
        self.forget()

    def forget(self) -> None:
        """Begins a new recording: the tree of the run before is gone."""
        self.paths: dict[str, str] = {}
        self.constructs: dict[str, dict[str, Any]] = {}
        self.absent: list[str] = []
        self.app: Any = None
        self.last: Any = None

    def settle(self, project: str) -> None:
        """Says where the project's folder is, which may lie below the one that holds all that is the user's."""
        self.project = project.rstrip("/") + "/"

    def install(self) -> None:
        """Wraps the function through which every construct of Python code passes; jsii's kernel is left alone."""
        import jsii as package

        jsii: Any = package
        create = jsii.create

        def traced_create(klass: type, instance: object, args: list[Any] | None = None) -> object:
            result = create(klass, instance, args)
            if len(self.constructs) < _MAX_CONSTRUCTS:
                self.record(klass, instance, args or [], sys._getframe(1))
            return result

        jsii.create = traced_create
        self._note_absent_context()

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

    def relative(self, name: str) -> str | None:
        """The file's path relative to the project; None for what is not the user's."""
        if name not in self.files:
            if name.startswith(self.project):
                self.files[name] = name[len(self.project) :]
            else:
                self.files[name] = os.path.relpath(name, self.project) if name.startswith(self.prefix) else None
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
        self.last = instance
        if kind == "app":
            self.app = instance
        frames, site = self.frames(instance, frame)
        self.constructs[path] = {"kind": kind, "frames": frames, "site": site}

    def kind(self, klass: type) -> str | None:
        """What the class is a kind of, `construct` where nothing else; None for what has no place in the tree."""
        if klass not in self.kinds:
            names = [getattr(base, "__jsii_type__", None) for base in klass.__mro__]
            found = None
            if "constructs.Construct" in names:
                found = next((kind for name, kind in self.containers.items() if name in names), "construct")
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

    def rescue(self, work: str) -> bool:
        """Lets the framework write what the program had made that has failed; whether there was something to be tried.

        What is done is said in unfinished.cjs, which waits in node for the file of that name.
        """
        if self.last is None:
            return False
        flag = os.path.join(work, "rescue")
        try:
            app = self.app if self.app is not None else self.last.node.root
            with open(flag, "w", encoding="utf-8"):
                pass
            app.synth()
        except BaseException:  # noqa: BLE001 - then nothing is known but that the program failed
            return False
        finally:
            if os.path.lexists(flag):
                os.unlink(flag)
        return True

    def frames(self, instance: object, frame: FrameType | None) -> tuple[list[list[Any]], int]:
        """The user's frames, and the index of the one that called the construct's outermost constructor."""
        found: list[list[Any]] = []
        site = 0
        while frame is not None and len(found) < MAX_FRAMES:
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
