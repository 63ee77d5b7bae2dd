"""The code of a function lies where it is said to be.

## What it does
Reports a function whose code folder or source file is not in the project. What a build puts there is no fault: a folder
such as `dist` or `build`, a path that git ignores, a compiled program. An archive that is not there, and of which no
script, instruction or workflow of the project speaks, is undecided.

## Why is this bad
The archive cannot be made, or the package cannot be uploaded: the deployment fails before anything is created.

## How to mend
Write the code, or correct the path. Paths in Terraform are relative to the folder that it is run in, which is why they
begin with `${path.module}`.

## References
- [Deploying functions as .zip archives](https://docs.aws.amazon.com/lambda/latest/dg/configuration-function-zip.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.truth import Truth
from stackproof.rules.model import Answer, Context, Fault, Impacts, Undecided, quoted, rule
from stackproof.sources.functions import code_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource
    from stackproof.sources.project import ProjectSources

# Resources of Terraform's that run commands at deployment, which may make the package.
_COMMANDS = ("null_resource", "terraform_data", "local_file")
_UPLOADING = ("terraform", "cdktf", "pulumi")
_INSTRUCTIONS = (".sh", ".md", ".yml", ".yaml", ".json", ".toml", ".py", ".ps1")


@rule(
    id="LAMBDA-PKG-001",
    title="Code of a function that is not there",
    severity="critical",
    blocks="deploy",
    category="deployability",
    types=("AWS::Lambda::Function",),
    root_cause="The path names a file or folder that was not written, or is relative to another folder.",
    fix="Write the code at the path, or correct the path.",
    impacts=Impacts(),
    effort=15,
    reference="https://docs.aws.amazon.com/lambda/latest/dg/configuration-function-zip.html",
)
def check(function: Resource, context: Context) -> Iterator[Answer]:
    """Looks where the code is said to be."""
    if context.sources is None or function.framework or function.exists is not Truth.YES:
        return
    package = code_of(function, context.sources).package
    missing = package.missing
    if missing is None:
        return
    if not missing.may_be_built and not context.graph.of_type(*_COMMANDS):
        message = f"{missing.path}, the code of {function.address}, is not in the project"
        yield Fault(message, package.at, quoted({"code": package.at}))
    elif context.sources.engine in _UPLOADING and _is_unannounced(missing.path, context.sources):
        reason = (
            f"{missing.path}, the code of {function.address}, is not in the project, and nothing says how it is built"
        )
        yield Undecided(reason, package.at)


def _is_unannounced(path: str, sources: ProjectSources) -> bool:
    """Whether nothing in the project speaks of an archive that is not there."""
    name = path.rpartition("/")[2]
    if not name.endswith(".zip") or sources.is_ignored(path) or "/" in path.replace(name, "").strip("./"):
        return False
    speaking = [one for one in sources.contents if one.endswith(_INSTRUCTIONS) or one.rpartition("/")[2] == "Makefile"]
    return not any(name in (sources.text(one) or "") for one in speaking)
