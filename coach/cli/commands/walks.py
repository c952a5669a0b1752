"""Commands about walks: scripted conversations used as tests."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from coach.cli.app import app
from coach.cli.ending import ending
from coach.cli.options import AsJson, Log, ProgramFolder
from coach.engine.reply import FormatName


class _Walk(TyperCommand):
    """Lets `--coverage` stand without a value, which is behind its equals sign where there is one."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, ["--coverage=" if each == "--coverage" else each for each in args])


@app.command("walk", cls=_Walk)
def run_walk(
    paths: Annotated[
        list[str] | None, typer.Argument(metavar="PATH", help="Files called *.walk.yaml, and folders that have such.")
    ] = None,
    program: Annotated[
        str | None,
        typer.Option(
            "--program",
            metavar="FOLDER",
            envvar="COACH_PROGRAM",
            help="The folder of walks that name no program; by default what they stand in, else identity coaching.",
        ),
    ] = None,
    db: Annotated[
        str | None,
        typer.Option(
            "--db", metavar="URL", help="sqlite:///FILE or postgresql://…; without one, each walk's own in memory."
        ),
    ] = None,
    format: Annotated[
        FormatName | None,
        typer.Option(
            "--format", help="How the model writes its replies where a walk does not say it; by default json."
        ),
    ] = None,
    junit: Annotated[
        str | None, typer.Option("--junit", metavar="FILE", help="Write the results to this file too, as JUnit XML.")
    ] = None,
    coverage: Annotated[
        list[str] | None,
        typer.Option(
            "--coverage",
            metavar="[=FILE]",
            help="Say what the walks have seen of the program, as a table, or in this file: *.json or *.html.",
        ),
    ] = None,
    json: AsJson = False,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON schema of a walk's file, for editors, and run nothing.")
    ] = False,
    log: Log = None,
) -> None:
    """Run walks: scripted conversations, each with what has to come of it. Exit 1 if one fails."""
    with ending(log, db):
        if schema:
            from coach.cli.walk import print_schema

            print_schema()
            return
        from coach.cli.walk import run_all

        passed = run_all(paths or [], program, db, format, junit, coverage or [], json)
    if not passed:
        raise typer.Exit(1)


@app.command("explore")
def run_explore(
    program: ProgramFolder = None,
    depth: Annotated[
        int, typer.Option("--depth", min=0, max=12, metavar="N", help="Go every path of so many moves.")
    ] = 3,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", help="Look in another order; the same one finds the same walks.")
    ] = 0,
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FOLDER", help="Write the walks to this folder.")
    ] = None,
    coverage: Annotated[
        str | None,
        typer.Option("--coverage", metavar="FILE", help="Leave out what a coverage.json has as taken."),
    ] = None,
    interludes: Annotated[
        bool | None, typer.Option("--interludes/--no-interludes", help="With breaks and videos, or without them.")
    ] = None,
    json: AsJson = False,
    log: Log = None,
) -> None:
    """Find a way through every exit of a program, and write it as a walk. Exit 1 if one could not be opened."""
    with ending(log):
        from coach.cli.explore import run_explore

        opened = run_explore(program, depth, seed, output, coverage, interludes, json)
    if not opened:
        raise typer.Exit(1)
