"""One repository with every reference stack in it: `stackproof new all`."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from stackproof.blueprints import registry
from stackproof.blueprints.registry import Blueprint
from stackproof.blueprints.settings import SettingsOf

_LINT = "ruff format --check . && ruff check . && mypy"
_TEST = "coverage run -m pytest && coverage report"


class System(NamedTuple):
    """What the repository's files say of one stack: its folder, its summary, and lines of the Makefile."""

    name: str
    summary: str
    requirements: str
    lint: str
    test: str
    synth: str


def copy_all(blueprints: list[Blueprint], directory: Path, layout: str, values: Mapping[str, Mapping[str, str]]) -> int:
    """Makes a repository of reference stacks in a folder that is new or empty; returns the number of files.

    Args:
        blueprints: the stacks, each of which gets a folder of its name.
        directory: where the repository is to be.
        layout: one of `layouts.LAYOUTS`, for every stack.
        values: settings by the stack's name and by their keys in its context, already checked.

    Raises:
        InputError: the folder exists and is not empty, or cannot be made.
    """
    with registry.new_folder(directory) as made:
        made.mkdir()
        systems = []
        for blueprint in blueprints:
            registry.lay(blueprint, made / blueprint.name, layout, values.get(blueprint.name, {}))
            systems.append(_system(blueprint, made / blueprint.name, values.get(blueprint.name, {})))
        (made / "Makefile").write_text(_makefile(systems, layout), "utf-8")
        (made / "README.md").write_text(_readme(systems), "utf-8")
        (made / ".github" / "workflows").mkdir(parents=True)
        (made / ".github" / "workflows" / "ci.yml").write_text(_workflow(systems), "utf-8")
        return sum(len(names) for _, _, names in os.walk(made))


def _system(blueprint: Blueprint, folder: Path, values: Mapping[str, str]) -> System:
    steps = _steps(folder / ".github" / "workflows" / "ci.yml")
    nested = (folder / "lib" / "requirements-dev.txt").is_file()
    enter = f"cd {blueprint.name} && . .venv/bin/activate &&"
    entry = "tap.py" if (folder / "tap.py").is_file() else "app.py"
    synth = "".join(f'{name}="$${{{name}:-{value}}}" ' for name, value in _stand_ins(blueprint, folder, values))
    synth = f"{enter} {synth}{_command(steps.get('synthesise', f'python {entry}'))}"
    if (folder / "Pulumi.yaml").is_file():
        # Pulumi's own command line has nothing that needs neither a backend nor an account.
        synth = f"$(STACKPROOF) graph {blueprint.name} > /dev/null"
    return System(
        blueprint.name,
        blueprint.summary,
        "lib/requirements-dev.txt" if nested else "requirements-dev.txt",
        f"{enter} {_command(steps.get('lint', _LINT))}",
        f"{enter} {_command(steps.get('test', _TEST))}",
        synth,
    )


def _stand_ins(blueprint: Blueprint, folder: Path, values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What the contract puts in the place of settings that have no default, by environment variable."""
    problems = SettingsOf(blueprint.folder).problems(values)
    contract = yaml.safe_load((folder / "stackproof.yaml").read_text("utf-8"))
    for name, given in contract.get("parameters", {}).items():
        if isinstance(given, dict) and "env" in given and any(one.startswith(f"{name} ") for one in problems):
            yield given["env"], str(given["value"])


def _command(text: str) -> str:
    """A command as a Makefile has it."""
    return text.replace("$", "$$")


def _steps(workflow: Path) -> dict[str, str]:
    """The commands of a stack's own workflow by the first word of their step's name, those that need no GitHub."""
    found: dict[str, str] = {}
    if not workflow.is_file():
        return found
    jobs: dict[str, Any] = yaml.safe_load(workflow.read_text("utf-8"))["jobs"]
    for job in jobs.values():
        for step in job.get("steps", []):
            command = step.get("run")
            if "name" in step and command and "${{" not in command and "env" not in step:
                lines = [line.strip() for line in command.strip().splitlines()]
                found.setdefault(step["name"].split()[0].lower(), " && ".join(lines))
    return found


def _makefile(systems: list[System], layout: str) -> str:
    profile = " --profile tap" if layout == "tap" else ""
    names = " ".join(system.name for system in systems)
    head = f"""\
# A target for each system does all for it, one after the other; the others do one thing for every system.
PYTHON ?= python3
STACKPROOF ?= stackproof
SYSTEMS := {names}
STEPS := setup test synth check

.PHONY: all clean $(SYSTEMS) $(STEPS) $(foreach step,$(STEPS),$(SYSTEMS:%=$(step)-%))

all: $(SYSTEMS)

$(SYSTEMS):
\t@$(MAKE) --no-print-directory setup-$@
\t@$(MAKE) --no-print-directory test-$@
\t@$(MAKE) --no-print-directory synth-$@
\t@$(MAKE) --no-print-directory check-$@

setup: $(SYSTEMS:%=setup-%)
test: $(SYSTEMS:%=test-%)
synth: $(SYSTEMS:%=synth-%)
check: $(SYSTEMS:%=check-%)

$(SYSTEMS:%=check-%): check-%:
\t$(STACKPROOF) check $*{profile}

clean:
\trm -rf $(SYSTEMS:%=%/.venv) $(SYSTEMS:%=%/cdk.out) $(SYSTEMS:%=%/cdktf.out)
"""
    return head + "".join(_targets(system) for system in systems)


def _targets(system: System) -> str:
    name, venv = system.name, f"{system.name}/.venv/.installed"
    return f"""
{venv}: {name}/{system.requirements}
\tcd {name} && $(PYTHON) -m venv .venv && .venv/bin/pip install --quiet -r {system.requirements}
\ttouch $@
setup-{name}: {venv}
test-{name}: {venv}
\t{system.lint}
\t{system.test}
synth-{name}: {venv}
\t{system.synth}
"""


def _readme(systems: list[System]) -> str:
    rows = "".join(f"| [{system.name}]({system.name}) | {_cell(system.summary)} |\n" for system in systems)
    return f"""\
# Reference systems

{len(systems)} systems, each a project of its own in its folder, with its README, requirements (`stackproof.yaml`),
tests and workflow. None uses files of another, so that a folder can become a repository of its own at any time.

| System | What it is |
|---|---|
{rows}
## Commands

    make {systems[0].name}    # one system: set up, lint and test, synthesise, check
    make all               # every system
    make setup             # each system's packages, in a .venv of its own
    make test              # lint, types and unit tests of each
    make synth             # synthesis of each
    make check             # each system against its requirements

Every one of the last four exists for one system too: `make test-{systems[0].name}`. Python 3.11 or newer, Node.js and
[stackproof](https://pypi.org/project/stackproof) (`pip install "stackproof[all]"`) are expected.

## Settings and deployment

Each README has a table of settings: an environment variable wins over the context, which wins over the default. Where
a setting has no default (the bucket of Terraform's state), `make synth` takes what `stackproof.yaml` puts in its place.
`ENVIRONMENT_SUFFIX` is the end of every physical name in all of them. Deployment and destruction are described there.

`.github/workflows/ci.yml` runs `make` for every system. The workflow in a system's own folder also deploys, runs the
integration tests and destroys; GitHub reads it once the folder is a repository, or the file is moved to
`.github/workflows` here with its `working-directory` set.
"""


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("|", "\\|")


def _workflow(systems: list[System]) -> str:
    names = ", ".join(system.name for system in systems)
    return f"""\
# Every system is linted, tested, synthesised and checked against its requirements, each in a job of its own.
name: ci

on:
  pull_request:
  push:
    branches: [main]

permissions:
  contents: read

jobs:
  system:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    strategy:
      fail-fast: false
      matrix:
        system: [{names}]
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-python@v6
        with: {{python-version: "3.13"}}
      - uses: actions/setup-node@v5
        with: {{node-version: "24"}}
      - run: pip install "stackproof[all]"
      - run: make ${{{{ matrix.system }}}}
"""
