"""From the text of a file to its content, or one line that says what is wrong and where."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import ValidationError

from coach.errors import ScenarioError
from coach.program.offer import Blank, Button, Offer
from coach.program.words import nearest
from coach.scenarios.content import Content, OfferPart
from coach.yaml_text.ago import read_duration
from coach.yaml_text.complaints import complaint
from coach.yaml_text.reading import read_yaml
from coach.yaml_text.source import Source

#: Bytes in the database, so any text will do.
_RAW = re.compile(r"turns\[\d+\]\.calls\[\d+\]\.raw")


def read_content(text: str, name: str) -> tuple[Content, Source]:
    """What the file of this name says, as far as it can be checked without its program. Raises `ScenarioError`."""
    data, source = read_yaml(text, name, ScenarioError, ago=True, raw=_RAW)
    if not isinstance(data, dict):
        raise source.error("", "is no scenario; it begins with the name of its program, program: …")
    try:
        content = Content.model_validate(data)
    except ValidationError as error:
        raise source.error(*complaint(error, Content)) from None
    for place, problem in _problems(content):
        raise source.error(place, problem)
    return content, source


def _problems(content: Content) -> Iterator[tuple[str, str]]:
    """What does not go together, with its place."""
    for n, state in enumerate(content.entered):
        if state in content.entered[:n]:
            yield f"entered[{n}]", f"{state[:80]!r} was entered before"
    if content.state not in content.entered:
        yield "entered", f"does not have {content.state[:80]!r}, the state that the conversation is in"
    last = len(content.turns) - 1
    if content.state != content.turns[last].state:
        yield "state", f"is {content.state[:80]!r}, and the last turn ends in {content.turns[last].state[:80]!r}"
    open_until = -1
    for n, turn in enumerate(content.turns):
        if read_duration(turn.ago) is None:
            yield f"turns[{n}].ago", f"{turn.ago[:40]!r} is no time ago; write it like 3d 2h 10m 5.25s"
        if turn.offer is not None:
            for where, problem in _offer_problems(turn.offer, n, last):
                yield f"turns[{n}].offer{where}", problem
            if open_until > n:
                yield f"turns[{n}].offer", "is put while the one before it is open; that one is closed in this turn"
            open_until = last + 1 if turn.offer.closed is None else turn.offer.closed


def _offer_problems(offer: OfferPart, turn: int, last: int) -> Iterator[tuple[str, str]]:
    for n, button in enumerate(offer.buttons):
        for m, step in enumerate(button.plan):
            if not isinstance(step.get("type"), str):
                yield f".buttons[{n}].plan[{m}]", "has no type, the name of an action"
    try:
        made_offer(offer, turn)
    except ValueError as error:
        yield "", str(error)
    if (offer.closed is None) != (offer.how is None):
        yield "", "has only one of `closed`, the turn that closed it, and `how`; an open offer has neither"
    if offer.closed is not None and not turn < offer.closed <= last:
        yield ".closed", f"is {offer.closed}, which is no turn after this one"
    if (offer.how == "answered") != (offer.button is not None):
        yield "", "is answered where it has the button that was pressed, and only there"
    if offer.button is not None and offer.button not in (names := [each.name for each in offer.buttons]):
        yield ".button", f"there is no button {offer.button[:40]!r}{nearest(offer.button, names)}"
    for name in offer.edited:
        if name not in (blanks := [each.name for each in offer.fields]):
            yield f".edited.{name}", f"there is no field {name[:40]!r} to edit{nearest(name, blanks)}"
        if offer.button is None:
            yield ".edited", "has texts though no button was pressed"


def made_offer(part: OfferPart, turn: int) -> Offer:
    """The offer itself, put in this turn. Raises ValueError where it could not be shown or answered."""
    return Offer(
        kind=part.kind,
        text=part.text,
        buttons=[Button(each.name, each.label, tuple(each.plan)) for each in part.buttons],
        fields=[Blank(each.name, each.label, each.value, each.longest) for each in part.fields],
        holds=part.holds,
        link=part.link,
        id=part.id,
        turn=turn,
    )
