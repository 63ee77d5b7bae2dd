"""Errors that a caller is told about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class ApiError(Exception):
    """A request cannot be done, and the caller can know why.

    Attributes:
        status: HTTP status.
        detail: what is wrong, in one sentence.
        problems: what is wrong with single fields: `{"field", "problem"}` each.
        headers: headers of the answer.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        problems: Sequence[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Take what the answer is to say."""
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.problems = list(problems)
        self.headers = dict(headers or {})


def not_found() -> ApiError:
    """There is no such document, or it belongs to somebody else: the caller cannot tell which."""
    return ApiError(404, "there is no such document")


def try_again(detail: str) -> ApiError:
    """The request came at the wrong moment."""
    return ApiError(409, detail, headers={"retry-after": "1"})
