"""What a named check is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stackproof.contract.document import Node, fault
from stackproof.contract.expected_place import expected_place
from stackproof.contract.fields import Fields, pattern_of, text_of, texts_of, whole_of
from stackproof.contract.match import Like
from stackproof.contract.matcher import Selector, Where
from stackproof.contract.outcome import proven, together, undecided, violated
from stackproof.contract.verdict import Proof
from stackproof.graph.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.resource import Resource

Reader = Callable[["Node", str], Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a check.

    Attributes:
        read: turns the node of the contract into the value that the check takes, or raises InputError.
        words: what it is, for the page of the check.
        required: whether it has to be given.
        default: its value when it is not given.
    """

    read: Reader
    words: str
    required: bool = False
    default: Any = None


@dataclass(frozen=True, slots=True)
class Check:
    """A named check. Its documentation is the docstring of its module.

    Attributes:
        parameters: by name; anything else in the contract is refused with its line.
        judge: given the context and the parameters by name, says how it stands.
        doc: the docstring of the module.
    """

    parameters: dict[str, Parameter]
    judge: Callable[..., Outcome]
    doc: str

    def validate(self, given: Node) -> dict[str, Any]:
        """The parameters as the check takes them.

        Raises:
            InputError: for one that is unknown, missing or of the wrong type.
        """
        if given.kind == "scalar" and given.data is None:
            given = Node("map", given.at)
        required = [name for name, parameter in self.parameters.items() if parameter.required]
        fields = Fields(given, "this check", tuple(self.parameters), required)
        values = {}
        for name, parameter in self.parameters.items():
            node = fields.get(name)
            values[name] = parameter.default if node is None else parameter.read(node, name)
        return values

    def run(self, given: Node, context: EvaluationContext) -> Outcome:
        """How the check stands for a project."""
        return self.judge(context, **self.validate(given))


def check(parameters: dict[str, Parameter] | None = None) -> Callable[[Callable[..., Outcome]], Check]:
    """Makes a Check of the function below it; assign it to CHECK by calling the function so."""

    def wrap(judge: Callable[..., Outcome]) -> Check:
        return Check(parameters or {}, judge, judge.__globals__.get("__doc__") or "")

    return wrap


def regexes(node: Node, name: str) -> tuple[Any, ...]:
    """One regular expression or a list of them."""
    nodes = node.items if node.kind == "list" else [node]
    if not nodes:
        raise fault(f"{name} is empty", node.at)
    return tuple(pattern_of(item) for item in nodes)


TEXT: Reader = text_of
TEXTS: Reader = texts_of
WHOLE: Reader = whole_of


def each(context: EvaluationContext, type_: str, glob: str, judge: Callable[[Resource], Outcome]) -> Outcome:
    """What `judge` says of all resources of a type that a glob names; that there are none is a violation."""
    members = context.selection.named(type_, glob)
    if not members:
        if context.blind:
            return undecided(f"not all resources are known: {context.blind}", context.home)
        selector = Selector(type_, Where(id=Like(glob)))
        return violated(f"there is no {type_} {glob}", expected_place(selector, context))
    outcomes = []
    for resource, truth in members:
        outcome = judge(resource)
        if truth is not Truth.YES and outcome.truth is Truth.NO:
            outcome = undecided(f"whether {resource.address} is meant; {outcome.reason}", resource.location)
        outcomes.append(outcome)
    if all(truth is not Truth.YES for _, truth in members):
        first = members[0][0]
        outcomes.append(undecided(f"whether {first.address} is the {type_} {glob}", first.location))
    return _seen_in_full(together(outcomes), context)


def all_known(context: EvaluationContext, outcomes: Iterable[Outcome], nothing: str) -> Outcome:
    """What is said of every resource there is: open as long as there may be others. `nothing` is proof of none."""
    parts = list(outcomes)
    return _seen_in_full(together(parts) if parts else proven(Proof("", context.home, nothing)), context)


def _seen_in_full(judged: Outcome, context: EvaluationContext) -> Outcome:
    if judged.truth is Truth.YES and context.blind:
        return undecided(f"not all resources are known: {context.blind}", context.home, *judged.evidence)
    return judged
