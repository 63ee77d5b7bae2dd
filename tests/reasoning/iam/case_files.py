"""The cases of IAM's rules: read from cases/*.yaml, where each file names the page of AWS that it was made from."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import yaml

from stackproof.graph.query import get
from stackproof.graph.values import Absent, Known, ListValue, MapValue, Value, from_plain
from stackproof.reasoning.iam.callers import Caller
from stackproof.reasoning.iam.documents import Document, read_document
from stackproof.reasoning.iam.evaluation import Policies, Request, Verdict, evaluate
from stackproof.reasoning.iam.variables import RequestContext

FOLDER = Path(__file__).parent / "cases"
OURS, THEIRS = "111122223333", "444455556666"
LAYERS = ("identity", "resource_policy", "boundary", "session")


def _iam(account: str, name: str) -> Known:
    return Known(f"arn:aws:iam::{account}:{name}")


def _session(account: str, name: str) -> Known:
    return Known(f"arn:aws:sts::{account}:{name}")


CALLERS = {
    "alice": Caller("user", _iam(OURS, "user/alice"), Known(OURS)),
    "app": Caller("role", _iam(OURS, "role/app"), Known(OURS), _session(OURS, "assumed-role/app/run")),
    "carol": Caller("federated-user", _iam(OURS, "user/carol"), Known(OURS), _session(OURS, "federated-user/carol")),
    "root": Caller("root", _iam(OURS, "root"), Known(OURS)),
    "lambda": Caller("service", Known("lambda.amazonaws.com"), Absent()),
    "idp": Caller("federated", _iam(OURS, "oidc-provider/idp.example.com"), Absent()),
    "anybody": Caller("anonymous", account=Absent()),
    "mallory": Caller("user", _iam(THEIRS, "user/mallory"), Known(THEIRS)),
    "other-app": Caller("role", _iam(THEIRS, "role/app"), Known(THEIRS), _session(THEIRS, "assumed-role/app/run")),
}


class Case(NamedTuple):
    """One case: plain policy documents by layer (lists of documents for control policies), the request, the answer."""

    id: str
    page: str
    caller: str
    action: str
    resource: str
    account: str | None
    context: dict[str, Any]
    policies: dict[str, Any]
    expect: str

    @property
    def value(self) -> Value:
        """Context and policies as one value."""
        return from_plain({"context": self.context, **self.policies})

    def verdict(self, value: Value | None = None) -> Verdict:
        """The answer, also with another value in the place of the case's own."""
        given = value if value is not None else self.value
        account = Known(self.account) if self.account is not None else None
        context = get(given, "context")
        assert isinstance(context, MapValue)
        keys = RequestContext(context.entries, closed=True)
        request = Request(CALLERS[self.caller], self.action, Known(self.resource), keys, account)
        return evaluate(request, _policies(given))


def _policies(given: Value) -> Policies:
    def one(layer: str) -> Document | None:
        found = get(given, layer)
        return None if isinstance(found, Absent) else read_document(found)

    def levels(layer: str) -> tuple[Document, ...]:
        found = get(given, layer)
        return tuple(read_document(item) for item in found.items) if isinstance(found, ListValue) else ()

    identity = one("identity") or Document((), True)
    control = levels("service_control"), levels("resource_control")
    return Policies(identity, one("resource_policy"), one("boundary"), one("session"), *control)


def _statement(row: list[Any]) -> dict[str, Any]:
    sid, effect, action, resource, *more = row
    written = {"Sid": sid, "Effect": effect, "Action": action, "Resource": resource, **(more[0] if more else {})}
    return {key: value for key, value in written.items() if value is not None}


def _document(rows: list[list[Any]], version: str) -> dict[str, Any]:
    head = {} if version == "none" else {"Version": version}
    return {**head, "Statement": [_statement(row) for row in rows]}


def load() -> list[Case]:
    """Every case of every file."""
    return [case for file in sorted(FOLDER.glob("*.yaml")) for case in _of_file(file)]


def _of_file(file: Path) -> list[Case]:
    data = yaml.safe_load(file.read_text("utf-8"))
    found = []
    answers = {True: "allowed S", False: "implicit deny", "open": "undecided"}
    for condition, context, holds in data.get("tests", []):
        row = ["S", "Allow", "s3:*", "*", {"Condition": condition}]
        found.append({"identity": [row], "context": context, "expect": answers[holds]})
    found.extend(data.get("cases", []))
    return [_case(f"{file.stem}-{index}", data, one) for index, one in enumerate(found, 1)]


def _case(name: str, data: dict[str, Any], one: dict[str, Any]) -> Case:
    version = one.get("version", "2012-10-17")
    policies: dict[str, Any] = {layer: _document(one[layer], version) for layer in LAYERS if layer in one}
    for layer in ("service_control", "resource_control"):
        if layer in one:
            policies[layer] = [_document(rows, version) for rows in one[layer]]
    return Case(
        f"{name}: {one['title']}" if "title" in one else name,
        data["page"],
        one.get("caller", "alice"),
        one.get("action", data.get("action", "s3:GetObject")),
        one.get("resource", data.get("resource", "arn:aws:s3:::docs/report.pdf")),
        one.get("account"),
        {**data.get("context", {}), **one.get("context", {})},
        policies,
        one["expect"],
    )
