from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackproof.errors import InputError
from stackproof.synthesis.node.command import NodeEntry, parse

if TYPE_CHECKING:
    from pathlib import Path

SCRIPTS = {
    "app": "ts-node bin/app.ts",
    "build": "tsc",
    "start": "node bin/only.js first",
    "loop": "npm run loop",
    "shell": "cat bin/app.ts | node",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("project")
    for name in ("bin/app.ts", "bin/only.js", "bin/both.ts", "bin/both.js", "src/main.ts", "main.mts", "lib/index.ts"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).touch()
    (root / "tsconfig.json").write_text('{"compilerOptions": {"outDir": "./out", /* of */ "rootDir": "src",}}', "utf-8")
    return root


@pytest.mark.parametrize(
    ("command", "target", "arguments"),
    [
        ("npx ts-node --prefer-ts-exts bin/app.ts", "bin/app.ts", ()),
        ("npx ts-node --prefer-ts-exts ./bin/app.ts --quiet x", "bin/app.ts", ("--quiet", "x")),
        ("npx -y tsx bin/app.ts", "bin/app.ts", ()),
        ("npx --yes --package tsx tsx@4 bin/app.ts", "bin/app.ts", ()),
        ("tsx bin/app.ts", "bin/app.ts", ()),
        ("yarn ts-node bin/app", "bin/app.ts", ()),
        ("yarn run tsx bin/app.ts", "bin/app.ts", ()),
        ("pnpm exec ts-node bin/app.ts", "bin/app.ts", ()),
        ("npm exec -- tsx bin/app.ts", "bin/app.ts", ()),
        ("./node_modules/.bin/ts-node -r tsconfig-paths/register bin/app.ts", "bin/app.ts", ()),
        ('ts-node -O \'{"module": "commonjs"}\' -T bin/app.ts', "bin/app.ts", ()),
        ("node --require ts-node/register bin/app.ts", "bin/app.ts", ()),
        ("node --max-old-space-size=4096 bin/app.js", "bin/app.ts", ()),
        ("node bin/only.js", "bin/only.js", ()),
        ("node bin/both.js", "bin/both.js", ()),
        ("npx tsc && node bin/both.js", "bin/both.ts", ()),
        ("npm ci && npm run build && node out/main.js", "src/main.ts", ()),
        ("node main.mjs", "main.mts", ()),
        ("node lib", "lib/index.ts", ()),
        ("npm run app", "bin/app.ts", ()),
        ("npm run app -- --quiet", "bin/app.ts", ("--quiet",)),
        ("npm start", "bin/only.js", ("first",)),
        ("yarn app", "bin/app.ts", ()),
        ("bin/only.js", "bin/only.js", ()),
    ],
)
def test_the_file_that_a_command_starts_is_found(
    project: Path, command: str, target: str, arguments: tuple[str, ...]
) -> None:
    entry = parse(project, command, SCRIPTS, file="cdk.json")
    assert (entry.target, entry.arguments) == (target, arguments)


def test_variables_and_the_configuration_of_typescript_are_kept(project: Path) -> None:
    command = "cross-env STAGE=dev NAME='a b' npx ts-node -P tsconfig.cdk.json --prefer-ts-exts bin/app.ts"
    assert parse(project, command, SCRIPTS, file="cdk.json") == NodeEntry(
        "bin/app.ts", (), {"STAGE": "dev", "NAME": "a b"}, "tsconfig.cdk.json", checked=True
    )


@pytest.mark.parametrize(
    ("command", "checked"),
    [
        ("npx ts-node bin/app.ts", True),
        ("npx ts-node --prefer-ts-exts -T bin/app.ts", False),
        ("npx ts-node --swc bin/app.ts", False),
        ("TS_NODE_TRANSPILE_ONLY=1 npx ts-node bin/app.ts", False),
        ("npx ts-node -P tsconfig.quick.json bin/app.ts", False),
        ("npx ts-node bin/only.js", False),
        ("npx tsx bin/app.ts", False),
        ("node -r ts-node/register bin/app.ts", True),
        ("npx tsc && npx tsx bin/app.ts", True),
        ("npm run build && node bin/app.js", True),
        ("npm run lint && npx tsx bin/app.ts", False),
        ("npm run app", True),
    ],
)
def test_whether_a_command_stops_at_type_errors(project: Path, command: str, checked: bool) -> None:
    (project / "tsconfig.quick.json").write_text('{"ts-node": {"transpileOnly": true}}', "utf-8")
    assert parse(project, command, SCRIPTS, file="cdk.json").checked is checked


def test_a_configuration_outside_of_the_project_is_not_used(project: Path) -> None:
    assert parse(project, "ts-node -P ../tsconfig.json bin/app.ts", SCRIPTS, file="cdk.json").tsconfig == ""


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ("bun run bin/app.ts", "stackproof runs TypeScript and JavaScript under node, not under bun"),
        ("deno run bin/app.ts", "stackproof runs TypeScript and JavaScript under node, not under deno"),
        ("npx ts-node bin/missing.ts", "the file 'bin/missing.ts' is not in the project"),
        ("npx ts-node ../bin/app.ts", "the file '../bin/app.ts' is not in the project"),
        ("npx ts-node /bin/app.ts", "the file '/bin/app.ts' is not in the project"),
        ("npx ts-node bin/app.ts | tee log", "it needs a shell, and none is used"),
        ("curl x && npx ts-node bin/app.ts", "the step 'curl x' is not run"),
        ("node -e 'console.log(1)'", "-e runs no file"),
        ("npx ts-node", "it names no file"),
        ("npm run absent", "package.json has no script 'absent'"),
        ("npm run loop", "its scripts call each other"),
        ("npm run shell", "it needs a shell, and none is used"),
        ("dotnet run", "no TypeScript or JavaScript file is started by it"),
        ("npx 'ts-node", "it is not a well-formed command: no closing quotation"),
        ("", "no TypeScript or JavaScript file is started by it"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_place(project: Path, command: str, reason: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(project, command, SCRIPTS, file="cdk.json", line=2)
    assert caught.value.message.endswith(f" cannot be used: {reason}")
    assert caught.value.place == "cdk.json:2"


@given(st.text(alphabet=st.sampled_from("npx tsrode-./&|'\"$ =bica\n"), max_size=60))
def test_any_command_is_parsed_or_refused(project: Path, command: str) -> None:
    try:
        entry = parse(project, command, SCRIPTS, file="cdk.json")
    except InputError:
        return
    assert (project / entry.target).is_file()
    assert ".." not in entry.target.split("/")
