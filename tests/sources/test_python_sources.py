"""Python sources are read as trees: stubs, arity, docstrings; hostile ones are refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackproof.sources.python import SourceError, Undocumented, defines, functions, parse, undocumented


@pytest.mark.parametrize(
    ("body", "is_stub"),
    [
        ("pass", True),
        ("...", True),
        ("'''Says what.'''", True),
        ("'''Says what.'''; raise NotImplementedError('later')", True),
        ("return", True),
        ("return None", True),
        ("return 1", False),
        ("print(1)", False),
        ("raise ValueError", False),
    ],
)
def test_a_function_that_does_nothing_is_a_stub(body: str, *, is_stub: bool) -> None:
    assert [one.is_stub for one in functions(parse(f"def f():\n    {body}\n"))] == [is_stub]


def test_declarations_are_no_functions() -> None:
    source = """
from abc import abstractmethod
from typing import Protocol, overload
class P(Protocol):
    def p(self): ...
class C:
    @abstractmethod
    def a(self): ...
    @overload
    def o(self): ...
    def real(self):
        def inner():
            return 1
        return inner
if True:
    def late(): return 1
"""
    assert [one.name for one in functions(parse(source))] == ["C.real", "C.real.inner", "late"]


@pytest.mark.parametrize(
    ("signature", "least", "most"),
    [("", 0, 0), ("a, b", 2, 2), ("a, b=1", 1, 2), ("a, *b", 1, None), ("a, /, b, *, c", 2, 2)],
)
def test_arity_counts_positional_arguments(signature: str, least: int, most: int | None) -> None:
    (function,) = functions(parse(f"def f({signature}): return 1"))
    assert (function.least, function.most) == (least, most)


@pytest.mark.parametrize(
    "source",
    ["def f(a, b): return 1", "async def f(a, b): return 1", "f = print", "f: object = 1", "from x import y as f"],
)
def test_a_name_is_defined_or_bound(source: str) -> None:
    assert defines(parse(source), "f") is not None


@pytest.mark.parametrize("source", ["class A:\n    def f(self): return 1", "f: int", "g = 1", "del f"])
def test_a_name_that_is_not_bound_at_the_top(source: str) -> None:
    assert defines(parse(source), "f") is None


def test_what_has_no_docstring_is_named() -> None:
    source = "class A:\n    '''A.'''\n    def f(self):\n        def inner(): return 1\n"
    source += "        return inner\ndef g():\n    ' '\n"
    assert undocumented(parse(source)) == [
        Undocumented("module", "", 1),
        Undocumented("function", "A.f", 3),
        Undocumented("function", "g", 6),
    ]
    assert undocumented(parse("")) == []


@pytest.mark.parametrize(
    "source", ["def f(", "x = " + "(" * 500, "\0", "a" * 1_000_001], ids=["half", "deep", "null", "long"]
)
def test_what_is_no_python_is_refused(source: str) -> None:
    with pytest.raises(SourceError):
        parse(source)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(source: str) -> None:
    try:
        tree = parse(source)
    except SourceError:
        return
    functions(tree)
    undocumented(tree)
