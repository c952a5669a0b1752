"""What the coach may do for the client, one class each."""

from coach.identity import limits
from coach.identity.actions.client import (
    GiveConsent,
    MarkExplained,
    MarkIntroductionComplete,
    MarkTopicCovered,
    OfferConsent,
    SaveUserInfo,
)
from coach.identity.actions.commitment import (
    AcceptCommitment,
    ArchiveIdentity,
    NestIdentity,
    OfferArchive,
    OfferNest,
    ReorderIdentities,
    RestoreIdentity,
)
from coach.identity.actions.discovery import (
    AddIdentityNote,
    FocusCategory,
    NamedIdentity,
    RenameIdentity,
    SaveIdentities,
    SaveIdentity,
    SkipCategory,
    UnskipCategory,
)
from coach.identity.actions.notes import AddUserNote, DeleteUserNote, UpdateUserNote
from coach.identity.actions.onward import AddCommitment, EndCourse, ReportCommitment, SetWeeklyFocus
from coach.identity.actions.pauses import (
    AcknowledgeVideo,
    EndBreak,
    StartBreak,
    WithdrawOffer,
    break_offer,
    video_offer,
)
from coach.identity.actions.refinement import AcceptRefinement, MarkNothingMissing
from coach.identity.actions.review import MarkReviewComplete, MergeIdentities, OfferMerge
from coach.identity.actions.statements import (
    AcceptStatement,
    MarkSummarySeen,
    OfferStatement,
    OfferSummary,
    UpdateStatement,
)
from coach.identity.actions.visualisation import AcceptVisualization, UpdateVisualization, visualisation_offer
from coach.identity.actions.warm_up import (
    AddWhoIAm,
    AddWhoIWantToBe,
    CloseWarmUpList,
    RemoveWhoIAm,
    RemoveWhoIWantToBe,
)

__all__ = [
    "AcceptCommitment",
    "AcceptRefinement",
    "AcceptStatement",
    "AcceptVisualization",
    "AcknowledgeVideo",
    "AddCommitment",
    "AddIdentityNote",
    "AddUserNote",
    "AddWhoIAm",
    "AddWhoIWantToBe",
    "ArchiveIdentity",
    "CloseWarmUpList",
    "DeleteUserNote",
    "EndBreak",
    "EndCourse",
    "FocusCategory",
    "GiveConsent",
    "MarkExplained",
    "MarkIntroductionComplete",
    "MarkNothingMissing",
    "MarkReviewComplete",
    "MarkSummarySeen",
    "MarkTopicCovered",
    "MergeIdentities",
    "NamedIdentity",
    "NestIdentity",
    "OfferArchive",
    "OfferConsent",
    "OfferMerge",
    "OfferNest",
    "OfferStatement",
    "OfferSummary",
    "RemoveWhoIAm",
    "RemoveWhoIWantToBe",
    "RenameIdentity",
    "ReorderIdentities",
    "ReportCommitment",
    "RestoreIdentity",
    "SaveIdentities",
    "SaveIdentity",
    "SaveUserInfo",
    "SetWeeklyFocus",
    "SkipCategory",
    "StartBreak",
    "UnskipCategory",
    "UpdateStatement",
    "UpdateUserNote",
    "UpdateVisualization",
    "WithdrawOffer",
    "break_offer",
    "limits",
    "video_offer",
    "visualisation_offer",
]
