"""Placeholders are understood, and what differs between equal runs is not known."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from stackproof.graph.location import NOWHERE
from stackproof.graph.values import (
    Known,
    ListValue,
    MapValue,
    Reference,
    Sensitive,
    Text,
    Unknown,
    Value,
    from_plain,
    walk,
)
from stackproof.synthesis.pulumi.python.placeholders import Mint
from stackproof.synthesis.pulumi.values import UNKNOWN, Decoder, settled

ADDRESSES = {"urn:a": "aws_s3_bucket.a"}
SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}
DATA = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**31), 2**31) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def decoder(alphabet: int = 0) -> tuple[Decoder, str]:
    mint = Mint(alphabet, lambda _: None)
    arn = mint.placeholder("arn")
    made = Decoder(alphabet, ADDRESSES.get)
    made.learn(arn, Reference("aws_s3_bucket.a", "arn"))
    return made, arn


class TestDecoding:
    def test_a_placeholder_is_a_reference_wherever_it_stands_whole(self) -> None:
        made, arn = decoder()
        reference = Reference("aws_s3_bucket.a", "arn")
        assert made.value(arn) == reference
        assert made.value(f"{arn}/*") == Text((reference, "/*"))
        assert made.value({"a": [f"x{arn}{arn}"]}) == MapValue({"a": ListValue((Text(("x", reference, reference)),))})

    def test_a_part_of_a_placeholder_is_unknown_with_the_reference_as_its_source(self) -> None:
        made, arn = decoder()
        for part in (arn.split(":")[3], arn.split("/")[1]):
            value = made.value(part)
            assert isinstance(value, Unknown)
            assert value.sources == (Reference("aws_s3_bucket.a", "arn"),)

    def test_a_marker_that_nobody_made_is_unknown(self) -> None:
        made, _ = decoder()
        assert isinstance(made.value(Mint(0, lambda _: None).marker().replace("B", "m")), Unknown)

    def test_what_the_engine_calls_unknown_comes_from_what_it_depends_on(self) -> None:
        made, _ = decoder()
        value = made.value(UNKNOWN, NOWHERE, made.references(["urn:a", "urn:b"]))
        assert isinstance(value, Unknown)
        assert value.sources == (Reference("aws_s3_bucket.a", ""),)

    def test_a_secret_is_one_whatever_it_holds(self) -> None:
        made, arn = decoder()
        assert made.value({**SECRET, "value": {**SECRET, "value": arn}}) == Sensitive(
            Reference("aws_s3_bucket.a", "arn")
        )

    def test_whole_numbers_are_whole(self) -> None:
        made, _ = decoder()
        assert made.value([1.0, 1.5, True]) == ListValue((Known(1), Known(1.5), Known(True)))
        assert isinstance(made.value(float("nan")), Unknown)

    def test_a_key_that_is_known_only_after_deployment_leaves_the_map_open(self) -> None:
        made, arn = decoder()
        assert made.value({arn: "x", "k": "v"}) == MapValue({"k": Known("v")}, complete=False)

    @given(DATA)
    def test_plain_data_stays_what_it_is(self, data: object) -> None:
        made, _ = decoder()
        assert made.value(data) == from_plain(data)


class TestSettling:
    @given(DATA)
    def test_equal_values_stay(self, data: object) -> None:
        value = from_plain(data)
        assert settled(value, from_plain(data)) is value

    @given(DATA, DATA)
    def test_nothing_that_differs_is_known(self, first: object, again: object) -> None:
        one, other = from_plain(first), from_plain(again)
        seen = dict(walk(other))
        for path, value in walk(settled(one, other)):
            if isinstance(value, Known):
                assert seen.get(path) == value

    @given(DATA, DATA, DATA)
    def test_a_third_value_is_known_only_where_the_two_are_equal(
        self, first: object, again: object, shown: object
    ) -> None:
        one, other, third = from_plain(first), from_plain(again), from_plain(shown)
        found = settled(one, other, third)
        if one == other:
            assert found is third
        else:
            assert found != third or not isinstance(found, Known)

    def test_a_longer_list_is_open(self) -> None:
        found = settled(from_plain([1, 2]), from_plain([1, 2, 3]))
        assert found == ListValue((Known(1), Known(2)), complete=False)

    def test_texts_keep_what_they_share_up_to_a_boundary(self) -> None:
        found = settled(Known("app-3f2a-logs"), Known("app-3b1c-logs"))
        assert isinstance(found, Text)
        assert [part for part in found.parts if isinstance(part, str)] == ["app-", "-logs"]

    def test_a_twin_keeps_its_own_ends(self) -> None:
        found = settled(Known("dev-3f2a"), Known("dev-9b1c"), Known("qri-3f2a"))
        assert isinstance(found, Text)
        assert found.parts[0] == "qri-"

    def test_the_same_reference_among_chance_is_kept(self) -> None:
        reference: Value = Reference("a", "arn")
        found = settled(Text((reference, "/x1")), Text((reference, "/y2")))
        assert isinstance(found, Text)
        assert found.parts[:2] == (reference, "/")


class TestAlphabets:
    @given(st.sampled_from(["id", "arn", "url", "name"]), st.integers(0, 80), st.integers(1, 80))
    def test_any_part_of_a_placeholder_differs_between_the_runs(self, attribute: str, start: int, length: int) -> None:
        one, other = (Mint(alphabet, lambda _: None).placeholder(attribute) for alphabet in (0, 1))
        assert len(one) == len(other)
        cut = slice(start, start + length)
        assert one[cut] != other[cut] or not set(one[cut]) - set("arn:https/")


def test_assets_below_the_project_are_named_from_there_wherever_its_copy_lay() -> None:
    signature = {"4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17"}
    decoder = Decoder(0, ADDRESSES.get, (), "/tmp/copy/project")
    paths = ("/tmp/copy/project/handlers/a.py", "/tmp/copy/project", "./handlers", "/tmp/copy/projects/a.py")
    read = [decoder.value({**signature, "path": path}) for path in paths]
    assert read == [Known("handlers/a.py"), Known("."), Known("./handlers"), Known("/tmp/copy/projects/a.py")]
