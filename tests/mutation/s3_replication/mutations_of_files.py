"""What the graph does not show: the procedure, the handler's code, documentation and the workflow, by the files."""

from __future__ import annotations

from tests.mutation.changes import edited, without_file
from tests.mutation.mutants import Mutation

_SETTINGS = "s3_replication/settings.py"
_HANDLER = "handlers/replication_events/replication_events.py"
_WORKFLOW = ".github/workflows/ci.yml"

_REGIONS = [
    Mutation(
        "default region of the primary",
        ("R11",),
        edited(_SETTINGS, '"primaryRegion", "us-east-1"', '"primaryRegion", "eu-west-1"'),
    ),
    Mutation(
        "default region of the replica",
        ("R11",),
        edited(_SETTINGS, '"replicaRegion", "us-east-1"', '"replicaRegion", "eu-west-1"'),
    ),
    Mutation(
        "replica region is no setting",
        ("R11",),
        edited(_SETTINGS, 'Source("REPLICA_REGION"', 'Source("PRIMARY_REGION"'),
    ),
    Mutation("no replication across regions", ("R11",), edited("s3_replication/root.py", "link_by_name(", "link(")),
    Mutation("replication across regions is not tested", ("R11",), without_file("tests/unit/test_stacks.py")),
]

_PROCEDURE = [
    Mutation("no procedure", ("R13",), without_file("docs/failover.md")),
    Mutation("procedure: no way back", ("R13",), edited("docs/failover.md", "`switch-back`", "that")),
    Mutation("procedure: older objects", ("R13",), edited("docs/failover.md", "`backfill primary`", "that")),
    Mutation("no switching over", ("R13",), edited("tools/switch.py", "def switch_over", "def other")),
    Mutation("no switching back", ("R13",), edited("tools/switch.py", "def switch_back", "def other")),
    Mutation("no Batch Replication", ("R13",), without_file("tools/backfill.py")),
    Mutation("reports are denied", ("R13",), edited("tools/backfill.py", '{"Enabled": False}', '{"Enabled": True}')),
    Mutation("switching is not tested", ("R13",), edited("tests/unit/test_tools.py", "switch_back()", "status()")),
]

_CODE = [
    Mutation(
        "entry point: settings are not checked", ("C5",), edited("app.py", "except SettingsError", "except KeyError")
    ),
    Mutation(
        "entry point: the environment alone", ("C5",), edited("app.py", "app.node.try_get_context", "environ.get")
    ),
    Mutation("thresholds are no settings", ("C6",), edited(_SETTINGS, '"LATENCY_THRESHOLD_SECONDS"', '"THRESHOLD"')),
    Mutation("an access key in a file", ("C8",), edited("cdk.json", "{", '{"key": "AKIA' + 'QWERTYUIOPASDFGH",')),
    Mutation(
        "handler: a stub",
        ("C9",),
        edited(
            _HANDLER,
            "    failures = []\n    for message",
            '    pass\n\n\ndef rest(event):\n    """The rest."""\n    failures = []\n    for message',
            at="def handle(",
        ),
    ),
    Mutation("handler: no file", ("R9", "C9", "C10"), without_file(_HANDLER)),
    Mutation("handler: repetitions are recorded", ("C9",), edited(_HANDLER, "if _first_time(", "if bool(")),
    Mutation(
        "handler: errors are not handled", ("C9",), edited(_HANDLER, "except MalformedMessageError", "except KeyError")
    ),
    Mutation("handler: no structured logs", ("C9",), edited(_HANDLER, "json.dumps(line", "str(line")),
    Mutation("handler is not tested", ("C9",), without_file("tests/unit/test_replication_events.py")),
]

_DOCUMENTATION = [
    Mutation(
        "a function without a docstring",
        ("C10",),
        edited(
            "s3_replication/log_groups.py",
            '    """The retention of that',
            '    # """The retention of that',
            at="def retention",
        ),
    ),
    Mutation("a module without a docstring", ("C10",), edited("app.py", '"""Entry point', '# """Entry point')),
    *(
        Mutation(f"README: no {word}", ("C10",), edited("README.md", old, "something"))
        for word, old in (
            ("overview", "## Architecture overview"),
            ("settings", "## Settings"),
            ("cost", "## Cost"),
            ("deployment", "aws-cdk@2 deploy"),
            ("destruction", "aws-cdk@2 destroy"),
            ("integration tests", "pytest tests/integration"),
        )
    ),
    Mutation("types are not strict", ("C10",), edited("pyproject.toml", "strict = true", "strict = false")),
    Mutation("lines are not covered", ("C10",), edited("pyproject.toml", "fail_under = 100", "fail_under = 90")),
    Mutation("no integration tests", ("C10",), without_file("tests/integration/conftest.py")),
]

_OF_WORKFLOW = [
    Mutation("no workflow", ("C12",), without_file(_WORKFLOW)),
    *(
        Mutation(f"workflow: no {word}", ("C12",), edited(_WORKFLOW, old, "true"))
        for word, old in (
            ("lint", "ruff check ."),
            ("types", "mypy"),
            ("tests", "coverage run -m pytest"),
            ("synthesis", "aws-cdk@2 synth"),
            ("check", "stackproof check ."),
            ("order", "needs: check"),
            ("deployment", "aws-cdk@2 deploy"),
            ("integration tests", "pytest tests/integration"),
            ("destruction", "aws-cdk@2 destroy"),
            ("destruction after a failure", "if: always()"),
            ("order of destruction", "needs: deploy"),
            ("prefix of bucket names", "vars.SUFFIX_PREFIX == ''"),
            ("author that tags take", "${GITHUB_ACTOR//"),
        )
    ),
]

MUTATIONS = [*_REGIONS, *_PROCEDURE, *_CODE, *_DOCUMENTATION, *_OF_WORKFLOW]
