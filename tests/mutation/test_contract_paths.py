"""Whatever a contract of a reference stack names, its requirement fails when that is taken away.

For every expectation about resources: without the resources, and without what each path of `has` leads to. For outputs
and files likewise. A named check asks for more than what can be taken away by itself: `tests/mutation/<stack>` has a
mutation of the graph, made by hand, that has it fail; so has every expectation that there be none of something.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cache, partial
from itertools import count
from pathlib import Path

import pytest

from stackproof.assessment.settings import load_contract
from stackproof.blueprints.registry import all_blueprints, find
from stackproof.contract.evaluate import evaluate, judge
from stackproof.contract.expectation import (
    CheckExpectation,
    Expectation,
    FileExpectation,
    OutputExpectation,
    ResourceExpectation,
)
from stackproof.contract.matcher import Has
from stackproof.contract.model import Requirement
from stackproof.contract.pattern import Pattern
from stackproof.contract.verdict import RequirementVerdict
from stackproof.errors import InputError
from stackproof.graph.location import NOWHERE
from stackproof.graph.truth import Truth
from stackproof.graph.values import Absent, Known, MapValue
from stackproof.project.files import matching
from tests.mutation.mutants import Mutant, Mutation
from tests.mutation.paths import Change, at_path, gone, put
from tests.mutation.stacks import Stack, stack

# What is put where an expectation is content with nothing: one of them has to be wrong there.
_WRONG: tuple[Change, ...] = (put(False), put("mutation"), put(0), put(True))


def _requirements() -> Iterator[pytest.MarkDecorator | object]:
    for blueprint in all_blueprints():
        mark = pytest.mark.xdist_group(f"contract of {blueprint.name}")
        try:
            contract = load_contract(None, blueprint.folder / "stackproof.yaml")
            assert contract is not None
            names = [requirement.id for requirement in contract.requirements]
        except (InputError, OSError, AssertionError):
            names = ["contract"]
        for name in names:
            yield pytest.param(blueprint.name, name, marks=mark, id=f"{blueprint.name}-{name}")


@pytest.mark.slow
@pytest.mark.parametrize(("name", "wanted"), list(_requirements()))
def test_a_requirement_fails_when_anything_that_it_names_is_taken_away(name: str, wanted: str, tmp_path: Path) -> None:
    subject = stack(name)
    requirement = next(one for one in subject.contract.requirements if one.id == wanted)
    whole = _verdict(subject, requirement, subject.mutant(tmp_path))
    assert whole.status == ("infeasible" if requirement.infeasible else "proven"), whole.reason
    assert requirement.expect or requirement.infeasible
    folders = (tmp_path / str(number) for number in count())
    survivors = [one for expected in requirement.expect for one in _survivors(subject, requirement, expected, folders)]
    assert survivors == []


@pytest.mark.slow
@pytest.mark.xdist_group("contract of s3-replication")
def test_what_can_be_taken_away_without_a_violation_is_told(tmp_path: Path) -> None:
    subject = stack("s3-replication")
    weak = """\
version: 1
system: weak
requirements:
  - {id: R1, text: any number, expect: {resource: "AWS::S3::Bucket", count: {at_least: 0}}}
  - id: R2
    text: what holds without anything, beside what does not
    expect:
      resource: AWS::S3::Bucket
      has:
        VersioningConfiguration.Status: {not: another}
        BucketName: {present: true}
        VersioningConfiguration.MfaDelete: {absent: true}
  - {id: R3, text: any value, expect: {output: PrimaryBucketName, value: {not: another}}}
  - {id: R4, text: any text, expect: {file: app.py, contains: ['x?']}}
  - {id: R5, text: a check, expect: {check: iam.no-wildcards}}
"""
    (tmp_path / "stackproof.yaml").write_text(weak, "utf-8")
    contract = load_contract(None, tmp_path / "stackproof.yaml")
    assert contract is not None
    folders = (tmp_path / str(number) for number in count())
    assert [
        survivor
        for requirement in contract.requirements
        for survivor in _survivors(subject, requirement, requirement.expect[0], folders)
    ] == [
        "stackproof.yaml:4: AWS::S3::Bucket",
        "stackproof.yaml:8: VersioningConfiguration.Status",
        "stackproof.yaml:13: value of PrimaryBucketName",
        "stackproof.yaml:14: x? in app.py",
        "stackproof.yaml:15: no mutation of tests/mutation/s3_replication/graph_mutations.py has iam.no-wildcards fail",
    ]


def _survivors(
    subject: Stack, requirement: Requirement, expectation: Expectation, folders: Iterator[Path]
) -> Iterator[str]:
    """What can be taken away of an expectation without a violation."""

    def holds_without(take: Callable[[Mutant], None]) -> bool:
        mutant = subject.mutant(next(folders))
        take(mutant)
        return _verdict(subject, requirement, mutant).status != "violated"

    place = f"stackproof.yaml:{expectation.at.line}"
    if isinstance(expectation, ResourceExpectation) and expectation.count.most != 0:
        addresses = _selected(subject, expectation)
        if holds_without(lambda mutant: _without_resources(mutant, addresses)):
            yield f"{place}: {expectation.selector}"
        for has in expectation.has:
            changes = _WRONG if _content_with_nothing(subject, has) else (gone,)
            if all(
                holds_without(partial(_changed, addresses=addresses, has=has, change=one)) for one in changes
            ) and not (changes is _WRONG and _made_by_hand(subject, requirement, expectation, folders)):
                yield f"{place}: {has[0].text}"
    elif isinstance(expectation, OutputExpectation) and expectation.count.most != 0:
        if holds_without(lambda mutant: _without_outputs(mutant, expectation.name)):
            yield f"{place}: output {expectation.name}"
        if expectation.value is not None and holds_without(lambda mutant: _other_output(mutant, expectation.name)):
            yield f"{place}: value of {expectation.name}"
    elif isinstance(expectation, FileExpectation) and expectation.count.most != 0:
        files = matching(subject.project.root, expectation.glob)
        if holds_without(lambda mutant: _without_files(mutant, files)):
            yield f"{place}: {expectation.glob}"
        for pattern in expectation.contains:
            if holds_without(partial(_without_text, files=files, pattern=pattern)):
                yield f"{place}: {pattern.text} in {expectation.glob}"
    elif not _made_by_hand(subject, requirement, expectation, folders):
        what = expectation.name if isinstance(expectation, CheckExpectation) else "count 0"
        yield f"{place}: no mutation of tests/mutation/{_package(subject)}/graph_mutations.py has {what} fail"


def _verdict(subject: Stack, requirement: Requirement, mutant: Mutant) -> RequirementVerdict:
    alone = replace(subject.contract, requirements=(requirement,))
    return evaluate(alone, subject.context(mutant))[0]


def _selected(subject: Stack, expectation: ResourceExpectation) -> list[str]:
    selection = subject.context(subject.mutant(subject.project.root)).selection
    return [resource.address for resource, truth in selection.members(expectation.selector) if truth is Truth.YES]


def _content_with_nothing(subject: Stack, has: Has) -> bool:
    selection = subject.context(subject.mutant(subject.project.root)).selection
    return has[1].judge(Absent(NOWHERE), "", selection).truth is Truth.YES


def _without_resources(mutant: Mutant, addresses: list[str]) -> None:
    assert addresses
    for address in addresses:
        del mutant.graph.resources[address]


def _changed(mutant: Mutant, addresses: list[str], has: Has, change: Change) -> None:
    for address in addresses:
        resource = mutant.graph.resources[address]
        properties = at_path(resource.properties, has[0].steps, change)
        assert isinstance(properties, MapValue)
        resource.properties = properties


def _without_outputs(mutant: Mutant, name: str) -> None:
    mutant.graph.outputs = [one for one in mutant.graph.outputs if not fnmatchcase(one.name, name)]


def _other_output(mutant: Mutant, name: str) -> None:
    for output in mutant.graph.outputs:
        if fnmatchcase(output.name, name):
            output.value = Known("mutation", output.at)


def _without_files(mutant: Mutant, files: list[str]) -> None:
    assert files
    mutant.own_files()
    for file in files:
        (mutant.root / file).unlink()


def _without_text(mutant: Mutant, files: list[str], pattern: Pattern) -> None:
    mutant.own_files()
    for file in files:
        path = mutant.root / file
        lines = path.read_text("utf-8").splitlines(keepends=True)
        text = "".join(line for line in lines if pattern.truth(Known(line.rstrip("\n"))) is not Truth.YES)
        if pattern.truth_of_long(text):
            text = re.sub(pattern.text, "", text, flags=re.MULTILINE)
        path.write_text("" if pattern.truth_of_long(text) else text, "utf-8")


def _package(subject: Stack) -> str:
    blueprint = find(subject.project.root.name)
    assert blueprint is not None
    return blueprint.folder.name


@cache
def _mutations(package: str) -> tuple[Mutation, ...]:
    """The mutations of a stack's graph that were made by hand."""
    try:
        module = importlib.import_module(f"tests.mutation.{package}.graph_mutations")
    except ModuleNotFoundError:
        return ()
    return tuple(module.MUTATIONS)


def _made_by_hand(subject: Stack, requirement: Requirement, expectation: Expectation, folders: Iterator[Path]) -> bool:
    """Whether a mutation that was made by hand has this very expectation fail."""
    for mutation in _mutations(_package(subject)):
        if requirement.id not in mutation.violates:
            continue
        mutant = subject.mutant(next(folders))
        mutation.change.apply(mutant)
        if judge(expectation, subject.context(mutant)).truth is Truth.NO:
            return True
    return False
