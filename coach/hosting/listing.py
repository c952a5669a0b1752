"""What is stored, in lists that are read a page at a time."""

from __future__ import annotations

from coach.hosting.opened import Opened
from coach.pages import ConversationLine, Page, TurnView
from coach.results import ActionView, MessageView
from coach.turns.paging import page_of_actions, page_of_conversations, page_of_messages, page_of_turns


class Listing(Opened):
    """The part of a coach that lists.

    A page has 1 to 200 items (`limit`) and begins behind the place `after`, which is that of another page. All raise
    `BadInput` for what is no place or no limit.
    """

    async def conversations(
        self,
        *,
        user: str | None = None,
        tenant: str | None = None,
        state: str | None = None,
        label: str | None = None,
        version: str | None = None,
        search: str | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> Page[ConversationLine]:
        """The program's conversations, the newest first; with `user`, `state` and so on, those that have it.

        `search` finds a user by any part of the name, in capitals or not.
        """
        equal = {"user_id": user, "tenant": tenant, "state": state, "label": label, "version": version}
        await self.connect()
        return await page_of_conversations(self.store, self.program, equal, after, limit, search=search)

    async def messages(
        self,
        conversation: str,
        *,
        user: str | None = None,
        tenant: str | None = None,
        after: str | None = None,
        limit: int = 50,
        newest: bool = False,
    ) -> Page[MessageView]:
        """A conversation's messages, the oldest first, or the `newest`. Raises `NoSuchConversation`."""
        whose = await self._found(conversation, user, tenant)
        return await page_of_messages(self.store, whose, after, limit, newest=newest)

    async def actions(
        self,
        conversation: str,
        *,
        user: str | None = None,
        tenant: str | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> Page[ActionView]:
        """The records of its actions, the oldest first. Raises `NoSuchConversation`."""
        return await page_of_actions(self.store, await self._found(conversation, user, tenant), after, limit)

    async def turns(
        self,
        conversation: str,
        *,
        user: str | None = None,
        tenant: str | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> Page[TurnView]:
        """Its turns, each with the calls of the model that it made, the oldest first. Raises `NoSuchConversation`."""
        return await page_of_turns(self.store, await self._found(conversation, user, tenant), after, limit)
