"""What stackproof says of 100 public templates of other people, as the table in docs/public-templates.md.

    python -m benchmarks.corpus copy CLONES     # see corpus.py
    python -m benchmarks.public > docs/public-templates.md

An internal error ends the program with exit code 1. Findings below are of our own rules; cloudformation-validate is
asked as well, and what it adds is counted.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from datetime import date
from pathlib import Path

from benchmarks import corpus
from stackproof import __version__
from stackproof.assessment.assess import Options, assess
from stackproof.assessment.model import Assessment
from stackproof.errors import InputError

TODAY = date(2026, 11, 21)


def assessed(path: Path) -> Assessment | InputError:
    """The assessment of one template, or why there is none."""
    try:
        (assessment,) = assess(path, Options(today=TODAY)).assessments
    except InputError as error:
        return error
    return assessment


def row(where: dict[str, str], result: Assessment | InputError) -> str:
    """One row of the table."""
    name = f"`{where['path']}`"
    if isinstance(result, InputError):
        message = str(result).replace("|", "\\|")
        return f"| {name} | - | not assessed (exit 2) | {message} |"
    ours = Counter(finding.rule for finding in result.findings if finding.origin == "stackproof")
    theirs = sum(1 for finding in result.findings if finding.origin != "stackproof")
    said = [f"{rule}{f' x{count}' if count > 1 else ''}" for rule, count in sorted(ours.items())]
    said += [f"undecided: {rule}" for rule in sorted({check.rule for check in result.undecided})]
    said += [f"oracle: {theirs}"] if theirs else []
    said += [problem for _, problem, _ in result.synthesis.problems[:2]]
    text = "; ".join(said).replace("|", "\\|").replace("\n", " ")
    return f"| {name} | {result.graph.resources} | {result.verdict} | {text} |"


def main() -> None:
    """Prints the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.parse_args()
    results = [(where, assessed(path)) for where, path in corpus.templates()]
    done = [result for _, result in results if isinstance(result, Assessment)]
    broken = [reason for result in done for reason in result.reasons if "bug of stackproof" in reason]
    ours = Counter(finding.rule for result in done for finding in result.findings if finding.origin == "stackproof")
    print("# 100 public templates\n")
    print(f"Made by `python -m benchmarks.public` with stackproof {__version__}, judged on {TODAY}. The list with")
    print(f"commits and hashes is `benchmarks/corpus.json` (seed {corpus.SEED}); the templates are not shipped.\n")
    verdicts = Counter(result.verdict for result in done)
    refused = len(results) - len(done)
    print(f"- templates: {len(results)}, of {len({where['repository'] for where, _ in results})} repositories")
    print(f"- resources: {sum(result.graph.resources for result in done)}")
    print(f"- internal errors: {len(broken)}; refused with a message: {refused}")
    print(f"- verdicts: {', '.join(f'{count} {name}' for name, count in sorted(verdicts.items()))}")
    print(f"- findings of our own: {json.dumps(dict(ours.most_common()))[1:-1] or 'none'}\n")
    repository = ""
    for where, result in results:
        if where["repository"] != repository:
            repository = where["repository"]
            print(f"\n## {repository}\n\ncommit `{where['commit']}`\n")
            print("| template | resources | verdict | what was said |\n|---|---|---|---|")
        print(row(where, result))
    for reason in broken:
        print(reason, file=sys.stderr)
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
