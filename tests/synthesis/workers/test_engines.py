"""Real programs of each engine: read by a worker that waited as by one that was started for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from stackproof.graph.serialise import to_json
from stackproof.graph.values import Known
from stackproof.project.discovery import discover
from stackproof.project.model import Project
from stackproof.synthesis.model import Setting, Settings, Synthesis
from stackproof.synthesis.read import read
from stackproof.synthesis.workers import pool as pool_module
from stackproof.synthesis.workers.pool import Pool
from stackproof.synthesis.workers.recipes import recipe_for

pytestmark = pytest.mark.slow
FIXTURES = Path(__file__).parents[2] / "fixtures"
SETTINGS = Settings(values={"suffix": Setting("suffix", "demo", context="suffix", env="SUFFIX")}, suffix="suffix")


def only(path: Path) -> Project:
    (project,) = discover(path).projects
    return project


def read_waiting(projects: list[Project], settings: Settings, monkeypatch: pytest.MonkeyPatch) -> list[Synthesis]:
    """What comes of the projects, each read by a worker that was there before it was its turn."""
    with Pool(1) as pool:
        for project in projects:
            recipe = recipe_for(project, settings)
            assert recipe is not None
            pool.expect(recipe)
        monkeypatch.setattr(pool_module, "Worker", None)  # Whoever needs another one now fails.
        waiting = Settings(settings.values, settings.suffix, workers=pool)
        return [read(project, waiting) for project in projects]


@pytest.mark.parametrize("path", ["cdk/orders", "cdk/restless", "cdktf_orders", "pulumi_python/orders"])
def test_the_graph_is_the_same_byte_for_byte(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    project = only(FIXTURES / path)
    alone = read(project, SETTINGS)
    (waited,) = read_waiting([project], SETTINGS, monkeypatch)
    assert alone.status != "not_run"
    assert alone.graph.resources
    assert (waited.status, to_json(waited.graph)) == (alone.status, to_json(alone.graph))
    if "restless" not in path:  # which writes the time into its template
        assert waited.templates == alone.templates
    assert (waited.twin is None) == (alone.twin is None)
    if alone.twin is not None and waited.twin is not None:
        assert to_json(waited.twin) == to_json(alone.twin)
    assert waited.problems == alone.problems


LEAVES = """
import builtins, os, sys, threading, time
import aws_cdk, lib
builtins.left = sys.left = aws_cdk.left = lib.NAME
os.environ["LEFT"] = "x"
sys.path.insert(0, os.path.join(os.getcwd(), "lib"))
threading.excepthook = print
aws_cdk.Stack = None
for folder in (os.environ["HOME"], os.environ["TMPDIR"], "/tmp", os.environ["JSII_RUNTIME_PACKAGE_CACHE_ROOT"],
               os.path.dirname(aws_cdk.__file__)):
    try: open(os.path.join(folder, "left"), "w").close()
    except OSError: pass
for _ in range(3): threading.Thread(target=time.sleep, args=(60,)).start()
if os.fork() == 0: os.setsid(); time.sleep(60)
os.kill(0, 9)
"""

LOOKS = """
import builtins, json, os, sys
import aws_cdk
from aws_cdk import aws_sns as sns
app = aws_cdk.App()
stack = aws_cdk.Stack(app, "S")
found = [name for name, place in (("builtins", builtins), ("sys", sys), ("aws_cdk", aws_cdk)) if hasattr(place, "left")]
if "LEFT" in os.environ: found.append("environment")
for folder in (os.environ["HOME"], os.environ["TMPDIR"], "/tmp", os.environ["JSII_RUNTIME_PACKAGE_CACHE_ROOT"],
               os.path.dirname(aws_cdk.__file__)):
    if os.path.lexists(os.path.join(folder, "left")): found.append(folder)
try: import lib; found.append("lib")
except ImportError: pass
commands = []
if os.access("/proc/self/cmdline", os.R_OK):
    commands = [open(f"/proc/{pid}/cmdline", "rb").read() for pid in os.listdir("/proc") if pid.isdigit()]
if sum(b"node" in command.split(bytes(1))[0] for command in commands) > 1: found.append("two kernels")
sns.Topic(stack, "T", display_name=json.dumps(found), topic_name="own-" + os.environ.get("SUFFIX", "none"))
app.synth()
"""


@pytest.fixture
def projects(tmp_path: Path) -> list[Project]:
    for name, program in (("one", LEAVES), ("other", LOOKS)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "app.py").write_text(program)
        (tmp_path / name / "cdk.json").write_text('{"app": "python3 app.py"}')
    (tmp_path / "one" / "lib").mkdir()
    (tmp_path / "one" / "lib" / "__init__.py").write_text("NAME = 'one'\n")
    return [only(tmp_path / "one"), only(tmp_path / "other")]


def test_a_project_finds_nothing_of_the_one_that_was_read_before(projects: list[Project]) -> None:
    with Pool(2) as pool:
        settings = Settings(SETTINGS.values, SETTINGS.suffix, workers=pool)
        for project in projects:
            recipe = recipe_for(project, settings)
            assert recipe is not None
            pool.expect(recipe)
        bad, good = (read(project, settings) for project in projects)
    assert (bad.status, [problem.level for problem in bad.problems]) == ("failed", ["error"])
    assert "killed itself" in bad.problems[0].message or "signal" in bad.problems[0].message
    assert good.status == "ok"
    topic = good.graph.resources["S/T"]
    assert topic.get("DisplayName") == Known("[]", topic.location)
    assert topic.get("TopicName") == Known("own-demo", topic.location)


def test_projects_of_an_engine_share_a_recipe_and_limits_tell_recipes_apart(projects: list[Project]) -> None:
    recipes = {recipe_for(project, SETTINGS) for project in projects}
    assert len(recipes) == 1
    other = recipe_for(projects[0], Settings(timeout=7))
    assert other not in recipes
    assert recipe_for(only(FIXTURES / "cdk_ts" / "orders"), SETTINGS) is None
