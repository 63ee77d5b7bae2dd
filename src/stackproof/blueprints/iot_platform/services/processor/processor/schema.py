"""The database's schema: numbered steps in `migrations/`, each of which is taken once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg

from processor.logs import logger

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
"""Files `<number>_<name>.sql`, in the order of their numbers."""

_LOCK = 7_301_204_119_874_402_561
"""An advisory lock of no other meaning: one task migrates, the others wait and find it done."""


def migrate(connection: psycopg.Connection[Any], folder: Path = MIGRATIONS) -> list[int]:
    """Bring the schema up to date, in one transaction; returns the steps that were taken.

    Steps that only newer code knows are left alone, so that old and new tasks can run side by side.

    Raises:
        psycopg.Error: the database refused a step, and nothing has changed.
    """
    taken = []
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS schema_steps "
            "(step integer PRIMARY KEY, taken_at timestamptz NOT NULL DEFAULT now())"
        )
        done = {row[0] for row in cursor.execute("SELECT step FROM schema_steps")}
        for file in sorted(folder.glob("*.sql")):
            step = int(file.name.partition("_")[0])
            if step in done:
                continue
            cursor.execute(file.read_bytes())
            cursor.execute("INSERT INTO schema_steps (step) VALUES (%s)", [step])
            taken.append(step)
    if taken:
        logger.info("schema brought up to date", extra={"steps": taken})
    return taken
