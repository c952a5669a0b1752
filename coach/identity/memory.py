"""What the identity coach knows of one client."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from coach.errors import Refused
from coach.identity.categories import Category, Stage, Topic, WarmUpList
from coach.identity.records import (
    Commitment,
    CoveredTopic,
    Fact,
    Identity,
    ListItem,
    Note,
    SkippedCategory,
    UserNote,
)
from coach.program import Memory, Records, invariant
from coach.program.words import fold, listed

__all__ = [
    "Commitment",
    "CoveredTopic",
    "Fact",
    "Identity",
    "IdentityMemory",
    "ListItem",
    "Note",
    "SkippedCategory",
    "UserNote",
]
_TITLES = frozenset({"mr", "mrs", "ms", "mx", "dr", "prof", "professor", "doctor", "sir", "madam", "herr", "frau"})


class IdentityMemory(Memory):
    """Everything the identity program remembers; properties are what templates may read."""

    consent_given: bool = False
    explained: bool = False
    introduction_complete: bool = False
    who_i_am_closed: bool = False
    who_i_want_to_be_closed: bool = False
    focus: Category | None = None
    """The category the client wants to talk about; it counts while it is open."""
    review_complete: bool = False
    nothing_missing: bool = False
    summary_seen: bool = False
    working_towards: Stage | None = None
    """What identities are raised to in this phase, one by one; None where it has no such work."""
    weekly_focus: str = ""
    """The id of the identity the client has chosen for this week."""
    course_ended: bool = False
    videos_seen: tuple[str, ...] = ()
    facts: Records[Fact]
    user_notes: Records[UserNote]
    topics: Records[CoveredTopic]
    who_i_am: Records[ListItem]
    who_i_want_to_be: Records[ListItem]
    skipped: Records[SkippedCategory]
    identities: Records[Identity]
    """All of them, archived ones included."""
    commitments: Records[Commitment]

    # --- the client ---------------------------------------------------------------------------

    @property
    def first_name(self) -> str:
        """What to call the client; empty where it is not known."""
        for key in ("first_name", "first name"):
            if fact := self.facts.get(key):
                return fact.value
        fact = self.facts.get("name")
        words = fact.value.split() if fact else []
        return " ".join(words if words and fold(words[0]).rstrip(".") in _TITLES else words[:1])

    @property
    def on_break(self) -> bool:
        """Whether the client has still to say that they are back."""
        return self.offer is not None and self.offer.kind == "break"

    @property
    def open_topics(self) -> tuple[Topic, ...]:
        """The topics neither talked about nor declined, in their order."""
        return tuple(topic for topic in Topic if topic not in self.topics)

    @property
    def next_topic(self) -> Topic | None:
        """The topic to ask about next; None where all are done."""
        return next(iter(self.open_topics), None)

    @property
    def open_lists(self) -> tuple[WarmUpList, ...]:
        """The warm-up lists the client has not closed, in their order."""
        return tuple(each for each in WarmUpList if not self.is_closed(each))

    @property
    def next_list(self) -> WarmUpList | None:
        """The warm-up list being made; None where both are closed."""
        return next(iter(self.open_lists), None)

    def items(self, which: WarmUpList) -> Records[ListItem]:
        """The entries of a warm-up list."""
        return self.who_i_am if which is WarmUpList.WHO_I_AM else self.who_i_want_to_be

    def is_closed(self, which: WarmUpList) -> bool:
        """Whether the client closed a warm-up list."""
        return self.who_i_am_closed if which is WarmUpList.WHO_I_AM else self.who_i_want_to_be_closed

    # --- categories ---------------------------------------------------------------------------

    @property
    def open_categories(self) -> tuple[Category, ...]:
        """The categories with no identity that were not skipped, in their order."""
        return tuple(category for category in Category if not self.covers(category))

    @property
    def next_category(self) -> Category | None:
        """The category to talk about next: the client's choice while it is open; None where all are done."""
        still = self.open_categories
        return self.focus if self.focus in still else next(iter(still), None)

    def covers(self, category: Category) -> bool:
        """Whether the category has an identity or was skipped."""
        return category in self.skipped or bool(self.covering(category))

    def covering(self, category: Category) -> tuple[Identity, ...]:
        """The identities that cover a category, oldest first: live ones, and those that live on as part of one."""
        return tuple(each for each in self.identities if category in each.categories and self._lives_on(each))

    def identities_in(self, category: Category) -> tuple[Identity, ...]:
        """The live identities of a category, oldest first."""
        return tuple(each for each in self.identities if each.live and category in each.categories)

    # --- identities ---------------------------------------------------------------------------

    @property
    def live(self) -> tuple[Identity, ...]:
        """The identities the client goes on with, oldest first."""
        return tuple(each for each in self.identities if each.live)

    @property
    def archived(self) -> tuple[Identity, ...]:
        """The identities that were let go, merged into others or nested, oldest first."""
        return tuple(each for each in self.identities if each.archived)

    @property
    def displayed(self) -> tuple[Identity, ...]:
        """The live identities in the client's own order; those without a place last, oldest first."""
        return tuple(sorted(self.live, key=lambda each: (each.place is None, each.place or 0)))

    @property
    def pending(self) -> tuple[Identity, ...]:
        """The live identities below what this phase works towards, oldest first."""
        return self.below(self.working_towards) if self.working_towards is not None else ()

    @property
    def current(self) -> Identity | None:
        """The identity to work on now; None where none is pending."""
        return next(iter(self.pending), None)

    @property
    def weekly(self) -> Identity | None:
        """The identity the client has chosen for this week."""
        found = self.identities.by_id().get(self.weekly_focus)
        return found if found is not None and found.live else None

    @property
    def open_commitments(self) -> tuple[Commitment, ...]:
        """What the client meant to do and has not told about since, oldest first."""
        return tuple(each for each in self.commitments if not each.reported)

    def below(self, stage: Stage) -> tuple[Identity, ...]:
        """The live identities that have not reached a stage, oldest first."""
        return tuple(each for each in self.live if each.rank < stage.rank)

    def identity(self, ref: str) -> Identity:
        """The live identity of this name or id; `Refused`, with the live names, where there is none."""
        found = self.named(ref)
        if found is None:
            raise Refused(f"there is no identity called {ref[:80]!r}; {_names(self.live)}")
        if found.archived:
            raise Refused(f"{found.name!r} is archived; RESTORE_IDENTITY would bring it back; {_names(self.live)}")
        return found

    def archived_identity(self, ref: str) -> Identity:
        """The archived identity of this name or id; `Refused`, with the archived names, where there is none."""
        found = self.named(ref)
        if found is None or found.live:
            problem = f"{found.name!r} is not archived" if found else f"there is no identity called {ref[:80]!r}"
            raise Refused(f"{problem}; {_names(self.archived, 'archived ')}")
        return found

    def named(self, ref: str) -> Identity | None:
        """The identity of this name or id, archived or not; an id comes first, since buttons go by it."""
        return self.identities.by_id().get(ref.strip()) or self.identities.get(ref)

    def _lives_on(self, identity: Identity) -> bool:
        """Whether it is live, or part of one that is, directly or by way of others."""
        seen: set[str] = set()
        found: Identity | None = identity
        while found is not None and found.archived and found.id not in seen:
            seen.add(found.id)
            found = self.identities.by_id().get(found.nested_in)
        return found is not None and found.live

    # --- what is always so --------------------------------------------------------------------

    @invariant
    def the_one_at_hand_is_live_and_pending(self) -> Iterator[str]:
        """The identity at hand is live, and below what this phase works towards."""
        at_hand, stage = self.current, self.working_towards
        if at_hand is not None and (at_hand.archived or stage is None or at_hand.rank >= stage.rank):
            yield f"“{at_hand.name}” is at hand"

    @invariant
    def names_are_unique(self) -> Iterator[str]:
        """No two identities have one name, archived ones included."""
        for name, count in Counter(fold(each.name) for each in self.identities).items():
            if count > 1:
                yield f"{count} identities are called “{name}”"

    @invariant
    def a_category_takes_one(self) -> Iterator[str]:
        """A category has one live identity of its own, but where it takes several; none while it is skipped."""
        for category, count in Counter(each.category for each in self.live).items():
            if (count > 1 and not category.takes_several) or category in self.skipped:
                yield f"{category.label} has {count}{', and is skipped' if category in self.skipped else ''}"

    @invariant
    def what_rests_on_an_identity_finds_it(self) -> Iterator[str]:
        """Parts are archived; they and commitments belong to an identity that is there; the week's one is live."""
        known = self.identities.by_id()
        for each in self.identities:
            if each.nested_in and (each.live or each.nested_in not in known):
                yield f"“{each.name}” is said to be a part of {each.nested_in}"
        for commitment in self.commitments:
            if commitment.identity not in known:
                yield f"“{commitment.text}” is promised as {commitment.identity}"
        if self.weekly_focus and self.weekly is None:
            yield f"{self.weekly_focus} is the week's"


def _names(identities: tuple[Identity, ...], kind: str = "") -> str:
    if not identities:
        return f"there is no {kind}identity"
    return f"the {kind or 'live '}ones are {listed(each.name for each in identities)}"
