"""An oracle whose tables stay loaded answers as one that is started anew, and no request touches the next."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from stackproof.oracles import cloudformation_validate
from stackproof.oracles.model import Oracle, OracleResult
from stackproof.oracles.run import start
from stackproof.oracles.standing import Standing

FINISHED = '{"version": "1", "diagnostics": []}'
ONE_SHOT = ["/bin/echo", '{"version": "started anew", "diagnostics": []}']


@pytest.fixture
def standing() -> Iterator[Standing]:
    with Standing() as standing:
        yield standing


def ask(standing: Standing | None, oracle: Oracle, *templates: Path, timeout: float = 60) -> OracleResult:
    (running,) = start([oracle], list(templates), timeout, standing)
    return running.finish()


@pytest.fixture
def template(tmp_path: Path) -> Path:
    file = tmp_path / "template.yaml"
    file.write_text("Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties: {VisibilityTimeout: -3, No: 1}\n")
    return file


def served(tmp_path: Path, answer: str, prepare: str = "pass") -> Oracle:
    """An oracle of a few lines; `answer` sees `paths`, and `count`, how often this process has answered."""
    module = tmp_path / "module.py"
    module.write_text(
        f"import os, sys, time\nimport resource\ncount = 0\ndef prepare():\n    {prepare}\n    def answer(paths):\n"
        f"        global count\n        count += 1\n        {answer}\n    return answer\n"
    )
    return replace(cloudformation_validate.ORACLE, serves=module, command=lambda *_: ONE_SHOT)


def test_the_answer_is_that_of_an_oracle_that_is_started_anew(
    standing: Standing, template: Path, tmp_path: Path
) -> None:
    good = tmp_path / "good.yaml"
    good.write_text("Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n")
    broken = tmp_path / "broken.yaml"
    broken.write_text("Resources: [")
    for templates in ([template], [good, template], [broken], [template, good]):
        answers = [ask(where, cloudformation_validate.ORACLE, *templates) for where in (standing, None)]
        assert answers[0].status == "finished"
        assert answers[0] == answers[1]


def test_one_that_was_prepared_is_loaded_once(standing: Standing, template: Path, tmp_path: Path) -> None:
    loaded = tmp_path / "loaded"
    oracle = served(tmp_path, f"print('{FINISHED}')", f"open({str(loaded)!r}, 'a').write('x')")
    assert oracle.serves is not None
    for _ in range(2):
        standing.prepare(oracle.serves)
    assert [ask(standing, oracle, template).status for _ in range(2)] == ["finished"] * 2
    assert loaded.read_text() == "x"


def test_each_request_finds_the_process_as_it_was_loaded(standing: Standing, template: Path, tmp_path: Path) -> None:
    oracle = served(
        tmp_path, 'print(\'{"version": "%d %s", "diagnostics": []}\' % (count, os.getppid() != os.getsid(0)))'
    )
    assert [ask(standing, oracle, template).version for _ in range(3)] == ["1 True"] * 3


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("os.kill(os.getpid(), 9)", "it ended with exit code -9"),
        ("raise ValueError('no good')", "ValueError: no good"),
        ("print('nonsense')", "its output is not JSON"),
        ("os._exit(3)", "it ended with exit code 3"),
        ("blocks = bytearray(64 << 30)", "MemoryError"),
    ],
)
def test_one_that_breaks_breaks_alone(
    answer: str, reason: str, standing: Standing, template: Path, tmp_path: Path
) -> None:
    oracle = served(tmp_path, f"if 'bad' in paths[0]: {answer}\n        print('{FINISHED}')")
    bad = tmp_path / "bad.yaml"
    bad.touch()
    result = ask(standing, oracle, bad)
    assert (result.status, reason in result.reason) == ("failed", True), result
    assert ask(standing, oracle, template).status == "finished"


def test_one_that_hangs_is_ended_at_its_limit_and_keeps_nobody_waiting(
    standing: Standing, template: Path, tmp_path: Path
) -> None:
    told = tmp_path / "pid"
    oracle = served(
        tmp_path,
        f"if 'bad' in paths[0]: open({str(told)!r}, 'w').write(str(os.getpid())); time.sleep(60)\n"
        f"        print('{FINISHED}')",
    )
    bad = tmp_path / "bad.yaml"
    assert ask(standing, oracle, template).status == "finished"
    (hanging,) = start([oracle], [bad], 1.5, standing)
    assert ask(standing, oracle, template).status == "finished"
    assert (hanging.finish().status, told.exists()) == ("timeout", True)
    deadline = time.monotonic() + 20
    while Path("/proc", told.read_text()).exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_one_that_is_busy_without_end_meets_the_limit_of_its_processor_time(
    standing: Standing, template: Path, tmp_path: Path
) -> None:
    limit = 'print(\'{"version": "%d", "diagnostics": []}\' % resource.getrlimit(resource.RLIMIT_CPU)[0])'
    assert ask(standing, served(tmp_path, limit), template, timeout=7).version == "8"


@pytest.mark.parametrize("prepare", ["os._exit(0)", "raise ValueError", "os.kill(os.getpid(), 9)"])
def test_where_it_cannot_be_kept_loaded_it_is_started_anew(
    prepare: str, standing: Standing, template: Path, tmp_path: Path
) -> None:
    oracle = served(tmp_path, f"print('{FINISHED}')", prepare)
    assert [ask(standing, oracle, template).version for _ in range(2)] == ["started anew"] * 2


def test_many_are_answered_at_once(standing: Standing, template: Path, tmp_path: Path) -> None:
    oracle = served(tmp_path, 'print(\'{"version": "%s", "diagnostics": []}\' % os.path.basename(paths[0]))')
    running = [start([oracle], [tmp_path / f"{number}.yaml"], 60, standing)[0] for number in range(8)]
    assert [one.finish().version for one in running] == [f"{number}.yaml" for number in range(8)]


def test_nothing_is_left_when_it_is_closed(template: Path, tmp_path: Path) -> None:
    oracle = served(tmp_path, "time.sleep(60)")
    descriptors = len(list(Path("/proc/self/fd").iterdir()))
    with Standing() as standing:
        (running,) = start([oracle], [template], 60, standing)
    running.abandon()
    assert len(list(Path("/proc/self/fd").iterdir())) == descriptors
    assert ask(standing, oracle, template).version == "started anew"
