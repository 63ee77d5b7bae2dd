from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackproof.errors import InputError
from stackproof.synthesis.node import manifest
from stackproof.synthesis.node.manifest import Manifest, fits

if TYPE_CHECKING:
    from pathlib import Path


def written(folder: Path, package: Any, **files: str) -> Manifest:
    (folder / "package.json").write_text(json.dumps(package), "utf-8")
    for name, text in files.items():
        (folder / name.replace("__", ".").replace("_", "-")).write_text(text, "utf-8")
    found = manifest.read(folder)
    assert found is not None
    return found


def test_no_package_json_is_no_manifest(tmp_path: Path) -> None:
    assert manifest.read(tmp_path) is None


def test_what_the_program_needs_and_what_its_authors_need_are_kept_apart(tmp_path: Path) -> None:
    found = written(
        tmp_path,
        {
            "type": "module",
            "scripts": {"app": "node app.js", "odd": 1},
            "dependencies": {"aws-cdk-lib": "2.150.0"},
            "peerDependencies": {"constructs": "^10.0.0"},
            "devDependencies": {"constructs": "10.3.0", "jest": "^29", "alias": "npm:other@1.2.3"},
            "workspaces": ["packages/*"],
        },
    )
    assert found.dependencies == {"aws-cdk-lib": "2.150.0", "constructs": "^10.0.0"}
    assert found.development == {"jest": "^29", "alias": "npm:other@1.2.3"}
    assert found.pins == {"aws-cdk-lib": "2.150.0"}
    assert (found.module, found.workspace, found.scripts) == (True, True, {"app": "node app.js"})
    assert [found.requirement(name) for name in ("aws-cdk-lib", "jest", "left-pad")] == ["2.150.0", "^29", None]


@pytest.mark.parametrize(
    "asked",
    [
        "git+ssh://git@example.com/x.git",
        "https://example.com/x.tgz",
        "http://169.254.169.254/latest",
        "file:../x",
        "link:../x",
        "workspace:*",
        "github:owner/x",
        "owner/x",
        "../x",
        7,
    ],
)
def test_what_does_not_come_from_the_registry_is_left_out(tmp_path: Path, asked: object) -> None:
    found = written(tmp_path, {"dependencies": {"x": asked, "y": "1.0.0"}, "overrides": {"z": {"x": asked}}})
    assert (found.dependencies, found.left_out, found.overrides) == ({"y": "1.0.0"}, ("x",), {"z": {}})


@pytest.mark.parametrize("name", ["../x", "x y", "--registry=http://x", "", "@scope", "a/b/c"])
def test_what_is_no_name_of_a_package_is_left_out(tmp_path: Path, name: str) -> None:
    if name == "--registry=http://x":
        assert written(tmp_path, {"dependencies": {name: "1.0.0"}}).dependencies == {}
    found = written(tmp_path, {"dependencies": {name: "1.0.0"}})
    assert found.dependencies == {}


def test_a_lock_of_npm_gives_pins_and_is_installed_from_without_its_addresses(tmp_path: Path) -> None:
    address = "https://registry.example.com/constructs.tgz"
    lock = {
        "lockfileVersion": 3,
        "packages": {
            "": {"dependencies": {"constructs": "^10.0.0"}, "workspaces": []},
            "node_modules/constructs": {"version": "10.3.0", "resolved": address, "integrity": "sha512-x"},
            "node_modules/constructs/node_modules/@a/b": {"version": "1.0.0", "resolved": address},
        },
    }
    found = written(tmp_path, {"dependencies": {"constructs": "^10.0.0"}}, **{"package_lock__json": json.dumps(lock)})
    assert found.pins == {"constructs": "10.3.0"}
    assert found.lock_file == "package-lock.json"
    assert found.lock == {
        "lockfileVersion": 3,
        "requires": True,
        "packages": {
            "": {"dependencies": {"constructs": "^10.0.0"}},
            "node_modules/constructs": {"version": "10.3.0", "integrity": "sha512-x"},
            "node_modules/constructs/node_modules/@a/b": {"version": "1.0.0"},
        },
    }


@pytest.mark.parametrize(
    "entry",
    [
        {"node_modules/x": {"link": True, "resolved": "packages/x"}},
        {"packages/x": {"version": "1.0.0"}},
        {"node_modules/../../x": {"version": "1.0.0"}},
        {"node_modules/x": {"version": "1.0.0", "resolved": "git+ssh://git@example.com/x.git#1"}},
        {"node_modules/x": {"version": "1.0.0", "resolved": "file:../x"}},
        {"node_modules/x": "1.0.0"},
    ],
)
def test_a_lock_that_leads_elsewhere_is_not_installed_from(tmp_path: Path, entry: dict[str, Any]) -> None:
    lock = {"lockfileVersion": 3, "packages": {"node_modules/constructs": {"version": "10.3.0"}, **entry}}
    found = written(tmp_path, {"dependencies": {"constructs": "^10.0.0"}}, **{"package_lock__json": json.dumps(lock)})
    assert (found.lock, found.pins) == (None, {"constructs": "10.3.0"})


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("package_lock__json", '{"dependencies": {"constructs": {"version": "10.3.0"}, "@a/b": {"version": "1.2.0"}}}'),
        (
            "yarn__lock",
            '# yarn lockfile v1\n\n"@a/b@^1.0.0":\n  version "1.2.0"\n\n'
            'constructs@^10.0.0, constructs@^10.1.0:\n  version "10.3.0"\n\nconstructs@^9.0.0:\n  version "9.0.0"\n',
        ),
        (
            "yarn__lock",
            '__metadata:\n  version: 8\n\n"@a/b@npm:^1.0.0":\n  version: 1.2.0\n\n'
            '"constructs@npm:^10.0.0, constructs@npm:^10.1.0":\n  version: 10.3.0\n',
        ),
        (
            "pnpm_lock__yaml",
            "lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n      '@a/b':\n"
            "        specifier: ^1.0.0\n        version: 1.2.0\n      constructs:\n        specifier: ^10.0.0\n"
            "        version: 10.3.0(x@1.0.0)\n\n"
            "packages:\n\n  constructs@9.0.0:\n    version: 9.0.0\n",
        ),
        (
            "pnpm_lock__yaml",
            "lockfileVersion: 5.4\n\ndependencies:\n  '@a/b': 1.2.0\n  constructs: 10.3.0_x@1.0.0\n",
        ),
    ],
)
def test_every_lock_file_gives_the_versions_of_direct_dependencies(tmp_path: Path, file: str, text: str) -> None:
    found = written(tmp_path, {"dependencies": {"constructs": "^10.0.0", "@a/b": "^1.0.0"}}, **{file: text})
    assert found.pins == {"constructs": "10.3.0", "@a/b": "1.2.0"}


def test_a_lock_that_is_broken_is_as_good_as_none(tmp_path: Path) -> None:
    found = written(tmp_path, {"dependencies": {"constructs": "^10.0.0"}}, **{"package_lock__json": "{"})
    assert (found.lock, found.pins, found.lock_file) == (None, {}, "")


@pytest.mark.parametrize(("text", "message"), [("{", "it is not valid JSON"), ("[]", "it does not hold a JSON object")])
def test_a_package_json_that_is_broken_is_told(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "package.json").write_text(text, "utf-8")
    with pytest.raises(InputError, match=message) as caught:
        manifest.read(tmp_path)
    assert caught.value.place.startswith("package.json:1")


def test_a_package_json_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("{}", "utf-8")
    (tmp_path / "package.json").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match="symbolic link"):
        manifest.read(tmp_path)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=20), inner, max_size=4),
    max_leaves=12,
)
GROUPS = ("dependencies", "devDependencies", "peerDependencies", "overrides", "scripts", "type", "workspaces")


@given(st.dictionaries(st.sampled_from(GROUPS), JSON), st.dictionaries(st.just("packages"), JSON), st.text())
def test_whatever_the_files_hold_they_are_read(
    tmp_path_factory: pytest.TempPathFactory, package: dict[str, Any], lock: dict[str, Any], yarn: str
) -> None:
    folder = tmp_path_factory.mktemp("project")
    (folder / "yarn.lock").write_text(yarn, "utf-8", errors="replace")
    found = written(folder, package, **{"package_lock__json": json.dumps(lock)})
    assert all(":" not in asked or asked.startswith("npm:") for asked in found.dependencies.values())


@pytest.mark.parametrize(
    ("version", "asked", "believed"),
    [
        ("3.51.1", "^3.147.0", False),
        ("3.147.0", "^3.147.0", True),
        ("3.200.1", "^3.147.0", True),
        ("4.0.0", "^3.147.0", False),
        ("0.14.9", "^0.14.2", True),
        ("0.15.0", "^0.14.2", False),
        ("0.0.4", "^0.0.3", False),
        ("1.2.9", "~1.2.3", True),
        ("1.3.0", "~1.2.3", False),
        ("1.2.3-beta.1", "~1.2.3", True),
        ("1.2.3", "latest", True),
        ("1.2.3", ">=2 || 1.x", True),
    ],
)
def test_a_lock_file_that_was_left_behind_is_not_believed(version: str, asked: str, believed: bool) -> None:
    assert fits(version, asked) is believed
