"""Offers: a question with buttons put to the client, kept with its turn, answered by its id."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from coach.program.words import fold, listed

if TYPE_CHECKING:
    from coach.program.action import Action

#: The most buttons of an offer, and fields to edit.
MOST = 8
#: Longest texts, in characters.
LONGEST_LABEL = 80
LONGEST_TEXT = 2_000


@dataclass(frozen=True, slots=True)
class Button:
    """One answer to an offer; made with `button`."""

    name: str
    """What an answer names it by."""
    label: str
    """What the client reads."""
    plan: tuple[Mapping[str, Any], ...] = ()
    """The actions it stands for, as `{"type": …, …}`."""


def button(name: str, label: str, *actions: Action) -> Button:
    """A button that stands for these actions, done in this order in the client's name."""
    from coach.program.action import wire_name

    plan = ({"type": wire_name(action), **action.model_dump(mode="json")} for action in actions)
    return Button(name, label, tuple(plan))


@dataclass(frozen=True, slots=True)
class Blank:
    """A text the client may edit; it fills the parameter of its name in the actions of the button that is pressed."""

    name: str
    label: str
    value: str = ""
    longest: int = 500
    """In characters."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """A question with buttons. One is open at a time: a newer one takes its place."""

    kind: str
    """What it is about, for whoever shows it: `merge`, `break`, `video`, …"""
    text: str
    buttons: Sequence[Button]
    fields: Sequence[Blank] = ()
    holds: str = ""
    """What is said to a client who writes instead of answering; then no model is asked while the offer is open."""
    link: str = ""
    """The address of what is shown, such as a video."""
    id: str = ""
    """Given when it is put."""
    turn: int = field(default=0, compare=False)
    """The turn it was put in."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "buttons", tuple(self.buttons))
        object.__setattr__(self, "fields", tuple(self.fields))
        _check(self)

    def button(self, name: str) -> Button | None:
        """The button of this name; None where there is none."""
        return next((each for each in self.buttons if each.name == name), None)

    def plain(self) -> dict[str, Any]:
        """The offer as JSON-able data, as it is stored."""
        return asdict(self)

    @classmethod
    def load(cls, text: str) -> Offer:
        """The offer that was stored as JSON."""
        data = json.loads(text)
        buttons = [Button(each["name"], each["label"], tuple(each["plan"])) for each in data.pop("buttons")]
        return cls(**{**data, "buttons": buttons, "fields": [Blank(**each) for each in data["fields"]]})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a client did with an offer: the button that was pressed, and the fields that were edited."""

    offer: str
    """The offer's id."""
    button: str
    """The button's name."""
    fields: Mapping[str, str] = field(default_factory=dict)


def _check(offer: Offer) -> None:
    """Raise ValueError for an offer that could not be shown or answered: a fault of the action that made it."""
    if not offer.text.strip() or len(offer.text) > LONGEST_TEXT:
        raise ValueError(f"an offer's text has 1 to {LONGEST_TEXT} characters")
    if not 1 <= len(offer.buttons) <= MOST or len(offer.fields) > MOST:
        raise ValueError(f"an offer has 1 to {MOST} buttons, and {MOST} fields at the most")
    for what, names in (("buttons", [b.name for b in offer.buttons]), ("fields", [f.name for f in offer.fields])):
        if len(set(names)) < len(names):
            raise ValueError(f"two {what} of an offer have one name: {listed(names)}")
    labels = [fold(each.label) for each in offer.buttons]
    if len(set(labels)) < len(labels) or not all(0 < len(label) <= LONGEST_LABEL for label in labels):
        raise ValueError(f"the labels of an offer's buttons differ, and have 1 to {LONGEST_LABEL} characters")
