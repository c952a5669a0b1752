"""What is kept of a client, one record each."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, model_validator

from coach.identity.categories import Category, Stage, Topic
from coach.program import Key, Record


class Fact(Record):
    """Something the client told about themselves."""

    key: Annotated[str, Key()]
    value: str


class UserNote(Record):
    """Something about the client that helps to coach them; found by its id."""

    text: str


class CoveredTopic(Record):
    """A topic that was talked about, or that the client declined to talk about."""

    topic: Annotated[Topic, Key()]
    declined: bool = False


class ListItem(Record):
    """One entry of a warm-up list, as the client said it."""

    text: Annotated[str, Key()]


class SkippedCategory(Record):
    """A category the client did not want to name anything in."""

    category: Annotated[Category, Key()]


class Note(BaseModel):
    """Something the client told about an identity."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    text: str
    origin: str = ""
    """What the identity was called that it was told about; empty where it is the one that has the note."""

    @model_validator(mode="before")
    @classmethod
    def _of_text(cls, value: Any) -> Any:
        """Notes used to be kept as bare texts."""
        return {"text": value} if isinstance(value, str) else value


class Identity(Record):
    """Something the client is, in the client's own words. It is never removed, only archived."""

    name: Annotated[str, Key()]
    category: Category
    also: tuple[Category, ...] = ()
    """Further categories it covers, after a merge."""
    description: str = ""
    notes: tuple[Note, ...] = ()
    stage: Stage = Stage.PROPOSED
    """What it has reached; an archived one keeps it, and has it again when it is restored."""
    archived: bool = False
    nested_in: str = ""
    """The id of the identity it is a part of; such a one is archived."""
    place: int | None = None
    """Where the client wants it to stand; None after those that have a place."""
    statement: str = ""
    """One sentence in the client's words; accepted from the stage `stated` on, a draft before."""
    setting: str = ""
    appearance: str = ""
    emotion: str = ""

    @property
    def live(self) -> bool:
        """Whether it is one that the client goes on with."""
        return not self.archived

    @property
    def categories(self) -> tuple[Category, ...]:
        """The categories it covers, its own first."""
        return (self.category, *self.also)

    @property
    def rank(self) -> int:
        """The rank of its stage."""
        return self.stage.rank

    @property
    def missing_parts(self) -> tuple[str, ...]:
        """What of the picture is not there yet: of `setting`, `appearance`, `emotion`."""
        return tuple(part for part in ("setting", "appearance", "emotion") if not getattr(self, part).strip())


class Commitment(Record):
    """Something the client means to do as one of their identities; found by its id."""

    text: str
    identity: str
    """The identity's id."""
    when: str
    """In the client's words."""
    made_at: datetime
    reported: bool = False
    kept: bool = False
    report: str = ""
    """What the client told about it afterwards."""
