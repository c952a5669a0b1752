"""Commands that serve conversations over HTTP."""

from __future__ import annotations

from typing import Annotated

import typer

from coach.cli.app import app
from coach.cli.ending import ending
from coach.cli.options import AsJson

SettingsFile = Annotated[
    str | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help="The settings, a TOML file; by default COACH_CONFIG, or coach.toml if it is there.",
    ),
]


@app.command("serve")
def run_serve(
    host: Annotated[str | None, typer.Option("--host", metavar="ADDRESS", help="Where to listen: 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option("--port", metavar="NUMBER", help="The port: 8000; 0 for any.")] = None,
    workers: Annotated[int | None, typer.Option("--workers", metavar="N", help="How many processes: 1.")] = None,
    program: Annotated[
        str | None, typer.Option("--program", metavar="FOLDER", help="The program's folder; identity coaching.")
    ] = None,
    db: Annotated[
        str | None, typer.Option("--db", metavar="URL", help="sqlite:///FILE or postgresql://…; sqlite:///coach.db.")
    ] = None,
    schema: Annotated[
        str | None, typer.Option("--schema", metavar="NAME", help="The PostgreSQL schema that has the tables.")
    ] = None,
    model: Annotated[
        str | None, typer.Option("--model", metavar="MODEL", help="openai/NAME, scripted:FILE or practice.")
    ] = None,
    config: SettingsFile = None,
) -> None:
    """Serve conversations over HTTP. Whatever is not given here is a setting: see `coach config`."""
    with ending(None):
        from coach.cli.service import serve_until_told

        given = {
            "host": host, "port": port, "workers": workers, "program": program, "database_url": db,
            "database_schema": schema, "model": model,
        }  # fmt: skip
        serve_until_told(config, given)


@app.command("config")
def run_config(config: SettingsFile = None, json: AsJson = False) -> None:
    """Show the settings of `coach serve`, and where each was set; secrets are masked."""
    with ending(None):
        from coach.cli.service import show_settings

        show_settings(config, as_data=json)
