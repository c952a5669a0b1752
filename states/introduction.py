"""The client hears what this work is, gives a name to be called by, and says when they are ready."""

from coach import State, to
from coach.identity import MarkIntroductionComplete, SaveUserInfo, introduction_complete

state = State(
    title="Introduction",
    group="Welcome",
    initial=True,
    actions=[SaveUserInfo, MarkIntroductionComplete],
    exits=[to("GET_TO_KNOW_YOU", when=introduction_complete)],
)
