"""What the identity program remembers: kept, found again, and what is worked out from it."""

from __future__ import annotations

import json

import pytest
from identity_steps import NOW, after, knowing, names

from coach.engine.views import visible
from coach.identity import (
    AddWhoIAm,
    ArchiveIdentity,
    Category,
    Commitment,
    CoveredTopic,
    Identity,
    IdentityMemory,
    Note,
    SaveIdentity,
    SaveUserInfo,
    SkippedCategory,
    Stage,
    Topic,
    UserNote,
)

BODY = Category.PHYSICAL_EXPRESSION


def test_a_memory_survives_being_kept() -> None:
    memory = IdentityMemory(
        consent_given=True,
        focus=BODY,
        working_towards=Stage.STATED,
        videos_seen=("welcome",),
        topics=[CoveredTopic(topic=Topic.FAMILY, declined=True)],
        skipped=[SkippedCategory(category=Category.SPIRITUAL)],
        user_notes=[UserNote(text="Calm")],
        identities=[
            Identity(
                name="Runner",
                category=BODY,
                also=(Category.MAKER_OF_MONEY,),
                notes=(Note(text="at dawn", origin="Jogger"),),
                stage=Stage.REFINED,
                place=2,
            )
        ],
        commitments=[Commitment(text="Run", identity="", when="now", made_at=NOW)],
    )
    memory = after(memory, AddWhoIAm(items=("brave",)), SaveUserInfo(key="name", value="Ana"))
    again = IdentityMemory.load(memory.model_dump_json())
    assert again == memory
    assert again.covers(Category.SPIRITUAL)
    assert again.covers(BODY)
    assert again.covers(Category.MAKER_OF_MONEY)
    assert not again.covers(Category.DOER_OF_THINGS)


def test_what_was_stored_before_there_were_stages_is_found_again() -> None:
    stored = {
        "introduction_complete": True,
        "who_i_am_closed": True,
        "who_i_want_to_be_closed": False,
        "facts": [{"id": "a0001", "key": "name", "value": "Ana"}],
        "topics": [],
        "who_i_am": [],
        "who_i_want_to_be": [],
        "skipped": [],
        "identities": [
            {
                "id": "a0002",
                "name": "Runner",
                "category": "physical_expression",
                "description": "at dawn",
                "notes": ["since school"],
            }
        ],
    }
    memory = IdentityMemory.load(json.dumps(stored))
    (runner,) = memory.live
    assert (runner.stage, runner.notes, runner.statement) == (Stage.PROPOSED, (Note(text="since school"),), "")
    assert memory.introduction_complete
    assert not memory.consent_given


def test_live_archived_and_displayed_are_told_apart() -> None:
    memory = knowing("Aunt", "Brother", "Cousin")
    memory.identities.change("Cousin", place=0)
    memory = after(memory, ArchiveIdentity(identity="Brother"))
    assert names(memory.live) == ["Aunt", "Cousin"]
    assert names(memory.archived) == ["Brother"]
    assert names(memory.displayed) == ["Cousin", "Aunt"]


def test_what_is_pending_follows_from_what_is_worked_towards() -> None:
    memory = knowing("Aunt", "Brother", "Cousin", towards=Stage.STATED)
    memory.identities.change("Aunt", stage=Stage.VISUALISED)
    memory.identities.change("Brother", archived=True)
    assert names(memory.pending) == ["Cousin"]
    assert memory.current == memory.identities["Cousin"]
    assert names(memory.below(Stage.PROPOSED)) == []


def test_an_archived_identity_is_not_that_of_the_week() -> None:
    memory = knowing("Aunt", "Brother")
    memory.weekly_focus = memory.live[0].id
    assert memory.weekly == memory.live[0]
    memory.identities.change("Aunt", archived=True)
    assert memory.weekly is None


def test_a_focus_that_is_no_longer_open_does_not_count() -> None:
    memory = IdentityMemory(focus=BODY)
    assert memory.next_category is BODY
    memory = after(memory, SaveIdentity(identity="Runner", category=BODY))
    assert memory.next_category is Category.PASSIONS_AND_TALENTS


def test_a_merged_identity_is_found_in_all_its_categories() -> None:
    one = Identity(name="A/B", category=BODY, also=(Category.SPIRITUAL,))
    memory = IdentityMemory(identities=[one])
    assert names(memory.identities_in(BODY)) == names(memory.identities_in(Category.SPIRITUAL)) == ["A/B"]


@pytest.mark.parametrize("part", ["setting", "appearance", "emotion"])
def test_a_picture_lacks_what_is_empty(part: str) -> None:
    told = {"setting": "a kitchen", "appearance": "an apron", "emotion": "calm"} | {part: " "}
    identity = Identity.model_validate({"name": "Aunt", "category": "familial_relations", **told})
    assert identity.missing_parts == (part,)


def test_an_id_comes_before_a_name_that_looks_like_it() -> None:
    memory = knowing("Aunt", "Brother")
    aunt, brother = memory.live
    memory.identities.change(brother, name=aunt.id)
    assert memory.identity(aunt.id).name == "Aunt"


def test_templates_may_read_what_the_prompts_need() -> None:
    wanted = "live archived displayed pending current weekly open_commitments on_break next_category first_name"
    assert set(wanted.split()) <= visible(IdentityMemory)
    assert {"rank", "categories", "live", "missing_parts", "stage", "id"} <= visible(Identity)
    assert {"rank", "label"} <= visible(Stage)
