"""The stream: its shards, iterators and records, and its errors sorted by what can be done about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from botocore.exceptions import BotoCoreError, ClientError

_THROTTLED = {
    "ProvisionedThroughputExceededException",
    "LimitExceededException",
    "KMSThrottlingException",
    "ThrottlingException",
}


class StreamError(Exception):
    """The stream did not answer as it should; the message is the code of the error."""


class ThrottledError(StreamError):
    """The stream asks for a pause."""


class IteratorExpiredError(StreamError):
    """An iterator lives five minutes; the next one starts after the checkpoint."""


class CheckpointRefusedError(StreamError):
    """The checkpoint is of another stream, one of the same name that was there before."""


class ShardGoneError(StreamError):
    """The shard's records are past the stream's retention, and the shard with them."""


@dataclass(frozen=True)
class Shard:
    """A shard of the stream.

    Attributes:
        shard_id: its id.
        parents: the shards that it was split or merged from, whose records come before its own.
        first: the sequence number that it begins with, which tells shards of one id in streams of one name apart.
        is_open: whether it takes records, as it does until it is split or merged.
    """

    shard_id: str
    parents: tuple[str, ...]
    first: str
    is_open: bool


@dataclass(frozen=True)
class Record:
    """A record as it lies in the stream."""

    sequence_number: str
    data: bytes


@dataclass(frozen=True)
class Page:
    """What one request found.

    Attributes:
        records: the records, oldest first.
        next_iterator: where to go on, or None at the end of a shard that was split or merged.
        behind_milliseconds: how far the last record is from the end of the stream.
    """

    records: Sequence[Record]
    next_iterator: str | None
    behind_milliseconds: int


class Stream:
    """One stream, by a client of boto3."""

    def __init__(self, client: Any, name: str) -> None:
        """Take the client and the stream's name."""
        self._client = client
        self.name = name

    def shards(self) -> list[Shard]:
        """All shards whose records are still there, closed ones too.

        Raises:
            StreamError: they could not be listed.
        """
        found: list[Shard] = []
        request = {"StreamName": self.name}
        while request:
            try:
                answer = self._client.list_shards(**request)
            except (BotoCoreError, ClientError) as error:
                _raise(error)
            for shard in answer["Shards"]:
                parents = (shard.get("ParentShardId"), shard.get("AdjacentParentShardId"))
                numbers = shard["SequenceNumberRange"]
                found.append(
                    Shard(
                        shard["ShardId"],
                        tuple(parent for parent in parents if parent),
                        numbers["StartingSequenceNumber"],
                        "EndingSequenceNumber" not in numbers,
                    )
                )
            token = answer.get("NextToken")
            # The token knows the stream; the API refuses both together.
            request = {"NextToken": token} if token else {}
        return found

    def iterator(self, shard_id: str, checkpoint: str | None) -> str:
        """Where to go on in a shard: after the checkpoint, or at its oldest record.

        Raises:
            CheckpointRefusedError: the shard has no such sequence number.
            ShardGoneError: there is no such shard.
            StreamError: anything else.
        """
        request = {"StreamName": self.name, "ShardId": shard_id, "ShardIteratorType": "TRIM_HORIZON"}
        if checkpoint is not None:
            request |= {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "StartingSequenceNumber": checkpoint}
        try:
            iterator: str = self._client.get_shard_iterator(**request)["ShardIterator"]
        except (BotoCoreError, ClientError) as error:
            code = _code(error)
            if code == "InvalidArgumentException" and checkpoint is not None:
                raise CheckpointRefusedError(code) from error
            if code == "ResourceNotFoundException" and shard_id not in {shard.shard_id for shard in self.shards()}:
                raise ShardGoneError(code) from error
            _raise(error)
        return iterator

    def read(self, iterator: str, limit: int) -> Page:
        """The next records of a shard.

        Raises:
            IteratorExpiredError: the iterator is too old.
            ThrottledError: too much was asked for.
            StreamError: anything else.
        """
        try:
            answer = self._client.get_records(ShardIterator=iterator, Limit=limit)
        except (BotoCoreError, ClientError) as error:
            _raise(error)
        records = [Record(record["SequenceNumber"], record["Data"]) for record in answer["Records"]]
        return Page(records, answer.get("NextShardIterator"), answer.get("MillisBehindLatest", 0))


def _code(error: Exception) -> str:
    """The code of an answer, or the kind of error where there was no answer."""
    if isinstance(error, ClientError):
        return error.response["Error"]["Code"]
    return type(error).__name__


def _raise(error: Exception) -> NoReturn:
    """Raise our own error for one of AWS."""
    code = _code(error)
    if code in _THROTTLED:
        raise ThrottledError(code) from error
    if code == "ExpiredIteratorException":
        raise IteratorExpiredError(code) from error
    raise StreamError(code) from error
