"""References between the stacks of one program."""

from __future__ import annotations

from typing import Any

from stackproof.graph.graph import Output
from stackproof.graph.location import NOWHERE, Location
from stackproof.graph.values import Known, MapValue, Reference, Sensitive, Text, Unknown, Value, from_plain
from stackproof.synthesis.cdktf.crossing import Crossing
from stackproof.synthesis.cdktf.stacks import StackDocument
from stackproof.vocabulary.json_text import Encoded
from stackproof.vocabulary.native import NativeGraph, NativeResource

AT = Location("main.py", 9)
INPUT = "cross-stack-reference-input-app/keys"
OUTPUT = "cross-stack-output-aws_kms_keykeyarn"
KEY = Reference("keys/aws_kms_key.key", "arn", NOWHERE)


def stack(name: str, **document: Any) -> StackDocument:
    return StackDocument(name, f"app/{name}", "", document, "", (), ())


def key(name: str) -> str:
    return name


def state(name: str, backend: str = "local", **config: str) -> dict[str, Any]:
    return {"terraform_remote_state": {name: {"backend": backend, "config": config}}}


def remote(name: str, path: str) -> Reference:
    return Reference(f"store/data.terraform_remote_state.{name}", path, AT)


def resolved(value: Value, *documents: StackDocument, outputs: tuple[Output, ...] = (), name: str = INPUT) -> Value:
    """What becomes of the argument `value` of a bucket in the stack `store`."""
    data = f"store/data.terraform_remote_state.{name}"
    native = NativeGraph(
        {
            "store/aws_s3_bucket.b": NativeResource(
                "store/aws_s3_bucket.b", "aws_s3_bucket", MapValue({"value": value}), NOWHERE, depends_on=(data,)
            ),
            data: NativeResource(data, "terraform_remote_state", MapValue({}), NOWHERE, "data"),
        },
        outputs=list(outputs),
    )
    Crossing(native, documents, key).resolve()
    return native.resources["store/aws_s3_bucket.b"].arguments.entries["value"]


KEYS = stack("keys")
STORE = stack("store", data=state(INPUT, path="terraform.keys.tfstate"))
ARN = Output(OUTPUT, "keys", Sensitive(KEY), NOWHERE)


def test_a_reference_leads_to_the_resource_of_the_other_stack() -> None:
    found = resolved(remote(INPUT, f"outputs.{OUTPUT}"), KEYS, STORE, outputs=(ARN,))
    assert (found, found.at) == (KEY, AT)


def test_references_within_texts_and_json_texts_do_too() -> None:
    reference = remote(INPUT, f"outputs.{OUTPUT}")
    found = resolved(Text((reference, "/*")), KEYS, STORE, outputs=(ARN,))
    assert found == Text((KEY, "/*"))
    written = resolved(Encoded(MapValue({"Resource": reference})), KEYS, STORE, outputs=(ARN,))
    assert written == Encoded(MapValue({"Resource": KEY}))


def test_steps_into_the_output_are_taken() -> None:
    zones = Output("zones", "keys", from_plain([{"id": "a"}, {"id": "b"}]), NOWHERE)
    assert resolved(remote(INPUT, "outputs.zones.1.id"), KEYS, STORE, outputs=(zones,)) == Known("b")
    beyond = resolved(remote(INPUT, "outputs.zones.1.name"), KEYS, STORE, outputs=(zones,))
    assert isinstance(beyond, Unknown)
    assert beyond.reason == "the output zones of the stack keys has no 1.name"


def test_an_output_that_is_not_there_is_unknown_and_says_so() -> None:
    found = resolved(remote(INPUT, "outputs.gone"), KEYS, STORE, outputs=(ARN,))
    assert isinstance(found, Unknown)
    assert (found.reason, found.at) == ("the stack keys has no output gone", AT)


def test_a_secret_of_the_users_stays_one_and_the_frameworks_own_mark_is_none() -> None:
    secret = Output("password", "keys", Sensitive(Known("x")), NOWHERE)
    assert resolved(remote(INPUT, "outputs.password"), KEYS, STORE, outputs=(secret,)) == Sensitive(Known("x"))


def test_a_chain_of_stacks_is_followed_to_its_end_and_a_circle_ends() -> None:
    own = "store/data.terraform_remote_state." + INPUT
    there = Output("there", "keys", Reference(own, f"outputs.{OUTPUT}"), NOWHERE)
    assert resolved(remote(INPUT, "outputs.there"), KEYS, STORE, outputs=(there, ARN)) == KEY
    itself = Output("there", "keys", Reference(own, "outputs.there"), NOWHERE)
    assert isinstance(resolved(remote(INPUT, "outputs.there"), KEYS, STORE, outputs=(itself,)), Unknown)


def test_a_state_that_the_program_names_itself_is_known_by_its_backend() -> None:
    backend = {"bucket": "state", "key": "keys.tfstate", "region": "us-east-1"}
    keys = stack("keys", terraform={"backend": {"s3": backend}})
    other = stack("other", terraform={"backend": {"s3": backend | {"key": "other.tfstate"}}})
    store = stack("store", data=state("mine", "s3", **backend))
    output = Output("arn", "keys", KEY, NOWHERE)
    reference = remote("mine", "outputs.arn")
    assert resolved(reference, keys, other, store, outputs=(output,), name="mine") == KEY
    elsewhere = stack("store", data=state("mine", "s3", **backend | {"bucket": "another"}))
    assert resolved(reference, keys, other, elsewhere, outputs=(output,), name="mine") == reference


def test_the_state_is_gone_from_the_graph_when_it_is_resolved() -> None:
    data = f"store/data.terraform_remote_state.{INPUT}"
    bucket = NativeResource("b", "aws_s3_bucket", MapValue({}), NOWHERE, depends_on=(data, "store/other"))
    native = NativeGraph({"b": bucket, data: NativeResource(data, "x", MapValue({}), NOWHERE, "data")}, outputs=[ARN])
    Crossing(native, (KEYS, STORE), key).resolve()
    assert list(native.resources) == ["b"]
    assert native.resources["b"].depends_on == ("store/other",)
    assert native.outputs[0].value == KEY
