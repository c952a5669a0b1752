"""The identity program's actions: their names, and the bounds of what they take and keep."""

from __future__ import annotations

import pytest
from identity_steps import ACTIONS, NOW, after, knowing, ruled
from pydantic import ValidationError

from coach import Action
from coach.engine.schema import parameters
from coach.identity import (
    AcceptRefinement,
    AcceptStatement,
    AddCommitment,
    AddIdentityNote,
    AddUserNote,
    AddWhoIAm,
    Category,
    Commitment,
    Fact,
    IdentityMemory,
    ListItem,
    MarkTopicCovered,
    RenameIdentity,
    ReorderIdentities,
    ReportCommitment,
    SaveIdentities,
    SaveIdentity,
    SaveUserInfo,
    limits,
)
from coach.identity.memory import Identity
from coach.program.action import check_action, wire_name

BODY, FAMILY = Category.PHYSICAL_EXPRESSION, Category.FAMILIAL_RELATIONS
RUNNER = SaveIdentity(identity="Runner", category=BODY)
WIRE_NAMES = (
    "SAVE_USER_INFO OFFER_CONSENT GIVE_CONSENT MARK_EXPLAINED MARK_INTRODUCTION_COMPLETE MARK_TOPIC_COVERED "
    "ADD_WHO_I_AM REMOVE_WHO_I_AM ADD_WHO_I_WANT_TO_BE REMOVE_WHO_I_WANT_TO_BE CLOSE_WARM_UP_LIST SAVE_IDENTITY "
    "SAVE_IDENTITIES RENAME_IDENTITY ADD_IDENTITY_NOTE FOCUS_CATEGORY SKIP_CATEGORY UNSKIP_CATEGORY OFFER_MERGE "
    "MERGE_IDENTITIES MARK_REVIEW_COMPLETE ACCEPT_REFINEMENT MARK_NOTHING_MISSING ACCEPT_COMMITMENT OFFER_NEST "
    "NEST_IDENTITY OFFER_ARCHIVE ARCHIVE_IDENTITY RESTORE_IDENTITY OFFER_STATEMENT UPDATE_STATEMENT ACCEPT_STATEMENT "
    "OFFER_SUMMARY MARK_SUMMARY_SEEN UPDATE_VISUALIZATION ACCEPT_VISUALIZATION REORDER_IDENTITIES SET_WEEKLY_FOCUS "
    "ADD_COMMITMENT REPORT_COMMITMENT END_COURSE ACKNOWLEDGE_VIDEO START_BREAK END_BREAK WITHDRAW_OFFER ADD_USER_NOTE "
    "UPDATE_USER_NOTE DELETE_USER_NOTE"
)


@pytest.fixture
def memory() -> IdentityMemory:
    return IdentityMemory()


def test_the_actions_have_the_agreed_names() -> None:
    assert sorted(map(wire_name, ACTIONS)) == sorted(WIRE_NAMES.split())


@pytest.mark.parametrize("action", ACTIONS, ids=wire_name)
def test_an_action_is_whole_and_its_texts_and_lists_are_bounded(action: type[Action]) -> None:
    check_action(action)
    parameters(action)
    for name, field in action.model_json_schema().get("properties", {}).items():
        if field.get("type") in ("string", "array") and "enum" not in field:
            bound = field.get("maxLength") or field.get("maxItems")
            assert bound, f"{name} of {wire_name(action)} has no bound"


def test_memory_does_not_grow_without_end(memory: IdentityMemory) -> None:
    for n in range(limits.FACTS):
        memory.facts.add(Fact(key=f"fact {n}", value="x"))
    for n in range(limits.ITEMS):
        memory.who_i_am.add(ListItem(text=f"item {n}"))
    memory = after(memory, *(AddUserNote(text=f"note {n}") for n in range(limits.USER_NOTES)))
    family = [SaveIdentity(identity=f"name {n}", category=FAMILY) for n in range(limits.IDENTITIES_IN_CATEGORY)]
    memory = after(memory, *family, SaveUserInfo(key="fact 3", value="a known key still changes"))
    memory = after(memory, *(AddIdentityNote(identity="name 1", text=f"note {n}") for n in range(limits.NOTES)))
    promises = [AddCommitment(text=f"do {n}", when="now", identity="name 1") for n in range(limits.OPEN_COMMITMENTS)]
    memory = after(memory, *promises)
    more: list[Action] = [
        SaveUserInfo(key="one", value="more"),
        AddWhoIAm(items=("one more",)),
        AddUserNote(text="one more"),
        SaveIdentity(identity="one more", category=FAMILY),
        AddIdentityNote(identity="name 1", text="one more"),
        AddCommitment(text="one more", when="now", identity="name 1"),
    ]
    assert [result.status for result in ruled(memory, *more).results] == ["refused"] * len(more)


def test_archived_identities_count_and_leave_room_for_no_more_than_are_kept() -> None:
    filled = [Identity(name=f"name {n}", category=FAMILY, archived=n > 0) for n in range(limits.IDENTITIES)]
    (result,) = ruled(IdentityMemory(identities=filled), RUNNER).results
    assert "archived ones included" in result.reason


def test_what_was_done_long_ago_makes_room_for_a_new_commitment() -> None:
    memory = knowing("Aunt")
    for n in range(limits.COMMITMENTS):
        done = Commitment(text=f"do {n}", identity="", when="now", made_at=NOW, reported=n > 0)
        memory.commitments.add(done)
    memory = after(memory, AddCommitment(text="one more", when="now", identity="Aunt"))
    assert len(memory.commitments) == limits.COMMITMENTS
    texts = [each.text for each in memory.commitments]
    assert ("do 0" in texts, "do 1" in texts, texts[-1]) == (True, False, "one more")


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
        (SaveIdentities, {"identities": []}),
        (SaveIdentities, {"identities": [{"identity": "x", "category": "spiritual", "stage": "stated"}]}),
        (RenameIdentity, {"identity": "x", "new_name": ""}),
        (AcceptRefinement, {"identity": "x", "new_name": "x" * (limits.NAME + 1)}),
        (AcceptStatement, {"identity": "x", "statement": "x" * (limits.STATEMENT + 1)}),
        (AcceptStatement, {"identity": "x", "statement": ""}),
        (ReorderIdentities, {"identities": []}),
        (AddCommitment, {"text": "x", "when": ""}),
        (ReportCommitment, {"commitment": "x", "report": "x"}),
        (MarkTopicCovered, {"topic": "weather"}),
    ],
)
def test_parameters_are_bounded(action: type[Action], params: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        action.model_validate(params)
