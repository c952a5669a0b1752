"""The identity coaching program: its memory, guards, actions and practice coach."""

from coach.identity.actions import (
    AddWhoIAm,
    AddWhoIWantToBe,
    CloseWarmUpList,
    MarkIntroductionComplete,
    MarkTopicCovered,
    RemoveWhoIAm,
    RemoveWhoIWantToBe,
    SaveIdentity,
    SaveUserInfo,
    SkipCategory,
    UnskipCategory,
)
from coach.identity.categories import Category, Topic, WarmUpList
from coach.identity.guards import (
    both_lists_closed,
    every_category_covered,
    every_topic_covered,
    introduction_complete,
    some_identity,
)
from coach.identity.memory import CoveredTopic, Fact, Identity, IdentityMemory, ListItem, SkippedCategory
from coach.identity.practice import identity_practice

__all__ = [
    "AddWhoIAm",
    "AddWhoIWantToBe",
    "Category",
    "CloseWarmUpList",
    "CoveredTopic",
    "Fact",
    "Identity",
    "IdentityMemory",
    "ListItem",
    "MarkIntroductionComplete",
    "MarkTopicCovered",
    "RemoveWhoIAm",
    "RemoveWhoIWantToBe",
    "SaveIdentity",
    "SaveUserInfo",
    "SkipCategory",
    "SkippedCategory",
    "Topic",
    "UnskipCategory",
    "WarmUpList",
    "both_lists_closed",
    "every_category_covered",
    "every_topic_covered",
    "identity_practice",
    "introduction_complete",
    "some_identity",
]
