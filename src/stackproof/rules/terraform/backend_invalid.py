"""A backend block is read before anything else: it takes no variables, and only what its type knows.

## What it does
Reports, in the `terraform` blocks of a root module and in what CDKTF and CDK Terrain make:

- a variable, a local or a function in a `backend` block (OpenTofu allows them: projects with an `.opentofu-version` or
  a `.tofu` file are left out);
- a type of backend that Terraform does not have, or no longer has (`artifactory`, `etcd`, `etcdv3`, `manta` and `swift`
  went with 1.3);
- an argument of the `s3` backend that is one letter or a word away from one that exists, or that belongs to the
  resource of the bucket (`versioning`, `tags`);
- `use_lockfile` where `required_version` admits no Terraform from 1.10 on;
- two backends, or a backend beside a `cloud` block.

Missing arguments are not reported: `terraform init -backend-config` may bring them.

## Why is this bad
`terraform init` stops: "Variables not allowed", "Unsupported argument", "Unsupported backend type".

## How to mend
Write the values out, or leave them out of the block and give them with `-backend-config=FILE`.

## References
- [Backends for Terraform on AWS](https://docs.aws.amazon.com/prescriptive-guidance/latest/terraform-aws-provider-best-practices/backend.html)
- [The backend s3](https://developer.hashicorp.com/terraform/language/backend/s3)
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from stackproof.graph.location import NOWHERE
from stackproof.graph.query import is_true, string
from stackproof.graph.truth import Truth
from stackproof.graph.values import MapValue
from stackproof.reasoning.versions import common, from_on, of_terraform
from stackproof.rules.model import PROJECT, Answer, Context, Fault, Impacts, rule
from stackproof.sources.terraform import own_blocks, references, walk_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.graph import Stack
    from stackproof.graph.resource import Resource
    from stackproof.sources.project import ProjectSources
    from stackproof.sources.terraform import Block

_GONE = frozenset({"artifactory", "etcd", "etcdv3", "manta", "swift"})
_TYPES = frozenset(
    "azurerm consul cos gcs http kubernetes local oci oss pg remote s3".split()  # noqa: SIM905 - a long list of words
)
_S3 = frozenset(
    [
        "access_key",
        "acl",
        "allowed_account_ids",
        "assume_role",
        "assume_role_duration_seconds",
        "assume_role_policy",
        "assume_role_policy_arns",
        "assume_role_tags",
        "assume_role_transitive_tag_keys",
        "assume_role_with_web_identity",
        "bucket",
        "custom_ca_bundle",
        "dynamodb_endpoint",
        "dynamodb_table",
        "ec2_metadata_service_endpoint",
        "ec2_metadata_service_endpoint_mode",
        "encrypt",
        "endpoint",
        "endpoints",
        "external_id",
        "forbidden_account_ids",
        "force_path_style",
        "http_proxy",
        "https_proxy",
        "iam_endpoint",
        "insecure",
        "key",
        "kms_key_id",
        "lock_table",
        "max_retries",
        "no_proxy",
        "profile",
        "region",
        "retry_mode",
        "role_arn",
        "secret_key",
        "session_name",
        "shared_config_files",
        "shared_credentials_file",
        "shared_credentials_files",
        "skip_credentials_validation",
        "skip_metadata_api_check",
        "skip_region_validation",
        "skip_requesting_account_id",
        "skip_s3_checksum",
        "sse_customer_key",
        "sts_endpoint",
        "sts_region",
        "token",
        "use_dualstack_endpoint",
        "use_fips_endpoint",
        "use_legacy_workflow",
        "use_lockfile",
        "use_path_style",
        "workspace_key_prefix",
    ]
)
_INVENTED = frozenset(
    {"block_public_access", "create", "kms_key_arn", "lock", "locking", "prefix", "server_side_encryption", "tags"}
    | {"state_lock", "versioning", "table", "name"}
)
_LOCK_FILE = (1, 10, 0)


@rule(
    id="TF-BACKEND-002",
    title="Terraform cannot use this backend",
    severity="critical",
    blocks="synth",
    category="deployability",
    types=PROJECT,
    engines=("terraform", "cdktf"),
    root_cause="The backend was written as if it were a resource, or for another version of Terraform.",
    fix="Write literal values of arguments that the backend has in the version that is required.",
    impacts=Impacts(),
    effort=10,
    reference="https://docs.aws.amazon.com/prescriptive-guidance/latest/terraform-aws-provider-best-practices/backend.html",
    source="Terraform's documentation of the backend block and of the backend s3, 2026-11-28",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Judges the blocks as they are written, and for programs what came of them."""
    sources = context.sources
    if sources is None:
        return
    if sources.engine == "terraform":
        yield from _written(sources)
    for stack in context.graph.stacks.values():
        yield from _lock_file(stack, resource)
        if sources.engine == "cdktf":
            yield from _made(stack, resource)


def _is_of_tofu(sources: ProjectSources) -> bool:
    return sources.text(".opentofu-version") is not None or bool(sources.matching(".tofu"))


def _written(sources: ProjectSources) -> Iterator[Answer]:
    if _is_of_tofu(sources):
        return
    first: Block | None = None
    for block in own_blocks(sources, "terraform"):
        for inner in (*block.body.of("backend"), *block.body.of("cloud")):
            overrides = inner.at.file.endswith(("override.tf",))
            if first is not None and not overrides:
                yield Fault(f"state has two places: {_named(first)} ({first.at}) and {_named(inner)}", inner.at)
            first = first if first is not None or overrides else inner
            if inner.kind == "backend":
                yield from _block(inner)


def _named(block: Block) -> str:
    return f"backend {block.labels[0]}" if block.labels else block.kind


def _block(backend: Block) -> Iterator[Answer]:
    kind = backend.labels[0] if backend.labels else ""
    if kind in _GONE:
        yield Fault(f"Terraform has no backend {kind} since 1.3", backend.at)
    elif kind not in _TYPES:
        yield Fault(f"Terraform has no backend {kind}", backend.at)
    for body in (backend.body, *(inner.body for inner in walk_blocks(backend.body))):
        for name, attribute in body.attributes.items():
            if name != "workspaces" and references(attribute.expression):
                yield Fault(
                    f"{name} of the backend {kind} is not a literal, and a backend takes no variables or functions",
                    attribute.at,
                    patch=f"terraform init -backend-config='{name}=...'",
                )
    if kind == "s3":
        for name, attribute in backend.body.attributes.items():
            if name not in _S3:
                yield from _unknown(name, Fault("", attribute.at))


def _unknown(name: str, fault: Fault) -> Iterator[Answer]:
    near = difflib.get_close_matches(name, sorted(_S3), n=1, cutoff=0.8)
    if near or name in _INVENTED:
        hint = f"; did you mean {near[0]}?" if near else ""
        yield Fault(f"the backend s3 has no argument {name}{hint}", fault.at)


def _lock_file(stack: Stack, resource: Resource) -> Iterator[Answer]:
    backend = stack.settings.get("backend")
    s3 = backend.entries.get("s3") if isinstance(backend, MapValue) else None
    required = stack.settings.get("required_version")
    wanted = s3.entries.get("use_lockfile") if isinstance(s3, MapValue) else None
    written = string(required) if required is not None else None
    spans = of_terraform(written) if written else None
    if wanted is None or spans is None or is_true(wanted) is not Truth.YES:
        return
    if not common(spans, from_on(_LOCK_FILE)):
        yield Fault(
            f"use_lockfile needs Terraform 1.10, and required_version ({written}) admits only older ones",
            wanted if wanted.at != NOWHERE else resource.location,
            (f"required_version = {written}",),
        )


def _made(stack: Stack, resource: Resource) -> Iterator[Answer]:
    backend = stack.settings.get("backend")
    if not isinstance(backend, MapValue):
        return
    at = next((place for place in (backend.at, stack.location) if place != NOWHERE), resource.location)
    for kind, arguments in backend.entries.items():
        if kind not in _TYPES:
            yield Fault(f"Terraform has no backend {kind}", at)
        elif kind == "s3" and isinstance(arguments, MapValue):
            for name in arguments.entries.keys() - _S3:
                yield from _unknown(name, Fault("", at))
