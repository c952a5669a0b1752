"""Every refusal of the actions that get to know a client and name identities, with its reason."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from identity_steps import refusal

from coach import Action
from coach.identity import (
    AddIdentityNote,
    AddUserNote,
    AddWhoIAm,
    AddWhoIWantToBe,
    ArchiveIdentity,
    Category,
    CloseWarmUpList,
    DeleteUserNote,
    FocusCategory,
    GiveConsent,
    IdentityMemory,
    MarkExplained,
    MarkIntroductionComplete,
    MarkTopicCovered,
    MergeIdentities,
    NamedIdentity,
    NestIdentity,
    OfferConsent,
    RemoveWhoIAm,
    RemoveWhoIWantToBe,
    RenameIdentity,
    SaveIdentities,
    SaveIdentity,
    SaveUserInfo,
    SkipCategory,
    Topic,
    UnskipCategory,
    UpdateUserNote,
    UserNote,
    WarmUpList,
)

BODY, FAMILY, MAKER, SPIRITUAL = (
    Category.PHYSICAL_EXPRESSION,
    Category.FAMILIAL_RELATIONS,
    Category.MAKER_OF_MONEY,
    Category.SPIRITUAL,
)
RUNNER = SaveIdentity(identity="Runner", category=BODY)
AUNT = SaveIdentity(identity="Aunt", category=FAMILY)
SMITH = SaveIdentity(identity="Smith", category=MAKER)
GONE = (RUNNER, AUNT, ArchiveIdentity(identity="Aunt"))
Case = tuple[Sequence[Action], Action, str]

CLIENT: dict[str, Case] = {
    "a fact of blanks": ([], SaveUserInfo(key="work", value="  \n "), "the value is empty"),
    "a key of blanks": ([], SaveUserInfo(key=" ", value="nurse"), "the key is empty"),
    "explained twice": ([MarkExplained()], MarkExplained(), "the client was told what this work is already"),
    "consent without explanation": ([], OfferConsent(), "explain first what this work is, and say so with MARK_EXPL"),
    "consent offered again": ([GiveConsent(), MarkExplained()], OfferConsent(), "the client has agreed already"),
    "consent twice": ([GiveConsent()], GiveConsent(), "the client has agreed already"),
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
    "a note of blanks": ([], AddUserNote(text="\n"), "the note is empty"),
    "a note that is there": ([AddUserNote(text="Calm")], AddUserNote(text=" calm"), "this is noted already, as "),
    "no note yet": ([], DeleteUserNote(note="zzzzz"), "there is no note 'zzzzz'; give the id: there are none"),
    "another note": ([AddUserNote(text="Calm")], UpdateUserNote(note="zzzzz", text="x"), " (“Calm”)"),
    "a closed list": (
        [CloseWarmUpList(list=WarmUpList.WHO_I_AM)],
        AddWhoIAm(items=("brave",)),
        "the list “who I am” is closed",
    ),
    "entries that are there": ([AddWhoIAm(items=("brave",))], AddWhoIAm(items=("Brave",)), "is on the list “who I am”"),
    "an entry of blanks": ([], AddWhoIWantToBe(items=(" ",)), "an entry is empty"),
    "an entry that is not there": ([AddWhoIAm(items=("brave",))], RemoveWhoIAm(items=("shy",)), "there are 'brave'"),
    "one entry that is not there": (
        [AddWhoIWantToBe(items=("brave",))],
        RemoveWhoIWantToBe(items=("brave", "shy")),
        "there is no list item called 'shy'",
    ),
    "a list closed twice": (
        [CloseWarmUpList(list=WarmUpList.WHO_I_AM)],
        CloseWarmUpList(list=WarmUpList.WHO_I_AM),
        "closed already",
    ),
}
DISCOVERY: dict[str, Case] = {
    "a name that is taken": (
        [RUNNER],
        SaveIdentity(identity=" runner", category=SPIRITUAL),
        "there is already an identity called 'Runner', in Physical expression",
    ),
    "the name of an archived one": (GONE, AUNT, "'Aunt' was named before and is archived; RESTORE_IDENTITY would"),
    "a name of blanks": ([], SaveIdentity(identity="\t", category=SPIRITUAL), "name is empty"),
    "a name that shows nothing": ([], SaveIdentity(identity="\u200b", category=SPIRITUAL), "an identity needs a name"),
    "an identity where it was skipped": (
        [SkipCategory(category=BODY)],
        RUNNER,
        "Physical expression was skipped; where the client wants it after all, use UNSKIP_CATEGORY first",
    ),
    "a second one where one is taken": (
        [RUNNER],
        SaveIdentity(identity="Dancer", category=BODY),
        "Physical expression takes one identity and has 'Runner'",
    ),
    "a second one where a merged one is": (
        [RUNNER, SMITH, MergeIdentities(first="Runner", second="Smith")],
        SaveIdentity(identity="Baker", category=MAKER),
        "Maker of money takes one identity and has 'Runner/Smith'",
    ),
    "several, none of them new": (
        [RUNNER, AUNT],
        SaveIdentities(
            identities=(
                NamedIdentity(identity="Aunt", category=SPIRITUAL),
                NamedIdentity(identity="Dancer", category=BODY),
            )
        ),
        "called 'Aunt', in Familial relations; Physical expression takes one identity and has 'Runner'",
    ),
    "a rename to a name that is taken": (
        [RUNNER, AUNT],
        RenameIdentity(identity="Aunt", new_name="RUNNER"),
        "there is already an identity called 'Runner'",
    ),
    "a rename to an archived name": (GONE, RenameIdentity(identity="Runner", new_name="aunt"), "is archived"),
    "a rename to the same name": ([RUNNER], RenameIdentity(identity="Runner", new_name="Runner "), "'Runner' already"),
    "a rename to blanks": ([RUNNER], RenameIdentity(identity="Runner", new_name=" "), "name is empty"),
    "a note of blanks on an identity": ([RUNNER], AddIdentityNote(identity="Runner", text=" "), "the note is empty"),
    "the same note twice": (
        [RUNNER, AddIdentityNote(identity="Runner", text="at dawn")],
        AddIdentityNote(identity="Runner", text="At  dawn"),
        "'Runner' has this note already",
    ),
    "skipping what has an identity": ([RUNNER], SkipCategory(category=BODY), "Physical expression has 'Runner'"),
    "skipping what a nested one covers": (
        [RUNNER, AUNT, NestIdentity(identity="Runner", under="Aunt")],
        SkipCategory(category=BODY),
        "Physical expression has 'Runner', so there is nothing to skip",
    ),
    "skipping twice": ([SkipCategory(category=BODY)], SkipCategory(category=BODY), "expression was skipped already"),
    "taking back what was not skipped": ([], UnskipCategory(category=SPIRITUAL), "Spiritual was not skipped"),
    "a focus on what was skipped": (
        [SkipCategory(category=BODY)],
        FocusCategory(category=BODY),
        "Physical expression was skipped; where the client wants it after all, use UNSKIP_CATEGORY",
    ),
    "a focus on what has its one": ([RUNNER], FocusCategory(category=BODY), "Physical expression has 'Runner'"),
    "a focus on what can have more": (
        [AUNT],
        FocusCategory(category=FAMILY),
        "Familial relations has 'Aunt'; another one can be saved there at any time",
    ),
}
CASES = CLIENT | DISCOVERY


@pytest.mark.parametrize(("before", "action", "reason"), CASES.values(), ids=CASES)
def test_an_action_is_refused_with_its_reason(before: Sequence[Action], action: Action, reason: str) -> None:
    assert reason in refusal(IdentityMemory(), *before, action)


def test_a_note_is_not_changed_into_another_one() -> None:
    memory = IdentityMemory(user_notes=[UserNote(text="Calm"), UserNote(text="Loud")])
    calm, loud = memory.user_notes
    assert refusal(memory, UpdateUserNote(note=loud.id, text="CALM")) == f"this is noted already, as {calm.id}"
    assert refusal(memory, UpdateUserNote(note=loud.id, text="\t")) == "the note is empty"
    assert re.match(f"there is no note 'zz'.*{calm.id}.*{loud.id}", refusal(memory, DeleteUserNote(note="zz")))
