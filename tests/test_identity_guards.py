"""The identity program's guards, each open and closed, and what its memory chooses next."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from identity_steps import knowing

from coach import Action, Guard, Turn
from coach.identity import (
    ArchiveIdentity,
    Category,
    CloseWarmUpList,
    Fact,
    Identity,
    IdentityMemory,
    MarkIntroductionComplete,
    MarkTopicCovered,
    SaveIdentity,
    SkipCategory,
    Stage,
    Topic,
    UnskipCategory,
    WarmUpList,
    both_lists_closed,
    consent_given,
    course_ended,
    every_category_covered,
    every_identity_committed,
    every_identity_refined,
    every_identity_visualised,
    every_statement_accepted,
    every_topic_covered,
    explanation_given,
    introduction_complete,
    nothing_missing,
    review_complete,
    some_identity,
    summary_seen,
)

RUNNER = SaveIdentity(identity="Runner", category=Category.PHYSICAL_EXPRESSION)


@pytest.fixture
def memory() -> IdentityMemory:
    return IdentityMemory()


def apply(memory: IdentityMemory, *actions: Action) -> str | None:
    """Apply the actions in order; the last one's summary."""
    summary = None
    for action in actions:
        summary = action.apply(Turn(memory, "ANY", 1, datetime(2026, 1, 1, tzinfo=UTC), None, {}))
    return summary


# --- guards ------------------------------------------------------------------------------------


def test_the_introduction_is_open_once_it_is_marked_complete(memory: IdentityMemory) -> None:
    assert introduction_complete.missing(memory) == ("The introduction is not complete yet",)
    apply(memory, MarkIntroductionComplete())
    assert introduction_complete.missing(memory) == ()


@pytest.mark.parametrize("topic", Topic)
def test_each_topic_is_missed_until_it_is_talked_about_or_declined(memory: IdentityMemory, topic: Topic) -> None:
    for each in Topic:
        if each is not topic:
            apply(memory, MarkTopicCovered(topic=each))
    assert every_topic_covered.missing(memory) == (f"Still to talk about: {topic.label.lower()}",)
    apply(memory, MarkTopicCovered(topic=topic, declined=True))
    assert every_topic_covered.missing(memory) == ()


def test_all_five_topics_are_missed_in_order_with_hopes_last(memory: IdentityMemory) -> None:
    missing = every_topic_covered.missing(memory)
    assert len(missing) == 5
    assert missing[-1] == "Still to talk about: why here and hopes"


def test_both_lists_have_to_be_closed(memory: IdentityMemory) -> None:
    one, other = "The list “who I am” is not closed yet", "The list “who I want to be” is not closed yet"
    assert both_lists_closed.missing(memory) == (one, other)
    apply(memory, CloseWarmUpList(list=WarmUpList.WHO_I_AM))
    assert both_lists_closed.missing(memory) == (other,)
    apply(memory, CloseWarmUpList(list=WarmUpList.WHO_I_WANT_TO_BE))
    assert both_lists_closed.missing(memory) == ()


@pytest.mark.parametrize("category", Category)
def test_each_category_is_missed_until_it_is_named_or_skipped(memory: IdentityMemory, category: Category) -> None:
    for each in Category:
        if each is not category:
            apply(memory, SkipCategory(category=each))
    assert every_category_covered.missing(memory) == (f"{category.label} has no identity yet",)
    named, skipped = memory.copied(), memory
    apply(named, SaveIdentity(identity="Lighthouse", category=category))
    apply(skipped, SkipCategory(category=category))
    assert every_category_covered.missing(named) == every_category_covered.missing(skipped) == ()


def test_skipping_everything_still_misses_one_identity(memory: IdentityMemory) -> None:
    both = every_category_covered & some_identity
    apply(memory, *(SkipCategory(category=each) for each in Category))
    assert both.missing(memory) == ("No identity has been named yet",)
    apply(memory, UnskipCategory(category=Category.SPIRITUAL))
    apply(memory, SaveIdentity(identity="Pilgrim", category=Category.SPIRITUAL))
    assert both.missing(memory) == ()


def test_a_category_is_open_again_once_its_identity_is_let_go(memory: IdentityMemory) -> None:
    apply(memory, RUNNER, SaveIdentity(identity="Poet", category=Category.PASSIONS_AND_TALENTS))
    apply(memory, *(SkipCategory(category=each) for each in memory.open_categories))
    assert every_category_covered.missing(memory) == ()
    apply(memory, ArchiveIdentity(identity="Runner"))
    assert every_category_covered.missing(memory) == ("Physical expression has no identity since “Runner” was let go",)
    apply(memory, SkipCategory(category=Category.PHYSICAL_EXPRESSION))
    assert every_category_covered.missing(memory) == ()


def test_an_archived_identity_alone_is_none() -> None:
    memory = IdentityMemory(identities=[Identity(name="Runner", category=Category.SPIRITUAL, archived=True)])
    assert some_identity.missing(memory) == ("No identity has been named yet",)


@pytest.mark.parametrize(
    ("guard", "mark", "missing"),
    [
        (consent_given, "consent_given", "The client has not agreed yet"),
        (explanation_given, "explained", "The client was not told yet what this work is"),
        (review_complete, "review_complete", "The client has not said yet that there are no more overlaps"),
        (nothing_missing, "nothing_missing", "The client has not said yet that no identity is missing"),
        (summary_seen, "summary_seen", "The client has not seen all statements together yet"),
        (course_ended, "course_ended", "The client has not ended the course"),
    ],
)
def test_a_mark_opens_its_guard(memory: IdentityMemory, guard: Guard[IdentityMemory], mark: str, missing: str) -> None:
    assert guard.missing(memory) == (missing,)
    setattr(memory, mark, True)
    assert guard.missing(memory) == ()


@pytest.mark.parametrize(
    ("guard", "stage", "missing"),
    [
        (every_identity_refined, Stage.REFINED, "“Aunt” is not refined yet"),
        (
            every_identity_committed,
            Stage.COMMITTED,
            "It is not settled yet whether the client commits to “Aunt”",
        ),
        (every_statement_accepted, Stage.STATED, "“Aunt” has no accepted statement yet"),
        (every_identity_visualised, Stage.VISUALISED, "“Aunt” has not been pictured yet"),
    ],
)
@pytest.mark.parametrize("reached", Stage)
def test_every_live_identity_has_to_have_come_so_far(
    guard: Guard[IdentityMemory], stage: Stage, missing: str, reached: Stage
) -> None:
    memory = knowing("Aunt", "Sister", "Cousin", stage=reached)
    memory.identities.change("Sister", stage=Stage.VISUALISED)
    memory.identities.change("Cousin", stage=Stage.PROPOSED, archived=True)
    assert guard.missing(memory) == (() if reached.rank >= stage.rank else (missing,))


def test_an_accepted_statement_is_not_empty() -> None:
    memory = knowing("Aunt", stage=Stage.VISUALISED)
    memory.identities.change("Aunt", statement=" ")
    assert every_statement_accepted.missing(memory) == ("“Aunt” has no accepted statement yet",)


# --- what code chooses next --------------------------------------------------------------------


def test_the_memory_chooses_what_comes_next(memory: IdentityMemory) -> None:
    def coming() -> tuple[Topic | None, WarmUpList | None, Category | None]:
        return memory.next_topic, memory.next_list, memory.next_category

    assert coming() == (Topic.UPBRINGING, WarmUpList.WHO_I_AM, Category.PASSIONS_AND_TALENTS)
    apply(memory, SkipCategory(category=Category.PASSIONS_AND_TALENTS), MarkTopicCovered(topic=Topic.UPBRINGING))
    apply(memory, CloseWarmUpList(list=WarmUpList.WHO_I_AM))
    assert coming() == (Topic.FAMILY, WarmUpList.WHO_I_WANT_TO_BE, Category.MAKER_OF_MONEY)
    apply(memory, *(SkipCategory(category=each) for each in memory.open_categories))
    apply(memory, *(MarkTopicCovered(topic=each) for each in memory.open_topics))
    apply(memory, CloseWarmUpList(list=WarmUpList.WHO_I_WANT_TO_BE))
    assert coming() == (None, None, None)


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({}, ""),
        ({"name": "Ana Silva"}, "Ana"),
        ({"name": "Ana", "First Name": "Mary Ann"}, "Mary Ann"),
        ({"name": " "}, ""),
        ({"name": "Dr. Ada Lund"}, "Dr. Ada Lund"),
        ({"name": "Mr O'Neill"}, "Mr O'Neill"),
        ({"name": "Drew Lund"}, "Drew"),
    ],
)
def test_the_first_name_comes_from_the_facts(memory: IdentityMemory, facts: dict[str, str], name: str) -> None:
    for key, value in facts.items():
        memory.facts.add(Fact(key=key, value=value))
    assert memory.first_name == name
