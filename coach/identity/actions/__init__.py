"""What the coach may do for the client, one class each."""

from coach.identity.actions.client import MarkIntroductionComplete, MarkTopicCovered, SaveUserInfo
from coach.identity.actions.discovery import SaveIdentity, SkipCategory, UnskipCategory
from coach.identity.actions.warm_up import (
    AddWhoIAm,
    AddWhoIWantToBe,
    CloseWarmUpList,
    RemoveWhoIAm,
    RemoveWhoIWantToBe,
)

__all__ = [
    "AddWhoIAm",
    "AddWhoIWantToBe",
    "CloseWarmUpList",
    "MarkIntroductionComplete",
    "MarkTopicCovered",
    "RemoveWhoIAm",
    "RemoveWhoIWantToBe",
    "SaveIdentity",
    "SaveUserInfo",
    "SkipCategory",
    "UnskipCategory",
]
