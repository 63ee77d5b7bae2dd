"""What a handler in JavaScript or TypeScript calls, reads and imports, and what is wrong with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackproof.sources.handlers.javascript_handler import read_javascript
from stackproof.sources.handlers.model import Aim
from tests.sources.handlers.reading import calls, javascript, package, reads, troubles

V3 = "import { S3Client, PutObjectCommand } from '@aws-sdk/client-s3';\nconst s3 = new S3Client({});\n"


def _in(body: str) -> str:
    return f"export const handler = async (event) => {{ {body} }};"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (V3 + _in("await s3.send(new PutObjectCommand({ Bucket: 'b' }));"), {"s3.putobject"}),
        (
            "const { DynamoDBDocumentClient, PutCommand } = require('@aws-sdk/lib-dynamodb');\n"
            "exports.handler = async () => { await c.send(new PutCommand({ TableName: 't' })); };",
            {"dynamodb.putitem"},
        ),
        (
            "import * as sqs from '@aws-sdk/client-sqs';\n" + _in("c.send(new sqs.SendMessageCommand({}));"),
            {"sqs.sendmessage"},
        ),
        (
            "const AWS = require('aws-sdk');\nconst db = new AWS.DynamoDB.DocumentClient();\n"
            "exports.handler = async () => db.put({ TableName: 't' }).promise();",
            {"dynamodb.putitem"},
        ),
        (
            "import S3 from 'aws-sdk/clients/s3';\nconst s3 = new S3();\n" + _in("await s3.getObject({}).promise();"),
            {"s3.getobject"},
        ),
        (
            "import { DynamoDB } from '@aws-sdk/client-dynamodb';\nconst d = new DynamoDB({});\n"
            + _in("await d.scan({});"),
            {"dynamodb.scan"},
        ),
        (
            "import { paginateListObjectsV2 } from '@aws-sdk/client-s3';\n"
            + _in("for await (const p of paginateListObjectsV2({}, {})) {}"),
            {"s3.listobjectsv2"},
        ),
        (
            V3 + "const never = async () => { await s3.send(new PutObjectCommand({})); };\n" + _in("return 1;"),
            set(),
        ),
        (V3 + "function save() { s3.send(new PutObjectCommand({})); }\n" + _in("save();"), {"s3.putobject"}),
        (
            "import { S3Client, PutObjectCommand } from '@aws-sdk/client-s3';\n"
            "const s3 = new S3Client({ endpoint: 'http://localhost' });\n" + _in("s3.send(new PutObjectCommand({}));"),
            set(),
        ),
    ],
)
def test_calls_are_followed_from_the_handler(source: str, expected: set[str]) -> None:
    assert calls(javascript(source)) == expected


def test_calls_in_other_modules_of_the_package_count() -> None:
    store = V3 + "export const save = () => s3.send(new PutObjectCommand({ Bucket: process.env.BUCKET }));"
    found = javascript("import { save } from './store';\n" + _in("await save();"), store=store)
    assert calls(found) == {"s3.putobject"}
    assert found.calls[0].aims == {"bucket": Aim("variable", "BUCKET")}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("{ Bucket: process.env.B }", {"bucket": Aim("variable", "B")}),
        ("{ Bucket: process.env.B! }", {"bucket": Aim("variable", "B")}),
        ("{ Bucket: process.env['B'] as string }", {"bucket": Aim("variable", "B")}),
        ("{ Bucket: process.env.B || 'b' }", {}),
        ("{ Bucket: NAME }", {"bucket": Aim("variable", "N")}),
        ("{ Bucket: `b` }", {"bucket": Aim("literal", "b")}),
        ("{ Bucket: `b-${x}` }", {}),
        ("params", {"bucket": Aim("literal", "p")}),
    ],
)
def test_what_a_call_is_aimed_at(given: str, expected: dict[str, Aim]) -> None:
    constants = "const NAME = process.env.N;\nconst params = { Bucket: 'p' };\n"
    found = javascript(V3 + constants + _in(f"s3.send(new PutObjectCommand({given}));"), file="index.ts")
    assert [one.aims for one in found.calls] == [expected]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("return process.env.A;", {("A", False, False)}),
        ("return process.env['A'];", {("A", False, False)}),
        ("return process.env.A ?? 'x';", {("A", False, True)}),
        ("const { A, B = 'x' } = process.env;", {("A", False, False), ("B", False, True)}),
        (
            "s3.send(new PutObjectCommand({ Bucket: process.env.A }));",
            {("A", True, False), ("A", False, False)},
        ),
    ],
)
def test_variables_are_read_with_and_without_a_default(code: str, expected: set[tuple[str, bool, bool]]) -> None:
    assert reads(javascript(V3 + _in(code))) == expected


def test_modules_that_are_not_in_the_package_are_imports() -> None:
    source = "import axios from 'axios';\nimport fs from 'node:fs';\nimport type { X } from 'aws-lambda';\n"
    found = javascript(source + "const x = require('@scope/lib/deep');\n" + V3 + _in("return axios;"), file="index.ts")
    assert {one.name for one in found.imports} == {"axios", "@scope/lib"}


@pytest.mark.parametrize(
    ("file", "use", "expected"),
    [
        ("index.ts", "const e = event as Event; return e;", set()),
        ("index.ts", "const e: Event[] = []; return e;", set()),
        ("index.ts", "return new Event();", {"events-library"}),
        ("index.ts", "return { Event };", {"events-library"}),
        ("index.js", "return 1;", {"events-library"}),
    ],
)
def test_typescript_leaves_out_what_is_used_as_a_type_alone(file: str, use: str, expected: set[str]) -> None:
    found = javascript("import { Event } from 'events-library';\n" + V3 + _in(use), file=file)
    assert {one.name for one in found.imports} == expected


@pytest.mark.parametrize(
    ("source", "handler", "expected"),
    [
        (_in("return 1;"), "index.handler", []),
        (_in("return 1;"), "index.main", ["no_function"]),
        (_in("return 1;"), "app.handler", ["no_module"]),
        ("exports.handler = async () => { return 1; };", "index.handler", []),
        ("module.exports.handler = async () => { return 1; };", "index.handler", []),
        ("const handler = async () => 1;\nmodule.exports = { handler };", "index.handler", []),
        ("const main = async () => 1;\nexport { main as handler };", "index.handler", []),
        ("export * from './other';", "index.handler", []),
        ("module.exports = make();", "index.handler", []),
        ("export async function handler() { return 1; }", "index.handler", []),
        ("export const handler = async () => {};", "index.handler", ["stub"]),
    ],
)
def test_what_is_wrong_with_a_handler(source: str, handler: str, expected: list[str]) -> None:
    assert troubles(javascript(source, handler)) == expected


def test_typescript_that_is_shipped_as_it_is_cannot_be_loaded_and_what_is_bundled_can() -> None:
    shipped = read_javascript(package({"index.ts": _in("return 1;")}), "index.handler")
    bundled = read_javascript(package({"index.ts": _in("return 1;")}, whole=False), "index.handler")
    assert (troubles(shipped), troubles(bundled)) == (["no_module"], [])


@given(st.text())
def test_any_text_is_read(source: str) -> None:
    javascript(source)


def test_modules_that_import_each_other_come_to_an_end() -> None:
    found = javascript(
        "import { b } from './b';\n" + _in("b();"),
        b="import { handler } from './index';\nexport const b = () => handler();",
    )
    assert calls(found) == set()
