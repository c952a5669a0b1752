"""What the identity coach knows of one client."""

from __future__ import annotations

from typing import Annotated

from coach.identity.categories import Category, Topic, WarmUpList
from coach.program import Key, Memory, Record, Records


class Fact(Record):
    """Something the client told about themselves."""

    key: Annotated[str, Key()]
    value: str


class CoveredTopic(Record):
    """A topic that was talked about, or that the client declined to talk about."""

    topic: Annotated[Topic, Key()]
    declined: bool = False


class ListItem(Record):
    """One entry of a warm-up list, as the client said it."""

    text: Annotated[str, Key()]


class SkippedCategory(Record):
    """A category the client did not want to name anything in."""

    category: Annotated[Category, Key()]


class Identity(Record):
    """Something the client is, in the client's own words."""

    name: Annotated[str, Key()]
    category: Category
    description: str = ""
    notes: tuple[str, ...] = ()


class IdentityMemory(Memory):
    """Everything the identity program remembers; properties are what templates may read."""

    introduction_complete: bool = False
    who_i_am_closed: bool = False
    who_i_want_to_be_closed: bool = False
    facts: Records[Fact]
    topics: Records[CoveredTopic]
    who_i_am: Records[ListItem]
    who_i_want_to_be: Records[ListItem]
    skipped: Records[SkippedCategory]
    identities: Records[Identity]

    @property
    def first_name(self) -> str:
        """What to call the client; empty where it is not known."""
        for key in ("first_name", "first name"):
            if fact := self.facts.get(key):
                return fact.value
        fact = self.facts.get("name")
        return fact.value.split(maxsplit=1)[0] if fact and fact.value.strip() else ""

    @property
    def open_topics(self) -> tuple[Topic, ...]:
        """The topics neither talked about nor declined, in their order."""
        return tuple(topic for topic in Topic if topic not in self.topics)

    @property
    def next_topic(self) -> Topic | None:
        """The topic to ask about next; None where all are done."""
        return next(iter(self.open_topics), None)

    @property
    def open_lists(self) -> tuple[WarmUpList, ...]:
        """The warm-up lists the client has not closed, in their order."""
        return tuple(each for each in WarmUpList if not self.is_closed(each))

    @property
    def next_list(self) -> WarmUpList | None:
        """The warm-up list being made; None where both are closed."""
        return next(iter(self.open_lists), None)

    @property
    def open_categories(self) -> tuple[Category, ...]:
        """The categories with no identity that were not skipped, in their order."""
        return tuple(category for category in Category if not self.covers(category))

    @property
    def next_category(self) -> Category | None:
        """The category to talk about next; None where all are done."""
        return next(iter(self.open_categories), None)

    def covers(self, category: Category) -> bool:
        """Whether the category has an identity or was skipped."""
        return category in self.skipped or bool(self.identities_in(category))

    def identities_in(self, category: Category) -> tuple[Identity, ...]:
        """The identities of a category, oldest first."""
        return tuple(identity for identity in self.identities if identity.category is category)

    def items(self, which: WarmUpList) -> Records[ListItem]:
        """The entries of a warm-up list."""
        return self.who_i_am if which is WarmUpList.WHO_I_AM else self.who_i_want_to_be

    def is_closed(self, which: WarmUpList) -> bool:
        """Whether the client closed a warm-up list."""
        return self.who_i_am_closed if which is WarmUpList.WHO_I_AM else self.who_i_want_to_be_closed
