from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from stackproof.errors import MissingToolchain
from stackproof.synthesis.node import packages, toolchain
from stackproof.synthesis.node.installing import NoSuchVersion
from stackproof.synthesis.node.packages import DEFAULTS, Packages
from stackproof.synthesis.node.toolchain import InstallationFailed

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.synthesis.node.conftest import Npm

WANTED = ("aws-cdk-lib", "constructs")
CDK = {"aws-cdk-lib": "2.150.0", "constructs": "10.3.0"}


def find(root: Path) -> Packages:
    return packages.find(root, WANTED, "cdk")


def install(folder: Path, versions: dict[str, str]) -> None:
    for name, version in versions.items():
        (folder / name).mkdir(parents=True)
        (folder / name / "package.json").write_text(json.dumps({"version": version}), "utf-8")


def test_the_projects_own_packages_are_taken_where_all_that_is_wanted_is_there(
    npm: Npm, project: Callable[..., Path]
) -> None:
    root = project({"dependencies": {**CDK, "aws-cdk-lib": "2.100.0"}})
    install(root / "node_modules", CDK)
    found = find(root)
    assert (found.folder, found.source, found.versions) == (root / "node_modules", "project", CDK)
    assert found.notes == (
        "the project pins aws-cdk-lib 2.100.0, read with 2.150.0, which is installed in its node_modules",
    )
    assert npm.calls == []


def test_those_of_a_workspace_above_are_the_projects_own(npm: Npm, project: Callable[..., Path]) -> None:
    root = project({"dependencies": CDK})
    install(root.parent / "node_modules", CDK)
    (root.parent / "package.json").write_text('{"workspaces": ["project"]}', "utf-8")
    found = find(root)
    assert (found.folder, found.workspace) == (root.parent / "node_modules", True)


def test_packages_that_lack_something_or_are_a_link_are_not_taken(
    npm: Npm, project: Callable[..., Path], tmp_path: Path
) -> None:
    root = project({"dependencies": CDK})
    install(root / "node_modules", {"constructs": "10.3.0"})
    assert find(root).source == "pinned"
    install(tmp_path / "elsewhere", CDK)
    (root.parent / "node_modules").symlink_to(tmp_path / "elsewhere")
    assert find(root).source == "pinned"


def test_without_a_package_json_our_own_set_is_taken_and_said_so(npm: Npm, project: Callable[..., Path]) -> None:
    found = find(project())
    assert (found.source, found.versions) == ("default", {name: DEFAULTS["cdk"][name] for name in WANTED})
    assert found.notes == (
        f"there is no package.json: the program is read with aws-cdk-lib {DEFAULTS['cdk']['aws-cdk-lib']}"
        f" and constructs {DEFAULTS['cdk']['constructs']}",
    )


def test_what_package_json_lacks_of_the_framework_is_added_and_said_so(npm: Npm, project: Callable[..., Path]) -> None:
    found = find(project({"dependencies": {"constructs": "10.3.0"}}))
    ours = DEFAULTS["cdk"]["aws-cdk-lib"]
    assert found.versions == {"aws-cdk-lib": ours, "constructs": "10.3.0"}
    assert found.notes == (f"package.json does not name aws-cdk-lib: read with aws-cdk-lib {ours}",)


def test_an_installation_is_made_once_and_found_again(npm: Npm, project: Callable[..., Path]) -> None:
    root = project({"name": "one", "dependencies": CDK})
    first = find(root)
    (root / "package.json").write_text(json.dumps({"name": "two", "dependencies": CDK}), "utf-8")
    assert find(root).folder == first.folder
    assert len(npm.calls) == 1
    (root / "package.json").write_text(json.dumps({"dependencies": {**CDK, "dotenv": "16.0.0"}}), "utf-8")
    assert find(root).folder != first.folder


def test_development_packages_are_left_out_unless_the_program_imports_one(
    npm: Npm, project: Callable[..., Path]
) -> None:
    package = {"dependencies": CDK, "devDependencies": {"jest": "29.0.0", "esbuild": "0.20.0"}}
    root = project(package, app__ts="import * as cdk from 'aws-cdk-lib';", app__test__ts="import 'jest';")
    find(root)
    (root / "app.ts").write_text("const { build } = require('esbuild/lib/main');", "utf-8")
    find(root)
    assert [call[0] for call in npm.calls] == [["install", "--omit=dev"], ["install"]]


@pytest.mark.parametrize(("dev", "command"), [(True, []), (False, ["--omit=dev"])])
def test_what_a_program_has_from_a_development_package_alone_brings_those_along(
    npm: Npm, project: Callable[..., Path], dev: bool, command: list[str]
) -> None:
    packages_of_lock: dict[str, Any] = {f"node_modules/{name}": {"version": version} for name, version in CDK.items()}
    packages_of_lock["node_modules/source-map-support"] = {"version": "0.5.13", **({"dev": True} if dev else {})}
    lock = json.dumps({"lockfileVersion": 3, "packages": packages_of_lock})
    package = {"dependencies": CDK, "devDependencies": {"jest": "29.0.0"}}
    find(project(package, app__ts="import 'source-map-support/register';", package_lock__json=lock))
    assert [call[0] for call in npm.calls] == [["ci", "--legacy-peer-deps", *command]]


def test_without_npms_lock_file_the_package_that_most_have_from_jest_brings_them_along(
    npm: Npm, project: Callable[..., Path]
) -> None:
    package = {"dependencies": CDK, "devDependencies": {"jest": "29.0.0"}}
    root = project(package, app__ts="import 'source-map-support/register';")
    find(root)
    (root / "package.json").write_text(
        json.dumps({**package, "dependencies": {**CDK, "source-map-support": "0.5.21"}}), "utf-8"
    )
    find(root)
    assert [call[0] for call in npm.calls] == [["install"], ["install", "--omit=dev"]]


def test_a_lock_file_is_installed_from(npm: Npm, project: Callable[..., Path]) -> None:
    packages_of_lock = {f"node_modules/{name}": {"version": version} for name, version in CDK.items()}
    lock = {"lockfileVersion": 3, "packages": packages_of_lock}
    ranges = {name: f"^{version}" for name, version in CDK.items()}
    found = find(project({"dependencies": ranges}, **{"package_lock__json": json.dumps(lock)}))
    ((command, package, seen),) = npm.calls
    assert (command, package["dependencies"]) == (["ci", "--legacy-peer-deps", "--omit=dev"], ranges)
    assert seen is not None
    assert seen["packages"] == packages_of_lock
    assert (found.versions, found.notes) == (CDK, ())


def test_a_lock_file_that_does_not_fit_gives_its_versions_and_is_told(npm: Npm, project: Callable[..., Path]) -> None:
    lock = {"lockfileVersion": 3, "packages": {"node_modules/aws-cdk-lib": {"version": "2.150.0"}}}
    npm.failures.append(("ci", "npm error code EUSAGE"))
    root = project(
        {"dependencies": {"aws-cdk-lib": "^2.0.0", "constructs": "^10.0.0"}}, **{"package_lock__json": json.dumps(lock)}
    )
    found = find(root)
    assert npm.calls[1][1]["dependencies"] == {"aws-cdk-lib": "2.150.0", "constructs": "^10.0.0"}
    assert npm.calls[1][2] is None
    told = "package-lock.json cannot be installed from: only the versions of the project's own dependencies were taken"
    assert found.notes == (f"{told} from it",)
    assert find(root).notes == found.notes


def test_conflicts_of_peers_are_let_pass(npm: Npm, project: Callable[..., Path]) -> None:
    npm.failures.append(("install", "npm error code ERESOLVE"))
    find(project({"dependencies": CDK}))
    assert [call[0] for call in npm.calls] == [
        ["install", "--omit=dev"],
        ["install", "--omit=dev", "--legacy-peer-deps"],
    ]


@pytest.mark.parametrize(
    "said",
    [
        "npm error code E404\nnpm error 404  'left-pad@9.9.9' is not in this registry.\n",
        "npm error 404  The requested resource 'left-pad@9.9.9' could not be found or you do not have permission",
    ],
)
def test_a_package_that_the_registry_does_not_have_is_left_out_and_told(
    npm: Npm, project: Callable[..., Path], said: str
) -> None:
    npm.failures.append(("install", said))
    found = find(project({"dependencies": {**CDK, "left-pad": "9.9.9"}}))
    assert npm.calls[1][1]["dependencies"] == CDK
    assert found.absent == ("left-pad",)
    assert found.notes == ("npm's registry has no left-pad@9.9.9, which package.json names: it was not installed",)


NO_SUCH_VERSION = "npm error code ETARGET\nnpm error notarget No matching version found for {}.\n"


def test_a_version_that_the_registry_does_not_have_gives_way_to_the_newest(
    npm: Npm, project: Callable[..., Path]
) -> None:
    npm.failures.append(("install", NO_SUCH_VERSION.format("left-pad@^9.9.9")))
    found = find(project({"dependencies": {**CDK, "left-pad": "^9.9.9"}}))
    assert npm.calls[1][1]["dependencies"] == {**CDK, "left-pad": "*"}
    assert found.absent == ()
    assert found.notes == ("npm's registry has no left-pad@^9.9.9, which the project asks for: read with *",)


def test_an_override_does_not_hold_a_package_to_a_version_that_gave_way(npm: Npm, project: Callable[..., Path]) -> None:
    npm.failures.append(("install", NO_SUCH_VERSION.format("left-pad@9.9.9")))
    overrides = {"left-pad": "9.9.9", "axios": "1.6.2"}
    find(project({"dependencies": {**CDK, "left-pad": "9.9.9"}, "overrides": overrides}))
    assert [call[1]["overrides"] for call in npm.calls] == [overrides, {"axios": "1.6.2"}]


def test_a_package_without_any_version_that_can_be_had_is_left_out(npm: Npm, project: Callable[..., Path]) -> None:
    npm.failures += [("install", NO_SUCH_VERSION.format(f"left-pad@{one}")) for one in ("^9.9.9", "*")]
    found = find(project({"dependencies": {**CDK, "left-pad": "^9.9.9"}}))
    assert npm.calls[2][1]["dependencies"] == CDK
    assert found.absent == ("left-pad",)
    assert found.notes == ("npm's registry has no left-pad@^9.9.9, which package.json names: it was not installed",)


def test_a_locked_version_that_the_registry_does_not_have_gives_way_to_what_package_json_allows(
    npm: Npm, project: Callable[..., Path]
) -> None:
    lock = {"lockfileVersion": 3, "packages": {"node_modules/aws-cdk-lib": {"version": "2.150.0"}}}
    npm.failures += [("ci", "npm error code ETARGET"), ("install", NO_SUCH_VERSION.format("aws-cdk-lib@2.150.0"))]
    found = find(
        project(
            {"dependencies": {"aws-cdk-lib": "^2.0.0", "constructs": "10.3.0"}},
            **{"package_lock__json": json.dumps(lock)},
        )
    )
    assert npm.calls[2][1]["dependencies"] == {"aws-cdk-lib": "^2.0.0", "constructs": "10.3.0"}
    assert found.notes[1:] == (
        "npm's registry has no aws-cdk-lib@2.150.0, which the project asks for: read with 2.0.0",
    )


def test_a_framework_that_the_registry_does_not_have_is_a_fault_of_package_json(
    npm: Npm, project: Callable[..., Path]
) -> None:
    npm.failures.append(("install", "No matching version found for aws-cdk-lib@2.999.0."))
    with pytest.raises(NoSuchVersion) as caught:
        find(project({"dependencies": {**CDK, "aws-cdk-lib": "2.999.0"}}))
    assert str(caught.value).startswith("package.json: npm's registry has no aws-cdk-lib@2.999.0")


def test_without_a_registry_nothing_is_left_behind(npm: Npm, project: Callable[..., Path], tmp_path: Path) -> None:
    npm.failures.append(("install", "npm error code ENOTFOUND"))
    root = project({"dependencies": CDK})
    with pytest.raises(MissingToolchain):
        find(root)
    assert list((tmp_path / "cache" / "stackproof" / "node").iterdir()) == []
    assert find(root).source == "pinned"


def test_what_the_registry_does_not_have_is_told_where_the_package_is_no_direct_one(
    npm: Npm, project: Callable[..., Path]
) -> None:
    npm.failures.append(("install", "No matching version found for deep@1.0.0."))
    with pytest.raises(InstallationFailed):
        find(project({"dependencies": CDK}))


def test_packages_from_elsewhere_are_told(npm: Npm, project: Callable[..., Path]) -> None:
    found = find(project({"dependencies": {**CDK, "own": "git+https://example.com/own.git"}}))
    assert found.notes == ("packages that do not come from npm's registry were not installed: own",)


def test_nothing_of_the_project_is_given_to_npm_but_names_and_versions(npm: Npm, project: Callable[..., Path]) -> None:
    package: dict[str, Any] = {
        "dependencies": CDK,
        "scripts": {"preinstall": "curl x"},
        "workspaces": ["x"],
        "overrides": {"semver": "7.0.0"},
    }
    find(project(package, __npmrc="registry=http://example.com"))
    assert npm.calls[0][1] == {"private": True, "dependencies": CDK, "overrides": {"semver": "7.0.0"}}


@pytest.mark.slow
@pytest.mark.xdist_group("node")
def test_npm_runs_no_script_and_says_what_is_wrong(tmp_path: Path) -> None:
    node = toolchain.find_node()
    (tmp_path / "package.json").write_text(
        json.dumps(
            {"scripts": {"preinstall": "touch ran"}, "dependencies": {"constructs": "999.0.0"}, "private": True}
        ),
        "utf-8",
    )
    with pytest.raises(InstallationFailed, match=r"No matching version found for constructs@999\.0\.0"):
        toolchain.install(node, tmp_path, ["install"], "the packages")
    (tmp_path / "package.json").write_text(
        json.dumps({"scripts": {"preinstall": "touch ran"}, "dependencies": {}, "private": True}), "utf-8"
    )
    toolchain.install(node, tmp_path, ["install"], "the packages")
    assert not (tmp_path / "ran").exists()
