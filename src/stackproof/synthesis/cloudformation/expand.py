"""The transforms that are known here, applied to a template in the order in which CloudFormation applies them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.graph import Problem
from stackproof.synthesis.cloudformation.document import entries
from stackproof.synthesis.cloudformation.template import INCLUDE, LANGUAGE_EXTENSIONS, SERVERLESS, Template

if TYPE_CHECKING:
    from stackproof.synthesis.cloudformation.environment import Environment, Parameters


class Expansion:
    """A template after its transforms.

    Attributes:
        template: the template that they made.
        undecided: what they may make besides that is not known here.
        assumed: by logical id, the assumption that a resource was made under.
        aliases: logical ids by other names that the template may use for them.
        rewritten: the macro that may change everything in the template; empty when there is none.
        made_elsewhere: what may declare further names; None when nothing does.
    """

    __slots__ = ("aliases", "assumed", "made_elsewhere", "rewritten", "template", "undecided")

    def __init__(self, template: Template, undecided: list[Problem]) -> None:
        self.template = template
        self.undecided = undecided
        self.assumed: dict[str, str] = {}
        self.aliases: dict[str, str] = {}
        self.made_elsewhere: str | None = None
        self.rewritten = ""


def expanded(template: Template, parameters: Parameters, environment: Environment) -> Expansion:
    """Applies AWS::LanguageExtensions and AWS::Serverless; every other macro is named as not known."""
    undecided: list[Problem] = []
    rewritten = ""
    loops_are_read = template.uses(LANGUAGE_EXTENSIONS)
    for name, at in template.transforms:
        if name == INCLUDE:
            undecided.append(Problem("note", "AWS::Include reads a file from S3 that is not known here", at))
        elif name not in (LANGUAGE_EXTENSIONS, SERVERLESS):
            # A macro of the whole template takes all of it and gives back what it likes.
            rewritten = f"the macro {name[:80]} may change the template at deployment"
            undecided.append(Problem("note", rewritten, at))
    for section in ("Resources", "Outputs", "Conditions", "Mappings", "Parameters"):
        for key, _, at in entries(template.section(section), template.section_at(section)):
            if key == "Fn::Transform":
                undecided.append(Problem("note", f"a macro makes entries of {section} at deployment", at))
            elif key.startswith("Fn::ForEach::") and not loops_are_read:
                message = f"{key[:80]} is not read without the transform {LANGUAGE_EXTENSIONS}"
                undecided.append(Problem("error", message, at))
    expansion = Expansion(template, undecided)
    expansion.rewritten = rewritten
    if any(problem.level == "note" for problem in undecided):
        expansion.made_elsewhere = "a macro may make it"
    if loops_are_read:
        from stackproof.synthesis.cloudformation.foreach import unrolled

        loops = unrolled(expansion.template, parameters, environment)
        expansion.template = loops.template
        expansion.assumed = loops.assumed
        undecided.extend(loops.undecided)
        if loops.undecided:
            expansion.made_elsewhere = "a loop may make it"
    if template.uses(SERVERLESS):
        from stackproof.synthesis.cloudformation.sam import expand_serverless

        serverless = expand_serverless(expansion.template)
        expansion.template = serverless.template
        expansion.aliases = serverless.aliases
        undecided.extend(serverless.undecided)
    return expansion
