"""Critical events, put on the region's own bus. The rules of the bus carry them over to the other region."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from payments_core.ledger import Event
from payments_core.logs import log

SOURCE = "payments"


class BusUnavailableError(RuntimeError):
    """The bus takes no events now. It is no failure of the database in whose transaction it happens."""


class Events:
    """The bus of the region."""

    def __init__(self, client: Any, bus: str) -> None:
        """Take a client of EventBridge."""
        self._client = client
        self._bus = bus

    def send(self, events: Sequence[Event]) -> list[str]:
        """Put events on the bus; returns the ids of those that it took.

        Raises:
            BusUnavailableError: the bus did not answer, or refused all of them.
        """
        entries = [
            {"EventBusName": self._bus, "Source": SOURCE, "DetailType": event.detail_type, "Detail": event.detail}
            for event in events
        ]
        try:
            answer = self._client.put_events(Entries=entries)
        except (BotoCoreError, ClientError) as error:
            raise BusUnavailableError(type(error).__name__) from error
        sent = []
        for event, entry in zip(events, answer["Entries"], strict=True):
            if "EventId" in entry:
                sent.append(event.event_id)
            else:
                log("WARNING", "an event was not taken", event_id=event.event_id, reason=entry.get("ErrorCode"))
        return sent
