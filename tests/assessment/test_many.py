"""Many paths: results in their order, each as if it were alone, and no error lost."""

from __future__ import annotations

import dataclasses
import datetime
import queue
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import stackproof
from stackproof.assessment import parallel
from stackproof.assessment.assess import Options, Result, assess, assess_project
from stackproof.assessment.many import assess_many, processors
from stackproof.errors import InputError

OPTIONS = Options(today=datetime.date(2026, 11, 20))
QUIET = dataclasses.replace(OPTIONS, oracles="none")


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Eight projects, of which two cannot be read, and one that is not there."""
    found = []
    top = tmp_path_factory.mktemp("projects")
    for number in range(8):
        folder = top / f"project{number}"
        folder.mkdir()
        found.append(folder)
        resource = f"Queue{number}:\n    Type: AWS::SQS::Queue\n    Properties: {{VisibilityTimeout: {number - 1}}}\n"
        (folder / "template.yaml").write_text(f"Resources:\n  {resource}")
    (found[3] / "template.yaml").write_text("AWSTemplateFormatVersion: '2010-09-09'\nResources: {A: {")
    (found[4] / "template.yaml").unlink()
    found.insert(6, top / "absent")
    return found


def shown(result: Result) -> object:
    """All of a result but its times."""
    return (
        result.path,
        [dataclasses.replace(assessment, timing={}) for assessment in result.assessments],
        [str(error) for error in result.skipped],
        result.fault,
    )


def alone(path: Path, options: Options) -> object:
    try:
        return shown(assess(path, options))
    except InputError as error:
        return (path, [], [str(error)], None)


@pytest.fixture(scope="module")
def expected(paths: list[Path]) -> list[object]:
    return [alone(path, OPTIONS) for path in paths]


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_each_result_is_that_of_its_path_alone_in_the_order_of_the_paths(
    paths: list[Path], expected: list[object], jobs: int
) -> None:
    assert [shown(result) for result in assess_many(paths, OPTIONS, jobs=jobs)] == expected


def test_what_cannot_be_assessed_stands_in_its_result(paths: list[Path]) -> None:
    results = {result.path.name: result for result in assess_many(paths, QUIET)}
    failed = {name: [str(error) for error in result.skipped] for name, result in results.items() if result.skipped}
    assert set(failed) == {"project3", "project4", "absent"}
    assert "there is no such file or folder" in failed["absent"][0]
    assert all(result.assessments == () for name, result in results.items() if name in failed)
    assert all(len(result.assessments) == 1 for name, result in results.items() if name not in failed)


def test_paths_may_be_texts_and_options_have_defaults(paths: list[Path]) -> None:
    (result,) = stackproof.assess_many([str(paths[0])])
    today = datetime.datetime.now(datetime.UTC).date()
    assert result.path == paths[0]
    assert result.assessments[0].today in {today.isoformat(), (today - datetime.timedelta(days=1)).isoformat()}
    assert [run.status for run in result.assessments[0].oracles] == ["finished"]


def test_a_folder_of_several_projects_is_one_result(paths: list[Path]) -> None:
    top = paths[0].parent
    (result,) = assess_many([top], QUIET, jobs=3)
    names = [assessment.project.path.rpartition("/")[2] for assessment in result.assessments]
    assert names == [f"project{number}" for number in (0, 1, 2, 5, 6, 7)]
    assert shown(result) == alone(top, QUIET)


def test_a_fault_of_ours_at_one_project_is_told_and_is_none_at_the_others(
    paths: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(project: object, *rest: object) -> object:
        if "project7" in str(project):
            raise ZeroDivisionError("ours")
        return assess_project(project, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(parallel, "assess_project", faulty)
    results = {result.path.name: result for result in assess_many(paths, QUIET, jobs=2)}
    assert [name for name, result in results.items() if result.fault] == ["project7"]
    assert str(results["project7"].fault) == "ours"
    assert len(results) == len(paths)
    assert sum(len(result.assessments) for result in results.values()) == 5


def test_results_come_while_further_paths_are_waited_for(paths: list[Path]) -> None:
    coming: queue.Queue[Path | None] = queue.Queue()
    results = assess_many(iter(coming.get, None), QUIET, jobs=2)
    for path in (paths[0], paths[1], paths[2]):
        coming.put(path)
        assert next(results).path == path
    coming.put(None)
    assert list(results) == []


def test_paths_are_not_taken_far_ahead_of_the_results(paths: list[Path]) -> None:
    taken: list[int] = []

    def endless() -> Iterator[Path]:
        while True:
            taken.append(1)
            yield paths[0]

    results = assess_many(endless(), QUIET, jobs=2)
    for _ in range(3):
        next(results)
    results.close()  # type: ignore[attr-defined]
    assert len(taken) <= 3 + 2 * 4 + 2


def test_an_error_of_the_callers_own_iterator_is_the_callers(paths: list[Path]) -> None:
    def broken() -> Iterator[Path]:
        yield paths[0]
        raise LookupError("mine")

    results = assess_many(broken(), QUIET)
    assert next(results).path == paths[0]
    with pytest.raises(LookupError, match="mine"):
        next(results)


def test_leaving_the_loop_ends_everything(paths: list[Path]) -> None:
    before = set(threading.enumerate())
    for result in assess_many(iter(paths * 20), OPTIONS, jobs=3):
        if result.path == paths[1]:
            break
    left = [thread for thread in set(threading.enumerate()) - before if not thread.daemon]
    assert left == []


def test_what_is_wrong_with_the_options_is_told_before_the_first_result(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no-baseline"):
        assess_many([tmp_path], dataclasses.replace(QUIET, baseline=tmp_path / "no-baseline.json"))
    with pytest.raises(InputError, match="no-contract"):
        assess_many([tmp_path], dataclasses.replace(QUIET, contract=tmp_path / "no-contract.yaml"))
    for jobs in (0, -1):
        with pytest.raises(ValueError, match="at least 1"):
            assess_many([tmp_path], QUIET, jobs=jobs)


def test_no_paths_give_no_results() -> None:
    assert list(assess_many([], QUIET)) == []


def test_there_is_at_least_one_processor() -> None:
    assert processors() >= 1


def test_the_public_names_are_there_and_no_others() -> None:
    assert (stackproof.assess_many, stackproof.Options, stackproof.Result) == (assess_many, Options, Result)
    with pytest.raises(AttributeError, match="no attribute 'assess_some'"):
        stackproof.assess_some  # type: ignore[attr-defined]  # noqa: B018 - the access is the test
