"""Commands that say what a program is."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from coach.cli.app import app
from coach.cli.ending import ending
from coach.cli.options import Log, ProgramFolder

GraphFormat = Literal["mermaid", "table", "actions"]


@app.command("graph")
def run_graph(
    program: ProgramFolder = None,
    format: Annotated[
        GraphFormat, typer.Option("--format", help="A Mermaid diagram, a table, or a reference of the actions.")
    ] = "table",
    log: Log = None,
) -> None:
    """Print a program: its states, their exits, what those want, and the actions."""
    with ending(log):
        from coach.cli.graph import print_graph

        print_graph(program, format)
