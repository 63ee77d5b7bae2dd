"""What arguments each resource type of Terraform's AWS provider has, read from the installed CDK Terrain package.

    python scripts/terraform_schema.py aws_sqs_queue aws_lambda_function

The package `cdktn-provider-aws` is generated from the provider's own schema; its JavaScript writes every argument
under Terraform's name. It is read where it is installed and never shipped (it is under the MPL-2.0).
"""

from __future__ import annotations

import json
import re
import sys
import tarfile
from collections import defaultdict
from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

PACKAGE = "cdktn-provider-aws"

Arguments = dict[str, Any]
"""By name: None for an attribute, the Arguments of a nested block."""

_MEMBER = re.compile(r"package/lib/(?!data-aws-)([a-z0-9-]+)/(?:index|[a-z0-9-]*structs?[a-z0-9-]*(?:/[^/]+)?)\.js")
_TYPE = re.compile(r'static tfResourceType = "(aws_\w+)"')
_STRUCT = re.compile(
    r"^function (?P<name>\w+)ToTerraform\(struct\) \{.*?^ {4}return \{\n(?P<body>.*?)^ {4}\};", re.MULTILINE | re.DOTALL
)
_ROOT = re.compile(r"^ {4}synthesizeAttributes\(\) \{\n {8}return \{\n(?P<body>.*?)^ {8}\};", re.MULTILINE | re.DOTALL)
_LINE = re.compile(r"^\s+(?P<name>'?[\w-]+'?): (?P<made>.*),$", re.MULTILINE)
_INNER = re.compile(r"(?:^|\W)(?:\w+\.)?(?P<struct>\w+)ToTerraform\b")
_SCALARS = frozenset({"string", "number", "boolean", "any", "hash", "list"})


def provider_version() -> str:
    """The version of the package that is read."""
    return version(PACKAGE)


@lru_cache(maxsize=1)
def schema() -> dict[str, Arguments]:
    """The arguments of every managed resource type."""
    # Found without an import, which would start the package's own JavaScript.
    spec = find_spec("cdktn_provider_aws")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"{PACKAGE} is not installed: pip install 'stackproof[cdktf]'")
    archive = next((Path(next(iter(spec.submodule_search_locations))) / "_jsii").glob("*.jsii.tgz"))
    sources: dict[str, list[str]] = defaultdict(list)
    with tarfile.open(archive) as opened:
        for member in opened:
            match = _MEMBER.fullmatch(member.name)
            file = opened.extractfile(member) if match else None
            if match and file is not None:
                sources[match.group(1)].append(file.read().decode("utf-8"))
    found: dict[str, Arguments] = {}
    for texts in sources.values():
        whole = "\n".join(texts)
        kind, root = _TYPE.search(whole), _ROOT.search(whole)
        if kind and root:
            structs = {match["name"]: match["body"] for match in _STRUCT.finditer(whole)}
            found[kind.group(1)] = _arguments(root["body"], structs, ())
    return dict(sorted(found.items()))


def _arguments(body: str, structs: dict[str, str], within: tuple[str, ...]) -> Arguments:
    found: Arguments = {}
    for line in _LINE.finditer(body):
        inner = [name for name in _INNER.findall(line["made"]) if name not in _SCALARS]
        struct = next((name for name in inner if name in structs), None)
        # A block that holds itself (statements of a web ACL) is entered once.
        nested = struct is not None and struct not in within
        found[line["name"].strip("'")] = (
            _arguments(structs[struct], structs, (*within, struct)) if nested and struct else None
        )
    return found


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(json.dumps({name: schema().get(name)}, indent=1))
