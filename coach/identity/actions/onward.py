"""Week by week: an identity to live, what the client will do as that person, and how it went."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from coach.errors import Refused
from coach.identity import limits
from coach.identity.actions.speaking import Ref, Text, mark, noted
from coach.identity.memory import Commitment, Identity, IdentityMemory
from coach.program import Action, Turn
from coach.program.words import fold


class SetWeeklyFocus(Action):
    """Keep which identity the client has chosen to live this week."""

    identity: Ref

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        identity = turn.memory.identity(self.identity)
        turn.memory.weekly_focus = identity.id
        return f"This week is about {identity.name!r}"


class AddCommitment(Action):
    """Keep something concrete that the client will do as one of their identities, and when.

    `text` and `when` are their words; ask for the time where they gave none. Without `identity` it belongs to the one
    chosen for this week. A wish is no commitment: keep it when they have said that they will do it.
    """

    text: Text
    when: Annotated[str, Field(min_length=1, max_length=limits.WHEN)]
    identity: Annotated[str, Field(max_length=limits.NAME, description="its name or id")] = ""

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        memory = turn.memory
        identity = self._identity(memory)
        text, when = limits.one_line(self.text, "the commitment"), limits.one_line(self.when, "its time")
        there = memory.open_commitments
        if any(fold(each.text) == fold(text) and fold(each.when) == fold(when) for each in there):
            raise Refused("the client has committed to this already, for the same time")
        if len(there) >= limits.OPEN_COMMITMENTS:
            raise Refused(f"{len(there)} commitments are open; ask first how those went")
        if len(memory.commitments) >= limits.COMMITMENTS:  # what is long done makes room
            memory.commitments.remove(next(each for each in memory.commitments if each.reported))
        memory.commitments.add(Commitment(text=text, identity=identity.id, when=when, made_at=turn.now))
        return f"As {identity.name!r}, the client will do this: {text!r}, {when!r}"

    def _identity(self, memory: IdentityMemory) -> Identity:
        if self.identity.strip():
            return memory.identity(self.identity)
        if memory.weekly is None:
            raise Refused("no identity is chosen for this week; name the one it belongs to, or use SET_WEEKLY_FOCUS")
        return memory.weekly


class ReportCommitment(Action):
    """Keep what the client tells about something they had committed to, and whether they did it.

    Not having done it is no fault: keep what they say about it, in their words.
    """

    commitment: Annotated[str, Field(min_length=1, max_length=limits.KEY, description="its id")]
    report: Text
    kept: bool

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        commitments = turn.memory.commitments
        commitment = noted(commitments, self.commitment, "commitment")
        if commitment.reported:
            raise Refused(f"the client has told about {commitment.text!r} already")
        report = limits.one_line(self.report, "the report")
        commitments.change(commitment, reported=True, kept=self.kept, report=report)
        return f"{commitment.text!r} was {'kept' if self.kept else 'not kept'}: {report!r}"


class EndCourse(Action):
    """Say that the client ends the course.

    Use it only when they have said that they want to end it for good, and have confirmed that; not for a goodbye until
    next time.
    """

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        return mark(turn.memory, "course_ended", "the client has ended the course")
