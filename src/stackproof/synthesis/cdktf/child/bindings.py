"""Lets a program find the framework and the provider bindings that it is written for, as far as they are installed.

CDKTF ended in 2025 and CDK Terrain carries it on with the same classes under other names. A program that imports
`cdktf` where only `cdktn` is installed gets that under the name that it asks for, and so with bindings of providers:
`cdktf_cdktf_provider_aws`, and the `imports.aws` that `cdktf get` would have generated, are `cdktn_provider_aws`. What
is installed under the program's own name, or lies in the project, always comes first.

Bindings that import all of their 2,000 modules at once are replaced by a parent that imports what is asked for.
"""
# ruff: noqa: PTH112, PTH118, PTH123
# (pathlib would add to the start of every synthesis.)

from __future__ import annotations

import importlib
import importlib.util
import os
import re
import sys
from importlib.abc import Loader
from importlib.machinery import ModuleSpec, PathFinder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import ModuleType
    from typing import Any, Protocol

    class TerraformModules(Protocol):
        """What is asked of `modules.Modules`."""

        def leads(self, package: str) -> bool:
            """Whether a package of generated bindings would hold one."""

        def find(self, package: str, name: str) -> type | None:
            """The class of a name in such a package."""


_PREBUILT = re.compile(r"(?:cdktf_cdktf|cdktn)_provider_(\w+)")
_WORD = re.compile(r"(?<!^)(?=[A-Z])")
_LIST_FOR_ONE = re.compile(
    r"type of argument (\w+) must be one of \(.*Dict\[str, Any\].*\); got list instead$", re.DOTALL
)
_LENIENT = "__takes_early_blocks__"
_GENERATED = "imports"


class Bindings:
    """A finder for `sys.meta_path`.

    Args:
        generated: the package into which `cdktf get` writes bindings in this project.
        modules: the Terraform modules that the project names, for which it would generate classes too.

    Attributes:
        used: what each name that the program imported stands for, where that is another package.
    """

    def __init__(self, generated: str = _GENERATED, modules: TerraformModules | None = None) -> None:
        self.generated = generated
        self.modules = modules
        self.used: dict[str, str] = {}
        self._of_modules: set[str] = set()

    def install(self) -> None:
        """Asks this finder before all others."""
        sys.meta_path.insert(0, self)

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module under another name, or a light parent for it; None where the usual finders do."""
        root = self._root(name)
        if root is None:
            return None
        if name != root:
            if root in self.used:
                return self._below(root, name)
            modules = self.modules if root in self._of_modules else None
            return ModuleSpec(name, _OfModules(modules), is_package=True) if modules is not None else None
        return self._of_root(name, path)

    def _root(self, name: str) -> str | None:
        """The package of bindings that a module belongs to."""
        first, _, rest = name.partition(".")
        if first == self.generated:
            return f"{first}.{rest.partition('.')[0]}" if rest else first
        return first if first == "cdktf" or _PREBUILT.fullmatch(first) else None

    def _of_root(self, name: str, path: Sequence[str] | None) -> ModuleSpec | None:
        found = PathFinder.find_spec(name, path)
        if found is not None and (found.origin is not None or name == self.generated):
            return _light(found) if name != "cdktf" and _is_eager(found) else None
        if name == self.generated:
            return ModuleSpec(name, _Empty(), is_package=True)
        for other in _stand_ins(name):
            if _installed(other):
                self.used[name] = other
                _take_early_arguments()
                return ModuleSpec(name, _Same(other), is_package=True)
        if self.modules is not None and name.startswith(f"{self.generated}.") and self.modules.leads(name):
            self._of_modules.add(name)
            return ModuleSpec(name, _OfModules(self.modules), is_package=True)
        return None

    def _below(self, root: str, name: str) -> ModuleSpec | None:
        other = self.used[root] + name[len(root) :]
        if _exists(other):
            return ModuleSpec(name, _Same(other), is_package=True)
        if name.count(".") > root.count(".") + 1 or root == "cdktf":
            return None
        # Earlier bindings had a module a service (`s3`), where now there is one a resource (`s3_bucket`).
        return ModuleSpec(name, _Grouped(self.used[root]), is_package=True)


def _stand_ins(name: str) -> tuple[str, ...]:
    if name == "cdktf":
        return ("cdktn",)
    prebuilt = _PREBUILT.fullmatch(name)
    provider = prebuilt.group(1) if prebuilt else name.rpartition(".")[2]
    return (f"cdktf_cdktf_provider_{provider}", f"cdktn_provider_{provider}")


def _installed(name: str) -> bool:
    found = PathFinder.find_spec(name)
    return found is not None and found.origin is not None


def _exists(name: str) -> bool:
    """Whether there is a module of this name below a package that there is."""
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def _is_eager(found: ModuleSpec) -> bool:
    """Whether a package of bindings imports all of its modules at once, and holds nothing else."""
    if not found.submodule_search_locations or not found.origin or not found.origin.endswith("__init__.py"):
        return False
    with open(found.origin, "rb") as file:
        text = file.read()
    return b"\nfrom . import " in text and b"\ndef __getattr__" not in text and b"\nclass " not in text


def _light(found: ModuleSpec) -> ModuleSpec:
    light = ModuleSpec(found.name, _Light(), origin=found.origin, is_package=True)
    light.has_location = True
    light.submodule_search_locations = found.submodule_search_locations
    return light


def _take_early_arguments() -> None:
    """Lets calls pass as early bindings took them.

    They had no argument `id` of the resource's own, so that the name of the construct could be passed by `id`; and a
    block of which there is at most one was a list.
    """
    import jsii._runtime as package

    runtime: Any = package
    call = runtime.JSIIMeta.__call__
    if getattr(call, "takes_early_arguments", False):
        return

    def called(cls: type, *args: object, **given: object) -> object:
        code = getattr(cls.__init__, "__code__", None)  # type: ignore[misc] # of the class that is made
        if "id" in given and len(args) == 1 and code is not None and "id_" in code.co_varnames[:3]:
            args = (*args, given.pop("id"))
        return _with_one_for_list(lambda now: call(cls, *args, **now), given)

    called.takes_early_arguments = True  # type: ignore[attr-defined]
    runtime.JSIIMeta.__call__ = called


def _with_one_for_list(make: Callable[[dict[str, object]], object], given: dict[str, object]) -> object:
    """Makes something, and again with the only item of a list where that is wanted: types are checked at the start."""
    while True:
        try:
            return make(given)
        except TypeError as error:
            refused = _LIST_FOR_ONE.match(str(error))
            value = given.get(refused.group(1)) if refused else None
            if refused is None or not isinstance(value, list) or len(value) != 1:
                raise
            given = {**given, refused.group(1): value[0]}


def _take_early_blocks(module: ModuleType) -> None:
    """The same for the structures of bindings, which are plain classes."""
    held = vars(module)
    if held.get(_LENIENT):
        return
    held[_LENIENT] = True
    for made in list(held.values()):
        if isinstance(made, type) and "__jsii_struct_bases__" in vars(made):
            _make_lenient(made)


def _make_lenient(made: Any) -> None:  # noqa: ANN401 - a foreign class
    init = made.__init__

    def lenient(self: object, *args: object, **given: object) -> None:
        _with_one_for_list(lambda now: init(self, *args, **now), given)

    made.__init__ = lenient


class _Empty(Loader):
    """Makes a package that holds nothing by itself."""

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """The usual module."""
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Nothing is run."""


class _Light(_Empty):
    """Makes the parent of bindings without importing what is below it."""

    def exec_module(self, module: ModuleType) -> None:
        """Modules below it are imported when they are asked for."""

        def find(name: str) -> object:
            if not name.startswith("__") and any(os.path.isdir(os.path.join(place, name)) for place in module.__path__):
                return importlib.import_module(f"{module.__name__}.{name}")
            raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")

        vars(module)["__getattr__"] = find


class _Same(Loader):
    """Gives a module that goes by another name, the very same one: a class must not exist twice."""

    def __init__(self, other: str) -> None:
        self.other = other
        self.spec: ModuleSpec | None = None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """The module, imported under its own name."""
        module = importlib.import_module(self.other)
        self.spec = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Nothing is run again; the module keeps its own name."""
        module.__spec__ = self.spec
        if _PREBUILT.match(self.other):
            _take_early_blocks(module)
            _find_classes_elsewhere(module, self.other.partition(".")[0])


class _Grouped(_Empty):
    """Makes a module that finds classes in the modules that have them now."""

    def __init__(self, root: str) -> None:
        self.root = root

    def exec_module(self, module: ModuleType) -> None:
        """Classes are looked for when they are asked for."""
        _find_classes_elsewhere(module, self.root)


def _grouped(root: str, name: str) -> ModuleType:
    module = importlib.util.module_from_spec(ModuleSpec(f"{root}.{name}", _Grouped(root), is_package=True))
    _find_classes_elsewhere(module, root)
    return module


class _OfModules(_Empty):
    """Makes a package that holds the classes of Terraform modules."""

    def __init__(self, modules: TerraformModules) -> None:
        self.modules = modules

    def exec_module(self, module: ModuleType) -> None:
        """Classes are made when they are asked for."""

        def find(name: str) -> type:
            found = self.modules.find(module.__name__, name) if name[:1].isupper() else None
            if found is None:
                raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")
            return found

        vars(module)["__getattr__"] = find


def _find_classes_elsewhere(module: ModuleType, root: str) -> None:
    """Earlier bindings had their classes at the top or grouped by service; now each is in its resource's module."""
    held = vars(module)
    own = held.get("__getattr__")
    if getattr(own, "elsewhere", False):
        return

    def find(name: str) -> Any:  # noqa: ANN401 - a foreign object
        if own is not None:
            try:
                return own(name)
            except AttributeError:
                pass
        if name[:1].isupper():
            words = _WORD.sub("_", name).lower().split("_")
            names = ["_".join(words[:count]) for count in range(len(words), 0, -1)]
            for place in [f"{root}.{one}" for one in (*names, "provider")]:
                if _exists(place):
                    there = importlib.import_module(place)
                    found = vars(there).get(name)
                    if found is not None:
                        _take_early_blocks(there)
                        return found
        elif module.__name__ == root and name.isidentifier() and not name.startswith("_"):
            # As in `from cdktf_cdktf_provider_aws import s3`.
            return _grouped(root, name)
        raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")

    find.elsewhere = True  # type: ignore[attr-defined]
    held["__getattr__"] = find
