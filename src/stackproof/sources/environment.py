"""What a function sets in its environment, and what that decides for its code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.query import present, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Conditional, MapValue, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from stackproof.graph.resource import Resource
    from stackproof.sources.handlers.model import Guard

# https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html, "Defined runtime environment variables",
# 2026-11-28.
_OF_LAMBDA = re.compile(
    r"(?:AWS_(?:REGION|DEFAULT_REGION|EXECUTION_ENV|LAMBDA_.*|ACCESS_KEY|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN"
    r"|XRAY_.*)|LAMBDA_(?:TASK_ROOT|RUNTIME_DIR)|_HANDLER|_X_AMZN_TRACE_ID|TZ|LANG|PATH|LD_LIBRARY_PATH|NODE_PATH"
    r"|NODE_EXTRA_CA_CERTS|PYTHONPATH|GEM_PATH|PWD|SHLVL)"
)
_FOR_OTHERS = re.compile(
    r"(?:AWS_|NODE_|PYTHON|LD_|JAVA_|DOTNET_|DD_|NEW_RELIC|NR_|OTEL_|OPENTELEMETRY|SENTRY_|POWERTOOLS_|LAMBDA_"
    r"|HTTPS?_PROXY|NO_PROXY|DATABRICKS_|PARAMETERS_|SSM_PARAMETER_STORE|SECRETS_EXTENSION|LUMIGO|DEBUG).*"
    r"|(?:LOG_?LEVEL|TZ|LANG|STAGE|ENV|ENVIRONMENT|REGION|HOME|PATH|CODE_?VERSION|VERSION|FORCE_.*|.*HASH|.*_PROXY)",
    re.IGNORECASE,
)


class Settings(NamedTuple):
    """The environment variables of a function; `complete` where there are no others."""

    names: Mapping[str, Value]
    complete: bool

    def has(self, name: str) -> Truth:
        """Whether a variable is set, by the function or by Lambda itself."""
        if _OF_LAMBDA.fullmatch(name):
            return Truth.YES
        if name not in self.names:
            return Truth.NO if self.complete else Truth.UNDECIDED
        return Truth.YES if present(self.names[name]) is Truth.YES else Truth.UNDECIDED


def settings_of(function: Resource) -> Settings:
    """What a function sets; of alternatives, all that any of them sets, which is then not complete."""
    variables = function.get("Environment", "Variables")
    if isinstance(variables, Absent):
        return Settings({}, function.properties.complete)
    if isinstance(variables, Conditional):
        return Settings({}, False)
    if not isinstance(variables, MapValue):
        return Settings({}, False)
    return Settings(variables.entries, variables.complete)


def is_guarded(tests: Iterable[Guard], name: str, settings: Settings) -> bool:
    """Whether code behind these tests may not run: they ask about the variable itself, or about another in a way that
    is not decided here."""
    for test in tests:
        if test.name == name or not test.plain or settings.has(test.name) is not Truth.YES:
            return True
        written = settings.names.get(test.name)
        if written is not None and string(written) == "":
            return True
    return False


def is_for_others(name: str) -> bool:
    """Whether a variable is meant for a runtime, an SDK, an agent or the people who look at the function."""
    return bool(_FOR_OTHERS.fullmatch(name))
