"""Commands that say what a program is."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from coach.cli.app import app, exports
from coach.cli.command import DEFAULT_DATABASE
from coach.cli.ending import ending
from coach.cli.options import AsJson, Database, Log, OfUser, ProgramFolder, Schema

GraphFormat = Literal["mermaid", "dot", "svg", "png", "json", "table", "html", "actions"]
Theme = Literal["auto", "light", "dark"]


@app.command("graph")
def run_graph(
    program: ProgramFolder = None,
    format: Annotated[
        GraphFormat | None,
        typer.Option(
            "--format",
            help="A picture (mermaid, dot, svg, png, html), json, a table, or a reference of the actions; "
            "without one, what the name of the file says, or a table.",
        ),
    ] = None,
    file: Annotated[str | None, typer.Option("-o", "--output", metavar="FILE", help="Write it to this file.")] = None,
    actions: Annotated[bool, typer.Option("--actions", help="List in each state what is allowed there.")] = False,
    interludes: Annotated[
        bool | None, typer.Option("--interludes/--no-interludes", help="With breaks and videos, or without them.")
    ] = None,
    theme: Annotated[
        Theme, typer.Option("--theme", help="The colours of a picture; auto is as the reader's system is.")
    ] = "auto",
    conversation: Annotated[
        str | None,
        typer.Option("--conversation", metavar="ID", help="Mark where it is, the way it came, and what is open."),
    ] = None,
    coverage: Annotated[
        str | None, typer.Option("--coverage", metavar="FILE", help="Colour it by a coverage.json.")
    ] = None,
    traffic: Annotated[
        bool, typer.Option("--traffic", help="Mark what the conversations in the database did as a whole.")
    ] = False,
    db: Database = DEFAULT_DATABASE,
    schema: Schema = None,
    user: OfUser = None,
    log: Log = None,
) -> None:
    """Draw a program: its states, their exits, and what those want; or list it."""
    with ending(log, db, schema):
        from coach.cli.graph import Graph

        Graph(
            program, format, file, actions, interludes, theme, conversation, coverage, traffic, db, schema, user
        ).run()  # fmt: skip


@app.command("check")
def run_check(
    program: ProgramFolder = None,
    window: Annotated[
        int, typer.Option("--window", metavar="TOKENS", min=1, help="How many tokens the model takes at once.")
    ] = 128_000,
    json: AsJson = False,
    sarif: Annotated[bool, typer.Option("--sarif", help="Print SARIF 2.1.0 and nothing else.")] = False,
    log: Log = None,
) -> None:
    """Look for mistakes in a program: exit code 1 where there are errors, 0 where there are warnings alone."""
    with ending(log):
        from coach.cli.check import print_findings

        sound = print_findings(program, window, as_data=json, sarif=sarif)
    if not sound:
        raise typer.Exit(1)


@app.command("new")
def run_new(
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help="Where it shall stand, such as my_program.")],
    log: Log = None,
) -> None:
    """Write a small complete program to begin from: states, actions, guards, prompts, and its tests."""
    with ending(log):
        from coach.cli.new import new_program

        new_program(folder)


@exports.command("typescript")
def run_export_typescript(
    program: ProgramFolder = None,
    file: Annotated[str | None, typer.Option("-o", "--output", metavar="FILE", help="Write it to this file.")] = None,
    interludes: Annotated[
        bool | None, typer.Option("--interludes/--no-interludes", help="With breaks and videos, or without them.")
    ] = None,
    log: Log = None,
) -> None:
    """Write the states, actions and offers of a program, and what the service takes and gives, as TypeScript."""
    with ending(log):
        from coach.cli.exporting import export_typescript

        export_typescript(program, file, interludes)
