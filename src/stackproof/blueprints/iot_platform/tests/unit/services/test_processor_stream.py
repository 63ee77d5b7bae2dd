"""Reading the stream: pages of shards, iterators, and what each error means."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from processor.stream import (
    CheckpointRefusedError,
    IteratorExpiredError,
    Page,
    Record,
    Shard,
    ShardGoneError,
    Stream,
    StreamError,
    ThrottledError,
)
from tests.unit.services.conftest import STREAM

FIRST, SECOND = "shardId-000000000000", "shardId-000000000001"


def put(kinesis: Any, *data: bytes) -> list[str]:
    """Put records into the first shard; returns their sequence numbers."""
    return [
        kinesis.put_record(StreamName=STREAM, Data=one, PartitionKey="p", ExplicitHashKey="0")["SequenceNumber"]
        for one in data
    ]


def test_shards_and_their_parents(kinesis: Any) -> None:
    """Shards and their parents."""
    stream = Stream(kinesis, STREAM)
    assert stream.shards() == [Shard(FIRST, (), "0", True), Shard(SECOND, (), "0", True)]
    kinesis.split_shard(StreamName=STREAM, ShardToSplit=FIRST, NewStartingHashKey="5")
    split = stream.shards()
    assert [shard.shard_id for shard in split[:2]] == [FIRST, SECOND]
    assert [shard.parents for shard in split] == [(), (), (FIRST,), (FIRST,)]
    assert [shard.is_open for shard in split] == [False, True, True, True]
    kinesis.merge_shards(StreamName=STREAM, ShardToMerge=split[2].shard_id, AdjacentShardToMerge=split[3].shard_id)
    assert stream.shards()[-1].parents == (split[2].shard_id, split[3].shard_id)


def test_records_from_the_oldest_one(kinesis: Any) -> None:
    """Records from the oldest one."""
    stream = Stream(kinesis, STREAM)
    numbers = put(kinesis, b"one", b"two", b"three")
    page = stream.read(stream.iterator(FIRST, None), 2)
    assert page.records == [Record(numbers[0], b"one"), Record(numbers[1], b"two")]
    assert page.next_iterator is not None
    rest = stream.read(page.next_iterator, 2)
    assert rest.records == [Record(numbers[2], b"three")]


def test_records_after_a_checkpoint(kinesis: Any) -> None:
    """Records after a checkpoint."""
    stream = Stream(kinesis, STREAM)
    numbers = put(kinesis, b"one", b"two")
    assert stream.read(stream.iterator(FIRST, numbers[0]), 10).records == [Record(numbers[1], b"two")]
    assert stream.read(stream.iterator(SECOND, None), 10).records == []


class Client:
    """Answers as it is told, and notes what it was asked."""

    def __init__(self, **answers: Any) -> None:
        """Take what each call answers; a list answers one call after the other."""
        self.answers = {name: list(answer) if isinstance(answer, list) else answer for name, answer in answers.items()}
        self.asked: list[dict[str, Any]] = []

    def __getattr__(self, name: str) -> Any:
        """A call of the API."""

        def call(**request: Any) -> Any:
            self.asked.append(request)
            answer = self.answers[name]
            found = answer.pop(0) if isinstance(answer, list) else answer
            if isinstance(found, Exception):
                raise found
            return found

        return call


def listed(shard_id: str, **numbers: str) -> dict[str, Any]:
    """A shard as Kinesis lists it."""
    return {"ShardId": shard_id, "SequenceNumberRange": {"StartingSequenceNumber": "7", **numbers}}


def failed(code: str) -> ClientError:
    """An answer of AWS that is an error."""
    return ClientError({"Error": {"Code": code, "Message": "of device pump-7"}}, "Call")


UNREACHABLE = EndpointConnectionError(endpoint_url="https://kinesis.example")


def test_a_list_of_shards_has_pages() -> None:
    """A list of shards has pages."""
    client = Client(
        list_shards=[
            {"Shards": [listed("a", StartingSequenceNumber="7")], "NextToken": "more"},
            {"Shards": [listed("b", StartingSequenceNumber="8", EndingSequenceNumber="9")]},
        ],
    )
    assert Stream(client, STREAM).shards() == [Shard("a", (), "7", True), Shard("b", (), "8", False)]
    assert client.asked == [{"StreamName": STREAM}, {"NextToken": "more"}]


def test_the_end_of_a_shard_has_no_next_iterator() -> None:
    """The end of a shard has no next iterator."""
    client = Client(get_records={"Records": [], "MillisBehindLatest": 12})
    assert Stream(client, STREAM).read("iterator", 7) == Page([], None, 12)
    assert client.asked == [{"ShardIterator": "iterator", "Limit": 7}]


def test_what_is_not_told_is_not_behind() -> None:
    """What is not told is not behind."""
    client = Client(get_records={"Records": [], "NextShardIterator": "next"})
    assert Stream(client, STREAM).read("iterator", 7) == Page([], "next", 0)


def test_iterators_are_asked_for_by_checkpoint() -> None:
    """Iterators are asked for by checkpoint."""
    client = Client(get_shard_iterator={"ShardIterator": "here"})
    stream = Stream(client, STREAM)
    assert stream.iterator(FIRST, None) == "here"
    assert stream.iterator(FIRST, "123") == "here"
    assert client.asked == [
        {"StreamName": STREAM, "ShardId": FIRST, "ShardIteratorType": "TRIM_HORIZON"},
        {
            "StreamName": STREAM,
            "ShardId": FIRST,
            "ShardIteratorType": "AFTER_SEQUENCE_NUMBER",
            "StartingSequenceNumber": "123",
        },
    ]


ERRORS = [
    ("ProvisionedThroughputExceededException", ThrottledError),
    ("LimitExceededException", ThrottledError),
    ("KMSThrottlingException", ThrottledError),
    ("ThrottlingException", ThrottledError),
    ("ExpiredIteratorException", IteratorExpiredError),
    ("KMSAccessDeniedException", StreamError),
    ("ResourceNotFoundException", StreamError),
    ("InvalidArgumentException", StreamError),
]


@pytest.mark.parametrize(("code", "kind"), ERRORS)
def test_errors_of_reading(code: str, kind: type[StreamError]) -> None:
    """Errors of reading."""
    with pytest.raises(StreamError) as raised:
        Stream(Client(get_records=failed(code)), STREAM).read("iterator", 7)
    assert type(raised.value) is kind
    assert str(raised.value) == code


@pytest.mark.parametrize(("code", "kind"), ERRORS)
def test_errors_of_listing(code: str, kind: type[StreamError]) -> None:
    """Errors of listing."""
    with pytest.raises(StreamError) as raised:
        Stream(Client(list_shards=failed(code)), STREAM).shards()
    assert type(raised.value) is kind
    assert str(raised.value) == code


@pytest.mark.parametrize(("code", "kind"), ERRORS)
def test_errors_of_iterators_at_the_beginning(code: str, kind: type[StreamError]) -> None:
    """Errors of iterators at the beginning."""
    client = Client(get_shard_iterator=failed(code), list_shards={"Shards": [listed(FIRST)]})
    with pytest.raises(StreamError) as raised:
        Stream(client, STREAM).iterator(FIRST, None)
    assert type(raised.value) is kind
    assert str(raised.value) == code


def test_a_checkpoint_of_another_stream() -> None:
    """A checkpoint of another stream."""
    with pytest.raises(CheckpointRefusedError) as raised:
        Stream(Client(get_shard_iterator=failed("InvalidArgumentException")), STREAM).iterator(FIRST, "123")
    assert str(raised.value) == "InvalidArgumentException"


def test_other_errors_of_a_checkpoint_are_not_its_fault() -> None:
    """Other errors of a checkpoint are not its fault."""
    with pytest.raises(ThrottledError):
        Stream(Client(get_shard_iterator=failed("LimitExceededException")), STREAM).iterator(FIRST, "123")


def test_a_shard_that_is_gone() -> None:
    """A shard that is gone."""
    client = Client(get_shard_iterator=failed("ResourceNotFoundException"), list_shards={"Shards": [listed(SECOND)]})
    with pytest.raises(ShardGoneError) as raised:
        Stream(client, STREAM).iterator(FIRST, "123")
    assert str(raised.value) == "ResourceNotFoundException"


def test_a_stream_that_is_gone_is_not_a_shard_that_is() -> None:
    """A stream that is gone is not a shard that is."""
    gone = failed("ResourceNotFoundException")
    with pytest.raises(StreamError) as raised:
        Stream(Client(get_shard_iterator=gone, list_shards=gone), STREAM).iterator(FIRST, None)
    assert type(raised.value) is StreamError


@pytest.mark.parametrize("call", ["list_shards", "get_shard_iterator", "get_records"])
def test_no_answer_at_all(call: str) -> None:
    """No answer at all."""
    stream = Stream(Client(**{call: UNREACHABLE}), STREAM)
    calls: dict[str, Any] = {
        "list_shards": stream.shards,
        "get_shard_iterator": lambda: stream.iterator(FIRST, None),
        "get_records": lambda: stream.read("iterator", 7),
    }
    with pytest.raises(StreamError) as raised:
        calls[call]()
    assert type(raised.value) is StreamError
    assert str(raised.value) == "EndpointConnectionError"
