"""Resources as Terraform's providers name them: what the readers of Terraform, CDK Terrain and Pulumi give.

Each of those tools describes the same resources of the same provider. A reader leaves the names as they are and makes
values of the algebra (an `Encoded` where it knows the structure of a JSON text); `stackproof.vocabulary.translate`
turns the whole into a Graph. So the words are translated in one place, whatever the tool.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from stackproof.graph.truth import Truth
from stackproof.graph.values import Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stackproof.graph.graph import Output, Problem, Stack
    from stackproof.graph.location import Location
    from stackproof.graph.resource import Parent
    from stackproof.graph.values import MapValue

Mode = Literal["managed", "data"]


@dataclass(slots=True)
class NativeResource:
    """A resource, or something looked up (`mode` data), before its words are translated.

    Attributes:
        address: unique in the native graph, and kept by the translated resource: `aws_s3_bucket.logs`,
            `module.net.aws_subnet.private["a"]`, `data.aws_region.current`; for programs the path of the construct or
            the name, prefixed with the stack where there are several.
        type: Terraform's type (`aws_s3_bucket`), also for Pulumi; a type of another provider as it is (`random_id`,
            `random:index/randomId:RandomId`).
        arguments: in Terraform's names (snake_case). A nested block is a ListValue of MapValues, a single one may be a
            MapValue. A Reference's target is the address of a native resource, its attribute the attribute as Terraform
            has it, with dots (`arn`, `id`, `endpoint`, `vpc_config.0.vpc_id`); empty means `id`.
        native_type: as the tool itself names it (`aws:s3/bucket:Bucket`); equal to `type` where left empty.
        default_tags: tags that the provider adds (`default_tags`), below the resource's own.
        protected: `prevent_destroy`, `protect`.
        retain: the tool forgets the resource instead of deleting it (`retainOnDelete`, `removed { destroy = false }`).
        meta: what else the tool says of it, by the tool's own name: `ignore_changes`, `create_before_destroy`,
            `provider`, `replace_triggered_by`, `aliases`, ...
        The rest: as in `stackproof.graph.resource.Resource`.
    """

    address: str
    type: str
    arguments: MapValue
    location: Location
    mode: Mode = "managed"
    native_type: str = ""
    stack: str = ""
    logical_id: str = ""
    exists: Truth = Truth.YES
    condition: str | None = None
    region: Value = field(default_factory=lambda: Unknown("the region is not stated", "AWS::Region"))
    account: Value = field(default_factory=lambda: Unknown("the account is not stated", "AWS::AccountId"))
    default_tags: Value | None = None
    protected: Truth = Truth.NO
    retain: Truth = Truth.NO
    parents: tuple[Parent, ...] = ()
    depends_on: tuple[str, ...] = ()
    document: Location | None = None
    framework: bool = False
    meta: Mapping[str, Value] = field(default_factory=dict)
    assumed: str | None = None


@dataclass
class NativeGraph:
    """All that a reader knows of a project, in Terraform's words.

    Attributes:
        resources: by address, managed and looked up, in the order of the source.
        stacks, outputs, problems, undecided_resources, assumptions: as in `stackproof.graph.graph.Graph`; values refer
            to native addresses.
    """

    resources: dict[str, NativeResource] = field(default_factory=dict)
    stacks: dict[str, Stack] = field(default_factory=dict)
    outputs: list[Output] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    undecided_resources: list[Problem] = field(default_factory=list)
    assumptions: list[str] = field(default_factory=list)
