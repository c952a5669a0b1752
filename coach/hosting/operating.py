"""What the people who run a service do with conversations, by hand and on record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coach.hosting.opened import Opened
from coach.results import Conversation, Rewound, TurnResult
from coach.turns.answering import check_key
from coach.turns.asked import Asked
from coach.turns.deeds import Deed, EditMemory, MoveTo, Release, Speak, TakeOver, checked
from coach.turns.door import check_name, check_wait, check_whose
from coach.turns.past import check_turn
from coach.turns.rewinding import check_new_key, delete, fork, rewind


class Operating(Opened):
    """The part of a coach that is an operator's.

    Each deed is a turn like a client's: with `user` and `tenant` the conversation has to be theirs, with a `key` it
    happens once however often it is asked for, `wait` is how many seconds to wait for a turn that is running. All raise
    what `Coach.say` raises, `BadInput` where the deed cannot be done, and then nothing of it was kept.
    """

    async def move(
        self,
        conversation: str,
        state: str,
        *,
        reason: str,
        user: str | None = None,
        tenant: str | None = None,
        key: str | None = None,
        wait: float = 0.0,
    ) -> TurnResult:
        """Go to any state of the program, past all guards, also from a final one.

        The state's `on_enter` runs; its opening is said where it was not entered before, and no model is asked. Raises
        `ProgramError` where `on_enter` fails.
        """
        return await self._do(conversation, MoveTo(state, reason), user, tenant, key, wait)

    async def edit(
        self,
        conversation: str,
        changes: Mapping[str, Any],
        *,
        reason: str,
        user: str | None = None,
        tenant: str | None = None,
        key: str | None = None,
        wait: float = 0.0,
    ) -> TurnResult:
        """Change what is remembered: scalars by name, and for a collection what is done to it.

        `{"ready": True, "goals": {"remove": [key or id], "change": {key or id: {field: value}}, "add": [{…}]}}`: done
        in this order, validated as the program's memory with its invariants; all of it or nothing.
        """
        return await self._do(conversation, EditMemory(changes, reason), user, tenant, key, wait)

    async def take_over(
        self,
        conversation: str,
        *,
        by: str,
        user: str | None = None,
        tenant: str | None = None,
        key: str | None = None,
        wait: float = 0.0,
    ) -> TurnResult:
        """Let a person answer in the coach's place: until `release`, no model is asked whatever the client says.

        What a button stands for is done as ever. Somebody else can take it over in turn.
        """
        return await self._do(conversation, TakeOver(by), user, tenant, key, wait)

    async def release(
        self,
        conversation: str,
        *,
        user: str | None = None,
        tenant: str | None = None,
        key: str | None = None,
        wait: float = 0.0,
    ) -> TurnResult:
        """Let the coach answer again, from the client's next words on."""
        return await self._do(conversation, Release(), user, tenant, key, wait)

    async def answer(
        self,
        conversation: str,
        text: str,
        *,
        user: str | None = None,
        tenant: str | None = None,
        key: str | None = None,
        wait: float = 0.0,
    ) -> TurnResult:
        """Say something to the client, as the person who has taken the conversation over."""
        return await self._do(conversation, Speak(text), user, tenant, key, wait)

    async def fork(
        self,
        conversation: str,
        turn: int | None = None,
        *,
        owner: str | None = None,
        label: str | None = None,
        user: str | None = None,
        tenant: str | None = None,
        key: str | None = None,
    ) -> Conversation:
        """Begin a copy of a conversation as it was after `turn` (default: as it stands); its `opening` is that turn.

        It is `owner`'s (default: the same user's), in the same tenant, and has a label that says what it is a copy of.
        Records and offers have the same ids in it. Asking again with the same `key` gives the copy that it made. Raises
        `NoSuchConversation`, `ProgramMismatch`, `KeyReused`, and `BadInput` for a turn that is not there, or that was
        taken before turns kept what takes them back.
        """
        for what, name in (("owner", owner), ("label", label)):
            check_name(what, name)
        check_new_key(key)
        check_turn(turn)
        whose = await self._found(conversation, user, tenant)
        return await fork(self.store, self.program, whose, turn, owner=owner, label=label, key=key)

    async def rewind(
        self,
        conversation: str,
        turn: int,
        *,
        user: str | None = None,
        tenant: str | None = None,
        key: str | None = None,
    ) -> Rewound:
        """Take a conversation back to what it was after `turn`; a copy of the whole is kept beside it, with a label.

        What came after that turn is gone from it, with the keys of those turns. Raises what `fork` raises, and `Busy`
        while a turn of it is running.
        """
        check_name("key", key)
        check_turn(turn)
        whose = await self._found(conversation, user, tenant)
        rewound = await rewind(self.store, self.program, whose, turn, key)
        self._taker.forget(whose.id)
        return rewound

    async def delete(
        self, conversation: str, *, user: str | None = None, tenant: str | None = None, key: str | None = None
    ) -> None:
        """Remove a conversation with all that belongs to it. Raises `NoSuchConversation`, `KeyReused`, `Busy`.

        Asking again with the same `key` is no error: of the conversation its id, its tenant, the key and a hash of its
        user are kept for that.
        """
        check_key(key)
        whose = await self._found(conversation, user, tenant)
        await delete(self.store, whose, key)
        self._taker.forget(whose.id)

    async def _do(
        self, conversation: str, deed: Deed, user: str | None, tenant: str | None, key: str | None, wait: float
    ) -> TurnResult:
        deed = checked(deed, self.program, key)
        whose = check_whose(conversation, user, tenant)
        self._check_open()
        return await self._taker.take(Asked(whose, deed, key, {}, check_wait(wait)))
