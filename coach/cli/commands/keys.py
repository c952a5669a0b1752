"""Commands that make, list and revoke the keys of who may call the service."""

from __future__ import annotations

from typing import Annotated

import typer

from coach.cli.app import keys
from coach.cli.commands.service import SettingsFile
from coach.cli.ending import ending
from coach.cli.options import AsJson, Schema

Database = Annotated[
    str | None,
    typer.Option("--db", metavar="URL", help="The service's database; by default as `coach config` shows it."),
]


@keys.command("create")
def run_create(
    role: Annotated[
        str, typer.Option("--role", metavar="ROLE", help="client, operator (past the guards) or admin (metrics too).")
    ],
    tenant: Annotated[
        str, typer.Option("--tenant", metavar="NAME", help="Whose conversations; by default those without a tenant.")
    ] = "",
    user: Annotated[
        str | None, typer.Option("--user", metavar="NAME", help="Whose alone; a client's key needs one.")
    ] = None,
    expires: Annotated[
        int | None, typer.Option("--expires", metavar="DAYS", help="For how long; by default until it is revoked.")
    ] = None,
    db: Database = None,
    schema: Schema = None,
    config: SettingsFile = None,
    json: AsJson = False,
) -> None:
    """Make a key and print it, this once: only a hash of it is kept."""
    with ending(None, db, schema):
        from coach.cli.key import create_key

        create_key((config, db, schema), tenant, role, user, expires, as_data=json)


@keys.command("list")
def run_list(
    tenant: Annotated[
        str | None, typer.Option("--tenant", metavar="NAME", help="Those of this tenant; by default all.")
    ] = None,
    db: Database = None,
    schema: Schema = None,
    config: SettingsFile = None,
    json: AsJson = False,
) -> None:
    """List the keys that were made; the keys themselves nobody knows any more."""
    with ending(None, db, schema):
        from coach.cli.key import show_keys

        show_keys((config, db, schema), tenant, as_data=json)


@keys.command("revoke")
def run_revoke(
    id: Annotated[str, typer.Argument(metavar="ID", help="The key's id, as `coach key list` shows it.")],
    db: Database = None,
    schema: Schema = None,
    config: SettingsFile = None,
) -> None:
    """End a key: within seconds nobody can call with it."""
    with ending(None, db, schema):
        from coach.cli.key import revoke_key

        revoke_key((config, db, schema), id)
