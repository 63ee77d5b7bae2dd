"""A project's tests as text: what counts as a test, what it asserts, mocks and reads."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackproof.sources.own_tests import python_tests, script_tests


def _script(text: str) -> list[tuple[str, int, bool]]:
    found = script_tests.read("a.test.ts", text, integration=False)
    return [(case.name, case.at.line, bool(case.nothing)) for case in found.cases]


def _python(text: str) -> list[tuple[str, int, bool]]:
    found = python_tests.read("test_a.py", ast.parse(text), text, integration=False)
    return [(case.name, case.at.line, bool(case.nothing)) for case in found.cases]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "  // expect(a).toBe(1);\n",
        "expect(true).toBe(true);",
        "expect(1).toEqual(1); expect('a').toBe('a');",
        "const t = app();\n// template.hasResource('AWS::SQS::Queue');\n",
        "/* expect(a) */",
        "fail('not yet');",
    ],
)
def test_script_test_that_tests_nothing(body: str) -> None:
    assert _script(f"test('one', () => {{{body}}});") == [("one", 1, True)]


@pytest.mark.parametrize(
    "body",
    [
        "expect(name).toBe('orders');",
        "const s = '}'; expect(s).toBe('}');",
        "const s = `${'}'}`; template.resourceCountIs('AWS::SQS::Queue', 1);",
        "// a note\nexpect(run()).toBe(true);",
        "return request(url);",
    ],
)
def test_script_test_that_tests_something(body: str) -> None:
    assert _script(f"describe('all', () => {{\n  it('one', async () => {{{body}}});\n}});") == [("one", 2, False)]


def test_words_in_texts_and_comments_are_no_tests() -> None:
    assert _script("// test('a', () => {});\nconst s = \"test('b', () => {})\";\nclient.test('c', () => {});") == []


def test_script_mentions_mocks_outputs_and_types() -> None:
    text = (
        "import outputs from './flat-outputs.json';\njest.mock('@aws-sdk/client-sqs');\n"
        "test('x', () => { expect(outputs.QueueUrl).toBe(outputs['TopicArn']); outputs.map((o) => o);\n"
        "t.resourceCountIs('AWS::SQS::Queue', 2); t.hasResource('AWS::SNS::Topic', {}); });"
    )
    found = script_tests.read("a.test.ts", text, integration=True)
    assert [(one.name, one.at.line) for one in found.mocks] == [("jest.mock", 2)]
    assert [one.name for one in found.outputs] == ["QueueUrl", "TopicArn"]
    assert [(one.name, one.number, one.at.line) for one in found.types] == [
        ("AWS::SQS::Queue", 2, 4),
        ("AWS::SNS::Topic", None, 4),
    ]


@pytest.mark.parametrize(
    "body",
    [
        "pass",
        "...",
        '"""Only a text."""',
        "assert True",
        "assert 1 == 1",
        "self.assertTrue(True)",
        "self.fail('later')",
        "pytest.skip('later')",
        "raise NotImplementedError",
        "return",
        "t = template()\n    # assert t.has_resource('x')",
    ],
)
def test_python_test_that_tests_nothing(body: str) -> None:
    assert _python(f"def test_one(self):\n    {body}\n") == [("test_one", 1, True)]


@pytest.mark.parametrize(
    "body",
    [
        "assert name() == 'orders'",
        "self.assertEqual(name, 1)",
        "template.resource_count_is('AWS::SQS::Queue', 1)\n    # assert more",
        "with pytest.raises(ValueError):\n        run()",
        "run()",
    ],
)
def test_python_test_that_tests_something(body: str) -> None:
    assert _python(f"class TestOne:\n  def test_one(self):\n    {body}\n") == [("test_one", 2, False)]


def test_python_outputs_are_read_where_the_file_is_opened() -> None:
    text = "def test_a(outputs):\n    assert outputs['A'] and outputs.get('B') and other['C']\n"
    opened = "PATH = 'cfn-outputs/flat-outputs.json'\n" + text
    assert python_tests.read("t.py", ast.parse(text), text, integration=True).outputs == ()
    found = python_tests.read("t.py", ast.parse(opened), opened, integration=True).outputs
    assert sorted(one.name for one in found) == ["A", "B"]


@given(st.text(alphabet="test('a', () => {}`\"/*\\\n);expect(true)", max_size=200))
def test_any_script_is_read(text: str) -> None:
    found = script_tests.read("a.test.ts", text, integration=False)
    assert all(1 <= case.at.line <= text.count("\n") + 1 for case in found.cases)
