"""What each phase wants before the client moves on."""

from __future__ import annotations

from collections.abc import Iterator

from coach.identity.categories import Stage
from coach.identity.memory import IdentityMemory
from coach.program import guard


@guard
def consent_given(memory: IdentityMemory) -> Iterator[str]:
    """The client has agreed to this work."""
    if not memory.consent_given:
        yield "The client has not agreed yet"


@guard
def explanation_given(memory: IdentityMemory) -> Iterator[str]:
    """The client was told what this work is."""
    if not memory.explained:
        yield "The client was not told yet what this work is"


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
        gone = [each.name for each in memory.archived if category in each.categories]
        yield f"{category.label} has no identity {f'since “{gone[-1]}” was let go' if gone else 'yet'}"


@guard
def some_identity(memory: IdentityMemory) -> Iterator[str]:
    """At least one identity was named."""
    if not memory.live:
        yield "No identity has been named yet"


@guard
def review_complete(memory: IdentityMemory) -> Iterator[str]:
    """The client sees no more overlaps between their identities."""
    if not memory.review_complete:
        yield "The client has not said yet that there are no more overlaps"


@guard
def every_identity_refined(memory: IdentityMemory) -> Iterator[str]:
    """Every identity has a name that gives the client energy."""
    for identity in memory.below(Stage.REFINED):
        yield f"“{identity.name}” is not refined yet"


@guard
def nothing_missing(memory: IdentityMemory) -> Iterator[str]:
    """The client has said that no identity is missing."""
    if not memory.nothing_missing:
        yield "The client has not said yet that no identity is missing"


@guard
def every_identity_committed(memory: IdentityMemory) -> Iterator[str]:
    """The client has committed to every identity that they go on with."""
    for identity in memory.below(Stage.COMMITTED):
        yield f"It is not settled yet whether the client commits to “{identity.name}”"


@guard
def every_statement_accepted(memory: IdentityMemory) -> Iterator[str]:
    """Every identity has a statement that the client has accepted."""
    for identity in memory.live:
        if identity.rank < Stage.STATED.rank or not identity.statement.strip():
            yield f"“{identity.name}” has no accepted statement yet"


@guard
def summary_seen(memory: IdentityMemory) -> Iterator[str]:
    """The client has seen all their statements together."""
    if not memory.summary_seen:
        yield "The client has not seen all statements together yet"


@guard
def every_identity_visualised(memory: IdentityMemory) -> Iterator[str]:
    """The client has pictured every identity."""
    for identity in memory.below(Stage.VISUALISED):
        yield f"“{identity.name}” has not been pictured yet"


@guard
def course_ended(memory: IdentityMemory) -> Iterator[str]:
    """The client has ended the course."""
    if not memory.course_ended:
        yield "The client has not ended the course"
