"""The tree of modules: the root module and what it calls, as far as that is in the project."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stackproof.errors import InputError
from stackproof.graph.values import Unknown, Value
from stackproof.synthesis.terraform.files import OutsideError
from stackproof.synthesis.terraform.frames import Frame
from stackproof.synthesis.terraform.lift import known_text
from stackproof.synthesis.terraform.module_scope import ModuleScope, given_by, module_outputs

if TYPE_CHECKING:
    from stackproof.graph.location import Location
    from stackproof.synthesis.terraform.context import Context
    from stackproof.synthesis.terraform.declarations import Module
    from stackproof.synthesis.terraform.instances import Instance
    from stackproof.synthesis.terraform.loader import Loader
    from stackproof.synthesis.terraform.syntax import Block, Expression

MAX_LEVELS = 20
"""Levels of modules that are followed."""

META = frozenset({"source", "version", "count", "for_each", "providers", "depends_on"})


@dataclass(slots=True)
class Missing:
    """A module that is not at hand, and why."""

    reason: str
    level: str = "note"


class Tree:
    """The modules of a project, read when they are asked for.

    Args:
        context: what all modules share.
        loader: reads folders.
        root: the root module's scope.
    """

    def __init__(self, context: Context, loader: Loader, root: ModuleScope) -> None:
        self._context = context
        self._loader = loader
        self.root = root
        self._scopes: dict[tuple[str, str, str], ModuleScope | Missing] = {}
        self._levels: dict[str, tuple[str, ...]] = {root.address: (root.module.folder,)}
        self._calls: dict[str, str] = {root.address: ""}
        self._installed: dict[str, str] | None = None
        context.outputs_of = self._outputs_of

    def modules(self) -> list[Module]:
        """The declarations of all modules that were read, each once."""
        found = {self.root.module.folder: self.root.module}
        for scope in self._scopes.values():
            if isinstance(scope, ModuleScope):
                found.setdefault(scope.module.folder, scope.module)
        return list(found.values())

    def child(self, scope: ModuleScope, name: str, instance: Instance) -> ModuleScope | Missing:
        """An instance of a module that is called."""
        key = (scope.address, name, instance.suffix)
        found = self._scopes.get(key)
        if found is None:
            found = self._scopes[key] = self._make(scope, name, instance)
        return found

    def _make(self, scope: ModuleScope, name: str, instance: Instance) -> ModuleScope | Missing:
        block = scope.module.calls[name]
        call_key = f"{self._calls[scope.address]}.{name}".lstrip(".")
        folder = self._folder(scope, block, call_key)
        if isinstance(folder, Missing):
            return folder
        chain = self._levels[scope.address]
        if folder in chain:
            return Missing(f"the module {name} calls itself, through {folder}", "error")
        if len(chain) > MAX_LEVELS:
            return Missing(f"modules are nested more than {MAX_LEVELS} levels deep", "error")
        try:
            module = self._loader.module(folder)
        except InputError as error:
            return Missing(f"the module {name} cannot be read ({folder}): {error.message}", "error")
        except OutsideError:
            return _outside(name, folder)
        address = f"{scope.prefix}module.{name}{instance.suffix}"
        arguments = {key: attribute.expression for key, attribute in block.body.attributes.items() if key not in META}
        frame = Frame(scope, instance.names, None, address) if instance.names else scope.frame
        given = given_by(arguments, frame, self._context, address)
        child = ModuleScope(self._context, module, address, given, is_root=False)
        self._levels[address] = (*chain, folder)
        self._calls[address] = call_key
        return child

    def _folder(self, scope: ModuleScope, block: Block, call_key: str) -> str | Missing:
        name = block.labels[0]
        expression = block.body.get("source")
        if expression is None:
            return Missing(f"the module {name} has no source", "error")
        source = self._source(expression, scope)
        if source is None:
            return Missing(f"the source of the module {name} is not known here")
        if source.startswith(("./", "../")) or source in (".", ".."):
            try:
                folder = self._context.files.locate(source, scope.module.folder)
                if not self._context.files.is_folder(folder):
                    return Missing(f"the module {name} is not there: there is no folder {folder}", "error")
            except OutsideError:
                return Missing(
                    f"the module {name} lies outside the project ({source[:200]}); check a folder that holds both"
                )
            return folder
        installed = self._modules_installed().get(call_key)
        if installed is not None:
            return installed
        return Missing(f"the module {name} ({source[:200]}) is not in the project")

    def _source(self, expression: Expression, scope: ModuleScope) -> str | None:
        """Where a module comes from; Terraform 1.15 takes variables there that are known at once."""
        value = self._context.run(lambda: self._context.evaluator.forgiving(expression, scope.frame))
        return known_text(value)

    def _modules_installed(self) -> dict[str, str]:
        """Folders of the modules that `terraform init` fetched, by the names of the calls that lead to them."""
        if self._installed is not None:
            return self._installed
        self._installed = {}
        files = self._context.files
        try:
            data = json.loads(files.read(files.locate(".terraform/modules/modules.json")))
            for entry in data["Modules"]:
                if entry["Key"] and isinstance(entry["Dir"], str):
                    self._installed[str(entry["Key"])] = files.locate(entry["Dir"])
        except (InputError, OutsideError, ValueError, KeyError, TypeError, RecursionError):
            # Without the list, modules of a registry are modules that are not at hand.
            pass
        return self._installed

    def _outputs_of(self, scope: ModuleScope, name: str, suffix: str, at: Location) -> Value:
        block = scope.module.calls[name]
        expansion = scope.expansion(block, f"module.{name}")
        instance = next((one for one in expansion.instances if one.suffix == suffix), expansion.instances[0])
        child = self.child(scope, name, instance)
        if isinstance(child, Missing):
            return Unknown(child.reason, f"{scope.prefix}module.{name}{suffix}", at)
        return module_outputs(child, at)


def _outside(name: str, source: str) -> Missing:
    return Missing(f"the module {name} lies outside the project ({source[:200]}); check a folder that holds both")
