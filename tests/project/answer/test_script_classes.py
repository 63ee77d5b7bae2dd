"""The stack classes of a TypeScript answer; what is not understood is lacking, and never guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackproof.project.answer.script_classes import classes_in


def made(text: str, **more: str) -> dict[str, str]:
    sources = {"lib/stack.ts": text, **{name.replace("__", "/") + ".ts": body for name, body in more.items()}}
    return {
        found.name: f"? {found.lacking}"
        if found.arguments is None
        else ", ".join(argument.text for argument in found.arguments)
        for found in classes_in(sources)
    }


def stack(parameters: str, before: str = "") -> str:
    return (
        f"{before}\nexport class Tap extends cdk.Stack {{\n  // constructor(wrong) {{\n  private x = '}}';\n"
        f"  constructor({parameters}) {{\n    super(scope, id);\n  }}\n}}\n"
    )


PROPS = """\
export interface Props extends cdk.StackProps {
  readonly environmentSuffix?: string; // the suffix {
  tags?: { [key: string]: string };
}
"""


@pytest.mark.parametrize(
    ("parameters", "before", "arguments"),
    [
        ("scope: Construct, id: string", "", 'app, named("Tap")'),
        ("scope: Construct, id: string, props?: cdk.StackProps", "", 'app, named("Tap"), {}'),
        ("scope: Construct, id: string, props: StackProps = {}", "", 'app, named("Tap"), {}'),
        ("scope: Construct, id: string, props?: Props", PROPS, 'app, named("Tap"), { ...given("environmentSuffix") }'),
        (
            "scope: Construct,\n    id: string,\n    props: Props,\n",
            PROPS.replace("Suffix?", "Suffix"),
            'app, named("Tap"), { environmentSuffix: needed() }',
        ),
        (
            "scope: Construct, id: string, props: Props",
            "type Props = { suffix: string };\n",
            'app, named("Tap"), { suffix: needed() }',
        ),
        (
            "scope: Construct, id: string, p: { suffix: string; n?: number }",
            "",
            'app, named("Tap"), { suffix: needed() }',
        ),
        ("scope: Construct, id: string, private readonly suffix = 'dev'", "", 'app, named("Tap"), setting()'),
        ("scope: Construct, id: string, suffix: string, n = 3", "", 'app, named("Tap"), needed(), undefined'),
        ("scope: Construct, id: string, n: number | undefined", "", 'app, named("Tap"), undefined'),
        (
            "scope: Construct, id: string, p: Props",
            PROPS + "interface Other { vpc: IVpc }\n",
            'app, named("Tap"), { ...given("environmentSuffix") }',
        ),
        (
            "scope: Construct, id: string, p: Other",
            "interface Other { vpc: IVpc }\n",
            "? its constructor needs p: nothing is known of its field vpc",
        ),
        (
            "scope: Construct, id: string, p: Other",
            "interface Other extends Unheard {}\n",
            "? its constructor needs p: nothing is known of its type Unheard",
        ),
        (
            "scope: Construct, id: string, p: Other",
            "interface Other { f(): void }\n",
            "? its constructor needs p: a field of its type is not understood: f(): void",
        ),
        (
            "scope: Construct, id: string, vpc: ec2.IVpc",
            "",
            "? its constructor needs vpc: nothing is known of its type ec2.IVpc",
        ),
        (
            "scope: Construct, id: string, ...rest: string[]",
            "",
            "? its constructor has a parameter that is not understood: ...rest: string[]",
        ),
        ("scope: Construct", "", "? its constructor takes 1 arguments, not scope and id"),
    ],
)
def test_parameters_are_given_where_something_is_known_for_them(parameters: str, before: str, arguments: str) -> None:
    assert made(stack(parameters, before)) == {"Tap": arguments}


def test_only_the_outermost_exported_classes_are_made() -> None:
    text = (
        "abstract class Base extends cdk.Stack {}\n"
        "export default class Tap extends Base {}\n"
        "export class Part extends Stack {}\n"
        "export class Inner extends cdk.NestedStack {}\n"
        "class Hidden extends Stack {}\n"
        "new Part(this, 'x');\n"
    )
    assert made(text, test__x="new Tap(app, 'x');\n") == {"Tap": 'app, named("Tap")', "Hidden": "? it is not exported"}


def test_other_frameworks() -> None:
    found = classes_in(
        {
            "a.ts": "export class A extends TerraformStack {\n  constructor(scope: Construct, name: string) {}\n}\n",
            "b.ts": "\nexport class B extends pulumi.ComponentResource {\n"
            "  constructor(name: string, args?: Args, opts?: pulumi.ComponentResourceOptions) {}\n}\n",
        }
    )
    assert [(one.name, one.kind, one.at, [argument.text for argument in one.arguments or ()]) for one in found] == [
        ("A", "stack", ("a.ts", 1, 1), ["app", 'named("A")']),
        ("B", "component", ("b.ts", 2, 1), ['"B"', "undefined", "{}"]),
    ]


@given(
    st.lists(
        st.sampled_from(
            [
                "export ",
                "class A extends Stack ",
                "constructor(",
                "{",
                "}",
                "(",
                ")",
                "<",
                ">",
                "interface P ",
                "=",
                "'",
                "extends Q ",
                "p: P",
                "x?: ",
                "suffix: string",
                ";",
                ",",
                "/*",
                "*/",
                "//",
                "\n",
                "`",
                "...",
                "| undefined",
            ]
        ),
        max_size=40,
    ).map("".join)
)
def test_whatever_the_text_is_it_is_read_or_lacking(text: str) -> None:
    for found in classes_in({"a.ts": text}):
        assert (found.arguments is None) == bool(found.lacking)
