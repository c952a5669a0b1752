"""The questions with buttons that are put to the client: their texts, and what each button is called.

What a button does is given by whoever puts the offer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from coach.identity import limits
from coach.identity.memory import Identity
from coach.program import Action, Blank, Offer, button

#: The longest list in an offer, in characters: an offer's text is bounded.
_LIST = 1_700


def consent(yes: Action) -> Offer:
    """Whether the client wants this work. A no is an answer like any other: nothing ends by it."""
    text = (
        "This is a conversation about who you are and who you choose to be. I keep what you tell me, so that we can go "
        "on from it. You set the pace, leave out whatever you like, and can stop at any time. "
        "Would you like to begin on these terms?"
    )
    return Offer(
        kind="consent",
        text=text,
        buttons=[button("yes", "Yes", yes), button("no", "No"), button("more", "Tell me more")],
    )


def merge(first: Identity, second: Identity, name: str, yes: Action) -> Offer:
    """Whether two identities are one."""
    text = f"“{first.name}” and “{second.name}” may be one and the same. Shall they become one, “{name}”?"
    return Offer(kind="merge", text=text, buttons=[button("yes", "Yes", yes), button("no", "No")])


def nest(child: Identity, parent: Identity, yes: Action) -> Offer:
    """Whether one identity is a part of another one."""
    text = f"Shall “{child.name}” go on as a part of “{parent.name}”? It keeps its name."
    return Offer(kind="nest", text=text, buttons=[button("yes", "Yes", yes), button("no", "No")])


def archive(identity: Identity, yes: Action, no: Action | None) -> Offer:
    """Whether an identity is let go; where there is something that `no` stands for, the client commits to it."""
    kept = "No means that you commit to it" if no else "No leaves everything as it is"
    text = f"Shall we let “{identity.name}” go? Yes puts it aside, and you can have it back. {kept}."
    keep = button("no", "No", no) if no else button("no", "No")
    return Offer(kind="archive", text=text, buttons=[button("yes", "Yes", yes), keep])


def statement(identity: Identity, words: str, accept: Action) -> Offer:
    """Whether a sentence is the client's own; they can edit it."""
    return Offer(
        kind="statement",
        text=f"Your statement for “{identity.name}”: “{words}” Does it fit? You can change the words.",
        buttons=[
            button("love", "I love it", accept),
            button("work", "It needs work"),
            button("own", "My own words", accept),
        ],
        fields=[Blank("statement", "Your statement", words, limits.STATEMENT)],
    )


def summary(identities: Sequence[Identity], seen: Action) -> Offer:
    """All statements together."""
    lines = [f"{each.name}: {each.statement}" for each in identities]
    text = f"This is who you are, in your own words:\n{_listed(lines)}"
    return Offer(kind="summary", text=text, buttons=[button("on", "Continue", seen)])


def visualisation(identities: Sequence[Identity], *done: Action) -> Offer:
    """The time that the client takes to picture their identities by themselves."""
    text = (
        "Take your time now to picture yourself as each of these: where you are, what you look like, how it feels. "
        f"Go on when you have seen them all.\n{_listed(each.name for each in identities)}"
    )
    return Offer(kind="visualisation", text=text, buttons=[button("on", "Continue", *done)])


def rest(*back: Action) -> Offer:
    """A break, until the client is back."""
    return Offer(
        kind="break",
        text="Time for a break. Everything is kept, and we go on from here whenever you are back.",
        buttons=[button("on", "I am back", *back)],
        holds="Enjoy your break. When you want to go on, choose “I am back”.",
    )


def video(text: str, link: str, blocking: bool, *seen: Action) -> Offer:
    """A video to watch; a blocking one before anything else."""
    return Offer(
        kind="video",
        text=text,
        buttons=[button("on", "Continue", *seen)],
        holds="There is a short video for you first. When you have watched it, choose “Continue”." if blocking else "",
        link=link,
    )


def _listed(lines: Iterable[str]) -> str:
    """The lines, as many as there is room for."""
    shown, room, more = [], _LIST, 0
    for line in lines:
        room -= len(line) + 1
        more += room < 0
        if room >= 0:
            shown.append(line)
    return "\n".join([*shown, *([f"… and {more} more"] if more else [])])
