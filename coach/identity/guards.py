"""What each phase wants before the client moves on."""

from __future__ import annotations

from collections.abc import Iterator

from coach.identity.memory import IdentityMemory
from coach.program import guard


@guard
def introduction_complete(memory: IdentityMemory) -> Iterator[str]:
    """The client knows what this work is and is ready to begin."""
    if not memory.introduction_complete:
        yield "The introduction is not complete yet"


@guard
def every_topic_covered(memory: IdentityMemory) -> Iterator[str]:
    """All five topics were talked about or declined."""
    for topic in memory.open_topics:
        yield f"Still to talk about: {topic.label.lower()}"


@guard
def both_lists_closed(memory: IdentityMemory) -> Iterator[str]:
    """The client has closed both lists, who I am and who I want to be."""
    for each in memory.open_lists:
        yield f"The list “{each.label}” is not closed yet"


@guard
def every_category_covered(memory: IdentityMemory) -> Iterator[str]:
    """Every life category has an identity or was skipped."""
    for category in memory.open_categories:
        yield f"{category.label} has no identity yet"


@guard
def some_identity(memory: IdentityMemory) -> Iterator[str]:
    """At least one identity was named."""
    if not memory.identities:
        yield "No identity has been named yet"
