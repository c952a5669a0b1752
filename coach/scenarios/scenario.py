"""A scenario: frozen from a conversation, kept in a file, and begun from as often as one likes."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from sqlalchemy import Connection

from coach.coach import Coach
from coach.errors import ScenarioError
from coach.results import Conversation
from coach.scenarios.checking import check
from coach.scenarios.content import Content, plain
from coach.scenarios.freezing import frozen
from coach.scenarios.reading import read_content
from coach.scenarios.starting import Begun, begun
from coach.store.rows import new_id, shown_id
from coach.store.whole import add, clock, labelled, lock, queue, remove
from coach.turns.done import made_by
from coach.turns.door import busy, check_name, check_owner, check_whose
from coach.turns.keeping import digest_of, turn_result
from coach.turns.reading import read_turn
from coach.turns.rewinding import check_new_key
from coach.values import value
from coach.yaml_text.files import read_file, write_file
from coach.yaml_text.source import Source
from coach.yaml_text.writing import write_yaml


@value
class Scenario:
    """A whole conversation as a file has it: no ids of its own, no dates, nobody's name."""

    name: str
    """What it is called: its file without the ending."""
    content: Content
    source: Source

    @property
    def label(self) -> str:
        """What marks the conversations that are begun from it."""
        return self.content.label or self.name

    # --- files --------------------------------------------------------------------------------

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a file. Raises `ScenarioError`, one line with the file, the line and the place in it."""
        return cls.read(read_file(Path(path), ScenarioError), str(path))

    @classmethod
    def read(cls, text: str, path: str = "scenario.yaml") -> Self:
        """Read the text of a file; `path` is what it is called. Raises `ScenarioError`."""
        content, source = read_content(text, path)
        return cls(Path(path).stem, content, source)

    def dump(self) -> str:
        """The text of its file."""
        return write_yaml(plain(self.content))

    def save(self, path: str | Path) -> None:
        """Write its file, whole or not at all. Raises `ScenarioError`."""
        write_file(Path(path), self.dump(), ScenarioError)

    # --- conversations ------------------------------------------------------------------------

    @classmethod
    async def freeze(
        cls,
        coach: Coach,
        conversation: str,
        *,
        name: str = "scenario",
        user: str | None = None,
        tenant: str | None = None,
    ) -> Self:
        """A conversation as it stands. Raises `NoSuchConversation`, `ProgramMismatch`."""
        whose = check_whose(conversation, user, tenant)
        await coach.connect()
        return cls(name, await frozen(coach.store, coach.program, whose), Source(name, ScenarioError))

    async def start(self, coach: Coach, user: str, *, tenant: str = "", key: str | None = None) -> Conversation:
        """Begin a conversation as the scenario says, its last turn just taken; its `opening` is that turn.

        Asking again with the same `key` gives the conversation that it began. Raises `ScenarioError` where it does not
        fit the coach's program; `BadInput`, `KeyReused`.
        """
        return await self._begin(coach, user, tenant, key, anew=False)

    async def reset(self, coach: Coach, user: str, *, tenant: str = "", key: str | None = None) -> Conversation:
        """Begin one as `start` does, and remove those of its label that this user has in this program.

        All or nothing. Asking again with the same `key` removes nothing while the conversation that it began is there.
        It is forgotten with that one: after a later reset by another key, it begins and removes again.
        Raises `Busy` while a turn of one of them is running; and what `start` does.
        """
        return await self._begin(coach, user, tenant, key, anew=True)

    async def _begin(self, coach: Coach, user: str, tenant: str, key: str | None, *, anew: bool) -> Conversation:
        check_owner(user, tenant)
        check_new_key(key)
        check_name("label", self.label)
        program, store, id = coach.program, coach.store, new_id()
        check(self.content, program, self.source)
        await coach.connect()
        whose = (user, tenant, program.name, self.label)
        digest = digest_of("scenario", self.label, self.dump(), anew) if key is not None else None

        def work(connection: Connection) -> Begun | int:
            if key is not None:
                queue(connection, user, tenant, "key", key)
                if (made_before := made_by(connection, tenant, user, key, digest)) is not None:
                    return made_before
            if anew:
                queue(connection, *whose)
                found, _ = lock(connection, labelled(*whose), store.ahead)
                if held := max((each.held for each in found), default=0.0):
                    raise busy(held)
                remove(connection, [each.id for each in found])
            now = clock(connection) + store.ahead
            made = begun(self.content, program, self.source, id, self.label, now)
            add(connection, {**made.row(user, tenant), "key": key, "digest": digest}, made.turns)
            return made

        done = await store.with_connection(work)
        if isinstance(done, int):
            return Conversation(shown_id(done), await read_turn(store, done, len(self.content.turns) - 1))
        last = done.last
        return Conversation(shown_id(id), turn_result(id, last, last.messages, last.actions, last.calls, last.offer))
