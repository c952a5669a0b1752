"""Every refusal of the actions that review, refine, commit, state, picture and go on, with its reason."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from identity_steps import NOW, after, knowing, refusal

from coach import Action
from coach.identity import (
    AcceptCommitment,
    AcceptRefinement,
    AcceptStatement,
    AcceptVisualization,
    AcknowledgeVideo,
    AddCommitment,
    ArchiveIdentity,
    Category,
    Commitment,
    EndCourse,
    IdentityMemory,
    MarkNothingMissing,
    MarkReviewComplete,
    MarkSummarySeen,
    MergeIdentities,
    NestIdentity,
    OfferArchive,
    OfferMerge,
    OfferNest,
    OfferStatement,
    OfferSummary,
    RenameIdentity,
    ReorderIdentities,
    ReportCommitment,
    RestoreIdentity,
    SaveIdentity,
    Stage,
    StartBreak,
    UpdateStatement,
    UpdateVisualization,
    WithdrawOffer,
)

BODY, FAMILY = Category.PHYSICAL_EXPRESSION, Category.FAMILIAL_RELATIONS
RUNNER = SaveIdentity(identity="Runner", category=BODY)
AUNT = SaveIdentity(identity="Aunt", category=FAMILY)
SISTER = SaveIdentity(identity="Sister", category=FAMILY)
GONE = (RUNNER, AUNT, ArchiveIdentity(identity="Aunt"))
ARCHIVED = "'Aunt' is archived; RESTORE_IDENTITY would bring it back; the live ones are 'Runner'"
Case = tuple[Sequence[Action], Action, str]

CASES: dict[str, Case] = {
    "merging one with itself": (
        [RUNNER],
        MergeIdentities(first="Runner", second="runner"),
        "both of these are 'Runner'; name two different identities",
    ),
    "offering to merge one with itself": ([RUNNER], OfferMerge(first="Runner", second="Runner"), "both of these"),
    "merging into a name that is taken": (
        [RUNNER, AUNT, SISTER, RenameIdentity(identity="Sister", new_name="runner/aunt")],
        MergeIdentities(first="Runner", second="Aunt"),
        "together they would be called 'runner/aunt', as another one is; rename one of them first",
    ),
    "a second offer in one reply": (
        [RUNNER, AUNT, OfferMerge(first="Runner", second="Aunt")],
        OfferArchive(identity="Aunt"),
        "one offer at a time: ““Runner” and “Aunt” may be one and the same.",
    ),
    "a review completed twice": ([MarkReviewComplete()], MarkReviewComplete(), "sees no more overlaps already"),
    "refining one whose turn is later": (
        [RUNNER, AUNT],
        AcceptRefinement(identity="Aunt"),
        "'Aunt' has its turn later; the one at hand is 'Runner'",
    ),
    "refining to a name that shows nothing": (
        [RUNNER],
        AcceptRefinement(identity="Runner", new_name="\u200b"),
        "an identity needs a name",
    ),
    "renaming to a name that shows nothing": (
        [RUNNER],
        RenameIdentity(identity="Runner", new_name="\u200b"),
        "an identity needs a name",
    ),
    "refining one that is refined": (
        [RUNNER, AUNT, AcceptRefinement(identity="Runner")],
        AcceptRefinement(identity="Runner", new_name="Hare"),
        "'Runner' is refined already; the one at hand is 'Aunt'",
    ),
    "refining when all are refined": (
        [RUNNER, AcceptRefinement(identity="Runner")],
        AcceptRefinement(identity="Runner"),
        "'Runner' is refined already; every identity is refined",
    ),
    "refining to a name that is taken": (
        [RUNNER, AUNT],
        AcceptRefinement(identity="Runner", new_name="AUNT"),
        "there is already an identity called 'Aunt'",
    ),
    "nothing missing twice": ([MarkNothingMissing()], MarkNothingMissing(), "the client misses no identity already"),
    "committing to one whose turn is later": ([RUNNER, AUNT], AcceptCommitment(identity="Aunt"), "hand is 'Runner'"),
    "nesting one under itself": ([RUNNER], NestIdentity(identity="Runner", under="Runner"), "both of these are"),
    "offering to nest one under itself": ([RUNNER], OfferNest(identity="Runner", under="Runner"), "both of these are"),
    "nesting under an archived one": (GONE, NestIdentity(identity="Runner", under="Aunt"), ARCHIVED),
    "archiving the last one": (
        [RUNNER],
        ArchiveIdentity(identity="Runner"),
        "'Runner' is the only identity there is; it stays until there is another one",
    ),
    "offering to archive the last one": ([RUNNER], OfferArchive(identity="Runner"), "'Runner' is the only identity"),
    "restoring what is not archived": (
        GONE,
        RestoreIdentity(identity="Runner"),
        "'Runner' is not archived; the archived ones are 'Aunt'",
    ),
    "restoring what is not there": ([RUNNER], RestoreIdentity(identity="Poet"), "there is no archived identity"),
    "restoring where another one is by now": (
        [RUNNER, AUNT, ArchiveIdentity(identity="Runner"), SaveIdentity(identity="Dancer", category=BODY)],
        RestoreIdentity(identity="Runner"),
        "Physical expression takes one identity and has 'Dancer' by now; archive that one first",
    ),
    "one named twice in an order": (
        [RUNNER, AUNT],
        ReorderIdentities(identities=("Runner", "Aunt", "runner")),
        "'Runner' is named twice; name each one once",
    ),
    "a statement for one whose turn is later": (
        [RUNNER, AUNT],
        OfferStatement(identity="Aunt", statement="I am."),
        "'Aunt' has its turn later; the one at hand is 'Runner'",
    ),
    "an offered statement of blanks": (
        [RUNNER],
        OfferStatement(identity="Runner", statement=" "),
        "statement is empty",
    ),
    "an accepted statement of blanks": ([RUNNER], AcceptStatement(identity="Runner", statement=" "), "is empty"),
    "accepting a statement later": (
        [RUNNER, AUNT],
        AcceptStatement(identity="Aunt", statement="I am."),
        "the one at hand is 'Runner'",
    ),
    "a reworded statement of blanks": ([RUNNER], UpdateStatement(identity="Runner", statement="\n"), "is empty"),
    "the same statement": (
        [RUNNER, UpdateStatement(identity="Runner", statement="I am.")],
        UpdateStatement(identity="Runner", statement="I am. "),
        "this is the statement of 'Runner' already",
    ),
    "rewording an accepted statement": (
        [RUNNER, AcceptStatement(identity="Runner", statement="I am.")],
        UpdateStatement(identity="Runner", statement="I am fast."),
        "the client has accepted the statement of 'Runner'; put other words to them with OFFER_STATEMENT",
    ),
    "a summary with a statement missing": ([RUNNER], OfferSummary(), "“Runner” has no accepted statement yet"),
    "a summary seen with a statement missing": ([RUNNER], MarkSummarySeen(), "“Runner” has no accepted statement yet"),
    "a summary seen twice": (
        [RUNNER, AcceptStatement(identity="Runner", statement="I am."), MarkSummarySeen()],
        MarkSummarySeen(),
        "the client has seen all statements together already",
    ),
    "a picture of nothing": ([RUNNER], UpdateVisualization(identity="Runner", setting=" "), "nothing is told in this"),
    "a picture with parts missing": (
        [RUNNER, UpdateVisualization(identity="Runner", appearance="tall")],
        AcceptVisualization(identity="Runner"),
        "the picture of 'Runner' has no setting and no emotion yet",
    ),
    "a picture of one whose turn is later": (
        [RUNNER, AUNT],
        AcceptVisualization(identity="Aunt", declined=True),
        "the one at hand is 'Runner'",
    ),
    "a commitment of nobody": (
        [RUNNER],
        AddCommitment(text="Run", when="now"),
        "no identity is chosen for this week; name the one it belongs to, or use SET_WEEKLY_FOCUS",
    ),
    "a commitment of blanks": ([RUNNER], AddCommitment(text=" ", when="now", identity="Runner"), "commitment is empty"),
    "a commitment at no time": ([RUNNER], AddCommitment(text="Run", when=" ", identity="Runner"), "its time is empty"),
    "a commitment made twice": (
        [RUNNER, AddCommitment(text="Run", when="now", identity="Runner")],
        AddCommitment(text="run", when="Now", identity="Runner"),
        "the client has committed to this already, for the same time",
    ),
    "a report on what is not there": (
        [RUNNER, AddCommitment(text="Run", when="now", identity="Runner")],
        ReportCommitment(commitment="zzzzz", report="x", kept=True),
        " (“Run”)",
    ),
    "a course ended twice": ([EndCourse()], EndCourse(), "the client has ended the course already"),
    "a break in a break": ([StartBreak()], StartBreak(), "the client is on a break already"),
    "a video of blanks": ([], AcknowledgeVideo(video=" "), "the video is empty"),
    "taking back what nobody asked": ([], WithdrawOffer(), "no question with buttons is open"),
}


@pytest.mark.parametrize(("before", "action", "reason"), CASES.values(), ids=CASES)
def test_an_action_is_refused_with_its_reason(before: Sequence[Action], action: Action, reason: str) -> None:
    assert reason in refusal(IdentityMemory(), *before, action)


def test_a_commitment_is_told_about_once() -> None:
    done = Commitment(text="Run", identity="", when="now", made_at=NOW, reported=True)
    memory = IdentityMemory(commitments=[done])
    report = ReportCommitment(commitment=next(iter(memory.commitments)).id, report="x", kept=True)
    assert refusal(memory, report) == "the client has told about 'Run' already"


def test_restoring_does_not_overfill_a_category() -> None:
    memory = knowing(*(f"Cousin {n}" for n in range(12)))
    memory = after(memory, ArchiveIdentity(identity="Cousin 0"), AUNT)
    assert (
        refusal(memory, RestoreIdentity(identity="Cousin 0"))
        == "Familial relations has 12 identities and takes no more"
    )


def test_the_client_is_told_about_a_statement_that_is_there() -> None:
    memory = knowing("Aunt", stage=Stage.STATED)
    reason = refusal(memory, AcceptStatement(identity="Aunt", statement="I am."))
    assert reason == "'Aunt' is stated already; every identity is stated"
