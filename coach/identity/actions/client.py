"""What the client tells about themselves, whether they want this work, and how far getting acquainted has come."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from coach.errors import Refused
from coach.identity import limits, offers
from coach.identity.actions.speaking import Text, mark, put, settle
from coach.identity.categories import Topic
from coach.identity.memory import CoveredTopic, Fact, IdentityMemory
from coach.program import Action, Turn


class SaveUserInfo(Action):
    """Keep something the client has just told about themselves, in their own words.

    `key` is short, lower case and English: `name` for what they want to be called, `work`, `lives_in`, `children`,
    `hopes`. The same key again replaces its value, so put everything that is still true into it. Keep only what the
    client said, never what you suppose.
    """

    key: Annotated[str, Field(min_length=1, max_length=limits.KEY)]
    value: Text

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        key, value = limits.one_line(self.key, "the key"), limits.one_line(self.value, "the value")
        facts = turn.memory.facts
        if key in facts:
            facts.change(key, value=value)
            return f"Changed {key!r} to {value!r}"
        if len(facts) >= limits.FACTS:
            raise Refused(f"{limits.FACTS} facts are kept already; put this into one of them by using its key")
        facts.add(Fact(key=key, value=value))
        return f"Noted {key!r}: {value!r}"


class MarkExplained(Action):
    """Say that you have told the client what this work is, and answered what they asked about it.

    Use it in the reply in which you explain, or after it; not before.
    """

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        return mark(turn.memory, "explained", "the client was told what this work is")


class OfferConsent(Action):
    """Ask the client, with buttons, whether they want this work on its terms: yes, no, or tell me more.

    Use it once you have explained. A no is respected: stay, ask nothing further of them, and tell them that they are
    welcome to come back to it; offer it again only when they do. To “tell me more”, explain more, then offer it again.
    """

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        if turn.memory.consent_given:
            raise Refused("the client has agreed already")
        if not turn.memory.explained:
            raise Refused("explain first what this work is, and say so with MARK_EXPLAINED")
        return put(turn, offers.consent(GiveConsent()))


class GiveConsent(Action):
    """Keep that the client wants this work on the terms they were told.

    It is what their yes to your offer does.
    """

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        settle(turn.memory, "consent")
        return mark(turn.memory, "consent_given", "the client has agreed")


class MarkIntroductionComplete(Action):
    """Say that the client has heard what this work is and has said that they are ready to begin.

    Use it only after a plain yes from the client, not because you have finished explaining.
    """

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        return mark(turn.memory, "introduction_complete", "the introduction is complete")


class MarkTopicCovered(Action):
    """Say that a topic has been talked about well enough, or that the client does not want to talk about it.

    Use it when the client has told something real about the topic, in this message or an earlier one; a word in passing
    is not enough. Put `declined` to true where they said that they would rather leave it out.
    """

    topic: Topic
    declined: bool = False

    def apply(self, turn: Turn[IdentityMemory]) -> str:
        topics, label = turn.memory.topics, self.topic.label
        before = topics.get(self.topic)
        if before is None:
            topics.add(CoveredTopic(topic=self.topic, declined=self.declined))
        elif before.declined and not self.declined:
            topics.change(self.topic, declined=False)
        else:
            raise Refused(f"{label} was {'declined' if before.declined else 'talked about'} already")
        return f"{label} was {'declined' if self.declined else 'talked about'}"
