"""Options and arguments that several commands take."""

from __future__ import annotations

from typing import Annotated

import typer

ProgramFolder = Annotated[
    str | None,
    typer.Option(
        "--program",
        metavar="FOLDER",
        envvar="COACH_PROGRAM",
        help="The program's folder; by default identity coaching.",
    ),
]
Database = Annotated[
    str,
    typer.Option("--db", metavar="URL", envvar="COACH_DATABASE_URL", help="sqlite:///FILE or postgresql://…"),
]
Schema = Annotated[
    str | None, typer.Option("--schema", metavar="NAME", help="The PostgreSQL schema that has the tables.")
]
Log = Annotated[
    str | None, typer.Option("--log", metavar="FILE", help="Write what happens inside, tracebacks too, to this file.")
]


def _check_seconds(value: float | None) -> float | None:
    if value is not None and not value >= 0:  # which no NaN is either
        raise typer.BadParameter(f"{value:g} is no time to wait; give seconds, 0 or more")
    return value


Wait = Annotated[
    float | None,
    typer.Option(
        "--wait",
        metavar="SECONDS",
        callback=_check_seconds,
        help="How long to wait for a turn of the conversation that is running elsewhere; "
        "without it, 0 at a terminal and 90 where lines are read from standard input.",
    ),
]
ConversationId = Annotated[str, typer.Argument(metavar="ID", help="The conversation.")]
OfUser = Annotated[str | None, typer.Option("--user", metavar="NAME", help="Whose it has to be.")]
ForUser = Annotated[
    str | None, typer.Option("--user", metavar="NAME", help="Whose it shall be; by default your login name's.")
]
ScenarioFile = Annotated[str, typer.Argument(metavar="FILE", help="The scenario, a YAML file.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
