"""Identity coaching: who you are, and who you choose to be."""

from coach import Group, Interludes, Offer, Settings, Video
from coach.identity import (
    AcknowledgeVideo,
    AddUserNote,
    DeleteUserNote,
    EndBreak,
    IdentityMemory,
    SaveUserInfo,
    StartBreak,
    UpdateUserNote,
    break_offer,
    identity_practice,
    video_offer,
)


def shown(video: Video, to: str) -> Offer:
    """A video before or after a session; give a group one with `Group(title=…, intro=Video(…))`."""
    return video_offer(video.title, video.text or video.title, video.link, to=to, blocking=video.blocking)


SESSIONS = (
    "Welcome",
    "Getting to know you",
    "Discovery",
    "Refinement",
    "Commitment",
    "Statements",
    "Visualisation",
    "Onward",
    "Farewell",
)

settings = Settings(
    memory=IdentityMemory,
    name="Identity coaching",
    history=14,
    practice=identity_practice,
    actions=[SaveUserInfo, AddUserNote, UpdateUserNote, DeleteUserNote, StartBreak],
    buttons=[EndBreak, AcknowledgeVideo],
    machinery=["phase", "phases", "category", "categories", "saving", "action", "actions", "transition"],
    # A whole course is several sessions: with these on there is a break before each, and its videos.
    interludes=Interludes(
        groups=[Group(title=title) for title in SESSIONS],
        pause=break_offer,
        video=shown,
        buttons=[EndBreak, AcknowledgeVideo],
        on=False,
    ),
)
