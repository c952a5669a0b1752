"""Notes about the client that help to coach them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from coach.errors import Refused
from coach.identity import limits
from coach.identity.actions.speaking import Text, noted
from coach.identity.memory import IdentityMemory, UserNote
from coach.program import Action, Turn
from coach.program.words import fold

NoteId = Annotated[str, Field(min_length=1, max_length=limits.KEY, description="the note's id")]


class AddUserNote(Action):
    """Note something about the client that will help you later: how they like to be spoken to, what moves them.

    For what does not fit under a short key; plain facts go into SAVE_USER_INFO. Note what they said or showed, not what
    you make of it, and nothing that they would not want to read.
    """

    text: Text

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        text, notes = limits.one_line(self.text, "the note"), turn.memory.user_notes
        _check_new(turn.memory, text)
        if len(notes) >= limits.USER_NOTES:
            raise Refused(f"{limits.USER_NOTES} notes are kept already; change or delete one that has served its time")
        return f"Noted: {notes.add(UserNote(text=text)).text!r}"


class UpdateUserNote(Action):
    """Put a note about the client right, when they have told you more or something has changed."""

    note: NoteId
    text: Text

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        note = noted(turn.memory.user_notes, self.note, "note")
        text = limits.one_line(self.text, "the note")
        _check_new(turn.memory, text)
        return f"The note is now: {turn.memory.user_notes.change(note, text=text).text!r}"


class DeleteUserNote(Action):
    """Delete a note about the client that is no longer true, or that they do not want to be kept."""

    note: NoteId

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        note = noted(turn.memory.user_notes, self.note, "note")
        return f"Deleted the note {turn.memory.user_notes.remove(note).text!r}"


def _check_new(memory: IdentityMemory, text: str) -> None:
    for each in memory.user_notes:
        if fold(each.text) == fold(text):
            raise Refused(f"this is noted already, as {each.id}")
