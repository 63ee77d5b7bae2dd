"""What it costs to assess many AWS CDK projects in Python, beside their bare programs.

    python -m benchmarks.workers [--projects FOLDER] [--count 50] [--rounds 3] [--answers 7] [--cgroup FOLDER]

Rounds, each of three batches in turn, so that a machine that gets slower does so for all: the bare programs as the CDK
CLI would start them (same interpreter, same node, jsii's package cache warm), two at a time; `assess_many` with two
jobs and no oracle; the same with the default oracle. All on two processors. The ratios are round by round.

Then the answer time: how long one project takes, from naming it to its result, while a worker waits for it.

On a machine that does other things as well, wall time says who got the processors. --cgroup names a control group that
can be written to (below /sys/fs/cgroup; version 1 with cpuacct, or version 2): all runs are in it, and the CPU time of
every process is counted too.

Without --projects the projects are made for the run: small applications of five kinds, no two alike.
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

from benchmarks.cdk import CONTEXT
from benchmarks.speed import machine
from stackproof import Options, assess_many
from stackproof.oracles.run import Choice
from stackproof.synthesis.cdk import toolchain

PROCESSORS = 2
TODAY = date(2026, 11, 21)
KINDS = (
    """\
from aws_cdk import aws_dynamodb as dynamodb, aws_lambda as lambda_, aws_s3 as s3
bucket = s3.Bucket(stack, "Documents", versioned=True, enforce_ssl=True)
table = dynamodb.Table(stack, "Index", partition_key=dynamodb.Attribute(name="id", type=dynamodb.AttributeType.STRING))
function = lambda_.Function(stack, "Indexer", runtime=lambda_.Runtime.PYTHON_3_13, handler="index.handler",
                            code=lambda_.Code.from_inline("def handler(event, context): return NUMBER"))
bucket.grant_read(function)
table.grant_read_write_data(function)
""",
    """\
from aws_cdk import aws_sns as sns, aws_sns_subscriptions as subscriptions, aws_sqs as sqs
topic = sns.Topic(stack, "Orders")
dead = sqs.Queue(stack, "Dead")
for number in range(1 + NUMBER % 5):
    queue = sqs.Queue(stack, f"Work{number}", visibility_timeout=cdk.Duration.seconds(30 + NUMBER),
                      dead_letter_queue=sqs.DeadLetterQueue(max_receive_count=3, queue=dead))
    topic.add_subscription(subscriptions.SqsSubscription(queue))
""",
    """\
from aws_cdk import aws_ec2 as ec2, aws_rds as rds
vpc = ec2.Vpc(stack, "Network", max_azs=2, nat_gateways=1, ip_addresses=ec2.IpAddresses.cidr("10.NUMBER.0.0/16"))
rds.DatabaseInstance(stack, "Database", vpc=vpc, storage_encrypted=True,
                     engine=rds.DatabaseInstanceEngine.postgres(version=rds.PostgresEngineVersion.VER_16))
""",
    """\
from aws_cdk import aws_apigateway as apigateway, aws_lambda as lambda_, aws_logs as logs
function = lambda_.Function(stack, "Api", runtime=lambda_.Runtime.PYTHON_3_13, handler="index.handler",
                            code=lambda_.Code.from_inline("def handler(event, context): return {}"),
                            log_group=logs.LogGroup(stack, "Logs", retention=logs.RetentionDays.ONE_MONTH))
api = apigateway.LambdaRestApi(stack, "Front", handler=function, proxy=False)
for number in range(1 + NUMBER % 4):
    api.root.add_resource(f"items{number}").add_method("GET")
""",
    """\
from aws_cdk import aws_cloudwatch as cloudwatch, aws_events as events, aws_events_targets as targets, aws_kms as kms
from aws_cdk import aws_sqs as sqs
key = kms.Key(stack, "Key", enable_key_rotation=True)
queue = sqs.Queue(stack, "Jobs", encryption_master_key=key)
hourly = events.Schedule.rate(cdk.Duration.hours(1 + NUMBER))
events.Rule(stack, "Hourly", schedule=hourly, targets=[targets.SqsQueue(queue)])
cloudwatch.Alarm(stack, "Old", metric=queue.metric_approximate_age_of_oldest_message(), threshold=60 + NUMBER,
                 evaluation_periods=2)
""",
)  # fmt: skip


def make(folder: Path, count: int) -> list[Path]:
    """Writes `count` projects, no two alike."""
    made = []
    for number in range(count):
        project = folder / f"project{number:03}"
        project.mkdir()
        body = KINDS[number % len(KINDS)].replace("NUMBER", str(number))
        (project / "app.py").write_text(
            f'import aws_cdk as cdk\napp = cdk.App()\nstack = cdk.Stack(app, "Stack{number}")\n{body}app.synth()\n'
        )
        (project / "cdk.json").write_text('{"app": "python3 app.py"}')
        made.append(project)
    return made


class Bare:
    """Runs programs as the CDK CLI would start them; jsii's package cache is a warm one of their own."""

    def __init__(self, folder: Path, tools: toolchain.Toolchain) -> None:
        self.cache = folder / "jsii"
        assert tools.store is not None
        shutil.copytree(tools.store, self.cache)
        self.node = tools.node

    def run(self, project: Path) -> None:
        """One program, to its end."""
        config = json.loads((project / "cdk.json").read_text())
        with tempfile.TemporaryDirectory() as out:
            environment = {
                "PATH": os.defpath,
                "HOME": out,
                "CDK_OUTDIR": f"{out}/assembly",
                "CDK_CONTEXT_JSON": json.dumps(CONTEXT | config.get("context", {})),
                "CDK_VALIDATION": "false",
                "JSII_NODE": str(self.node),
                "JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(self.cache),
            }
            command = [sys.executable, *shlex.split(config["app"])[1:]]
            subprocess.run(command, cwd=project, env=environment, check=True, capture_output=True)

    def batch(self, paths: list[Path]) -> float:
        """Seconds for all, two at a time."""
        begun = time.perf_counter()
        with ThreadPoolExecutor(PROCESSORS) as executor:
            list(executor.map(self.run, paths))
        return time.perf_counter() - begun


def our_batch(paths: list[Path], oracles: Choice) -> float:
    """Seconds for the assessment of the same projects, two jobs."""
    begun = time.perf_counter()
    results = list(assess_many(paths, Options(today=TODAY, oracles=oracles), jobs=PROCESSORS))
    seconds = time.perf_counter() - begun
    for result in results:
        if result.fault or result.skipped or result.assessments[0].synthesis.status != "ok":
            sys.exit(f"{result.path} was not read: {result.fault or result.skipped or result.assessments[0].synthesis}")
    return seconds


class Processor:
    """The CPU time of all that runs in a control group, from this process on."""

    def __init__(self, group: Path | None) -> None:
        self.group = group
        if group is not None:
            (group / "cgroup.procs").write_text(str(os.getpid()))

    def seconds(self) -> float:
        """Used so far; 0 without a group."""
        if self.group is None:
            return 0.0
        if (self.group / "cpuacct.usage").exists():
            return int((self.group / "cpuacct.usage").read_text()) / 1e9
        return int((self.group / "cpu.stat").read_text().split()[1]) / 1e6


def answer_times(paths: list[Path], oracles: Choice) -> Iterator[float]:
    """Seconds from naming a project to its result, with a worker that waits; the first is thrown away."""
    asked: queue.Queue[Path | None] = queue.Queue()
    results = assess_many(iter(asked.get, None), Options(today=TODAY, oracles=oracles), jobs=PROCESSORS)
    for number, path in enumerate(paths):
        begun = time.perf_counter()
        asked.put(path)
        next(results)
        if number:
            yield time.perf_counter() - begun
        time.sleep(4)  # The next worker gets ready meanwhile.
    asked.put(None)
    list(results)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--projects", type=Path, help="a folder of CDK projects in Python that synthesise")
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--answers", type=int, default=7)
    parser.add_argument("--cgroup", type=Path)
    given = parser.parse_args()
    if len(os.sched_getaffinity(0)) > PROCESSORS:
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:PROCESSORS])
    processor = Processor(given.cgroup)
    print(machine(None))
    found = toolchain.find()
    print(", ".join(f"{name} {text}" for name, text in found.versions.items()))
    with tempfile.TemporaryDirectory() as folder:
        if given.projects:
            paths = sorted(file.parent for file in given.projects.glob("*/cdk.json"))[: given.count]
        else:
            paths = make(Path(folder), given.count)
        print(f"\n{len(paths)} projects on {PROCESSORS} processors, two at a time", flush=True)
        bare = Bare(Path(folder), found)
        batches: dict[str, Callable[[], float]] = {
            "bare": lambda: bare.batch(paths),
            "assessed": lambda: our_batch(paths, "none"),
            "with oracle": lambda: our_batch(paths, "default"),
        }
        bare.batch(paths[:2])
        our_batch(paths[:2], "default")
        wall: dict[str, list[float]] = {name: [] for name in batches}
        cpu: dict[str, list[float]] = {name: [] for name in batches}
        for _ in range(given.rounds):
            for name, batch in batches.items():
                before = processor.seconds()
                wall[name].append(batch())
                cpu[name].append(processor.seconds() - before)
                print(f"{name} {wall[name][-1]:.1f} s, CPU {cpu[name][-1]:.1f} s", flush=True)
        for what, rows in (("wall time", wall), ("CPU time", cpu)):
            for name in ("assessed", "with oracle"):
                if all(rows["bare"]):
                    ratios = [ours / plain for ours, plain in zip(rows[name], rows["bare"], strict=True)]
                    spread = f"{min(ratios):.3f} to {max(ratios):.3f}"
                    print(f"{what}, {name} / bare: median {statistics.median(ratios):.3f}, {spread}")
        choices: tuple[Choice, ...] = ("none", "default")
        for choice in choices:
            times = list(answer_times(paths[: given.answers + 1], choice))
            print(f"answer, a worker waiting, oracles {choice}: median {statistics.median(times):.2f} s, "
                  f"{min(times):.2f} to {max(times):.2f} s")  # fmt: skip


if __name__ == "__main__":
    main()
