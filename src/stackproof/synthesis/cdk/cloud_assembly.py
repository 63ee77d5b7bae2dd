"""The cloud assembly that a program left: its stacks, nested assemblies, metadata and look-ups, read as hostile."""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from stackproof.errors import InputError
from stackproof.sandbox import read_output

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_MAX_MANIFEST_BYTES = 64 << 20
_MAX_TEMPLATE_BYTES = 16 << 20
_MAX_STACKS = 1_000
_MAX_DEPTH = 16
_ENVIRONMENT = re.compile(r"aws://([^/]+)/(.+)")
_ASSET_PATH = re.compile(r'("aws:asset:path": ")(/[^"\n]*)(")')
_TEMPLATE_HASH = re.compile(r"\b[0-9a-f]{64}(?=\.json\b)")
_RESOURCE_LINE = re.compile(r'^  "([A-Za-z0-9]+)": \{$')


@dataclass(slots=True)
class StackArtifact:
    """A stack of the assembly, or a nested stack of one.

    Attributes:
        key: unique in the assembly: the display name, or for a nested stack that of its parent and its logical id.
        name: the physical name; None for a nested stack, whose name CloudFormation makes.
        folder: of the template in the output, with the assembly's own name first.
        file: name of the template in `folder`.
        template: its content; changed where the assembly is read back.
        text: its content as it was written.
        account, region: where the program deploys it to; None where it left that open.
        metadata: by path of the construct in the tree, without a leading slash; nested stacks share it.
        logical_ids: paths of the constructs that have a logical id, by that id.
        parent, logical_id: key of the stack that nests it, and its resource there.
    """

    key: str
    name: str | None
    folder: str
    file: str
    template: dict[str, Any]
    text: str
    account: str | None = None
    region: str | None = None
    tags: dict[str, str] = field(default_factory=dict)
    termination_protection: bool = False
    metadata: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    logical_ids: dict[str, list[str]] = field(default_factory=dict)
    parent: str | None = None
    logical_id: str = ""

    @property
    def shown(self) -> str:
        """The template's name as reports show it: as if the CDK had written it to its usual folder."""
        inner = self.folder.partition("/")[2]
        return f"cdk.out/{inner}/{self.file}" if inner else f"cdk.out/{self.file}"

    def lines(self) -> dict[str, int]:
        """The line of each resource in the template as the CDK formats it."""
        found: dict[str, int] = {}
        inside = False
        for number, line in enumerate(self.text.split("\n"), 1):
            if line.startswith(' "'):
                inside = line.startswith(' "Resources"')
            elif inside and (match := _RESOURCE_LINE.match(line)):
                found[match.group(1)] = number
        return found


@dataclass(frozen=True, slots=True)
class Lookup:
    """A question to AWS that the program asked and nobody answered; the CDK went on with a made-up value."""

    provider: str
    props: dict[str, Any]


@dataclass(slots=True)
class CloudAssembly:
    """All stacks in the order of the manifest, parents before the stacks that they nest."""

    stacks: list[StackArtifact] = field(default_factory=list)
    lookups: list[Lookup] = field(default_factory=list)


def read(folder: Path, name: str, project: Path) -> CloudAssembly:
    """The assembly in the folder `name` beneath the trusted `folder`.

    Args:
        folder: where the program's runs left their assemblies.
        name: of the one to be read.
        project: where the program saw the project; paths of assets become relative to its `cdk.out`.

    Raises:
        InputError: there is no cloud assembly that can be read; `file` is relative to the assembly.
    """
    reader = _Reader(folder, project)
    reader.assembly(name, 0)
    return reader.found


class _Reader:
    def __init__(self, root: Path, project: Path) -> None:
        self.root = root
        self.project = project
        self.temporary = f"{root}/"
        self.found = CloudAssembly()
        self.keys: set[str] = set()

    def assembly(self, folder: str, depth: int) -> None:
        manifest = self._object(f"{folder}/manifest.json", _MAX_MANIFEST_BYTES)
        artifacts = manifest.get("artifacts", {})
        if not isinstance(artifacts, dict):
            raise InputError("the manifest lists no artifacts", file="manifest.json")
        for missing in _dicts(manifest.get("missing")):
            provider, props = missing.get("provider"), missing.get("props")
            self.found.lookups.append(Lookup(str(provider)[:100], props if isinstance(props, dict) else {}))
        for identifier, artifact in artifacts.items():
            if not isinstance(artifact, dict):
                raise InputError(f"the artifact {identifier[:80]} is not an object", file="manifest.json")
            properties = artifact.get("properties")
            properties = properties if isinstance(properties, dict) else {}
            if artifact.get("type") == "aws:cloudformation:stack":
                self._stack(folder, identifier, artifact, properties)
            elif artifact.get("type") == "cdk:cloud-assembly":
                if depth >= _MAX_DEPTH:
                    raise InputError(f"assemblies are nested more than {_MAX_DEPTH} deep", file="manifest.json")
                self.assembly(f"{folder}/{_text(properties, 'directoryName', identifier)}", depth + 1)

    def _stack(self, folder: str, identifier: str, artifact: dict[str, Any], properties: dict[str, Any]) -> None:
        metadata = artifact.get("metadata")
        file = artifact.get("additionalMetadataFile")
        if isinstance(file, str):
            metadata = self._object(f"{folder}/{file}", _MAX_MANIFEST_BYTES)
        display = artifact.get("displayName")
        key = display if isinstance(display, str) and display else identifier
        # "Stage/Stack (physical-name)" is how the CDK shows a stack whose name is not its id.
        stack = self._template(folder, _text(properties, "templateFile", identifier), key.split(" (")[0])
        stack.name = str(properties.get("stackName", identifier))
        match = _ENVIRONMENT.fullmatch(str(artifact.get("environment", "")))
        if match:
            stack.account = None if match.group(1) == "unknown-account" else match.group(1)
            stack.region = None if match.group(2) == "unknown-region" else match.group(2)
        tags = properties.get("tags")
        stack.tags = {str(tag): str(value) for tag, value in tags.items()} if isinstance(tags, dict) else {}
        stack.termination_protection = properties.get("terminationProtection") is True
        for path, entries in metadata.items() if isinstance(metadata, dict) else ():
            found = stack.metadata[path.removeprefix("/")] = list(_dicts(entries))
            for entry in found:
                if entry.get("type") == "aws:cdk:logicalId" and isinstance(entry.get("data"), str):
                    stack.logical_ids.setdefault(entry["data"], []).append(path.removeprefix("/"))
        self._nested(stack, 0)

    def _nested(self, stack: StackArtifact, depth: int) -> None:
        resources = stack.template.get("Resources")
        for logical_id, resource in resources.items() if isinstance(resources, dict) else ():
            if not isinstance(resource, dict) or resource.get("Type") != "AWS::CloudFormation::Stack":
                continue
            metadata = resource.get("Metadata")
            path = metadata.get("aws:asset:path") if isinstance(metadata, dict) else None
            if not isinstance(path, str):
                continue  # A template from elsewhere, which is not part of the assembly.
            if depth >= _MAX_DEPTH:
                raise InputError(f"stacks are nested more than {_MAX_DEPTH} deep", file=stack.file)
            nested = self._template(stack.folder, path, f"{stack.key}/{logical_id}")
            nested.account, nested.region, nested.tags = stack.account, stack.region, stack.tags
            nested.metadata, nested.logical_ids = stack.metadata, stack.logical_ids
            nested.parent, nested.logical_id = stack.key, logical_id
            self._nested(nested, depth + 1)
            _name_by_content(stack, resource, nested)

    def _template(self, folder: str, file: str, key: str) -> StackArtifact:
        if len(self.found.stacks) >= _MAX_STACKS:
            raise InputError(f"there are more than {_MAX_STACKS} stacks", file="manifest.json")
        while key in self.keys:
            key += "'"
        self.keys.add(key)
        text, template = self._parsed(f"{folder}/{file}", _MAX_TEMPLATE_BYTES, self._without_temporary)
        stack = StackArtifact(key, None, folder, file, template, text)
        self.found.stacks.append(stack)
        return stack

    def _object(self, relative: str, max_bytes: int) -> dict[str, Any]:
        return self._parsed(relative, max_bytes, _as_written)[1]

    def _parsed(self, relative: str, max_bytes: int, cleaned: Callable[[str], str]) -> tuple[str, dict[str, Any]]:
        shown = relative.partition("/")[2]
        try:
            text = cleaned(read_output(self.root, relative, max_bytes=max_bytes).decode("utf-8"))
            data = json.loads(text)
        except InputError as error:
            raise InputError(error.message, file=shown) from None
        except (ValueError, RecursionError):
            raise InputError("the file is not JSON", file=shown) from None
        if not isinstance(data, dict):
            raise InputError("the file does not hold a JSON object", file=shown)
        return text, data

    def _without_temporary(self, text: str) -> str:
        """A template without the folders of this run, which are others in every run and say nothing."""
        return _ASSET_PATH.sub(self._asset_path, text).replace(self.temporary, "/")

    def _asset_path(self, match: re.Match[str]) -> str:
        path = match.group(2)
        if path == str(self.project):
            return f"{match.group(1)}..{match.group(3)}"
        inside = path.startswith(f"{self.temporary}project/")
        shown = f"../{os.path.relpath(path, self.project)}" if inside else "(outside the project)"
        return match.group(1) + shown + match.group(3)


def _as_written(text: str) -> str:
    return text


def _name_by_content(stack: StackArtifact, resource: dict[str, Any], nested: StackArtifact) -> None:
    """Renews the hash in the address of a nested template: the CDK's is of a text that names folders of this run."""
    properties = resource.get("Properties")
    address = json.dumps(properties.get("TemplateURL")) if isinstance(properties, dict) else ""
    found = set(_TEMPLATE_HASH.findall(address))
    if not isinstance(properties, dict) or len(found) != 1:
        return
    old, new = found.pop(), hashlib.sha256(nested.text.encode("utf-8", "surrogatepass")).hexdigest()
    properties["TemplateURL"] = json.loads(address.replace(old, new))
    stack.text = stack.text.replace(old, new)


def _dicts(data: object) -> list[dict[str, Any]]:
    return [item for item in data[:10_000] if isinstance(item, dict)] if isinstance(data, list) else []


def _text(properties: dict[str, Any], name: str, identifier: str) -> str:
    value = properties.get(name)
    if not isinstance(value, str):
        raise InputError(f"the artifact {identifier[:80]} has no {name}", file="manifest.json")
    return value
