"""What a handler imports is part of its package.

## What it does
Reports a handler in Python or JavaScript that imports a module which is neither in its package nor in the standard
library nor in Lambda's runtime, where the package is shipped as it stands: no layer, no bundling by the AWS CDK, no
`sam build`, no container image, and nothing in the project that installs libraries into a folder. Since Node.js 18 the
runtime has the AWS SDK in version 3 alone, and no `aws-sdk`. Imports that the code can do without are left alone.

## Why is this bad
The deployment succeeds, and each invocation fails with `Runtime.ImportModuleError`. A `requirements.txt` beside the
handler installs nothing by itself.

## How to mend
Put the libraries into a layer or the package: `PythonFunction` or `bundling` in the AWS CDK, `sam build`, or
`pip install --target` before the archive is made.

## References
- [Python packages with dependencies](https://docs.aws.amazon.com/lambda/latest/dg/python-package.html)
- [The SDK in the runtimes of Node.js](https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stackproof.graph.query import string
from stackproof.graph.truth import Truth
from stackproof.rules.model import Answer, Context, Fault, Impacts, rule
from stackproof.sources.functions import code_of, has_layers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource
    from stackproof.sources.packages import Package
    from stackproof.sources.project import ProjectSources

# In the runtime beside the standard library: https://docs.aws.amazon.com/lambda/latest/dg/python-package.html, and what
# boto3 itself needs, 2026-11-28. The others were part of Python once, or are since its newest version.
_PYTHON = frozenset(
    {"boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six", "urllib3", "awslambdaric", "simplejson",
     "snapshot_restore_py", "pip", "setuptools", "pkg_resources", "_distutils_hack", "bootstrap",
     "aws_durable_execution_sdk_python", "cfnresponse",
     "distutils", "imp", "asyncore", "asynchat", "smtpd", "compression", "annotationlib", "typing_extensions"}
)  # fmt: skip
# Lambda adds it to code that is written into a template:
# https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/cfn-lambda-function-code-cfnresponsemodule.html
_BESIDE_INLINE = frozenset({"cfn-response", "cfnresponse"})
_COMMANDS = ("null_resource", "terraform_data", "external")
_INSTALLS = re.compile(r"(?:pip3?|uv|poetry)\b[^\n]*(?:\s-t\b|--target|--no-root|export)|sam build|docker build")
_INSTRUCTIONS = (".sh", ".md", ".yml", ".yaml", ".toml", ".ps1", "Makefile", "Dockerfile", "package.json", ".py", ".tf")


@rule(
    id="LAMBDA-PKG-002",
    title="Library that the package of a function does not have",
    severity="high",
    blocks="runtime",
    category="deployability",
    types=("AWS::Lambda::Function",),
    root_cause="The code's folder is shipped as it stands, without the libraries that it needs.",
    fix="Bundle the libraries with the code, or add a layer that has them.",
    impacts=Impacts(),
    effort=20,
    reference="https://docs.aws.amazon.com/lambda/latest/dg/python-package.html",
    source="Lambda Developer Guide, python-package, 2026-11-28",
)
def check(function: Resource, context: Context) -> Iterator[Answer]:
    """Speaks only of packages that are seen whole."""
    if context.sources is None or function.framework or function.exists is Truth.NO or has_layers(function):
        return
    code = code_of(function, context.sources)
    if (
        code.handler is None
        or not code.package.whole
        or any(one.endswith("package.json") for one in code.package.names)
    ):
        return
    runtime = _PYTHON if code.language == "python" else _node(string(function.get("Runtime")) or "")
    if code.package.inline:
        runtime |= _BESIDE_INLINE
    lacking: dict[str, Answer] = {}
    for one in code.handler.imports:
        top = one.name.split(".")[0] if code.language == "python" else one.name
        known = top in runtime or top in lacking or code.package.has_library(top)
        if not one.guarded and not known:
            lacking[top] = Fault(
                f"the code of {function.address} imports {top}, which is not in its package",
                one.at,
                (f"the package is {_shown(code.package)}, as it stands, and the function has no layers",),
            )
    if lacking and (code.package.inline or not (_is_installed(context) or _changes_path(code.package))):
        yield from lacking.values()


def _node(runtime: str) -> frozenset[str]:
    """What a runtime of Node.js has beside its own modules and version 3 of the SDK."""
    version = re.match(r"nodejs(\d+)", runtime)
    return frozenset() if version is not None and int(version[1]) >= 18 else frozenset({"aws-sdk"})


def _shown(package: Package) -> str:
    if package.inline:
        return "the code in the template"
    names = sorted(package.names)
    return f"{', '.join(names[:4])}{', ...' if len(names) > 4 else ''}"


def _is_installed(context: Context) -> bool:
    """Whether something in the project may put libraries into folders."""
    sources = context.sources
    assert sources is not None
    if context.graph.of_type(*_COMMANDS):
        return True
    return sources.once("installs libraries", lambda: _installs(sources))


def _installs(sources: ProjectSources) -> bool:
    named = [one for one in sources.contents if one.endswith(_INSTRUCTIONS)]
    return any(_INSTALLS.search(sources.text(one) or "") for one in named)


def _changes_path(package: Package) -> bool:
    return any("sys.path" in (package.text(one) or "") for one in package.names if one.endswith(".py"))
