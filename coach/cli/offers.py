"""Offers in a chat: numbered choices, answered by number or by a button's label."""

from __future__ import annotations

from collections.abc import Iterator

from coach.program.offer import Answer
from coach.results import OfferView


def meant(typed: str, offer: OfferView | None) -> str | Answer:
    """What a line stands for: an answer to the open offer, or the words themselves."""
    answer = offer.answered_by(typed) if offer is not None else None
    return typed if answer is None else answer


def lines(offer: OfferView) -> Iterator[str]:
    """An offer as text: what is asked, what could be edited, the choices."""
    yield offer.text
    if offer.link:
        yield offer.link
    for blank in offer.fields:
        yield f"{blank.label}: {blank.value}"
    for number, button in enumerate(offer.buttons, 1):
        yield f"  {number}. {button.label}"
