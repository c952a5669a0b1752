"""Commands that freeze a conversation in a file, and begin from it."""

from __future__ import annotations

from coach.cli.app import scenarios
from coach.cli.command import DEFAULT_DATABASE
from coach.cli.ending import ending
from coach.cli.options import ConversationId, Database, ForUser, Log, OfUser, ProgramFolder, ScenarioFile, Schema


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
