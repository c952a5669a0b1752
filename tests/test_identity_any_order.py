"""Whatever is done with identities, in any order, leaves the memory sound."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from identity_steps import after, enter, kept, knowing, names, ruled

from coach import Action
from coach.identity import (
    AcceptCommitment,
    AcceptRefinement,
    AcceptStatement,
    AcceptVisualization,
    AddCommitment,
    AddIdentityNote,
    ArchiveIdentity,
    Category,
    IdentityMemory,
    MergeIdentities,
    NestIdentity,
    OfferArchive,
    OfferMerge,
    OfferNest,
    RenameIdentity,
    ReorderIdentities,
    RestoreIdentity,
    SaveIdentity,
    SetWeeklyFocus,
    SkipCategory,
    Stage,
    UnskipCategory,
    limits,
)
from coach.program.words import fold

PASSIONS = Category.PASSIONS_AND_TALENTS
START = after(
    knowing("Anchor", "Baker", "Captain", stage=Stage.COMMITTED),
    SaveIdentity(identity="Dancer", category=PASSIONS),
    SaveIdentity(identity="Elder", category=Category.SPIRITUAL),
)
#: One is left, so that letting it go is about the last one.
ALONE = after(START, *(ArchiveIdentity(identity=each) for each in ("Baker", "Captain", "Dancer", "Elder")), by="user")
NAMES = ["Anchor", "anchor ", "Anchor/Baker", "Poet", "x" * 80, "y" * 80]
name = st.sampled_from(NAMES)
#: Mostly those that are there, by their ids; some by a name that may be anybody's.
ref = st.sampled_from([*(each.id for each in START.live), *(each.id for each in START.live), *NAMES])
step = st.one_of(
    st.builds(SaveIdentity, identity=name, category=st.sampled_from(Category)),
    st.builds(SkipCategory, category=st.sampled_from(Category)),
    st.builds(UnskipCategory, category=st.sampled_from(Category)),
    st.builds(RenameIdentity, identity=ref, new_name=name),
    st.builds(AddIdentityNote, identity=ref, text=st.sampled_from(["tall", "small"])),
    st.builds(ReorderIdentities, identities=st.lists(ref, min_size=1, max_size=4).map(tuple)),
    st.builds(MergeIdentities, first=ref, second=ref),
    st.builds(NestIdentity, identity=ref, under=ref),
    st.builds(ArchiveIdentity, identity=ref),
    st.builds(RestoreIdentity, identity=ref),
    st.builds(AcceptRefinement, identity=ref, new_name=st.one_of(st.just(""), name)),
    st.builds(AcceptCommitment, identity=ref),
    st.builds(AcceptStatement, identity=ref, statement=st.just("I am here.")),
    st.builds(AcceptVisualization, identity=ref, declined=st.just(True)),
    st.builds(SetWeeklyFocus, identity=ref),
    st.builds(AddCommitment, text=name, when=name, identity=ref),
    st.builds(OfferMerge, first=ref, second=ref),
    st.builds(OfferNest, identity=ref, under=ref),
    st.builds(OfferArchive, identity=ref),
)
phase = st.sampled_from([None, *Stage])


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([START, ALONE]), st.lists(st.one_of(step, phase), min_size=8, max_size=60))
def test_whatever_is_done_in_any_order_leaves_the_memory_sound(
    start: IdentityMemory, steps: list[Action | Stage | None]
) -> None:
    memory = start
    told: set[tuple[str, str]] = set()
    for turn, each in enumerate(steps):
        before = memory
        if isinstance(each, Action):
            memory = kept(ruled(memory, each, by="user" if turn % 2 else "model", turn=turn))
        else:
            memory = enter(memory, each)
        check_sound(before, memory)
        told |= {(note.text, note.origin) for one in memory.identities for note in one.notes}
    assert sum(len(one.notes) for one in memory.identities) <= len(steps)
    assert {text for text, _ in told} <= {"tall", "small"}


def check_sound(before: IdentityMemory, memory: IdentityMemory) -> None:
    """Ranks never fall, names differ, somebody is live, and nothing points at what was let go."""
    for each in before.identities:
        assert memory.identities[each].rank >= each.rank
    found = [fold(each.name) for each in memory.identities]
    assert len(set(found)) == len(found)
    assert all(len(each.name) <= limits.NAME for each in memory.identities)
    assert memory.live
    assert sorted(names(memory.displayed)) == sorted(names(memory.live))
    if memory.current is not None:
        assert memory.current.live
        assert memory.working_towards is not None
        assert memory.current.rank < memory.working_towards.rank
    assert all(each.live and each.rank < Stage.VISUALISED.rank for each in memory.pending)
    ids = {each.id for each in memory.live}
    assert memory.weekly_focus in {"", *ids}
    everybody = {each.id for each in memory.identities}
    for each in memory.identities:
        assert each.nested_in in {"", *everybody} - {each.id}
        assert each.archived or not each.nested_in
        assert each.category not in each.also
        if each.live:
            assert each.category not in memory.skipped
    assert all(each.identity in everybody for each in memory.commitments)
    if memory.offer is not None:
        asked = [value for each in memory.offer.buttons for s in each.plan for key, value in s.items() if key != "type"]
        assert ids.issuperset(asked)
    assert IdentityMemory.load(memory.model_dump_json()) == memory
