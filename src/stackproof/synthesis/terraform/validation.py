"""The validation blocks of variables, where their conditions are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.values import Sensitive, Value
from stackproof.synthesis.terraform.lift import Failed, known_bool
from stackproof.synthesis.terraform.syntax import Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.synthesis.terraform.module_scope import ModuleScope


def broken_validations(scope: ModuleScope) -> Iterator[Failed]:
    """A failure for each variable whose value Terraform would refuse.

    A value that rests on a default is perhaps another one at deployment: that it breaks a validation is a note, since
    it may say no more than that a value has to be passed.
    """
    evaluator = scope.context.evaluator
    for name, block in scope.module.variables.items():
        for validation in block.body.of("validation"):
            condition = validation.body.get("condition")
            if condition is None:
                continue
            value: Value = scope.context.run(lambda one=condition: evaluator.forgiving(one, scope.frame))  # type: ignore[misc]
            while isinstance(value, Sensitive):
                value = value.inner
            if known_bool(value) is False:
                message = validation.body.get("error_message")
                written = message.data if isinstance(message, Literal) and isinstance(message.data, str) else ""
                reason = f"the value of variable {name} breaks its validation: {written[:300]}".rstrip(": ")
                at = scope.variable(name, block.at).at
                yield Failed(reason, at if at.line else block.at, "note" if value.assumed else "error")
