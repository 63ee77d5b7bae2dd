"""The transforms that are known here, applied to a template in the order in which CloudFormation applies them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.graph.graph import Problem
from stackproof.synthesis.cloudformation.document import entries
from stackproof.synthesis.cloudformation.template import INCLUDE, LANGUAGE_EXTENSIONS, SERVERLESS, Template

if TYPE_CHECKING:
    from stackproof.synthesis.cloudformation.environment import Environment, Parameters


class Expansion:
    """A template after its transforms, and what they may make besides that is not known here."""

    __slots__ = ("assumed", "template", "undecided")

    def __init__(self, template: Template, undecided: list[Problem]) -> None:
        self.template = template
        self.undecided = undecided
        self.assumed: dict[str, str] = {}


def expanded(template: Template, parameters: Parameters, environment: Environment) -> Expansion:
    """Applies AWS::LanguageExtensions and AWS::Serverless; every other macro is named as not known."""
    undecided: list[Problem] = []
    loops_are_read = template.uses(LANGUAGE_EXTENSIONS)
    for name, at in template.transforms:
        if name == INCLUDE:
            undecided.append(Problem("note", "AWS::Include reads a file from S3 that is not known here", at))
        elif name not in (LANGUAGE_EXTENSIONS, SERVERLESS):
            undecided.append(Problem("note", f"the macro {name[:80]} may change the template at deployment", at))
    for section in ("Resources", "Outputs", "Conditions", "Mappings", "Parameters"):
        for key, _, at in entries(template.section(section), template.section_at(section)):
            if key == "Fn::Transform":
                undecided.append(Problem("note", f"a macro makes entries of {section} at deployment", at))
            elif key.startswith("Fn::ForEach::") and not loops_are_read:
                message = f"{key[:80]} is not read without the transform {LANGUAGE_EXTENSIONS}"
                undecided.append(Problem("error", message, at))
    expansion = Expansion(template, undecided)
    if loops_are_read:
        from stackproof.synthesis.cloudformation.foreach import unrolled

        loops = unrolled(expansion.template, parameters, environment)
        expansion.template = loops.template
        expansion.assumed = loops.assumed
        undecided.extend(loops.undecided)
    if template.uses(SERVERLESS):
        from stackproof.synthesis.cloudformation.sam import expand_serverless

        serverless = expand_serverless(expansion.template)
        expansion.template = serverless.template
        undecided.extend(serverless.undecided)
    return expansion
