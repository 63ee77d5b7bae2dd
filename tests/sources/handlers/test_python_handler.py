"""What a handler in Python calls, reads and imports, and what is wrong with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackproof.sources.handlers.model import Aim, Guard
from tests.sources.handlers.reading import calls, python, reads, troubles

HANDLER = "\ndef handler(event, context):\n    "


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import boto3\ns3 = boto3.client('s3')" + HANDLER + "s3.get_object(Bucket='b')", {"s3.getobject"}),
        ("import boto3 as b\ns3 = b.client(service_name='s3')" + HANDLER + "s3.get_object()", {"s3.getobject"}),
        ("from boto3 import client" + HANDLER + "client('sqs').send_message()", {"sqs.sendmessage"}),
        ("import boto3\ns = boto3.Session()" + HANDLER + "s.client('s3').put_object()", {"s3.putobject"}),
        ("import boto3\nt = boto3.resource('dynamodb').Table('t')" + HANDLER + "t.scan()", {"dynamodb.table.scan"}),
        (
            "import boto3\nd = boto3.resource('dynamodb')" + HANDLER + "d.meta.client.scan(TableName='t')",
            {"dynamodb.scan"},
        ),
        (
            "import boto3\ns3 = boto3.client('s3')"
            + HANDLER
            + "for page in s3.get_paginator('list_objects_v2').paginate(): pass",
            {"s3.listobjectsv2"},
        ),
        (
            "import boto3\nc = None\ndef get():\n    global c\n    c = c or boto3.client('sns')\n    return c"
            + HANDLER
            + "get().publish()",
            {"sns.publish"},
        ),
        (
            "import boto3\ndef save(table, item):\n    table.put_item(Item=item)"
            + HANDLER
            + "save(boto3.resource('dynamodb').Table('t'), event)",
            {"dynamodb.table.putitem"},
        ),
        (
            "import boto3\nclass Store:\n    def __init__(self):\n        self.s3 = boto3.client('s3')\n"
            "    def save(self):\n        self.s3.put_object()\n    def never(self):\n        self.s3.delete_object()"
            + HANDLER
            + "Store().save()",
            {"s3.putobject"},
        ),
        ("import boto3\ndef other():\n    boto3.client('s3').get_object()" + HANDLER + "return 1", set()),
        (
            "import boto3" + HANDLER + "return 1\nif __name__ == '__main__':\n    boto3.client('s3').list_buckets()",
            set(),
        ),
    ],
)
def test_calls_are_followed_from_the_handler(source: str, expected: set[str]) -> None:
    assert calls(python(source)) == expected


@pytest.mark.parametrize(
    "client",
    [
        "boto3.client('s3', endpoint_url=URL)",
        "boto3.client('s3', aws_access_key_id=KEY)",
        "boto3.client('s3', **options)",
        "boto3.Session(profile_name='x').client('s3')",
        "boto3.client(event['service'])",
    ],
)
def test_calls_of_clients_that_are_not_the_functions_own_are_none(client: str) -> None:
    assert calls(python(f"import boto3{HANDLER}{client}.get_object()")) == set()


def test_calls_in_other_modules_of_the_package_count_and_stand_in_their_files() -> None:
    store = (
        "import boto3\ns3 = boto3.client('s3')\ndef save(): s3.put_object(Bucket='b')\ndef drop(): s3.delete_object()"
    )
    found = python("from store import save" + HANDLER + "save()", store=store)
    assert calls(found) == {"s3.putobject"}
    assert found.calls[0].aims == {"bucket": Aim("literal", "b")}


def test_what_a_call_is_aimed_at_is_followed_to_the_environment() -> None:
    source = "import os, boto3\nTABLE = os.environ['TABLE']\nc = boto3.client('dynamodb')"
    found = python(source + HANDLER + "c.scan(TableName=TABLE, IndexName=os.getenv('INDEX', 'x'))")
    assert found.calls[0].aims == {"tablename": Aim("variable", "TABLE")}
    assert found.calls[0].given == frozenset({"tablename", "indexname"})


@pytest.mark.parametrize(
    ("code", "tests"),
    [
        ("if os.environ.get('Q'):\n        c.send_message()", {Guard("Q", True)}),
        ("if not os.environ.get('Q'):\n        return\n    c.send_message()", {Guard("Q", True)}),
        ("if os.environ.get('Q') == 'yes':\n        c.send_message()", {Guard("Q", False)}),
        ("if 'Q' in os.environ:\n        c.send_message()", {Guard("Q", True)}),
        ("os.environ.get('Q') and c.send_message()", {Guard("Q", True)}),
        ("c.send_message()\n    if os.environ.get('Q'):\n        return", set()),
        ("if event:\n        c.send_message()", set()),
    ],
)
def test_tests_of_the_environment_are_told_with_the_calls_behind_them(code: str, tests: set[Guard]) -> None:
    found = python("import os, boto3\nc = boto3.client('sqs')" + HANDLER + code)
    assert [one.tests for one in found.calls] == [tests]


def test_a_call_that_one_way_reaches_without_a_test_has_none() -> None:
    source = "import os, boto3\ndef send():\n    boto3.client('sqs').send_message()"
    found = python(source + HANDLER + "if os.environ.get('Q'):\n        send()\n    send()")
    assert [one.tests for one in found.calls] == [frozenset()]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("os.environ['A']", ("A", True, False)),
        ("os.environ.get('A')", ("A", False, False)),
        ("os.environ.get('A', 'x')", ("A", False, True)),
        ("os.getenv('A')", ("A", False, False)),
        ("os.environ.get('A') or 'x'", ("A", False, True)),
    ],
)
def test_variables_are_read_with_and_without_a_default(code: str, expected: tuple[str, bool, bool]) -> None:
    assert reads(python("import os" + HANDLER + f"return {code}")) == {expected}


def test_a_variable_whose_absence_is_caught_is_not_needed() -> None:
    code = "try:\n        a = os.environ['A']\n    except KeyError:\n        a = 1"
    assert reads(python("import os" + HANDLER + code)) == {("A", False, False)}


def test_an_environment_that_is_handed_on_hides_reads() -> None:
    assert python("import os" + HANDLER + "return dict(os.environ)").hidden_reads
    assert not python("import os" + HANDLER + "return os.environ['A']").hidden_reads


@pytest.mark.parametrize("code", ["use(boto3.client('s3'))", "clients = [boto3.client('s3')]"])
def test_a_client_that_is_handed_on_hides_calls(code: str) -> None:
    assert python("import boto3\nfrom lib import use" + HANDLER + code).unseen


@pytest.mark.parametrize(
    ("imported", "hides"),
    [
        ("from botocore.config import Config", False),
        ("import botocore.exceptions", False),
        ("from botocore.session import get_session", True),
        ("import botocore", True),
        ("from aws_xray_sdk.core import patch", True),
    ],
)
def test_settings_and_errors_of_the_sdk_call_nothing(imported: str, hides: bool) -> None:
    assert bool(python(imported + HANDLER + "pass").unseen) is hides


def test_modules_that_are_not_in_the_package_are_imports() -> None:
    source = "import json, os.path\nimport requests\ntry:\n    import numpy\nexcept ImportError:\n    numpy = None\n"
    found = python(source + "from store import save" + HANDLER + "save()", store="import boto3\ndef save(): pass")
    assert {(one.name, one.guarded) for one in found.imports} == {
        ("requests", False),
        ("numpy", True),
        ("boto3", False),
    }
    assert found.others == ("numpy", "requests")


@pytest.mark.parametrize(
    ("source", "handler", "expected"),
    [
        ("def handler(event, context): return 1", "index.handler", []),
        ("def handler(event, context): return 1", "app.handler", ["no_module"]),
        ("def handler(event, context): return 1", "index.main", ["no_function"]),
        ("from other import *", "index.main", []),
        ("handler = make()", "index.handler", []),
        ("def handler(event): return 1", "index.handler", ["arity"]),
        ("def handler(event, context, more): return 1", "index.handler", ["arity"]),
        ("def handler(event, context, more=1): return 1", "index.handler", []),
        ("def handler(*a): return 1", "index.handler", []),
        ("@wraps\ndef handler(event): return 1", "index.handler", []),
        ("def handler(event, context): pass", "index.handler", ["stub"]),
        ("def handler(event, context): return", "index.handler", ["stub"]),
        ("def handler(event, context) return", "index.handler", ["syntax"]),
        ("def handler(event, c): return c.request_id", "index.handler", ["context"]),
        ("def handler(event, c): return c.aws_request_id", "index.handler", []),
        ("def handler(event, c): return c.request_id if hasattr(c, 'request_id') else 1", "index.handler", []),
        ("def handler(event, c):\n    c = {}\n    return c.request_id", "index.handler", []),
        ("def handler(event, c):\n    c.mine = 1\n    return c.mine", "index.handler", []),
    ],
)
def test_what_is_wrong_with_a_handler(source: str, handler: str, expected: list[str]) -> None:
    assert troubles(python(source, handler)) == expected


@given(st.text())
def test_any_text_is_read_or_refused(source: str) -> None:
    python(source)


@pytest.mark.parametrize(
    "source",
    [
        "def handler(event, context): return handler(event, context)",
        "a = b\nb = a" + HANDLER + "a.get()",
        "class A:\n    x = None\n    def __init__(self): self.x = self.x" + HANDLER + "A().x.y()",
        "\n".join(f"def f{n}(x): return f{n + 1}(x)" for n in range(60)) + "\ndef f60(x): return x" + HANDLER + "f0(1)",
        HANDLER + "return " + "(" * 80 + "1" + ")" * 80,
    ],
)
def test_circles_and_depth_come_to_an_end(source: str) -> None:
    assert calls(python(source)) == set()
