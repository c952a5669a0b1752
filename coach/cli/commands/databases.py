"""Commands that look after the database."""

from __future__ import annotations

from coach.cli.app import tables
from coach.cli.command import DEFAULT_DATABASE
from coach.cli.ending import ending
from coach.cli.options import Database, Log, Schema


@tables.command("upgrade")
def run_upgrade(db: Database = DEFAULT_DATABASE, schema: Schema = None, log: Log = None) -> None:
    """Bring the tables up to date, or make them."""
    with ending(log, db, schema):
        from coach.cli.db import upgrade_database

        upgrade_database(db, schema)
