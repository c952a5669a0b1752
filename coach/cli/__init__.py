"""The command line. What a command needs is imported when it runs, so that `--help` stays quick."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from coach.cli.command import DEFAULT_DATABASE
from coach.cli.ending import ending, whole_streams
from coach.engine.reply import FormatName

app = typer.Typer(
    help="Staged conversations with a language model: the model talks, the machine decides, nothing is lost.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
tables = typer.Typer(help="Look after the database.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(tables, name="db")
scenarios = typer.Typer(
    help="Freeze a whole conversation in a file, and begin from it.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(scenarios, name="scenario")

ProgramFolder = Annotated[
    str | None,
    typer.Option("--program", metavar="FOLDER", help="The program's folder; by default identity coaching."),
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

GraphFormat = Literal["mermaid", "table", "actions"]


@app.command("chat")
def run_chat(
    program: ProgramFolder = None,
    db: Database = DEFAULT_DATABASE,
    schema: Schema = None,
    conversation: Annotated[
        str | None, typer.Option("--conversation", metavar="ID", help="Go on with this conversation.")
    ] = None,
    user: Annotated[
        str | None,
        typer.Option("--user", metavar="NAME", help="Whose conversation it is; a new one is your login name's."),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            metavar="MODEL",
            envvar="COACH_MODEL",
            help="openai/NAME, scripted:FILE or practice; without one, practice unless OPENAI_API_KEY is set.",
        ),
    ] = None,
    format: Annotated[FormatName, typer.Option("--format", help="How the model writes its replies.")] = "json",
    json: AsJson = False,
    wait: Wait = None,
    log: Log = None,
) -> None:
    """Hold a conversation. Lines are read from standard input where it is not a terminal."""
    with ending(log, db, schema):
        from coach.cli.chat import Chat

        Chat(program, db, schema, conversation, user, model, format, json, wait).run()


@app.command("show")
def run_show(
    conversation: ConversationId,
    program: ProgramFolder = None,
    db: Database = DEFAULT_DATABASE,
    schema: Schema = None,
    user: OfUser = None,
    json: AsJson = False,
    log: Log = None,
) -> None:
    """Show a conversation: its phase, what is remembered, what was said and done."""
    with ending(log, db, schema):
        from coach.cli.show import show_conversation

        show_conversation(conversation, program, db, schema, user, json)


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


@app.command("reset")
def run_reset(
    conversation: ConversationId,
    program: ProgramFolder = None,
    db: Database = DEFAULT_DATABASE,
    schema: Schema = None,
    user: OfUser = None,
    log: Log = None,
) -> None:
    """Begin a conversation again: nothing that was said, done or remembered stays."""
    with ending(log, db, schema):
        from coach.cli.scenario import reset_conversation

        reset_conversation(conversation, program, db, schema, user)


@scenarios.command("freeze")
def run_freeze(
    conversation: ConversationId,
    file: ScenarioFile,
    program: ProgramFolder = None,
    db: Database = DEFAULT_DATABASE,
    schema: Schema = None,
    user: OfUser = None,
    log: Log = None,
) -> None:
    """Write a whole conversation to a file: its state, its memory, and all that was said and done."""
    with ending(log, db, schema):
        from coach.cli.scenario import freeze_conversation

        freeze_conversation(conversation, file, program, db, schema, user)


@scenarios.command("start")
def run_start(
    file: ScenarioFile,
    program: ProgramFolder = None,
    db: Database = DEFAULT_DATABASE,
    schema: Schema = None,
    user: ForUser = None,
    log: Log = None,
) -> None:
    """Begin a conversation as the file says, and print its id."""
    with ending(log, db, schema):
        from coach.cli.scenario import begin_scenario

        begin_scenario(file, program, db, schema, user, anew=False)


@scenarios.command("reset")
def run_start_over(
    file: ScenarioFile,
    program: ProgramFolder = None,
    db: Database = DEFAULT_DATABASE,
    schema: Schema = None,
    user: ForUser = None,
    log: Log = None,
) -> None:
    """Remove the user's conversations that were begun from the file, begin one, and print its id."""
    with ending(log, db, schema):
        from coach.cli.scenario import begin_scenario

        begin_scenario(file, program, db, schema, user, anew=True)


@tables.command("upgrade")
def run_upgrade(db: Database = DEFAULT_DATABASE, schema: Schema = None, log: Log = None) -> None:
    """Bring the tables up to date, or make them."""
    with ending(log, db, schema):
        from coach.cli.db import upgrade_database

        upgrade_database(db, schema)


def main() -> None:
    """The entry point."""
    with whole_streams():
        app(prog_name="coach")
