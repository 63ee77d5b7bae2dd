"""The stack classes of a Python answer, and what their constructors can be given."""

from __future__ import annotations

import pytest

from stackproof.project.answer.python_classes import classes_in, keywords

HEAD = "import aws_cdk as cdk\nfrom aws_cdk import Stack\nfrom typing import Optional\n"


def made(text: str, **more: str) -> dict[str, str | None]:
    """By class the call's arguments; a text that begins with a question mark says what is lacking."""
    sources = {
        "lib/stack.py": HEAD + text,
        **{name.replace("__", "/") + ".py": HEAD + body for name, body in more.items()},
    }
    return {
        found.name: f"? {found.lacking}" if found.arguments is None else keywords(found.arguments)
        for found in classes_in(sources)
    }


def constructor(parameters: str, body: str = "pass") -> str:
    return f"class Tap(Stack):\n    def __init__(self, {parameters}):\n        {body}\n"


@pytest.mark.parametrize(
    ("parameters", "arguments"),
    [
        ("scope, id", "app, named('Tap')"),
        ("scope: Construct, construct_id: str, **kwargs", "app, named('Tap')"),
        (
            "scope, id, environment_suffix: str, **kwargs",
            "app, named('Tap'), environment_suffix=needed('environment_suffix')",
        ),
        ("scope, id, *, environment_suffix='dev'", "app, named('Tap'), **given('environment_suffix')"),
        (
            "scope, id, env_suffix, stack_name",
            "app, named('Tap'), env_suffix=needed('env_suffix'), stack_name=named('Tap')",
        ),
        ("scope, id, props=None, retention: int = 7", "app, named('Tap')"),
        ("scope, id, config: Optional[dict]", "app, named('Tap'), config=None"),
        ("scope, id, config: dict | None", "app, named('Tap'), config=None"),
        ("scope, id, vpc: ec2.Vpc", "? its constructor needs vpc (ec2.Vpc)"),
        ("scope, id, *, region", "? its constructor needs region"),
        ("scope", "? its constructor takes 1 arguments, not scope and id"),
        ("*args, **kwargs", "app, named('Tap')"),
    ],
)
def test_parameters_are_given_where_something_is_known_for_them(parameters: str, arguments: str) -> None:
    assert made(constructor(parameters)) == {"Tap": arguments}


@pytest.mark.parametrize(
    ("body", "arguments"),
    [
        ("s = kwargs.pop('environment_suffix', 'dev')", "app, named('Tap'), **given('environment_suffix')"),
        ("s = kwargs.get('environment_suffix')", "app, named('Tap'), **given('environment_suffix')"),
        ("s = kwargs['environment_suffix']", "app, named('Tap'), environment_suffix=needed('environment_suffix')"),
        ("s = kwargs.pop('environment_suffix')", "app, named('Tap'), environment_suffix=needed('environment_suffix')"),
        ("s = kwargs['vpc']", "? its constructor needs vpc"),
        ("s = kwargs.get('vpc')", "app, named('Tap')"),
        ("kwargs['vpc'] = 1", "app, named('Tap')"),
    ],
)
def test_keywords_that_a_constructor_reads_count_as_parameters(body: str, arguments: str) -> None:
    assert made(constructor("scope, id, **kwargs", body)) == {"Tap": arguments}


PROPS = """\
class Props(cdk.StackProps):
    def __init__(self, environment_suffix: Optional[str] = None, **kwargs):
        pass

"""
DATA = """\
@dataclass(frozen=True)
class Props:
    environment_suffix: str
    retention: int = 7

"""


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        (
            PROPS + constructor("scope, id, props: Props"),
            "app, named('Tap'), props=Props(**given('environment_suffix'))",
        ),
        (
            PROPS + constructor("scope, id, props: Optional[Props] = None"),
            "app, named('Tap'), props=Props(**given('environment_suffix'))",
        ),
        (
            DATA + constructor("scope, id, props: 'Props'"),
            "app, named('Tap'), props=Props(environment_suffix=needed('environment_suffix'))",
        ),
        (
            DATA.replace("retention: int = 7", "vpc: str") + constructor("scope, id, props: Props"),
            "? Props cannot be made: its constructor needs vpc (str)",
        ),
        (
            DATA.replace("retention: int = 7", "vpc: str") + constructor("scope, id, props: Props = None"),
            "app, named('Tap')",
        ),
        (constructor("scope, id, props: cdk.StackProps"), "? its constructor needs props (cdk.StackProps)"),
    ],
)
def test_properties_of_the_answers_own_are_made_as_well(text: str, arguments: str) -> None:
    assert made(text) == {"Tap": arguments}


def test_only_the_outermost_classes_are_made() -> None:
    text = (
        "class Base(Stack):\n    def __init__(self, scope, id, suffix, **kwargs):\n        pass\n"
        "class Tap(Base):\n    pass\n"
        "class Inner(cdk.NestedStack):\n    pass\n"
        "class Part(Stack):\n    pass\n"
        "class Helper:\n    pass\n"
        "Part(None, 'x')\n"
    )
    tests = "Tap(cdk.App(), 'x')\n"
    assert made(text, tests__test_tap=tests) == {"Tap": "app, named('Tap'), suffix=needed('suffix')"}


def test_other_frameworks() -> None:
    component = (
        "class B(pulumi.ComponentResource):\n    def __init__(self, name, args=None, opts=None):\n        pass\n"
    )
    found = classes_in(
        {
            "a.py": "class A(TerraformStack):\n    pass\n",
            "b.py": component,
            "c.py": "class C(pulumi.ComponentResource):\n    pass\n",
            "d.py": "class D(Stack:\n",
        }
    )
    assert [(one.name, one.kind, one.at, one.arguments and keywords(one.arguments)) for one in found] == [
        ("A", "stack", ("a.py", 1, 1), "app, named('A')"),
        ("B", "component", ("b.py", 1, 1), "'B'"),
        ("C", "component", ("c.py", 1, 1), None),
    ]
