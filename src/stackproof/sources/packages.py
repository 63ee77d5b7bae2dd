"""The code of a Lambda function as far as it lies in the project, whatever tool says where.

A package is a mapping of names inside the function's archive to files of the project: a folder of the AWS CDK, a folder
or file that Terraform's `archive_file` packs, an archive of Pulumi's, a `CodeUri` of SAM, or code written into the
template. A zip file is a result of some build and is not looked into.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from posixpath import basename, normpath
from typing import TYPE_CHECKING, NamedTuple

from stackproof.graph.location import Location
from stackproof.graph.query import elements, get, string
from stackproof.graph.values import Absent, MapValue, Unknown, Value

if TYPE_CHECKING:
    from stackproof.graph.resource import Resource
    from stackproof.sources.project import ProjectSources

# The attributes under which readers keep where code is: the AWS CDK's folder, Terraform's package (Pulumi's archive),
# and the `archive_file` that makes the package.
_ASSET, _FILENAME, ARCHIVE = "AssetPath", "filename", "archive_file"
_BUILT = frozenset(
    {"build", "dist", "out", "target", "node_modules", "bin", "obj", "publish", ".build", ".dist", "cdk.out", "output",
     "package", "packages", "artifacts", "tmp", "temp", ".terraform", ".aws-sam", "vendor", "site-packages"}
)  # fmt: skip
_ZIPS = (".zip", ".jar", ".war")
_SOURCES = frozenset({"py", "js", "mjs", "cjs", "ts", "mts", "rb"})
_LOCKS = frozenset(
    {"package.json", "package-lock.json", "yarn.lock", "pnpm-lock.yaml", "bun.lockb", "bun.lock", "npm-shrinkwrap.json"}
)
_BLOCK = re.compile(r"[|>][-+0-9]*\s*(?:#.*)?$")
INLINE = "index"
"""What the module of inline code is called."""


class Missing(NamedTuple):
    """Code that is not where it is said to be: the path, and whether a build may put it there."""

    path: str
    may_be_built: bool


@dataclass(frozen=True)
class Package:
    """The code of a function.

    Attributes:
        at: the value that says where the code is.
        files: names inside the package, with the files of the project they are.
        texts: names inside the package of what is written where the function is, with the text.
        whole: the package holds these files and nothing else; a build or a framework adds nothing.
        reason: why not all of the code is seen here, when it is not; completes "undecided, because ...".
        missing: code that is not there.
        inline: the code is written in the template.
        libraries: names inside the package of what is no file of the project.
        entry: the name of the module that the handler is in, where that is not what the function's handler says.
    """

    at: Value
    sources: ProjectSources
    files: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    whole: bool = False
    reason: str = ""
    missing: Missing | None = None
    inline: bool = False
    entry: str = ""
    libraries: frozenset[str] = frozenset()

    @property
    def names(self) -> set[str]:
        """The names inside the package."""
        return {*self.files, *self.texts}

    def has_library(self, module: str) -> bool:
        """Whether the package has a module of Python's (`pg8000`) that is none of the project's."""
        return any(name.split("/")[0] == module or name == f"{module}.py" for name in self.libraries)

    def is_made(self, name: str) -> bool:
        """Whether a build may put a file of this name into the package: into `dist`, or where git ignores it."""
        if not _BUILT.isdisjoint(name.split("/")[:-1]):
            return True
        inner, file = next(iter(self.files.items()), ("", ""))
        return bool(file) and self.sources.is_ignored(file.removesuffix(inner) + name)

    @property
    def key(self) -> object:
        """Equal for packages that hold the same."""
        return tuple(sorted(self.files.items())), tuple(sorted(self.texts.items()))

    def text(self, name: str) -> str | None:
        """The text of a file of the package; None where it is not there or cannot be read."""
        if name in self.texts:
            return self.texts[name]
        return self.sources.text(self.files[name]) if name in self.files else None

    def place(self, name: str, line: int) -> Location:
        """Where a line of a file of the package stands in the user's sources."""
        if name in self.files:
            return Location(self.files[name], line)
        at = self.at.at
        written = self.sources.once(("lines", at.file), lambda: (self.sources.text(at.file) or "").split("\n"))
        head = written[at.line - 1] if 0 < at.line <= len(written) else ""
        return Location(at.file, at.line + line) if _BLOCK.search(head) else at


def package_of(function: Resource, sources: ProjectSources) -> Package:
    """The code of a function. Where it is not in the project, the package is empty and says why."""
    code = function.get("Code")
    inline = get(code, "ZipFile")
    if string(function.get("PackageType")) == "Image" or not isinstance(get(code, "ImageUri"), Absent):
        return Package(code, sources, reason="it is a container image")
    if not isinstance(inline, Absent):
        return _inline(function, inline, sources)
    asset = function.attributes.get(_ASSET)
    if asset is not None:
        return _of_cdk(function, asset, sources)
    archive = function.attributes.get(ARCHIVE)
    if archive is not None:
        return _archive(archive, sources)
    written = function.attributes.get(_FILENAME)
    if written is not None:
        return _written(written, sources)
    if string(code) is not None:
        return _path(code, sources, _home(function))
    key = get(code, "S3Key")
    if isinstance(key, Unknown) and key.sources:
        built = _path(key.sources[0], sources, _home(function))
        return _added_to(built, "`sam build` adds what the code needs")
    return Package(code, sources, reason="the code is not part of the project")


def _inline(function: Resource, inline: Value, sources: ProjectSources) -> Package:
    text = string(inline)
    if text is None:
        return Package(inline, sources, reason="the inline code is known at deployment only", inline=True)
    node = (string(function.get("Runtime")) or "").startswith("nodejs")
    return Package(inline, sources, texts={f"{INLINE}.{'js' if node else 'py'}": text}, whole=True, inline=True)


def _home(function: Resource) -> str:
    return function.location.file.rpartition("/")[0]


def _added_to(package: Package, reason: str) -> Package:
    missing = package.missing._replace(may_be_built=True) if package.missing else None
    return Package(package.at, package.sources, package.files, package.texts, False, package.reason or reason, missing)


def _of_cdk(function: Resource, asset: Value, sources: ProjectSources) -> Package:
    """A folder of the CDK's. Nothing is bundled here, so that what a bundling would make of it is not seen."""
    here = sources.text(function.location.file) or ""
    package = _path(asset, sources, "")
    bundles: bool = sources.once("bundles", lambda: _bundles(sources))
    if bundles and (string(asset) == "." or not _LOCKS.isdisjoint(package.names)):
        return _bundled(function, asset, sources)
    if re.search(r"\bbundling\b|\b(?:Python|Go|Rust)Function\b", here):
        return _added_to(package, "the framework bundles it")
    if not function.location.file or not package.files:
        return _added_to(package, "the folder is empty here")
    return package


def _bundles(sources: ProjectSources) -> bool:
    """Whether the project has functions that the CDK bundles: their folder is that of the lock file."""
    programs = [one for one in sources.contents if one.endswith((".ts", ".js", ".py", ".mjs"))]
    return any(re.search(r"NodejsFunction|aws_lambda_nodejs", sources.text(one) or "") for one in programs)


def _bundled(function: Resource, asset: Value, sources: ProjectSources) -> Package:
    """What a NodejsFunction is bundled from: all that its entry reaches in the project."""
    from stackproof.sources.bundled_entry import entry_of

    reason = "the framework bundles it"
    entry = entry_of(function.location, sources)
    if entry is None:
        return Package(asset, sources, reason=reason)
    return Package(asset, sources, {name: name for name in sources.contents}, reason=reason, entry=entry)


def _written(written: Value, sources: ProjectSources) -> Package:
    """A path, or an archive of Pulumi's: assets by their names inside the package.

    What a program of CDK Terrain zipped at synthesis is such an archive, beside `libraries`: names of what is no file
    of the project.
    """
    assets = get(written, "assets") if isinstance(written, MapValue) else None
    if assets is None:
        return _path(written, sources, sources.folder)
    if not isinstance(assets, MapValue):
        return Package(written, sources, reason="the assets of the archive are known at deployment only")
    made = Package(written, sources, whole=assets.complete)
    whole, reason, missing = made.whole, "", None
    for name, asset in assets.entries.items():
        written_out = string(asset)
        if written_out is not None and any(sign in written_out for sign in "\n{(="):
            made.texts[name] = written_out  # a text, and no path
            continue
        part = _path(asset, sources, sources.folder)
        here = "" if name in (".", "./", "") else f"{name.strip('/')}/"
        for inner, file in part.files.items():
            single = inner == basename(file) and file == _joined(sources.folder, string(asset) or "")
            made.files[name if single else here + inner] = file
        whole, reason, missing = whole and part.whole, reason or part.reason, missing or part.missing
    libraries = frozenset(text for one in elements(get(written, "libraries"))[0] if (text := string(one)) is not None)
    return Package(written, sources, made.files, made.texts, whole, reason, missing, libraries=libraries)


def _archive(archive: Value, sources: ProjectSources) -> Package:
    """What Terraform's `archive_file` packs."""
    folder, file = get(archive, "source_dir"), get(archive, "source_file")
    if not isinstance(folder, Absent):
        package = _path(folder, sources, sources.folder)
        left_out, complete = elements(get(archive, "excludes"))
        patterns = [string(one) for one in left_out]
        if not complete or None in patterns:
            return _added_to(package, "what the archive leaves out is not known")
        for name in [one for one in package.files if any(fnmatchcase(one, pattern or "") for pattern in patterns)]:
            del package.files[name]
        return package
    if not isinstance(file, Absent):
        return _path(file, sources, sources.folder)
    blocks, complete = elements(get(archive, "source"))
    texts: dict[str, str] = {}
    for block in blocks:
        called, content = string(get(block, "filename")), string(get(block, "content"))
        if called is None or content is None:
            complete = False
        else:
            texts[called] = content
    alone, called = string(get(archive, "source_content")), string(get(archive, "source_content_filename"))
    if alone is not None and called is not None:
        texts[called] = alone
    reason = "" if complete and texts else "not all of what is packed is known"
    return Package(archive, sources, texts=texts, whole=not reason, reason=reason)


def _joined(home: str, path: str) -> str:
    return normpath(f"{home}/{path}" if home else path)


def _path(value: Value, sources: ProjectSources, home: str) -> Package:
    """A folder or file of the project, named relative to `home`."""
    written = string(value)
    if written is None or "\0" in written or "\n" in written:
        return Package(value, sources, reason="where the code is, is known at deployment only")
    if "://" in written:
        return Package(value, sources, reason="the code is not part of the project")
    path = _joined(home, written)
    if path.startswith(("/", "../")) or path == "..":
        return Package(value, sources, reason="the code lies outside of the project")
    if path.endswith(_ZIPS):
        there = (sources.root / path).is_file()
        reason = f"{path} is an archive"
        return Package(value, sources, reason=reason, missing=None if there else Missing(path, True))
    if path in sources.contents:
        return Package(value, sources, {basename(path): path}, whole=True)
    files = sources.once(("below", path), lambda: _below(path, sources))
    if files:
        return Package(value, sources, dict(files), whole=_seen_whole(sources, path))
    if (sources.root / path).exists():
        return Package(value, sources, reason=f"{path} holds what a build makes")
    return Package(value, sources, reason=f"{path} is not there", missing=Missing(path, _may_be_built(path, sources)))


def _below(path: str, sources: ProjectSources) -> dict[str, str]:
    """The files of a folder by their names inside it."""
    prefix = "" if path == "." else f"{path}/"
    return {name.removeprefix(prefix): name for name in sources.contents if name.startswith(prefix)}


def _may_be_built(path: str, sources: ProjectSources) -> bool:
    """Whether what is not there can be the result of a build, or lie where the user of a module puts it."""
    steps = path.split("/")
    if _BUILT & set(steps) or "modules" in sources.folder.split("/") or sources.is_ignored(path):
        return True
    stem, dot, ending = path.rpartition(".")
    if not dot or "/" in ending:
        return steps[-1] == "bootstrap"  # what a custom runtime starts: a program, not a folder
    if ending not in _SOURCES:
        return True
    return any(f"{stem}.{one}" in sources.contents for one in ("ts", "mts", "tsx"))


def _seen_whole(sources: ProjectSources, path: str) -> bool:
    """Whether all that lies in a folder is among the project's files: no dependencies, nothing that git ignores."""
    folder = sources.root / path
    return not any((folder / name).exists() for name in ("node_modules", "vendor", "site-packages", "python"))
