"""One short sentence for each identity, in the client's words, and all of them together."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from coach.errors import Refused
from coach.identity import limits, offers
from coach.identity.actions.speaking import Ref, accept, at_hand, mark, put, settle
from coach.identity.categories import Stage
from coach.identity.guards import every_statement_accepted
from coach.identity.memory import IdentityMemory
from coach.program import Action, Turn

Statement = Annotated[str, Field(min_length=1, max_length=limits.STATEMENT)]


class OfferStatement(Action):
    """Put a statement for the identity at hand to the client, who can accept it, change its words or ask for another.

    One short sentence that begins as they would begin it, such as “I am …”, made of their own words. An identity that
    has its statement already can be offered another one where the client wants that.
    """

    identity: Ref
    statement: Statement

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        identity = turn.memory.identity(self.identity)
        if identity.rank < Stage.STATED.rank:
            at_hand(turn, self.identity, Stage.STATED)
        words = limits.one_line(self.statement, "the statement")
        return put(turn, offers.statement(identity, words, AcceptStatement(identity=identity.id, statement=words)))


class UpdateStatement(Action):
    """Change the draft of an identity's statement, because the client puts it otherwise; it is not accepted by that.

    For one that you still work on together. Other words for a statement that they have accepted are put to them.
    """

    identity: Ref
    statement: Statement

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        identity = turn.memory.identity(self.identity)
        words = limits.one_line(self.statement, "the statement")
        if words == identity.statement:
            raise Refused(f"this is the statement of {identity.name!r} already")
        if identity.rank >= Stage.STATED.rank:  # stages do not fall, so these words would count as accepted
            problem = f"the client has accepted the statement of {identity.name!r}"
            raise Refused(f"{problem}; put other words to them with OFFER_STATEMENT")
        turn.memory.identities.change(identity, statement=words)
        return f"The statement of {identity.name!r} is now {words!r}"


class AcceptStatement(Action):
    """Keep the statement of the identity at hand as the client has accepted it, word for word.

    It is what their answer to your offer does.
    """

    identity: Ref
    statement: Statement

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        identity = at_hand(turn, self.identity, Stage.STATED)
        words = limits.one_line(self.statement, "the statement")
        turn.memory.summary_seen = False  # it was a summary of less
        return accept(turn, identity, Stage.STATED, statement=words)


class OfferSummary(Action):
    """Show the client all their statements together. Use it when the last one is accepted."""

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        _check_all_stated(turn.memory)
        return put(turn, offers.summary(turn.memory.displayed, MarkSummarySeen()))


class MarkSummarySeen(Action):
    """Say that the client has seen all their statements together.

    It is what their answer to your offer does.
    """

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        _check_all_stated(turn.memory)
        settle(turn.memory, "summary")
        return mark(turn.memory, "summary_seen", "the client has seen all statements together")


def _check_all_stated(memory: IdentityMemory) -> None:
    if missing := every_statement_accepted.missing(memory):
        raise Refused("; ".join(missing))
