"""Which blocks of a document are files, under which names, and of which answer."""

from __future__ import annotations

import pytest

from stackproof.errors import InputError
from stackproof.project.answer import answers as module
from stackproof.project.answer.answers import Answer, answers_in
from stackproof.project.answer.markdown import blocks_of

CDK_STACK = "import aws_cdk as cdk\n\nclass Tap(cdk.Stack):\n    pass\n"
CDK_APP = CDK_STACK + "\napp = cdk.App()\n"


def fence(text: str, info: str = "") -> str:
    return f"```{info}\n{text}```\n"


def answers(document: str) -> list[Answer]:
    return answers_in(blocks_of(document), "answer.md")


def files(document: str) -> dict[str, str]:
    (answer,) = answers(document)
    return {name: block.text for name, block in answer.files.items()}


def notes(document: str) -> list[tuple[str, str, int]]:
    (answer,) = answers(document)
    return [(note.level, note.message, note.line) for note in answer.notes]


def test_named_blocks_are_files_and_others_are_told_of() -> None:
    document = (
        "# Answer\n## lib/x.py\n" + fence("a\n", "python") + "Run it:\n" + fence("cdk deploy\n", "bash")
        + "**cdk.json**\n" + fence("{}\n", "json") + fence("- old\n+ new\n", "diff") + "Prose\n" + fence("words\n")
    )  # fmt: skip
    assert files(document) == {"lib/x.py": "a\n", "cdk.json": "{}\n"}
    text = "3 blocks have no file name, not used: line 7 (bash), 14 (diff), 19 (no language)"
    assert notes(document) == [("note", text, 7)]


@pytest.mark.parametrize(
    ("text", "info", "name"),
    [
        (CDK_APP, "python", "app.py"),
        (CDK_STACK, "python", "stack.py"),
        ("from cdktf import App\n\nApp().synth()\n", "py", "main.py"),
        ("import pulumi_aws as aws\n\naws.s3.Bucket('b')\n", "", "__main__.py"),
        ('import { App } from "aws-cdk-lib";\nnew App();\n', "typescript", "bin/app.ts"),
        ('import * as cdk from "aws-cdk-lib";\nexport class TapStack extends cdk.Stack {}\n', "ts", "lib/tap-stack.ts"),
        ('import { App } from "cdktn";\nconst app = new App();\n', "ts", "main.ts"),
        ('import * as aws from "@pulumi/aws";\nnew aws.s3.Bucket("b");\n', "javascript", "index.js"),
        ('resource "aws_s3_bucket" "b" {\n}\n', "hcl", "main.tf"),
        ("terraform {\n}\n", "", "main.tf"),
        ("AWSTemplateFormatVersion: '2010-09-09'\nResources: {}\n", "yaml", "template.yaml"),
        ('{"Resources": {"T": {"Type": "AWS::SNS::Topic"}}}\n', "json", "template.json"),
        ('{"app": "python3 app.py"}\n', "json", "cdk.json"),
        ('{"app": "python3 main.py", "language": "python"}\n', "json", "cdktf.json"),
        ("name: x\nruntime: python\n", "yaml", "Pulumi.yaml"),
    ],
)
def test_code_that_nothing_names_is_called_what_it_is(text: str, info: str, name: str) -> None:
    assert files("# Answer\n" + fence(text, info)) == {name: text}


@pytest.mark.parametrize(
    ("text", "info"),
    [
        ("def handler(event, context):\n    return {}\n", "python"),
        ("import aws_cdk as cdk\n...\n", "python"),
        ("import aws_cdk as cdk\nbucket = s3.Bucket(self, 'B')\n", "python"),
        ('bucket = "aws_s3_bucket"\n', "hcl"),
        ("key: value\n", "yaml"),
        ('{"statusCode": 200}\n', "json"),
        ("[1,\n", "json"),
        ("import aws_cdk as cdk\n", "bash"),
    ],
)
def test_a_fragment_that_nothing_names_is_no_file(text: str, info: str) -> None:
    assert files("# Answer\n" + fence(text, info)) == {}


def test_code_with_an_error_is_a_file_all_the_same() -> None:
    assert files("# Answer\n" + fence(CDK_STACK + "(\n", "python")) == {"stack.py": CDK_STACK + "(\n"}


def test_code_without_a_name_is_no_file_beside_named_code_of_its_kind() -> None:
    document = "**lib/x.py**\n" + fence(CDK_STACK, "python") + "The class:\n" + fence(CDK_STACK, "python")
    document += "Or:\n" + fence('resource "a" "b" {\n}\n', "hcl")
    assert files(document) == {"lib/x.py": CDK_STACK, "main.tf": 'resource "a" "b" {\n}\n'}
    apart = "# Response A\n**lib/x.py**\n" + fence(CDK_STACK) + "# Response B\n" + fence(CDK_STACK, "python")
    assert [list(answer.files) for answer in answers(apart)] == [["lib/x.py"], ["stack.py"]]


def test_further_code_without_names_is_numbered() -> None:
    blocks = [fence(f'resource "aws_s3_bucket" "b{number}" {{\n}}\n', "hcl") for number in range(3)]
    assert list(files("".join(blocks))) == ["main.tf", "main_2.tf", "main_3.tf"]


def test_of_two_files_of_one_name_the_later_is_used_and_said() -> None:
    document = "**a.py**\n" + fence("1\n") + "**b.py**\n" + fence("1\n") + "**a.py**\n" + fence("2\n")
    assert files(document) == {"a.py": "2\n", "b.py": "1\n"}
    assert notes(document) == [("note", "a.py stands in line 3 as well: this later one is used", 10)]
    assert notes("**a.py**\n" + fence("1\n") + "**a.py**\n" + fence("1\n")) == []


def test_answers_under_headings_of_their_own_are_told_apart() -> None:
    document = "# Two\n**cdk.json**\n" + fence("{}\n", "json")
    for title, text in (("Response A", "1\n"), ("**Response B:** better", "2\n")):
        document += f"## {title}\n### lib/x.py\n" + fence(text) + "### Notes\n" + fence("cdk deploy\n", "bash")
    document += "## Tests\n### tests/test_x.py\n" + fence("3\n")
    found = [
        (answer.title, answer.line, {name: block.text for name, block in answer.files.items()})
        for answer in answers(document)
    ]
    assert found == [
        ("Response A", 6, {"cdk.json": "{}\n", "lib/x.py": "1\n"}),
        ("Response B: better", 15, {"cdk.json": "{}\n", "lib/x.py": "2\n", "tests/test_x.py": "3\n"}),
    ]


@pytest.mark.parametrize("kind", ["Answer {}", "Option {}", "Solution #{}", "Model Response {}: short", "Candidate {}"])
def test_answers_are_numbered_in_many_words(kind: str) -> None:
    document = "".join(f"# {kind.format(number)}\n**a.py**\n" + fence(f"{number}\n") for number in (1, 2))
    assert [answer.title for answer in answers(document)] == [kind.format(number) for number in (1, 2)]


def test_options_that_hold_no_files_set_nothing_apart() -> None:
    document = "# A\n**a.py**\n" + fence("1\n") + "## Option 1\n**b.py**\n" + fence("1\n")
    document += "## Option 2\n" + fence("aws s3 ls\n", "bash")
    assert [(answer.title, list(answer.files)) for answer in answers(document)] == [("", ["a.py", "b.py"])]


def test_the_same_files_under_two_headings_are_two_answers() -> None:
    parts = [
        f"## {title}\n### lib/x.py\n" + fence(title + "\n") + "### app.py\n" + fence(title + "\n")
        for title in ("Original", "Corrected")
    ]
    found = answers("# A\n" + "".join(parts))
    assert [(answer.title, sorted(answer.files)) for answer in found] == [
        ("Original", ["app.py", "lib/x.py"]),
        ("Corrected", ["app.py", "lib/x.py"]),
    ]


def test_different_files_under_headings_are_one_answer() -> None:
    document = "## Stack\n**lib/x.py**\n" + fence("1\n") + "## Entry\n**app.py**\n" + fence("1\n")
    assert [(answer.title, list(answer.files)) for answer in answers(document)] == [("", ["lib/x.py", "app.py"])]


@pytest.mark.parametrize(
    ("document", "kept", "note"),
    [
        ("**../x.py**\n" + fence("1\n"), set(), ("error", "the name ../x.py leads out of its folder", 2)),
        ("**lib\\x.py**\n" + fence("1\n"), {"lib/x.py"}, ("note", "the name lib\\x.py was read as lib/x.py", 2)),
        ("**a.py**\n" + fence("1\x01\n"), set(), ("error", "a.py holds binary data and was left out", 2)),
        ("**a.py**\n" + fence("\x1b[31m\n"), set(), ("error", "a.py holds binary data and was left out", 2)),
        (
            "**a.py**\n" + fence("1\n") + "**A.py**\n" + fence("2\n"),
            {"a.py"},
            ("error", "A.py was left out: it differs from a.py in capital letters alone", 6),
        ),
        (
            "**File: lib/a**\n" + fence("1\n") + "**lib/a/b.py**\n" + fence("2\n"),
            {"lib/a/b.py"},
            ("error", "lib/a was left out: it is the folder of another file as well", 2),
        ),
    ],
)
def test_what_cannot_be_a_file_is_left_out_with_a_message(
    document: str, kept: set[str], note: tuple[str, str, int]
) -> None:
    assert (set(files(document)), notes(document)) == (kept, [note])


def test_more_files_or_answers_than_anybody_means_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_FILES", 3)
    monkeypatch.setattr(module, "MAX_ANSWERS", 2)
    with pytest.raises(InputError, match="more than 3 files") as caught:
        answers("".join(f"**a{number}.py**\n" + fence("1\n") for number in range(4)))
    assert (caught.value.file, caught.value.line) == ("answer.md", 14)
    with pytest.raises(InputError, match="more than 2 answers") as caught:
        answers("".join(f"# Answer {number}\n**a.py**\n" + fence("1\n") for number in range(3)))
    assert caught.value.line == 11
