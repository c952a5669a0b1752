"""A conversation under a program that changed since it was kept, and in the hands of somebody else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from turn_models import PiecesModel, SteadyModel, goal, open_coach, rows, said

from coach.errors import NoSuchConversation, ProgramMismatch
from coach.store.rows import new_id, shown_id
from coach.store.tables import conversations, turns

pytestmark = pytest.mark.anyio
Folder = Callable[..., Path]


async def test_a_conversation_goes_on_under_a_changed_program_and_the_version_is_on_record(
    database: str, program_folder: Folder
) -> None:
    async with open_coach(database, program_folder(), PiecesModel(said("One.", goal("Run")))) as old:
        begun = await old.start("ann")
        await old.say(begun.id, "Hello")
    changed = program_folder(**{"prompts/plan.md.j2": "Make a better plan."})
    async with open_coach(database, changed, PiecesModel(said("Two."))) as new:
        assert new.program.version != old.program.version
        assert (await new.snapshot(begun.id)).version == old.program.version
        assert (await new.say(begun.id, "And?")).turn == 2
        view = await new.snapshot(begun.id)
        assert view.version == new.program.version
        assert [m.version for m in view.messages] == [old.program.version] * 3 + [new.program.version] * 2
        versions = [row.version for row in await rows(new, turns)]
        assert versions == [old.program.version] * 2 + [new.program.version]


MEMORY = '''
from typing import Annotated
from coach import Key, Memory, Record, Records
class Goal(Record):
    """A goal."""
    name: Annotated[str, Key()]
    size: {size}
    why: str{why}
class GoalMemory(Memory):
    ready: bool = False
    mood: str = "calm"
    {goals}: Records[Goal]
'''


async def test_new_fields_with_defaults_are_welcome(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(), PiecesModel(said("One.", goal("Run", size=2)))) as old:
        begun = await old.start("ann")
        await old.say(begun.id, "Hello")
    grown = program_folder(**{"memory.py": MEMORY.format(size="int = 1", why=' = "?"', goals="goals")})
    async with open_coach(database, grown, PiecesModel(said("Two.", goal("Rest")))) as new:
        await new.say(begun.id, "And?")
        known = (await new.snapshot(begun.id)).memory
        assert known["mood"] == "calm"
        assert [(g["name"], g["size"], g["why"]) for g in known["goals"]] == [("Run", 2, "?"), ("Rest", 1, "?")]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"size": "int = 1", "why": "", "goals": "goals"}, r"goals\.0\.why: is required.*Give new fields a default"),
        ({"size": "bool = False", "why": ' = ""', "goals": "goals"}, r"goals\.0\.size"),
    ],
)
async def test_a_memory_that_no_longer_fits_is_an_error_that_repeats_nothing_of_it(
    fields: dict[str, str], says: str, database: str, program_folder: Folder
) -> None:
    async with open_coach(database, program_folder(), PiecesModel(said("One.", goal("Secret", size=7)))) as old:
        begun = await old.start("ann")
        await old.say(begun.id, "Hello", key="k")
    changed = program_folder(**{"memory.py": MEMORY.format(**fields)})
    async with open_coach(database, changed) as new:
        for attempt in (new.say(begun.id, "And?"), new.snapshot(begun.id)):
            with pytest.raises(ProgramMismatch, match=says) as mismatch:
                await attempt
            assert "Secret" not in str(mismatch.value)
        assert [row.claim for row in await rows(new, conversations)] == [None]
        assert (await new.say(begun.id, "Hello", key="k")).message == "One."  # what happened can still be told
    async with open_coach(database, program_folder(), SteadyModel(said("Two."))) as back:
        assert (await back.say(begun.id, "And?")).turn == 2


async def test_a_field_that_was_removed_is_told_in_the_memorys_own_words(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(), PiecesModel(said("One.", goal("Secret", size=7)))) as old:
        begun = await old.start("ann")
        await old.say(begun.id, "Hello", key="k")
    whole = MEMORY.format(size="int = 1", why=' = ""', goals="goals")
    less = program_folder(**{"memory.py": whole.replace("    size: int = 1\n", "")})
    async with open_coach(database, less) as new:
        with pytest.raises(ProgramMismatch) as mismatch:
            await new.say(begun.id, "And?")
        assert str(mismatch.value).endswith(
            "goals.0.size: there is no such field. "
            "Declare a removed field again, with a default, or migrate what is stored"
        )
    both = program_folder(**{"memory.py": whole.replace("size: int = 1", "weight: int")})
    async with open_coach(database, both) as new:
        with pytest.raises(ProgramMismatch, match="Give new fields a default, declare a removed field again, with a d"):
            await new.say(begun.id, "And?")
    again = program_folder(**{"memory.py": whole})
    async with open_coach(database, again, SteadyModel(said("Two."))) as back:
        assert (await back.say(begun.id, "And?")).turn == 2, "what the error says to do helps"


async def test_a_state_that_is_gone_and_another_program_are_clear_errors(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder()) as old:
        begun = await old.start_in("PLAN", "ann")
    folder = program_folder()
    (folder / "states" / "plan.py").rename(folder / "states" / "scheme.py")
    (folder / "prompts" / "plan.md.j2").rename(folder / "prompts" / "scheme.md.j2")
    welcome = folder / "states" / "welcome.py"
    welcome.write_text(welcome.read_text(encoding="utf-8").replace("PLAN", "SCHEME"), encoding="utf-8")
    async with open_coach(database, folder) as new:
        for attempt in (new.say(begun.id, "And?"), new.snapshot(begun.id)):
            with pytest.raises(ProgramMismatch, match=r"in state 'PLAN', which program 'goals'.*does not have"):
                await attempt
    settings_file = folder / "states" / "__init__.py"
    settings_file.write_text(settings_file.read_text(encoding="utf-8").replace('"goals"', '"dreams"'), encoding="utf-8")
    async with open_coach(database, folder) as other:
        with pytest.raises(ProgramMismatch, match="belongs to program 'goals', not to 'dreams'"):
            await other.say(begun.id, "And?")
        with pytest.raises(ProgramMismatch, match="belongs to program 'goals', not to 'dreams'"):
            await other.snapshot(begun.id)


async def test_somebody_elses_conversation_looks_like_none(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder(), PiecesModel(said("Hi."))) as coach:
        begun = await coach.start("ann", tenant="acme", key="k")
        absent = shown_id(new_id())

        async def said_of(id: str, user: str | None = None, tenant: str | None = None) -> str:
            texts = set()
            for attempt in (
                coach.say(id, "Hello", user=user, tenant=tenant),
                coach.snapshot(id, user=user, tenant=tenant),
            ):
                with pytest.raises(NoSuchConversation) as error:
                    await attempt
                texts.add(str(error.value).replace(id, "ID"))
            [text] = texts
            return text

        texts = {await said_of(absent), await said_of(absent, user="ann", tenant="acme")}
        for user, tenant in (("bea", "acme"), ("ann", ""), ("ann", "other"), ("", "acme"), ("ANN", "acme")):
            texts.add(await said_of(begun.id, user=user, tenant=tenant))
        assert len(texts) == 1
        assert [row.claim for row in await rows(coach, conversations)] == [None]
        assert (await coach.say(begun.id, "Hello", user="ann", tenant="acme")).turn == 1


IMPOSSIBLE: list[Any] = [
    "", " ", "x", "0" * 11, "0" * 13, "0123456789ai", "0123456789a\0", "\ud800" * 12, "1; DROP TABLE", None, 7,
]  # fmt: skip


async def test_an_impossible_id_is_no_conversation(database: str, program_folder: Folder) -> None:
    async with open_coach(database, program_folder()) as coach:
        for id in IMPOSSIBLE:
            for attempt in (coach.say(id, "Hello"), coach.snapshot(id)):
                with pytest.raises(NoSuchConversation) as error:
                    await attempt
                str(error.value).encode()
