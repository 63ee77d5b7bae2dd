"""How long stackproof takes beside its peers, in one run, as ratios.

    python -m benchmarks.speed                     # 50 templates that it makes itself
    python -m benchmarks.speed --corpus            # 50 of the public templates (see corpus.py)
    python -m benchmarks.speed --checkov /path/to/checkov --runs 3

Whole processes are run in turn, template by template, so that a machine that gets slower does so for all; the median
over all templates is shown. In-process figures are warm: everything has been imported and run once.
"""

from __future__ import annotations

import argparse
import compileall
import contextlib
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path

import stackproof

HERE = Path(__file__).parent
SEED = 7
SIZES = (1, 2, 3, 5, 8, 13, 20, 30, 50, 80)
VALIDATE = (
    "import sys, cloudformation_validate as c; "
    "print(len(c.CompositeEngine().validate_template(sys.argv[1]).diagnostics))"
)


def generated(resources: int, seed: int) -> str:
    """A template of that many resources, a mixture of what templates usually hold, in YAML."""
    pick = random.Random(f"{SEED}-{seed}")
    lines = ["AWSTemplateFormatVersion: '2010-09-09'", "Parameters:", "  Env:", "    Type: String", "    Default: demo"]
    lines.append("Resources:")
    for number in range(resources):
        lines += pick.choice((_bucket, _queue, _role, _table, _logs, _alarm))(number)
    return "\n".join(lines) + "\n"


def _bucket(number: int) -> list[str]:
    return [
        f"  Bucket{number}:",
        "    Type: AWS::S3::Bucket",
        "    DeletionPolicy: Delete",
        "    Properties:",
        f"      BucketName: !Sub data-{number}-${{Env}}-${{AWS::AccountId}}",
        "      VersioningConfiguration: {Status: Enabled}",
        "      BucketEncryption:",
        "        ServerSideEncryptionConfiguration:",
        "          - ServerSideEncryptionByDefault: {SSEAlgorithm: AES256}",
        "      PublicAccessBlockConfiguration:",
        "        BlockPublicAcls: true",
        "        RestrictPublicBuckets: true",
        "      Tags:",
        "        - {Key: Environment, Value: !Ref Env}",
    ]


def _queue(number: int) -> list[str]:
    return [
        f"  Queue{number}:",
        "    Type: AWS::SQS::Queue",
        "    Properties:",
        f"      QueueName: !Join ['-', [work, '{number}', !Ref Env]]",
        "      VisibilityTimeout: 300",
        "      MessageRetentionPeriod: 1209600",
    ]


def _role(number: int) -> list[str]:
    return [
        f"  Role{number}:",
        "    Type: AWS::IAM::Role",
        "    Properties:",
        "      AssumeRolePolicyDocument:",
        "        Version: '2012-10-17'",
        "        Statement:",
        "          - {Effect: Allow, Action: 'sts:AssumeRole', Principal: {Service: lambda.amazonaws.com}}",
        "      Policies:",
        "        - PolicyName: own",
        "          PolicyDocument:",
        "            Version: '2012-10-17'",
        "            Statement:",
        "              - Effect: Allow",
        "                Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage']",
        f"                Resource: !Sub arn:aws:sqs:${{AWS::Region}}:${{AWS::AccountId}}:work-{number}-${{Env}}",
    ]


def _table(number: int) -> list[str]:
    return [
        f"  Table{number}:",
        "    Type: AWS::DynamoDB::Table",
        "    DeletionPolicy: Delete",
        "    UpdateReplacePolicy: Delete",
        "    Properties:",
        "      BillingMode: PAY_PER_REQUEST",
        "      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]",
        "      KeySchema: [{AttributeName: id, KeyType: HASH}]",
        "      PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}",
    ]


def _logs(number: int) -> list[str]:
    return [
        f"  Logs{number}:",
        "    Type: AWS::Logs::LogGroup",
        "    Properties:",
        f"      LogGroupName: !Sub /app/{number}/${{Env}}",
        "      RetentionInDays: 14",
    ]


def _alarm(number: int) -> list[str]:
    return [
        f"  Alarm{number}:",
        "    Type: AWS::CloudWatch::Alarm",
        "    Properties:",
        "      Namespace: AWS/SQS",
        "      MetricName: ApproximateAgeOfOldestMessage",
        "      Statistic: Maximum",
        "      Period: 60",
        "      EvaluationPeriods: 5",
        "      Threshold: 600",
        "      ComparisonOperator: GreaterThanThreshold",
        f"      Dimensions: [{{Name: QueueName, Value: work-{number}}}]",
        "      AlarmActions: [!Sub 'arn:aws:sns:${AWS::Region}:${AWS::AccountId}:alarms']",
    ]


def wall(command: list[str], folder: Path) -> float:
    """Wall time of a whole process in seconds; its output goes nowhere."""
    begun = time.perf_counter()
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - begun


def processes(templates: list[Path], runs: int, checkov: str | None) -> dict[str, list[float]]:
    """Wall times of the peers on every template, taken in turn."""
    binaries = Path(sys.executable).parent
    stackproof = str(binaries / "stackproof")
    peers: dict[str, Callable[[str], list[str]]] = {
        "stackproof check --oracles none": lambda file: [stackproof, "check", "--oracles", "none", file],
        "stackproof check": lambda file: [stackproof, "check", file],
        "cloudformation-validate": lambda file: [sys.executable, "-I", "-c", VALIDATE, file],
    }
    if (binaries / "cfn-lint").exists():
        peers["cfn-lint"] = lambda file: [str(binaries / "cfn-lint"), "--", file]
    if checkov:
        peers["checkov"] = lambda file: [checkov, "--quiet", "--compact", "-f", file, "--framework", "cloudformation"]
    times: dict[str, list[float]] = {name: [] for name in peers}
    with tempfile.TemporaryDirectory() as empty:
        for command in peers.values():
            wall(command(str(templates[0])), Path(empty))
        for template in templates:
            for name, command in peers.items():
                times[name].append(min(wall(command(str(template)), Path(empty)) for _ in range(runs)))
    return times


def start_up(runs: int) -> tuple[float, float]:
    """Median wall times of `stackproof --version` and of an interpreter that does nothing."""
    stackproof = str(Path(sys.executable).parent / "stackproof")
    ours, bare = [], []
    for _ in range(runs):
        ours.append(wall([stackproof, "--version"], HERE))
        bare.append(wall([sys.executable, "-I", "-c", "pass"], HERE))
    return statistics.median(ours), statistics.median(bare)


def warm(templates: list[Path]) -> list[float]:
    """Seconds that our own rules take for each template in one process that is warm."""
    from stackproof.assessment.assess import Options, assess
    from stackproof.errors import InputError

    options = Options(today=date(2026, 11, 21), oracles="none")
    assess(templates[0], options)
    times = []
    for template in templates:
        begun = time.perf_counter()
        # A few public templates are refused with a message: that takes time as well.
        with contextlib.suppress(InputError):
            assess(template, options)
        times.append(time.perf_counter() - begun)
    return times


def loading(sizes: tuple[int, ...]) -> Iterator[tuple[int, float, float]]:
    """For each size: seconds for loading and graph, and for `yaml.compose` with the C loader."""
    import yaml

    from stackproof.synthesis.cloudformation import engine
    from stackproof.synthesis.model import Settings

    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "template.yaml"
            file.write_text(generated(size, size))
            text = file.read_bytes()
            ours = min(_timed(lambda: engine.read([file], Path(folder), Settings())) for _ in range(5))  # noqa: B023
            compose = min(_timed(lambda: yaml.compose(text, Loader=yaml.CSafeLoader)) for _ in range(5))  # noqa: B023
        yield size, ours, compose


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def machine(checkov: str | None) -> str:
    """The machine and the versions, one line each."""
    model = next(
        (line.split(":", 1)[1].strip() for line in _cpuinfo() if line.startswith("model name")), platform.processor()
    )
    packages = ["stackproof", "cloudformation-validate", "PyYAML"]
    if shutil.which("cfn-lint", path=str(Path(sys.executable).parent)):
        packages.append("cfn-lint")
    versions = [f"{package} {version(package)}" for package in packages]
    if checkov:
        printed = subprocess.run([checkov, "--version"], capture_output=True, text=True, check=True).stdout.strip()
        versions.append(f"checkov {printed}")
    return (
        f"{platform.system()} {platform.release()} {platform.machine()}, {model}, {os.cpu_count()} processors, "
        f"Python {platform.python_version()}\n{', '.join(versions)}"
    )


def _cpuinfo() -> list[str]:
    file = Path("/proc/cpuinfo")
    return file.read_text().splitlines() if file.exists() else []


def main() -> None:
    """Runs everything and prints it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", action="store_true", help="use 50 of the public templates")
    parser.add_argument("--checkov", metavar="FILE", help="the checkov command of an environment of its own")
    parser.add_argument("--runs", type=int, default=1, help="runs of each process on each template; the best counts")
    given = parser.parse_args()
    print(machine(given.checkov))
    # pip compiles what it installs; a checkout is installed in place, so that it is done here.
    compileall.compile_dir(Path(stackproof.__file__).parent, quiet=2)
    with tempfile.TemporaryDirectory() as folder:
        templates = public() if given.corpus else made(Path(folder))
        print(f"\n{len(templates)} templates, {'public' if given.corpus else 'generated'}\n")
        times = processes(templates, given.runs, given.checkov)
        base = statistics.median(times["cloudformation-validate"])
        print(f"{'whole process':<34} {'median s':>9} {'/ cloudformation-validate':>26}")
        for name, row in times.items():
            median = statistics.median(row)
            print(f"{name:<34} {median:>9.3f} {median / base:>26.2f}")
        warm_times = warm(templates)
        print(
            f"\nown rules, warm, one process: median {statistics.median(warm_times) * 1000:.1f} ms a template, ", end=""
        )
        print(f"95th percentile {sorted(warm_times)[int(len(warm_times) * 0.95) - 1] * 1000:.1f} ms")
    ours, bare = start_up(21)
    print(f"stackproof --version: {ours * 1000:.0f} ms, {ours / bare:.2f} times python -I -c pass")
    print(f"\n{'resources':>9} {'load + graph s':>15} {'compose s':>10} {'ratio':>6} {'us a resource':>14}")
    for size, own, compose in loading((50, 100, 500, 1000, 2000)):
        print(f"{size:>9} {own:>15.4f} {compose:>10.4f} {own / compose:>6.2f} {own / size * 1e6:>14.0f}")


def made(folder: Path) -> list[Path]:
    """50 generated templates of mixed size, each in a folder of its own."""
    files = []
    for number in range(50):
        place = folder / f"{number:02}"
        place.mkdir()
        file = place / "template.yaml"
        file.write_text(generated(SIZES[number % len(SIZES)], number))
        files.append(file)
    return files


def public() -> list[Path]:
    """50 of the public templates, every other one of the list."""
    from benchmarks import corpus

    return [path for _, path in corpus.templates()][::2]


if __name__ == "__main__":
    main()
