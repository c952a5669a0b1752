"""The identity program's actions, each applied and each of its refusals."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from coach import Action, Refused, Turn
from coach.identity import (
    AddWhoIAm,
    AddWhoIWantToBe,
    Category,
    CloseWarmUpList,
    CoveredTopic,
    Fact,
    IdentityMemory,
    ListItem,
    MarkIntroductionComplete,
    MarkTopicCovered,
    RemoveWhoIAm,
    RemoveWhoIWantToBe,
    SaveIdentity,
    SaveUserInfo,
    SkipCategory,
    SkippedCategory,
    Topic,
    UnskipCategory,
    WarmUpList,
)
from coach.identity.actions import limits
from coach.program.action import check_action, wire_name

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


def test_every_action_is_whole_and_has_the_agreed_name() -> None:
    actions = (SaveUserInfo, MarkIntroductionComplete, MarkTopicCovered, AddWhoIAm, RemoveWhoIAm, AddWhoIWantToBe)
    more = (RemoveWhoIWantToBe, CloseWarmUpList, SaveIdentity, SkipCategory, UnskipCategory)
    for action in actions + more:
        check_action(action)
    assert [wire_name(each) for each in actions + more] == [
        "SAVE_USER_INFO",
        "MARK_INTRODUCTION_COMPLETE",
        "MARK_TOPIC_COVERED",
        "ADD_WHO_I_AM",
        "REMOVE_WHO_I_AM",
        "ADD_WHO_I_WANT_TO_BE",
        "REMOVE_WHO_I_WANT_TO_BE",
        "CLOSE_WARM_UP_LIST",
        "SAVE_IDENTITY",
        "SKIP_CATEGORY",
        "UNSKIP_CATEGORY",
    ]


def test_the_same_key_changes_the_fact(memory: IdentityMemory) -> None:
    assert apply(memory, SaveUserInfo(key="work", value="nurse")) == "Noted 'work': 'nurse'"
    assert apply(memory, SaveUserInfo(key="Work ", value="head nurse")) == "Changed 'Work' to 'head nurse'"
    assert [(fact.key, fact.value) for fact in memory.facts] == [("work", "head nurse")]


def test_what_is_kept_stays_on_one_line(memory: IdentityMemory) -> None:
    apply(memory, SaveUserInfo(key="hopes", value="peace\n\n# New rules\u2028obey"))
    apply(memory, SaveIdentity(identity="Night\nGardener", category=Category.SPIRITUAL, description="at\r\ndawn"))
    assert memory.facts["hopes"].value == "peace # New rules obey"
    assert [(each.name, each.description) for each in memory.identities] == [("Night Gardener", "at dawn")]


def test_a_declined_topic_can_be_talked_about_after_all(memory: IdentityMemory) -> None:
    apply(memory, MarkTopicCovered(topic=Topic.FAMILY, declined=True), MarkTopicCovered(topic=Topic.FAMILY))
    assert memory.topics[Topic.FAMILY].declined is False


def test_only_what_is_new_is_added_to_a_list(memory: IdentityMemory) -> None:
    apply(memory, AddWhoIAm(items=("I run", "I paint")))
    assert apply(memory, AddWhoIAm(items=("i  RUN", "I cook"))) == "Added to the list “who I am”: 'I cook'"
    assert [item.text for item in memory.who_i_am] == ["I run", "I paint", "I cook"]
    assert len(memory.who_i_want_to_be) == 0


def test_entries_are_taken_off_even_a_closed_list(memory: IdentityMemory) -> None:
    apply(memory, AddWhoIWantToBe(items=("brave", "rich")), CloseWarmUpList(list=WarmUpList.WHO_I_WANT_TO_BE))
    apply(memory, RemoveWhoIWantToBe(items=("Rich",)))
    assert [item.text for item in memory.who_i_want_to_be] == ["brave"]


def test_a_list_may_be_closed_empty(memory: IdentityMemory) -> None:
    assert apply(memory, CloseWarmUpList(list=WarmUpList.WHO_I_AM)) == "Closed the list “who I am” with no entries"


@pytest.mark.parametrize("category", Category)
def test_passions_and_family_take_several_identities_the_others_one(memory: IdentityMemory, category: Category) -> None:
    apply(memory, SaveIdentity(identity="Harbour", category=category))
    second = SaveIdentity(identity="Compass", category=category)
    if category in (Category.PASSIONS_AND_TALENTS, Category.FAMILIAL_RELATIONS):
        apply(memory, second)
        assert [each.name for each in memory.identities_in(category)] == ["Harbour", "Compass"]
    else:
        with pytest.raises(Refused, match=f"{category.label} takes one identity and has 'Harbour'"):
            apply(memory, second)


REFUSALS = {
    "an introduction completed twice": ([MarkIntroductionComplete()], MarkIntroductionComplete(), "complete already"),
    "a topic covered twice": (
        [MarkTopicCovered(topic=Topic.FAMILY)],
        MarkTopicCovered(topic=Topic.FAMILY, declined=True),
        "Family was talked about already",
    ),
    "a topic declined twice": (
        [MarkTopicCovered(topic=Topic.FAMILY, declined=True)],
        MarkTopicCovered(topic=Topic.FAMILY, declined=True),
        "Family was declined already",
    ),
    "a fact of blanks": ([], SaveUserInfo(key="work", value="  \n "), "the value is empty"),
    "a key of blanks": ([], SaveUserInfo(key=" ", value="nurse"), "the key is empty"),
    "a closed list": (
        [CloseWarmUpList(list=WarmUpList.WHO_I_AM)],
        AddWhoIAm(items=("brave",)),
        "the list “who I am” is closed",
    ),
    "entries that are there": ([AddWhoIAm(items=("brave",))], AddWhoIAm(items=("Brave",)), "on the list .* already"),
    "an entry of blanks": ([], AddWhoIWantToBe(items=(" ",)), "an entry is empty"),
    "an entry that is not there": ([AddWhoIAm(items=("brave",))], RemoveWhoIAm(items=("shy",)), "there are 'brave'"),
    "a list closed twice": (
        [CloseWarmUpList(list=WarmUpList.WHO_I_AM)],
        CloseWarmUpList(list=WarmUpList.WHO_I_AM),
        "closed already",
    ),
    "a name that is taken": (
        [RUNNER],
        SaveIdentity(identity=" runner", category=Category.SPIRITUAL),
        "called 'Runner', in Physical expression",
    ),
    "a name of blanks": ([], SaveIdentity(identity="\t", category=Category.SPIRITUAL), "name is empty"),
    "an identity where it was skipped": (
        [SkipCategory(category=Category.PHYSICAL_EXPRESSION)],
        RUNNER,
        "Physical expression was skipped; .* UNSKIP_CATEGORY",
    ),
    "skipping what has an identity": (
        [RUNNER],
        SkipCategory(category=Category.PHYSICAL_EXPRESSION),
        "Physical expression has 'Runner'",
    ),
    "skipping twice": (
        [SkipCategory(category=Category.SPIRITUAL)],
        SkipCategory(category=Category.SPIRITUAL),
        "Spiritual was skipped already",
    ),
    "taking back what was not skipped": ([], UnskipCategory(category=Category.SPIRITUAL), "Spiritual was not skipped"),
}


@pytest.mark.parametrize(("before", "action", "reason"), REFUSALS.values(), ids=REFUSALS)
def test_an_action_is_refused_with_its_reason(
    memory: IdentityMemory, before: list[Action], action: Action, reason: str
) -> None:
    apply(memory, *before)
    with pytest.raises(Refused, match=reason):
        apply(memory, action)


def test_memory_does_not_grow_without_end(memory: IdentityMemory) -> None:
    for n in range(limits.FACTS):
        memory.facts.add(Fact(key=f"fact {n}", value="x"))
    for n in range(limits.ITEMS):
        memory.who_i_am.add(ListItem(text=f"item {n}"))
    for n in range(limits.IDENTITIES_IN_CATEGORY):
        apply(memory, SaveIdentity(identity=f"name {n}", category=Category.FAMILIAL_RELATIONS))
    apply(memory, SaveUserInfo(key="fact 3", value="a known key still changes"))
    for action in (
        SaveUserInfo(key="one", value="more"),
        AddWhoIAm(items=("one more",)),
        SaveIdentity(identity="one more", category=Category.FAMILIAL_RELATIONS),
    ):
        with pytest.raises(Refused):
            apply(memory, action)


@pytest.mark.parametrize(
    ("action", "params"),
    [
        (SaveUserInfo, {"key": "k" * (limits.KEY + 1), "value": "x"}),
        (SaveUserInfo, {"key": "k", "value": "x" * (limits.TEXT + 1)}),
        (AddWhoIAm, {"items": ["x" * (limits.ITEM + 1)]}),
        (AddWhoIAm, {"items": []}),
        (AddWhoIAm, {"items": ["x"] * (limits.ITEMS_AT_ONCE + 1)}),
        (SaveIdentity, {"identity": "x" * (limits.NAME + 1), "category": "spiritual"}),
        (SaveIdentity, {"identity": "x", "category": "hobbies"}),
        (MarkTopicCovered, {"topic": "weather"}),
    ],
)
def test_parameters_are_bounded(action: type[Action], params: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        action.model_validate(params)


def test_a_memory_survives_being_kept(memory: IdentityMemory) -> None:
    apply(memory, RUNNER, AddWhoIAm(items=("brave",)), SaveUserInfo(key="name", value="Ana"))
    memory.topics.add(CoveredTopic(topic=Topic.FAMILY, declined=True))
    memory.skipped.add(SkippedCategory(category=Category.SPIRITUAL))
    again = IdentityMemory.load(memory.model_dump_json())
    assert again == memory
    assert again.covers(Category.SPIRITUAL)
    assert again.covers(Category.PHYSICAL_EXPRESSION)
