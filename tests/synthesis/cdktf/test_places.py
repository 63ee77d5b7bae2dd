"""Lines of resources, by the path of their construct."""

from __future__ import annotations

import pytest

from stackproof.graph.location import NOWHERE, Location
from stackproof.graph.resource import Parent
from stackproof.synthesis.cdk.execution import Made
from stackproof.synthesis.cdktf.places import Paths, Places
from stackproof.synthesis.cdktf.stacks import StackDocument

CONSTRUCTS = {
    "": Made("app", (("main.py", 1, 7),), 0),
    "store": Made("stack", (("store.py", 4, 9), ("main.py", 2, 1)), 1),
    "store/archive": Made("construct", (("archive.py", 6, 9), ("store.py", 8, 5)), 1),
    "store/archive/bucket": Made("construct", (("archive.py", 7, 9), ("store.py", 8, 5)), 0),
}
TRACES = {"store/library/queue": ("store.py", 12, 5)}


@pytest.mark.parametrize(
    ("path", "place", "framework"),
    [
        ("store/archive/bucket", Location("archive.py", 7, 9), False),
        ("store/archive/bucket/made/within", Location("archive.py", 7, 9), False),
        ("store/archive", Location("archive.py", 6, 9), False),
        ("store/library/queue", Location("store.py", 12, 5), False),
        ("store", Location("main.py", 2, 1), False),
        ("store/own", Location("main.py", 2, 1), True),
        ("elsewhere/x", Location("main.py", 1, 7), True),
    ],
)
def test_the_line_is_that_of_the_nearest_construct(path: str, place: Location, framework: bool) -> None:
    assert Places(CONSTRUCTS, TRACES).of(path) == (place, framework)


def test_without_any_record_there_is_no_line() -> None:
    assert Places({}, {}).of("store/bucket") == (NOWHERE, True)


def test_parents_are_where_they_were_called_from_under_the_names_of_the_first_synthesis() -> None:
    found = Places(CONSTRUCTS, TRACES, lambda name: name.replace("store", "depot")).parents("store/archive/bucket")
    assert found == (
        Parent("app", "App", Location("main.py", 1, 7)),
        Parent("stack", "depot", Location("main.py", 2, 1)),
        Parent("construct", "archive", Location("store.py", 8, 5)),
    )


def made_by(path: object) -> dict[str, object]:
    return {"//": {"metadata": {"path": path}}}


DOCUMENT = {
    "//": {"outputs": {"store": {"arn": "arn", "inner": {"url": "inner_url_1"}}}},
    "resource": {"aws_s3_bucket": {"b": made_by("store/b"), "odd": {"//": "a remark"}}},
    "data": {"aws_ami": {"image": made_by("store/image")}},
    "module": {"net": made_by("store/net")},
}


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("aws_s3_bucket.b", "store/b"),
        ("aws_s3_bucket.b[0]", "store/b"),
        ('aws_s3_bucket.b["x"]', "store/b"),
        ("data.aws_ami.image", "store/image"),
        ("aws_s3_bucket.odd", None),
        ("aws_s3_bucket.other", None),
        ("module.net.aws_subnet.a[1]", "store/net"),
        ("module.net.module.inner.aws_subnet.a", "store/net"),
        ('module.net["x"].aws_subnet.a', "store/net"),
        ("module.other.aws_subnet.a", None),
        ("", None),
    ],
)
def test_the_document_says_which_construct_an_address_is(address: str, path: str | None) -> None:
    assert Paths(StackDocument("store", "store", "", DOCUMENT, "", (), ())).of(address) == path


def test_the_document_says_which_constructs_are_outputs() -> None:
    paths = Paths(StackDocument("store", "store", "", DOCUMENT, "", (), ()))
    assert paths.outputs == {"arn": "store/arn", "inner_url_1": "store/inner/url"}
