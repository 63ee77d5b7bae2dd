"""From a path to Assessments: discover, synthesise, ask the rules, the contract and the oracles, decide."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from stackproof import __version__
from stackproof.assessment import baseline, excerpt, findings, relocation, verdict, weighing
from stackproof.assessment.asking import Oracles
from stackproof.assessment.model import (
    Assessment,
    Finding,
    GraphFacts,
    OracleRun,
    ProjectFacts,
    RequirementVerdict,
    SynthesisFacts,
)
from stackproof.assessment.settings import combine, load_contract
from stackproof.assessment.sharing import ALONE, Shared, prepared
from stackproof.assessment.silencing import Silence
from stackproof.contract import profile as profiles
from stackproof.errors import InputError
from stackproof.graph.query import string
from stackproof.graph.values import Known
from stackproof.project.discovery import shown_path
from stackproof.project.opening import opened
from stackproof.rules.model import Context

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from pathlib import Path

    from stackproof.graph.graph import Graph
    from stackproof.graph.location import Location
    from stackproof.oracles.model import OracleResult
    from stackproof.oracles.run import Choice
    from stackproof.project.model import Project
    from stackproof.rules.model import Policy, Rule, Severity
    from stackproof.synthesis.model import Synthesis, ToolchainChoice


@dataclass(frozen=True, slots=True)
class Options:
    """What the caller asks for.

    Attributes:
        today: the date that dated facts are judged by.
        contract: a contract to use in place of the project's own; nothing in the project then changes the verdict.
        values: settings of the program by name (`--set`).
        fail_on: the least severity that blocks; None takes the contract's, else `high`.
        base: for a Markdown answer, a project whose files it is laid over.
        timeout: seconds of wall time for one foreign program or oracle.
        toolchain: see `Settings.toolchain`.
        profile: name or file of the profile; None takes the contract's, else `default`.
    """

    today: date
    contract: Path | None = None
    oracles: Choice = "default"
    fail_on: Severity | None = None
    values: dict[str, str] = field(default_factory=dict)
    timeout: float = 120.0
    allow_weak_sandbox: bool = False
    toolchain: ToolchainChoice = "installed"
    baseline: Path | None = None
    base: Path | None = None
    profile: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """The assessments of all projects at a path.

    Attributes:
        assessments: in a stable order; empty where nothing could be assessed.
        skipped: what looked like a project but could not be read, or why nothing could.
        path: as it was given.
        fault: an error that is stackproof's own; of `assess_many` only, for `assess` raises it.
    """

    assessments: tuple[Assessment, ...]
    skipped: tuple[InputError, ...]
    path: Path
    fault: Exception | None = None


def assess(path: Path, options: Options) -> Result:
    """Assesses every project at a path.

    Raises:
        InputError: nothing can be assessed, or the contract or the baseline cannot be read.
    """
    known = baseline.load(options.baseline) if options.baseline else {}
    done: list[Assessment] = []
    with opened(path, options.base) as discovery:
        skipped = list(discovery.skipped)
        for project in discovery.projects:
            try:
                done.append(assess_project(project, options, known))
            except InputError as error:
                # Beside others that can be assessed, one that cannot is named and the rest goes on.
                skipped.append(error)
    if not done:
        raise skipped[0]
    return Result(tuple(done), tuple(skipped), path)


def assess_project(project: Project, options: Options, known: dict[str, int], shared: Shared = ALONE) -> Assessment:
    """Assesses one project; `known` is what a baseline lists.

    Raises:
        InputError: it cannot be assessed; places are those of the user's own files.
    """
    try:
        with prepared(shared, project, options.oracles) as companions:
            return _Run(project, options, known, companions).assessment()
    except InputError as error:
        raise (project.places.error(error) if project.places else error) from None


class _Run:
    """The assessment of one project; each step is done once."""

    def __init__(self, project: Project, options: Options, known: dict[str, int], shared: Shared) -> None:
        self._project = project
        self._shared = shared
        self._options = options
        self._known = known
        self._seconds: dict[str, float] = {}
        self._contract = load_contract(options.contract, project.contract)
        self._profile = profiles.find(
            options.profile or (self._contract and self._contract.profile) or profiles.DEFAULT
        )
        self._asked = self._profile.over(self._contract)

    def assessment(self) -> Assessment:
        """Runs the whole pipeline."""
        from stackproof.rules import registry
        from stackproof.synthesis.read import read

        started = time.perf_counter()
        settings = combine(
            self._contract,
            self._options.values,
            timeout=self._options.timeout,
            allow_weak_sandbox=self._options.allow_weak_sandbox,
            toolchain=self._options.toolchain,
        )
        waiting = self._shared.oracles
        with Oracles(self._project, self._options.oracles, self._options.timeout, waiting) as oracles:
            oracles.ask_about_sources()
            synthesis = read(self._project, replace(settings, workers=self._shared.workers))
            self._mark("synthesis", started)
            oracles.ask_about(synthesis.templates)
            rules = registry.worth_asking(synthesis.graph.types, self._project.engine, self._asked.policy.rules)
            given = frozenset(one.value for one in settings.values.values())
            return self._judge(synthesis, rules, oracles, started, given)

    def _judge(
        self,
        synthesis: Synthesis,
        rules: Sequence[Rule],
        oracles: Oracles,
        started: float,
        given: frozenset[str],
    ) -> Assessment:
        from stackproof.rules.run import run
        from stackproof.sources.project import sources_of

        graph = synthesis.graph
        policy = self._asked.policy
        clock = time.perf_counter()
        sources = sources_of(self._project)
        outcome = run(Context(graph, self._options.today, policy, synthesis.twin, sources, given), rules)
        self._mark("rules", clock)
        clock = time.perf_counter()
        requirements = self._requirements(synthesis, policy)
        self._mark("contract", clock)
        clock = time.perf_counter()
        answers = oracles.answers()
        self._mark("oracles", clock)
        ours, undecided = findings.of_rules(outcome.answers)
        theirs = [one for result, asked in answers for one in findings.of_oracle(result, asked, graph.resources)]
        merged = findings.merge(ours, theirs, {rule.id: rule for rule in rules})
        merged = [replace(finding, requirements=_bears_on(finding, requirements)) for finding in merged]
        merged = weighing.under(self._profile, merged, rules)
        silence = Silence(self._project, graph, self._contract, outside=self._options.contract is not None)
        merged = silence.findings(merged, rules, policy)
        undecided = silence.undecided(undecided, rules)
        merged = baseline.apply(merged, self._known)
        merged = excerpt.add_code(sorted(merged, key=findings.order), self._project.root)
        unread = [hidden.message for hidden in graph.undecided_resources if hidden.level != "error"]
        incomplete = [*_not_known(unread), *(crash.message for crash in outcome.crashes)]
        problems = [*_problems(synthesis), *silence.problems]
        runs = _oracle_runs(result for result, _ in answers)
        fail_on = self._fail_on()
        notes = [(note.level, note.message, note.at) for note in self._project.notes]
        errors = sum(1 for level, _, _ in [*notes, *problems] if level == "error")
        decision, reasons = verdict.decide(
            status=synthesis.status,
            findings=merged,
            undecided=undecided,
            requirements=requirements,
            oracles=runs,
            incomplete=incomplete,
            fail_on=fail_on,
            errors=errors,
        )
        self._mark("total", started)
        assessment = Assessment(
            stackproof=__version__,
            today=self._options.today.isoformat(),
            project=self._project_facts(synthesis),
            contract=self._contract_name(),
            profile=self._profile.name,
            synthesis=SynthesisFacts(synthesis.status, tuple(problems), synthesis.isolation),
            graph=_graph_facts(graph),
            findings=tuple(merged),
            undecided=tuple(undecided),
            requirements=tuple(requirements),
            oracles=runs,
            suppressions=silence.summary(runs),
            fail_on=fail_on,
            verdict=decision,
            reasons=reasons,
            readiness=verdict.readiness(
                status=synthesis.status,
                findings=merged,
                undecided=undecided,
                requirements=requirements,
                errors=errors,
                unread=len(unread),
            ),
            passed=outcome.passed,
            assumptions=tuple(graph.assumptions),
            timing={**self._seconds, **synthesis.seconds},
        )
        if self._project.places:
            assessment = relocation.in_answer(assessment, self._project.places)
        facts = assessment.synthesis
        return replace(assessment, synthesis=replace(facts, problems=(*notes, *facts.problems)))

    def _mark(self, step: str, since: float) -> None:
        self._seconds[step] = round(time.perf_counter() - since, 4)

    def _contract_name(self) -> str:
        if self._contract is None:
            return ""
        if self._options.contract is not None:
            return shown_path(self._options.contract)
        return self._contract.file.name

    def _fail_on(self) -> Severity:
        if self._options.fail_on:
            return self._options.fail_on
        return self._asked.fail_on or "high"

    def _requirements(self, synthesis: Synthesis, policy: Policy) -> list[RequirementVerdict]:
        if self._contract is None and not self._asked.requirements and not policy.allowed_paths:
            return []
        from stackproof.contract.evaluate import EvaluationContext, evaluate
        from stackproof.sources.project import sources_of

        context = EvaluationContext(
            graph=synthesis.graph,
            twin=synthesis.twin,
            today=self._options.today,
            policy=policy,
            root=self._project.sources or self._project.root,
            status=synthesis.status,
            regions=dict(self._asked.regions),
            other_suffix=synthesis.other_suffix,
            project_sources=sources_of(self._project),
        )
        return evaluate(self._asked, context)

    def _project_facts(self, synthesis: Synthesis) -> ProjectFacts:
        project = self._project
        return ProjectFacts(
            path=shown_path(project.places.folder if project.places else project.root),
            engine=project.engine,
            language=project.language,
            entry=project.entry,
            versions=synthesis.versions,
            answer=project.places.answer if project.places else "",
            title=project.places.title if project.places else "",
        )


def _bears_on(finding: Finding, requirements: Sequence[RequirementVerdict]) -> tuple[str, ...]:
    """Ids of the violated requirements whose evidence names the finding's resource."""
    return tuple(
        requirement.id
        for requirement in requirements
        if requirement.status == "violated" and any(proof.address == finding.address for proof in requirement.evidence)
    )


def _problems(synthesis: Synthesis) -> list[tuple[str, str, Location]]:
    graph = synthesis.graph
    seen = dict.fromkeys([*synthesis.problems, *graph.problems, *graph.undecided_resources])
    return [(problem.level, problem.message, problem.at) for problem in seen]


def _not_known(unread: Sequence[str]) -> list[str]:
    """That some of the infrastructure was not seen, so that no rule was asked about it."""
    if not unread:
        return []
    more = f" (and {len(unread) - 1} more)" if len(unread) > 1 else ""
    return [f"not all of the infrastructure is known: {unread[0]}{more}"]


def _oracle_runs(results: Iterable[OracleResult]) -> tuple[OracleRun, ...]:
    return tuple(OracleRun(result.name, result.status, result.version, result.reason) for result in results)


def _graph_facts(graph: Graph) -> GraphFacts:
    types: dict[str, int] = {}
    regions: set[str] = set()
    for resource in graph.resources.values():
        types[resource.type] = types.get(resource.type, 0) + 1
        if isinstance(resource.region, Known):
            regions.add(string(resource.region) or "")
    services = {name.split("::")[1] for name in types if name.startswith("AWS::") and name.count("::") >= 2}
    return GraphFacts(
        resources=len(graph.resources),
        unmapped=dict(sorted(graph.unmapped.items())),
        services=tuple(sorted(services)),
        regions=tuple(sorted(regions - {""})),
        types=dict(sorted(types.items())),
    )
