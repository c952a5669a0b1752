"""The choices the program knows: life categories, stages of an identity, topics to get to know, the warm-up lists."""

from __future__ import annotations

from enum import Enum


class Labelled(Enum):
    """An enumeration whose members can be read out."""

    @property
    def label(self) -> str:
        """The member as a person writes it: `Passions and talents`."""
        return str(self.value).replace("_", " ").capitalize()


class Category(Labelled):
    """The nine sides of a life, in the order in which they are talked about."""

    PASSIONS_AND_TALENTS = "passions_and_talents"
    MAKER_OF_MONEY = "maker_of_money"
    KEEPER_OF_MONEY = "keeper_of_money"
    SPIRITUAL = "spiritual"
    PERSONAL_APPEARANCE = "personal_appearance"
    PHYSICAL_EXPRESSION = "physical_expression"
    FAMILIAL_RELATIONS = "familial_relations"
    ROMANTIC_RELATION = "romantic_relation"
    DOER_OF_THINGS = "doer_of_things"

    @property
    def takes_several(self) -> bool:
        """Whether it may hold more than one identity."""
        return self in (Category.PASSIONS_AND_TALENTS, Category.FAMILIAL_RELATIONS)


class Stage(Labelled):
    """How far an identity has come. Compared by rank, never by equality: an identity can be further than is wanted."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFINED = "refined"
    COMMITTED = "committed"
    STATED = "stated"
    VISUALISED = "visualised"

    @property
    def rank(self) -> int:
        """0 for the first stage, one more for each that follows."""
        return tuple(Stage).index(self)


class Topic(Labelled):
    """What a coach wants to have heard before the work begins; hopes come last."""

    UPBRINGING = "upbringing"
    FAMILY = "family"
    WORK_AND_LIVING = "work_and_living"
    INTERESTS = "interests"
    WHY_HERE_AND_HOPES = "why_here_and_hopes"


class WarmUpList(Labelled):
    """The two lists a client makes without editing."""

    WHO_I_AM = "who_i_am"
    WHO_I_WANT_TO_BE = "who_i_want_to_be"

    @property
    def label(self) -> str:
        """The list's name as the client hears it: `who I am`."""
        return str(self.value).replace("_", " ").replace(" i ", " I ")
