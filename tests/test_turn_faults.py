"""A turn in which the program or the model fails: a typed error, the log, and nothing else."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from turn_models import PiecesModel, count, goal, move, open_coach, rows, said

from coach.engine.reply import FormatName
from coach.engine.request import FormatUnsupported
from coach.errors import CoachError, ConfigurationError, InternalError, ModelRejected, ModelUnavailable, ProgramError
from coach.store.tables import action_records, model_calls

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]
REFUSED = said("Let us plan.", move("PLAN"))


async def test_a_fault_of_an_action_is_in_the_log_and_nowhere_else(
    database: str, program_folder: Folder, caplog: pytest.LogCaptureFixture
) -> None:
    actions = """
from coach import Action, Turn
from ..memory import GoalMemory
class SaveGoal(Action):
    \"\"\"Keep a goal.\"\"\"
    name: str
    size: int = 1
    def apply(self, turn: Turn[GoalMemory]) -> str:
        turn.memory.ready = True
        raise ZeroDivisionError("secret detail")
"""
    model = PiecesModel(said("Fine.", goal("Run")))
    async with open_coach(database, program_folder(**{"actions/goals.py": actions}), model) as coach:
        begun = await coach.start("ann")
        result = await coach.say(begun.id, "I want to run.")
        assert (result.message, result.actions[0].status, result.usage.calls) == ("Fine.", "failed", 1)
        assert (await coach.snapshot(begun.id)).memory["ready"] is False
        assert "secret" not in result.json()
        assert not any("secret" in str(tuple(row)) for row in await rows(coach, action_records))
        [logged] = [record for record in caplog.records if record.levelno == logging.ERROR]
        assert logged.exc_info is not None
        assert "secret detail" in str(logged.exc_info[1])


async def test_an_odd_exception_of_the_model_is_a_model_error_with_its_traceback_in_the_log(
    database: str, program_folder: Folder, caplog: pytest.LogCaptureFixture
) -> None:
    model = PiecesModel([said("Fi")[:20], RuntimeError("odd")], said("Fine."))
    async with open_coach(database, program_folder(), model) as coach:
        begun = await coach.start("ann")
        with pytest.raises(ModelUnavailable, match=r"pieces failed inside \(RuntimeError\)"):
            await coach.say(begun.id, "Hello")
        assert any(record.exc_info and "odd" in str(record.exc_info[1]) for record in caplog.records)
        assert (await coach.say(begun.id, "Hello")).message == "Fine."  # the claim was given back


async def test_a_panic_that_is_no_exception_is_told_to_whoever_waits(
    database: str, program_folder: Folder, caplog: pytest.LogCaptureFixture
) -> None:
    class Panic(BaseException):
        """What compiled libraries raise where they are at fault."""

    model = PiecesModel([said("Fi")[:20], Panic("odd")], said("Fine."))
    async with open_coach(database, program_folder(), model) as coach:
        begun = await coach.start("ann")
        with pytest.raises(InternalError, match=r"something inside failed \(Panic\)"):
            await asyncio.wait_for(coach.say(begun.id, "Hello"), 30)
        assert any(record.exc_info and "odd" in str(record.exc_info[1]) for record in caplog.records)
        assert (await coach.say(begun.id, "Hello")).message == "Fine."  # the claim was given back


async def test_an_answer_that_just_ends_is_not_taken_for_a_whole_one(program_folder: Folder) -> None:
    class Endless(PiecesModel):
        async def ask(self, *_: object):  # type: ignore[no-untyped-def]  # breaks the protocol on purpose
            yield said("Fine.")

    async with open_coach("sqlite://", program_folder(), Endless()) as coach:
        begun = await coach.start("ann")
        with pytest.raises(ModelUnavailable, match="broke off"):
            await coach.say(begun.id, "Hello")


async def test_a_format_that_is_given_up_between_two_calls_is_given_up_for_the_second(program_folder: Folder) -> None:
    class Learning(PiecesModel):
        def format(self, preferred: FormatName) -> FormatName:
            return preferred if len(self.requests) < 2 else "tags"

    model = Learning(REFUSED, [FormatUnsupported("json")], "What is your goal?")
    async with open_coach("sqlite://", program_folder(), model) as coach:
        begun = await coach.start("ann")
        assert (await coach.say(begun.id, "Hello")).message == "What is your goal?"
        assert [request.format for request in model.requests] == ["json", "json", "tags"]
        assert model.requests[2].schema is None
        assert [call.format for call in await rows(coach, model_calls)] == ["json", "tags"]


async def test_all_errors_of_a_turn_are_of_the_family(program_folder: Folder, caplog: pytest.LogCaptureFixture) -> None:
    class Broken(PiecesModel):
        def format(self, preferred: FormatName) -> FormatName:
            raise LookupError("no format today")

    async with open_coach("sqlite://", program_folder(), Broken()) as coach:
        begun = await coach.start("ann")
        with pytest.raises(CoachError, match=r"LookupError"):
            await coach.say(begun.id, "Hello")
        assert "no format today" in caplog.text


async def test_a_server_that_takes_no_format_at_all_is_given_up(program_folder: Folder) -> None:
    model = PiecesModel(*[[FormatUnsupported("json")]] * 9)
    async with open_coach("sqlite://", program_folder(), model) as coach:
        begun = await coach.start("ann")
        with pytest.raises(ModelRejected, match="takes none of the reply formats"):
            await coach.say(begun.id, "Hello")
        assert len(model.requests) == 4


def test_a_format_that_is_none_is_refused_with_the_nearest_name(program_folder: Folder) -> None:
    with pytest.raises(ConfigurationError, match="no reply format 'tag'; did you mean 'tags'"):
        open_coach("sqlite://", program_folder(), format="tag")


async def test_a_reply_that_is_not_even_text_is_told_back_as_text(program_folder: Folder) -> None:
    model = PiecesModel('{"message": "half \ud83d', said("Whole."))
    async with open_coach("sqlite://", program_folder(), model) as coach:
        begun = await coach.start("ann")
        assert (await coach.say(begun.id, "Hello")).message == "Whole."
        for message in model.requests[1].messages:
            message.text.encode()


async def test_a_template_that_fails_on_this_memory_is_the_programs_error(
    database: str, program_folder: Folder
) -> None:
    prompt = "Ask.\n{% block context %}{{ 6 // (3 - memory.goals | length) }}{% endblock %}"
    folder = program_folder(**{"prompts/welcome.md.j2": prompt})
    async with open_coach(database, folder, PiecesModel(said("Fine."))) as coach:
        begun = await coach.start("ann", memory={"goals": [{"name": name} for name in "abc"]})
        before = await count(coach)
        for _ in range(2):  # the claim is given back
            with pytest.raises(ProgramError, match=r"prompts/welcome.md.j2:2: ZeroDivisionError"):
                await coach.say(begun.id, "Hello", key="k")
        assert await count(coach) == before
