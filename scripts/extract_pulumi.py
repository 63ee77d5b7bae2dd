"""Writes src/stackproof/vocabulary/pulumi.json: where no rule leads from Pulumi's names of AWS to Terraform's.

    python scripts/extract_pulumi.py            writes the extract
    python scripts/extract_pulumi.py --check    exits with 1 when it is stale

Pulumi's provider of AWS is generated from Terraform's. Its names follow from Terraform's by rules that lose something
(plurals, service names), so the way back needs a table. It is derived from the names in the installed pulumi-aws
(Apache-2.0), matched with the names that the installed cdktn-provider-aws (MPL-2.0) has for the same provider; only the
names that differ are written.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
import json
import re
import sys
import tarfile
import typing
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "src" / "stackproof" / "vocabulary" / "pulumi.json"
SCRIPT = "scripts/extract_pulumi.py"
sys.path.insert(0, str(ROOT / "src"))
from stackproof.vocabulary.pulumi_rules import snake  # noqa: E402

# Renamed by hand in Pulumi's provider, so that no rule leads back.
RENAMED: dict[tuple[str, str], str] = {
    ("aws_cloudwatch_log_subscription_filter", "logGroup"): "log_group_name",
    ("aws_cloudwatch_metric_alarm", "name"): "alarm_name",
    ("aws_elastic_beanstalk_environment", "version"): "version_label",
    ("aws_lambda_function", "code"): "filename",
    ("aws_lambda_function", "name"): "function_name",
    ("aws_lambda_layer_version", "code"): "filename",
    ("aws_lambda_permission", "function"): "function_name",
    ("aws_api_gateway_base_path_mapping", "restApi"): "api_id",
    ("aws_api_gateway_stage", "deployment"): "deployment_id",
    ("aws_s3_bucket_website_configuration", "routingRuleDetails"): "routing_rule",
    ("aws_sns_topic_subscription", "topic"): "topic_arn",
    **{
        (f"aws_api_gateway_{name}", "restApi"): "rest_api_id"
        for name in (
            "authorizer", "deployment", "documentation_part", "documentation_version", "gateway_response",
            "integration", "integration_response", "method", "method_response", "method_settings", "model",
            "request_validator", "resource", "rest_api_policy", "rest_api_put", "stage",
        )
    },
}  # fmt: skip
_KNOWN_TYPES = {
    "aws:s3/bucketObjectv2:BucketObjectv2": "aws_s3_object",
    "aws:amp/getWorkspace:getWorkspace": "aws_prometheus_workspace",
}
_NOT_COMPARED = frozenset({"region", "tags", "tags_all", "timeouts", "id", "count", "for_each"})


class Shape(NamedTuple):
    """What a property takes: `map`, `object`, `policy`, `list` or `plain`, and the properties of its objects."""

    kind: str
    inner: dict[str, Shape]


# Terraform's names, from the assembly of CDK Terrain's provider package.


@functools.cache
def assembly() -> dict[str, Any]:
    """The types of the installed package cdktn-provider-aws."""
    package = importlib.util.find_spec("cdktn_provider_aws")
    assert package is not None
    assert package.submodule_search_locations
    folder = Path(next(iter(package.submodule_search_locations))) / "_jsii"
    with tarfile.open(next(folder.glob("*.jsii.tgz"))) as archive:
        member = archive.extractfile("package/.jsii")
        assert member is not None
        data = json.load(member)
    types: dict[str, Any] = data["types"]
    return types


@functools.cache
def terraform(kind: str, *, names_alone: bool = False) -> dict[str, dict[str, Any]]:
    """Arguments by type; `kind` is `resources` or `data-sources`. Values are the arguments of nested blocks."""
    found = {}
    for described in assembly().values():
        if described.get("kind") != "class":
            continue
        summary = described.get("docs", {}).get("summary", "")
        match = re.search(rf"/docs/{kind}/\S+ (aws_\w+)", summary)
        named = {one["name"]: one for one in described.get("initializer", {}).get("parameters", [])}
        if match and "config" in named:
            config = named["config"]["type"].get("fqn", "")
            found[match.group(1)] = {} if names_alone else _arguments(config, ())
    return found


def _arguments(name: str, above: tuple[str, ...]) -> dict[str, Any]:
    found = {}
    for one in assembly().get(name, {}).get("properties", []):
        docs = one.get("docs", {})
        match = re.search(r"#([a-z0-9_]+)\}", docs.get("summary", "") + docs.get("remarks", ""))
        if match:
            inner = next(_structs(one["type"]), "")
            found[match.group(1)] = _arguments(inner, (*above, name)) if inner and len(above) < 12 else {}
    return found


def _structs(described: dict[str, Any]) -> Iterator[str]:
    if "collection" in described:
        yield from _structs(described["collection"]["elementtype"])
    for one in described.get("union", {}).get("types", []):
        yield from _structs(one)
    if described.get("fqn", "").startswith("@cdktn/provider-aws"):
        yield described["fqn"]


# Pulumi's names, from its generated classes.


def pulumi(wanted: str = "") -> tuple[dict[str, dict[str, Shape]], dict[str, dict[str, Shape]]]:
    """Properties by token, of resources and of functions. `wanted` begins the names of the modules that are read."""
    import pulumi_aws

    base = Path(pulumi_aws.__file__).parent
    resources: dict[str, dict[str, Shape]] = {}
    functions: dict[str, dict[str, Shape]] = {}
    for file in sorted(base.rglob("*.py")):
        relative = file.relative_to(base).with_suffix("").as_posix()
        if not relative.startswith(wanted):
            continue
        text = file.read_text("utf-8")
        for match in re.finditer(r"\.__init__\(\s*'(aws:\w+/\w+:(\w+))'", text):
            module = importlib.import_module("pulumi_aws." + relative.replace("/", "."))
            owner = re.findall(r"\nclass (\w+)", text[: match.start()])[-1]
            resources[match.group(1)] = _inputs(module, owner)
        for match in re.finditer(r"invoke\('(aws:[\w/]+:\w+)', __args__", text):
            module = importlib.import_module("pulumi_aws." + relative.replace("/", "."))
            functions[match.group(1)] = _parameters(module, file.stem)
    return resources, functions


def _inputs(module: Any, owner: str) -> dict[str, Shape]:  # noqa: ANN401
    for name in (f"{owner}Args", f"{owner}InitArgs"):
        found = getattr(module, name, None)
        if found is not None and found.__module__ == module.__name__:
            return _properties(found, ())
    return {}


def _parameters(module: Any, function: str) -> dict[str, Shape]:  # noqa: ANN401
    import inspect

    inputs = f"{module.__name__.rpartition('.')[0]}._inputs"
    nested = vars(importlib.import_module(inputs)) if importlib.util.find_spec(inputs) is not None else {}
    found = {}
    for name, parameter in inspect.signature(getattr(module, function)).parameters.items():
        if name == "opts":
            continue
        match = re.search(r"ForwardRef\('(\w+Args)'\)", str(parameter.annotation))
        inner = _properties(nested[match.group(1)], ()) if match and match.group(1) in nested else {}
        camel = re.sub(r"_(\w)", lambda one: one.group(1).upper(), name)
        mapping = "Mapping" in str(parameter.annotation) and not inner
        found[camel] = Shape("map" if mapping else "object" if inner else "plain", inner)
    return found


def _properties(owner: type, above: tuple[type, ...]) -> dict[str, Shape]:
    from pulumi import _types

    if owner in above:
        return {}
    return {name: _shape(kind, (*above, owner)) for name, kind in _types.input_type_types(owner).items()}


def _shape(kind: Any, above: tuple[type, ...]) -> Shape:  # noqa: ANN401
    from pulumi import _types

    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (list, Sequence):
        inner = _shape(arguments[0], above).inner
        return Shape("list", inner)
    if origin in (dict, Mapping):
        return Shape("map", {})
    for one in (kind, *arguments):
        if isinstance(one, type) and _types.is_input_type(one):
            inner = _properties(one, above)
            policy = any(name.lower().startswith("statement") for name in inner) and any(
                name.lower() == "version" for name in inner
            )
            return Shape("policy", {}) if policy else Shape("object", inner)
    lists = [one for one in arguments if typing.get_origin(one) in (list, Sequence)]
    return _shape(lists[0], above) if lists else Shape("plain", {})


# Which type is which.


def singular(name: str) -> str:
    """A name without underscores and without what a plural adds, for comparison only."""
    name = name.replace("_", "").replace("indices", "index").replace("kineses", "kinesis")
    return re.sub("y$", "i", name.rstrip("se") or name)


@functools.cache
def _pieces(name: str) -> frozenset[str]:
    plain = name.replace("_", "")
    return frozenset(plain[index : index + 3] for index in range(len(plain) - 2))


def _alike(one: str, other: str) -> float:
    first, second = _pieces(one), _pieces(other)
    return len(first & second) / max(1, len(first | second))


def _compared(names: Iterator[str] | Sequence[str]) -> set[str]:
    return {singular(snake(name)) for name in names if snake(name) not in _NOT_COMPARED}


def assigned(tokens: Mapping[str, dict[str, Shape]], types: Mapping[str, dict[str, Any]]) -> dict[str, str]:
    """Terraform's type for each token: the one whose name and arguments are most alike."""
    compared = {name: _compared(list(arguments)) for name, arguments in types.items()}
    found = {}
    for token, properties in tokens.items():
        _, module, name = token.split(":")
        short = snake(name).removeprefix("get_")
        whole = f"aws_{module.partition('/')[0]}_{short}"
        own = _compared(list(properties))

        def score(one: str, own: set[str] = own, whole: str = whole, short: str = short) -> tuple[float, str]:
            other = compared[one]
            both = own | other
            same = len(own & other) / len(both) if both else 1.0
            rest = one.removeprefix("aws_")
            return (
                same
                + 0.6 * _alike(whole, one)
                + 0.25 * max(_alike(short, rest), _alike(short, rest.partition("_")[2])),
                one,
            )

        best = max(types, key=score)
        found[token] = _KNOWN_TYPES.get(token, re.sub(r"^aws_alb(?=_|$)", "aws_lb", best))
    return found


# What of it a rule cannot know.


def prefixes(types: Mapping[str, str]) -> dict[str, str]:
    """The beginning that most types of a module have before the name of the class."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for token, name in types.items():
        _, module, owner = token.split(":")
        short = snake(owner).removeprefix("get_")
        if name.endswith(short):
            votes[module.partition("/")[0]][name.removesuffix(short)] += 1
    return {module: min(counted, key=lambda one: (-counted[one], one)) for module, counted in sorted(votes.items())}


class Names(NamedTuple):
    """What was found for the properties: pairs, and those without a counterpart."""

    pairs: list[tuple[str, tuple[str, ...], str, str]]
    unmatched: list[tuple[str, tuple[str, ...], str, list[str]]]


def matched(tokens: Mapping[str, dict[str, Shape]], types: Mapping[str, str], known: Mapping[str, Any]) -> Names:
    """Terraform's name for each property of each token, blocks included."""
    names = Names([], [])
    for token, properties in tokens.items():
        _match(names, types[token], (), properties, known.get(types[token], {}))
    return names


def _match(names: Names, kind: str, path: tuple[str, ...], properties: dict[str, Shape], known: dict[str, Any]) -> None:
    found: dict[str, str] = {}
    for name in properties:
        if not path and (kind, name) in RENAMED:
            found[name] = RENAMED[kind, name]
        elif snake(name) in known:
            found[name] = snake(name)
    for name in properties:
        if name not in found:
            alike = [one for one in known if one not in found.values() and singular(one) == singular(snake(name))]
            if alike:
                found[name] = alike[0]
            elif name not in ("tagsAll", "region"):
                names.unmatched.append((kind, path, name, [one for one in known if one not in found.values()]))
    for name, instead in found.items():
        names.pairs.append((kind, path, name, instead))
        inner = known.get(instead)
        if properties[name].inner and inner and len(path) < 8:
            _match(names, kind, (*path, name), properties[name].inner, inner)


def extract() -> str:
    """The text of the extract."""
    resources, functions = pulumi()
    known, known_data = terraform("resources"), terraform("data-sources")
    types, data = assigned(resources, known), assigned(functions, known_data)
    starts, data_starts = prefixes(types), prefixes(data)
    names = matched(resources, types, known)
    data_names = matched(functions, data, known_data)
    pairs = names.pairs + [(f"data.{kind}", path, name, instead) for kind, path, name, instead in data_names.pairs]
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for _, _, name, instead in pairs:
        votes[name][instead] += 1
    common = {name: min(counted, key=lambda one: (-counted[one], one)) for name, counted in votes.items()}
    own: dict[str, dict[str, str]] = defaultdict(dict)
    for kind, path, name, instead in pairs:
        if common[name] != instead:
            own[kind][".".join((*path, name))] = instead
    maps, own_shapes, policies = _maps(resources, types)
    head = {
        "script": SCRIPT,
        "package": "pulumi_aws",
        "version": version("pulumi_aws"),
        "licence": "Apache-2.0",
        "compared_with": f"cdktn-provider-aws {version('cdktn-provider-aws')}",
        "reference": "https://www.pulumi.com/registry/packages/aws/",
    }
    parts = {
        "provenance": head,
        "prefixes": starts,
        "types": {token: name for token, name in sorted(types.items()) if name != _by_rule(token, starts)},
        "data_prefixes": data_starts,
        "data_types": {token: name for token, name in sorted(data.items()) if name != _by_rule(token, data_starts)},
        "names": {name: instead for name, instead in sorted(common.items()) if instead != snake(name)},
        "own_names": {kind: dict(sorted(found.items())) for kind, found in sorted(own.items())},
        "maps": maps,
        "own_shapes": own_shapes,
        "policies": policies,
    }
    lines = [f" {json.dumps(key)}: {json.dumps(value, sort_keys=key != 'provenance')}" for key, value in parts.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _by_rule(token: str, starts: Mapping[str, str]) -> str:
    from stackproof.vocabulary.pulumi_rules import type_by_rule

    return type_by_rule(token, starts)


def _maps(
    resources: Mapping[str, dict[str, Shape]], types: Mapping[str, str]
) -> tuple[list[str], dict[str, dict[str, str]], list[str]]:
    """Properties whose keys are the user's own; where a name is both, the rarer kind by its path."""
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    places: list[tuple[str, str, str, str]] = []
    policies: set[str] = set()

    def walk(kind: str, path: tuple[str, ...], properties: dict[str, Shape]) -> None:
        for name, shape in properties.items():
            if shape.kind in ("map", "object"):
                kinds[name][shape.kind] += 1
                places.append((kind, ".".join((*path, name)), name, shape.kind))
            if shape.kind == "policy":
                policies.add(name)
            walk(kind, (*path, name), shape.inner)

    for token, properties in resources.items():
        walk(types[token], (), properties)
    maps = sorted(name for name, counted in kinds.items() if counted["map"] > counted["object"])
    own: dict[str, dict[str, str]] = defaultdict(dict)
    for kind, path, name, shape in places:
        if (shape == "map") != (name in maps):
            own[kind][path] = shape
    return maps, {kind: dict(sorted(found.items())) for kind, found in sorted(own.items())}, sorted(policies)


def main() -> int:
    """Writes or checks the extract."""
    made = extract()
    if "--check" in sys.argv:
        return 0 if DATA.read_text("utf-8") == made else 1
    DATA.write_text(made, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
