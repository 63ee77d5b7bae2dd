"""Code of a function that is a text in the template or program is no file that anything can test.

## What it does
Reports the code of a Lambda function that is written inline and is longer than 20 lines: `ZipFile` in a template,
`Code.from_inline`, `InlineCode`, a `StringAsset`, or any other text in the program that defines a handler. Blank lines
do not count. Custom resources of a few lines are left alone. In CDKTF and CDK Terrain a `zip_file` of any length is
reported, since Terraform's provider has no such argument.

## Why is this bad
No editor, linter, type checker or test looks into a text. CloudFormation takes at most 4 MB of it, offers no
dependencies; Terraform's provider takes no code as text at all.

## How to mend
Put the code into a file of its own and package the folder: `Code.from_asset`, `archive_file`, `FileArchive`, or
`CodeUri`.

## References
- [Code of a function in CloudFormation](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-lambda-function-code.html)
- [Packaging Python functions](https://docs.aws.amazon.com/lambda/latest/dg/python-package.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.query import string
from stackproof.rules.model import PROJECT, Answer, Context, Fault, Impacts, rule
from stackproof.sources.inline_code import handlers_in_texts, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

MOST = 20
"""Lines that may be written inline."""


@rule(
    id="LAYOUT-INLINE-001",
    title="Long code of a function is written inline",
    severity="low",
    blocks="none",
    category="operations",
    types=PROJECT,
    engines=("cloudformation", "cdk", "cdktf", "pulumi"),
    root_cause="The code grew where it was first tried out.",
    fix="Put the code into a file of its own and package the folder.",
    impacts=Impacts(),
    effort=20,
    reference="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-lambda-function-code.html",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Looks at the functions of a template, and at the texts of a program."""
    sources = context.sources
    if sources is None:
        return
    if sources.engine in {"cdk", "cdktf", "pulumi"}:
        for text in handlers_in_texts(sources):
            if text.as_zip and sources.engine == "cdktf":
                yield Fault(
                    "the code of a function is written inline, and Terraform's provider takes files alone", text.at
                )
            elif text.lines > MOST:
                yield Fault(f"{text.lines} lines of a function's code are written inline", text.at)
        return
    for function in context.graph.of_type("AWS::Lambda::Function"):
        code = function.get("Code", "ZipFile")
        count = lines_of(string(code) or "")
        if count > MOST:
            yield Fault(f"{count} lines of the code of {function.address} are written inline", code)
