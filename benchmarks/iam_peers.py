"""Compares the IAM evaluator with those of moto and ministack on the cases that they know the elements of.

    python -m benchmarks.iam_peers                            moto, a development dependency
    python -m benchmarks.iam_peers --ministack PYTHON         ministack too, run by the interpreter that has it
    python -m benchmarks.iam_peers --ministack PYTHON --write the same, into docs/iam.md

The cases are those of tests/reasoning/iam/cases, made from AWS's own pages, so that a difference is a peer's unless the
case is wrong. moto knows no Condition and no resource policy in this place; ministack's evaluator is the one that its
SimulateCustomPolicy asks, which passes no context, and is therefore asked by itself.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from tests.reasoning.iam.case_files import Case

PAGE = ROOT / "docs" / "iam.md"
_BEGIN, _END = "<!-- peers: begin -->", "<!-- peers: end -->"

_CHILD = """
import json, sys
from ministack.core.iam_evaluator import EvalContext, evaluate, parse_policy_document
from importlib.metadata import version
answers = {}
for case in json.load(sys.stdin):
    context = EvalContext(
        principal_arn=case["arn"], principal_type=case["type"], principal_account=case["account"],
        action=case["action"], resource_arn=case["resource"], region="eu-west-1",
        source_ip=case["context"].get("aws:sourceip"), secure_transport=case["context"].get("aws:securetransport"),
        service_context=case["context"], principal_keys=case["context"],
    )
    try:
        layers = [[parse_policy_document(layer)] for layer in case["layers"]]
        answers[case["id"]] = evaluate(context, *layers).decision
    except Exception as error:
        answers[case["id"]] = "fails: " + type(error).__name__
json.dump({"version": version("ministack"), "answers": answers}, sys.stdout)
"""
_NAMES = {"Allow": "allowed", "Deny": "explicit deny", "ImplicitDeny": "implicit deny"}


def outcome(case: Case) -> str:
    """What the case expects, without the statement."""
    words = case.expect.split()
    return " ".join(words[:2]) if words[-1] == "deny" or words[0] == "explicit" else words[0]


def for_moto(case: Case) -> bool:
    """Whether a case holds only elements that moto looks at: identity policies without conditions."""
    alone = set(case.policies) == {"identity"} and case.account is None and case.caller in ("alice", "app")
    return alone and '"Condition"' not in json.dumps(case.policies)


def by_moto(case: Case) -> str:
    """moto's answer to a case."""
    from moto.iam.access_control import IAMPolicy, PermissionResult

    try:
        found = IAMPolicy(json.dumps(case.policies["identity"])).is_action_permitted(case.action, case.resource)
    except Exception as error:  # noqa: BLE001 - an answer of the peer's, whatever it is
        return f"fails: {type(error).__name__}"
    return {
        PermissionResult.PERMITTED: "allowed",
        PermissionResult.DENIED: "explicit deny",
        PermissionResult.NEUTRAL: "implicit deny",
    }[found]


def for_ministack(case: Case) -> bool:
    """Whether a case holds only layers that ministack's evaluator takes, of a user or a role's session."""
    layers = set(case.policies) <= {"identity", "boundary", "session"} and case.account is None
    # It takes the time from its own clock.
    timed = any(key in ("aws:CurrentTime", "aws:EpochTime") for key in case.context)
    return layers and not timed and case.caller in ("alice", "app")


def by_ministack(cases: list[Case], python: str) -> tuple[str, dict[str, str]]:
    """ministack's version and its answers, from the interpreter that has it."""
    from tests.reasoning.iam.case_files import OURS

    rows: list[dict[str, Any]] = []
    for case in cases:
        user = case.caller == "alice"
        arn = f"arn:aws:iam::{OURS}:user/alice" if user else f"arn:aws:sts::{OURS}:assumed-role/app/run"
        layers = [case.policies.get(name) for name in ("identity", "boundary", "session")]
        rows.append(
            {
                "id": case.id,
                "arn": arn,
                "type": "User" if user else "AssumedRole",
                "account": OURS,
                "action": case.action,
                "resource": case.resource,
                "context": {key.lower(): value for key, value in case.context.items() if value is not None},
                "layers": [layers[0] or {"Statement": []}, *(one for one in layers[1:] if one is not None)],
            }
        )
    done = subprocess.run([python, "-c", _CHILD], input=json.dumps(rows), capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    return found["version"], {name: _NAMES.get(answer, answer) for name, answer in found["answers"].items()}


def differences(cases: list[Case], answers: dict[str, str]) -> list[tuple[Case, str]]:
    """The cases that a peer answers otherwise; one that AWS does not document proves nobody wrong."""
    return [(case, answers[case.id]) for case in cases if outcome(case) not in (answers[case.id], "undecided")]


def table(peer: str, cases: list[Case], answers: dict[str, str]) -> list[str]:
    """Lines of Markdown: how many cases agree, and each that does not."""
    wrong = differences(cases, answers)
    open_ = sum(outcome(case) == "undecided" for case in cases)
    lines = [
        f"**{peer}**: {len(cases)} cases, {len(cases) - len(wrong) - open_} the same, {open_} that AWS does not "
        f"document, {len(wrong)} different.",
        "",
    ]
    if wrong:
        lines += ["| case | AWS, by its page | peer | the statements |", "|---|---|---|---|"]
        for case, answer in wrong:
            shown = json.dumps([row for layer in case.policies.values() for row in layer["Statement"]])
            shown = shown.replace("|", "\\|")
            page = f"[{case.id.split(':')[0]}]({case.page})"
            lines.append(f"| {page} | {outcome(case)} | {answer} | `{shown[:160]}{'…' if len(shown) > 160 else ''}` |")
        groups = Counter(case.id.rsplit("-", 1)[0] for case, _ in wrong)
        lines += ["", "By group: " + ", ".join(f"{name} {count}" for name, count in sorted(groups.items())) + "."]
    return [*lines, ""]


def main(arguments: list[str]) -> int:
    """Prints the comparison, or writes it into the page."""
    parser = argparse.ArgumentParser(description="Compares the IAM evaluator with moto's and ministack's.")
    parser.add_argument("--ministack", metavar="PYTHON", help="an interpreter that has ministack")
    parser.add_argument("--write", action="store_true", help="write the tables into docs/iam.md")
    options = parser.parse_args(arguments)
    from importlib.metadata import version

    from tests.reasoning.iam.case_files import load

    cases = load()
    known = [case for case in cases if for_moto(case)]
    lines = table(f"moto {version('moto')}", known, {case.id: by_moto(case) for case in known})
    if options.ministack:
        known = [case for case in cases if for_ministack(case)]
        number, answers = by_ministack(known, options.ministack)
        lines += table(f"ministack {number}", known, answers)
    text = "\n".join(lines)
    if options.write:
        page = PAGE.read_text("utf-8")
        before, rest = page.split(_BEGIN)
        PAGE.write_text(f"{before}{_BEGIN}\n\n{text}{_END}{rest.split(_END)[1]}", "utf-8")
    else:
        print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
