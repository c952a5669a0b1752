"""Runs the migrations: on a connection that is handed in, else on COACH_DATABASE_URL."""

import asyncio
import os

from sqlalchemy import Connection

from alembic import context
from coach.store.connecting import DEFAULT_URL, open_store
from coach.store.tables import VERSION_TABLE, metadata


def run(connection: Connection, schema: str | None = None) -> None:
    options = connection
    if schema:
        options = connection.execution_options(schema_translate_map={None: schema})
        # Alembic's own statements (ALTER TABLE) are not translated.
        quoted = connection.dialect.identifier_preparer.quote_identifier(schema)
        connection.exec_driver_sql(f"SET LOCAL search_path TO {quoted}")
    context.configure(
        connection=options,
        target_metadata=metadata,
        version_table=VERSION_TABLE,
        version_table_schema=schema,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


async def run_alone() -> None:
    store = open_store(os.environ.get("COACH_DATABASE_URL") or DEFAULT_URL)
    try:
        await store.with_connection(run)
    finally:
        await store.close()


given = context.config.attributes.get("connection")
if given is not None:
    run(given, context.config.attributes.get("schema"))
else:
    asyncio.run(run_alone())
