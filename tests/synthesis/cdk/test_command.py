from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackproof.errors import InputError
from stackproof.synthesis.cdk.command import Entry, parse


@pytest.mark.parametrize(
    ("command", "entry"),
    [
        ("python3 app.py", Entry("script", "app.py")),
        ("python app.py --stage beta", Entry("script", "app.py", ("--stage", "beta"))),
        (".venv/bin/python3.12 -u -W ignore infra/app.py", Entry("script", "infra/app.py")),
        ("python3 ./app.py 'two words'", Entry("script", "app.py", ("two words",))),
        ("python -m infra.app prod", Entry("module", "infra.app", ("prod",))),
        ("poetry run python app.py", Entry("script", "app.py")),
        ("pipenv run python3 tap.py", Entry("script", "tap.py")),
        ("uv run app.py", Entry("script", "app.py")),
        ("uv run --frozen python -m infra", Entry("module", "infra")),
        ("STAGE=beta python3 app.py", Entry("script", "app.py", (), {"STAGE": "beta"})),
        ("env STAGE=beta TIER=2 python3 app.py", Entry("script", "app.py", (), {"STAGE": "beta", "TIER": "2"})),
        ("pip install -r requirements.txt && python3 app.py", Entry("script", "app.py")),
        ("source .venv/bin/activate && python app.py", Entry("script", "app.py")),
    ],
)
def test_the_program_behind_a_command_is_found(command: str, entry: Entry) -> None:
    assert parse(command) == entry


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ("npx ts-node bin/app.ts", "no Python file or module"),
        ("mvn -e -q compile exec:java", "no Python file or module"),
        ("python3", "no Python file or module"),
        ("python3 -c print(1)", "shell"),
        ("python3 --unknown app.py", "no Python file or module"),
        ("python3 /etc/app.py", "no Python file or module"),
        ("python3 ../other/app.py", "no Python file or module"),
        ("python3 -m ../x", "no Python file or module"),
        ("python3 app.py; rm -rf /", "shell"),
        ("python3 app.py | tee log", "shell"),
        ("python3 $APP", "shell"),
        ("python3 `which app`.py", "shell"),
        ("curl example.com && python3 app.py", "'curl example.com' is not run"),
        ("python3 'app.py", "not a well-formed command"),
        ("", "no Python file or module"),
    ],
)
def test_what_is_no_plain_python_program_is_refused_with_its_line(command: str, reason: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(command, file="cdk.json", line=2)
    assert reason in caught.value.message
    assert caught.value.place == "cdk.json:2"
    assert caught.value.hint


@given(st.text(max_size=60))
def test_any_command_is_understood_or_refused(command: str) -> None:
    try:
        entry = parse(command)
    except InputError:
        return
    assert not entry.target.startswith(("/", ".."))
