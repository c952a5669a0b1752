"""Commands that hold a conversation, show it, and begin it again."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from coach.cli.app import app
from coach.cli.command import DEFAULT_DATABASE
from coach.cli.ending import ending
from coach.cli.options import AsJson, ConversationId, Database, Log, OfUser, ProgramFolder, Schema, Wait
from coach.engine.reply import FormatName


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
    record: Annotated[
        str | None,
        typer.Option(
            "--record",
            metavar="FILE",
            help="Write what is said from here on as a walk, to this new file, called *.walk.yaml. "
            "It has the client's words in it: keep it as you keep those.",
        ),
    ] = None,
    log: Log = None,
) -> None:
    """Hold a conversation. Lines are read from standard input where it is not a terminal."""
    with ending(log, db, schema):
        from coach.cli.chat import Chat

        recorder = None
        if record is not None:
            from coach.cli.recording import Recorder

            recorder = Recorder(record, program)
        Chat(program, db, schema, conversation, user, model, format, json, wait, recorder).run()


@app.command("show")
def run_show(
    conversation: ConversationId,
    program: ProgramFolder = None,
    db: Database = DEFAULT_DATABASE,
    schema: Schema = None,
    user: OfUser = None,
    json: AsJson = False,
    form: Annotated[
        Literal["walk"] | None,
        typer.Option(
            "--as",
            help="Print it as a walk, a scripted conversation to use as a test. "
            "It has the client's words in it: keep it as you keep those.",
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar="FILE", help="Write the walk to this new file, called *.walk.yaml."),
    ] = None,
    log: Log = None,
) -> None:
    """Show a conversation: its phase, what is remembered, what was said and done."""
    if form is None and output is not None:
        raise typer.BadParameter("-o goes with --as walk; what is printed otherwise can be sent to a file with >")
    if form is not None and json:
        raise typer.BadParameter("--json and --as walk do not go together; leave one out")
    with ending(log, db, schema):
        if form == "walk":
            from coach.cli.recording import show_as_walk

            show_as_walk(conversation, output, program, db, schema, user)
            return
        from coach.cli.show import show_conversation

        show_conversation(conversation, program, db, schema, user, json)


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
