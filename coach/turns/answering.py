"""A client's answer to an offer, matched with the offer as it is stored."""

from __future__ import annotations

from collections.abc import Mapping

from coach.engine.program import Program
from coach.engine.reply import Proposal
from coach.engine.text import check_text
from coach.errors import BadInput, OfferGone
from coach.program.offer import Answer, Blank, Button, Offer
from coach.program.words import nearest
from coach.turns.door import check_message, check_name
from coach.turns.keeping import digest_of
from coach.values import value

#: How the keys of answers begin.
_KEY = "offer "


@value
class Chosen:
    """An answer, with what it answers."""

    answer: Answer
    offer: Offer
    button: Button


def check_said(said: str | Answer | None, key: str | None) -> None:
    """Raise `BadInput` unless a client can have said this, with this key of the caller's."""
    if isinstance(said, Answer):
        check_name("key", key)
        check_answer(said)
        return
    check_key(key)
    if said is not None:
        check_message(said)


def check_key(key: str | None) -> None:
    """Raise `BadInput` unless a turn that answers no offer can have this key."""
    check_name("key", key)
    if key is not None and key.startswith(_KEY):
        raise BadInput(f"a key that begins with {_KEY!r} belongs to an answer; use another one")


def check_answer(answer: Answer) -> None:
    """Raise `BadInput` unless an answer is made of texts."""
    for what, text in (("offer", answer.offer), ("button", answer.button)):
        if not isinstance(text, str) or not 1 <= len(text) <= 200:
            raise BadInput(f"the {what} of the answer is not one of an offer: give its id and the button's name")
        check_text(text, f"the {what} of the answer")
    fields = answer.fields
    if not isinstance(fields, Mapping) or not all(isinstance(each, str) for each in (*fields, *fields.values())):
        raise BadInput("the fields of the answer are not texts by name")
    for name, text in fields.items():
        check_text(name, "a field's name")
        check_text(text, f"the field {name[:40]!r}")


def chosen(answer: Answer, offer: Offer | None) -> Chosen:
    """What was chosen of the open offer. Raises `OfferGone` where it is another one, `BadInput` for what it has not."""
    if offer is None or offer.id != answer.offer:
        instead = f"; the open one is {offer.id!r}" if offer is not None else ""
        raise OfferGone(f"the offer {answer.offer[:40]!r} is not open{instead}; show the conversation as it stands now")
    button = offer.button(answer.button)
    if button is None:
        names = [each.name for each in offer.buttons]
        raise BadInput(f"the offer has no button {answer.button[:40]!r}{nearest(answer.button, names)}")
    known = {blank.name: blank for blank in offer.fields}
    for name, text in answer.fields.items():
        if name not in known:
            raise BadInput(f"the offer has no field {name[:40]!r} to edit{nearest(name, known)}")
        _check_length(known[name], text)
    return Chosen(answer, offer, button)


def proposals(program: Program, choice: Chosen) -> tuple[Proposal, ...]:
    """What the button stands for, with the fields filled in: a field fills the parameter of its name."""
    texts = {blank.name: choice.answer.fields.get(blank.name, blank.value) for blank in choice.offer.fields}
    found = []
    for step in choice.button.plan:
        params = {name: value for name, value in step.items() if name != "type"}
        action = program.actions.get(step["type"])
        params |= {name: text for name, text in texts.items() if action is not None and name in action.model_fields}
        found.append(Proposal(step["type"], params))
    return tuple(found)


def shown_answer(choice: Chosen) -> str:
    """The answer as it stands in the transcript: the button's label, and what was written."""
    return "\n".join([choice.button.label, *filter(None, (text.strip() for text in choice.answer.fields.values()))])


def shown_offer(offer: Offer) -> str:
    """An offer as it stands in the transcript: its text, and where what it shows is."""
    return "\n".join(filter(None, (offer.text, offer.link)))


def answer_key(offer: str) -> str:
    """The key of the turn that answers an offer: it is answered once."""
    return f"{_KEY}{offer}"


def answer_digest(button: str, fields: Mapping[str, str]) -> bytes:
    """What that key is used for."""
    return digest_of(button, sorted(fields.items()))


def _check_length(blank: Blank, text: str) -> None:
    if len(text) > blank.longest:
        raise BadInput(f"{blank.label or blank.name} has {len(text)} characters; {blank.longest} is the most")


def gone(offer: str) -> OfferGone:
    """For an offer that was answered with something else before."""
    return OfferGone(f"the offer {offer[:40]!r} was answered already, otherwise than now")
