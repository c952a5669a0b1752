"""The identity program's guards, each open and closed, and what its memory chooses next."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from coach import Action, Turn
from coach.identity import (
    Category,
    CloseWarmUpList,
    Fact,
    IdentityMemory,
    MarkIntroductionComplete,
    MarkTopicCovered,
    SaveIdentity,
    SkipCategory,
    Topic,
    UnskipCategory,
    WarmUpList,
    both_lists_closed,
    every_category_covered,
    every_topic_covered,
    introduction_complete,
    some_identity,
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
    ],
)
def test_the_first_name_comes_from_the_facts(memory: IdentityMemory, facts: dict[str, str], name: str) -> None:
    for key, value in facts.items():
        memory.facts.add(Fact(key=key, value=value))
    assert memory.first_name == name
