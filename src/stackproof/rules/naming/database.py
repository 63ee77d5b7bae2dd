"""Names inside a database are ones that its engine accepts.

## What it does
Reports for instances and clusters of RDS, Aurora, DocumentDB and Neptune:

- a database name with a character other than letters, digits and underscores, or with a beginning other than a letter;
- a database name for SQL Server, where none may be given;
- the master user `admin` for PostgreSQL and DocumentDB, and `rdsadmin` for any engine, which are reserved; a master
user with other characters than letters, digits and underscores.

## Why is this bad
RDS refuses the name ("DBName must begin with a letter and contain only alphanumeric characters", "MasterUsername admin
cannot be used as it is a reserved word used by the engine") and the deployment is rolled back.

## How to mend
`orders_db` in place of `orders-db`; `dbadmin` or `postgres` as master user.

## References
- [CreateDBInstance](https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html)
- [CreateDBCluster](https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBCluster.html)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stackproof.graph.query import string
from stackproof.graph.values import Sensitive
from stackproof.rules.model import Answer, Context, Fault, Impacts, quoted, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource

_TYPES = ("AWS::RDS::DBInstance", "AWS::RDS::DBCluster", "AWS::DocDB::DBCluster")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


@rule(
    id="NAME-DATABASE-001",
    title="Database or master user with a name that the engine refuses",
    severity="critical",
    blocks="deploy",
    category="naming",
    types=_TYPES,
    root_cause="The name was taken from the service around the database, where hyphens are the custom.",
    fix="Use letters, digits and underscores, and a master user that is no reserved word.",
    impacts=Impacts(cost="A rolled back deployment, and another once the name is mended."),
    effort=5,
    reference="https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html",
    source="RDS API reference (botocore 1.44.5), 2026-11-20; https://github.com/aws-cloudformation/cfn-lint/pull/4425 "
    "(reserved users, tried on real deployments), 2026-03-26",
)
def check(database: Resource, context: Context) -> Iterator[Answer]:
    """Looks at the name of the first database and at the master user."""
    engine = string(database.get("Engine")) or ("docdb" if database.type == "AWS::DocDB::DBCluster" else "")
    name = database.get("DBName" if database.type == "AWS::RDS::DBInstance" else "DatabaseName")
    known = string(name)
    if known and engine.startswith("sqlserver"):
        yield Fault(
            f"{database.address} names a database for {engine}, where none may be given",
            name,
            quoted({"Engine": database.get("Engine"), "DBName": name}),
        )
    elif known and not _NAME.fullmatch(known):
        yield Fault(
            f"the database name of {database.address} has to begin with a letter and to consist of letters, digits "
            "and underscores",
            name,
            quoted({"Engine": database.get("Engine"), "name of the database": name}),
        )
    user = database.get("MasterUsername")
    written = string(user)
    if not written:
        return
    reserved = written.lower() == "rdsadmin" or (
        written.lower() == "admin" and ("postgres" in engine or engine == "docdb")
    )
    if reserved:
        said = f"of {database.address} is a word that {engine or 'RDS'} reserves"
    elif not _NAME.fullmatch(written):
        said = f"of {database.address} has to begin with a letter and to consist of letters, digits and underscores"
    else:
        return
    shown = "the master user" if isinstance(user, Sensitive) else f"the master user {written}"
    yield Fault(f"{shown} {said}", user, quoted({"Engine": database.get("Engine"), "MasterUsername": user}))
