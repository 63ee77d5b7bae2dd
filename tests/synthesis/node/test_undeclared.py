"""Packages that a program imports and its package.json does not name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from stackproof.graph.location import Location
from stackproof.synthesis.node import packages, undeclared
from stackproof.synthesis.node.runner import Failure

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.synthesis.node.conftest import Npm

PACKAGE = {"dependencies": {"aws-cdk-lib": "2.150.0", "constructs": "10.0.0", "own": "github:a/b"}}
WANTED = ("aws-cdk-lib", "constructs")


def lacking(name: str, code: str = "MODULE_NOT_FOUND") -> Failure:
    return Failure("Error", f"Cannot find module '{name}'\nRequire stack:\n- /a.ts", code, ("app.ts", 2))


@pytest.mark.parametrize(
    ("name", "package"),
    [
        ("source-map-support/register", "source-map-support"),
        ("@scope/name/deep", "@scope/name"),
        ("./here", ""),
        ("/there", ""),
        ("node:sqlite", ""),
        ("https://example.com/x", ""),
        ("aws-cdk-lib/aws-gone", ""),
        ("own", ""),
        ("lib/stack", ""),
        ("shared/x", ""),
        ("@app/config", ""),
    ],
)
def test_only_a_plain_name_that_is_nothing_of_the_projects_is_looked_for_in_the_registry(
    npm: Npm, project: Callable[..., Path], name: str, package: str
) -> None:
    root = project(PACKAGE)
    (root / "lib").mkdir()
    (root / "base" / "shared").mkdir(parents=True)
    options = {"baseUrl": "base", "paths": {"@app/*": ["./src/*"]}}
    (root / "tsconfig.json").write_text(json.dumps({"compilerOptions": options}), "utf-8")
    found = packages.find(root, WANTED, "cdk")
    assert undeclared.wanted(lacking(name), found, root) == package
    assert undeclared.wanted(lacking(name, "ENOENT"), found, root) == ""


def test_it_is_installed_beside_what_package_json_names_and_told_at_the_import(
    npm: Npm, project: Callable[..., Path]
) -> None:
    root = project(PACKAGE)
    found = packages.find(root, WANTED, "cdk")
    more = undeclared.taken(root, found, "source-map-support")
    assert more.folder != found.folder
    assert npm.calls[-1][0][:2] == ["install", "--no-save"]
    assert npm.calls[-1][0][-1] == "source-map-support@*"
    assert undeclared.wanted(lacking("source-map-support"), more, root) == ""
    told = undeclared.problem(lacking("source-map-support/register"), more, root)
    assert (told.level, told.at) == ("error", Location("app.ts", 2))
    assert "read with source-map-support 1.0.0 from npm's registry" in told.message


def test_what_the_registry_does_not_have_is_known_to_be_absent(npm: Npm, project: Callable[..., Path]) -> None:
    root = project(PACKAGE)
    found = packages.find(root, WANTED, "cdk")
    # The first installation of the new set is that of package.json's own.
    npm.failures = [("install --no-save", "npm error code E404")]
    assert undeclared.taken(root, found, "gone").absent == ("gone",)


def test_an_experimental_module_is_taken_in_the_release_of_the_framework(
    npm: Npm, project: Callable[..., Path]
) -> None:
    root = project(PACKAGE)
    undeclared.taken(root, packages.find(root, WANTED, "cdk"), "@aws-cdk/aws-glue-alpha")
    assert npm.calls[-1][0][-1] == "@aws-cdk/aws-glue-alpha@2.150.0-alpha.0"


def test_what_a_package_json_above_names_is_taken_as_it_says_and_no_error(
    npm: Npm, project: Callable[..., Path]
) -> None:
    root = project(PACKAGE)
    above = {"workspaces": ["project"], "dependencies": {"shared": "^4.0.0"}}
    (root.parent / "package.json").write_text(json.dumps(above), "utf-8")
    found = packages.find(root, WANTED, "cdk")
    assert undeclared.wanted(lacking("other"), found, root) == ""
    assert undeclared.wanted(lacking("shared"), found, root) == "shared"
    more = undeclared.taken(root, found, "shared")
    assert npm.calls[-1][0][-1] == "shared@^4.0.0"
    assert undeclared.problem(lacking("shared"), more, root).level == "note"


def test_what_lies_beside_the_project_gets_the_packages_that_its_own_package_json_names(
    npm: Npm, project: Callable[..., Path]
) -> None:
    root = project(PACKAGE, **{"app__ts": "import '../src/queue';"})
    (root.parent / "src").mkdir()
    (root.parent / "src" / "queue.ts").write_text("import 'uuid'; import 'constructs'; import 'unnamed';", "utf-8")
    (root.parent / "package.json").write_text('{"dependencies": {"uuid": "^9", "react": "18"}}', "utf-8")
    packages.find(root, WANTED, "cdk")
    assert [call[0][-1] for call in npm.calls if "--no-save" in call[0]] == ["uuid@^9"]
