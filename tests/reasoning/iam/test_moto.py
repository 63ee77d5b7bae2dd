"""Where the evaluator and moto's differ, moto is the one that does not do as the documentation says."""

from __future__ import annotations

from benchmarks.iam_peers import by_moto, differences, for_moto
from tests.reasoning.iam.case_files import load

NO_VARIABLES = "moto replaces no policy variables"
DIFFERENT = {
    "actions-2": "moto compares actions with case",
    "actions-7": "moto does not know ?",
    "actions-8": "moto reads ? as a regular expression does",
    "actions-28": "moto compares actions with case",
    "resources-8": "moto does not know ?",
    "resources-23": "moto takes a statement without Resource to allow",
    "resources-25": "moto takes a statement without Resource to allow",
    "variables-25": NO_VARIABLES,
    "variables-27": NO_VARIABLES,
    "variables-29": NO_VARIABLES,
    "variables-32": NO_VARIABLES,
}


def test_moto_differs_where_it_is_known_to_be_wrong_and_nowhere_else() -> None:
    cases = [case for case in load() if for_moto(case)]
    found = differences(cases, {case.id: by_moto(case) for case in cases})
    assert {case.id.split(":")[0] for case, _ in found} == set(DIFFERENT)
    assert len(cases) - len(found) == 60
