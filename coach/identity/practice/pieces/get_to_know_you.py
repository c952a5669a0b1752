"""The practice coach while getting acquainted: one topic after another, hopes last."""

from __future__ import annotations

from collections.abc import Mapping

from coach.identity.actions import MarkTopicCovered
from coach.identity.categories import Topic
from coach.identity.guards import every_topic_covered
from coach.identity.memory import IdentityMemory
from coach.identity.practice.answering.asides import BACK
from coach.identity.practice.answering.asking import GO_ON, Lines, Move, weigh
from coach.identity.practice.answering.draft import Draft
from coach.identity.practice.answering.topics import put_right, taken_from_before
from coach.identity.practice.answering.wishes import about_client
from coach.identity.practice.hearing.reading import leaves_the_rest
from coach.identity.practice.hearing.topics import read_topics
from coach.identity.practice.hearing.words import heard
from coach.program import Said, Situation

STATE = "GET_TO_KNOW_YOU"
NEXT = "IDENTITY_WARM_UP"

LINES: Mapping[Topic, Lines] = {
    Topic.UPBRINGING: Lines(
        "What was it like where you grew up?",
        "For instance, what would you see when you left the house as a child?",
        "Would you rather leave your childhood aside?",
    ),
    Topic.FAMILY: Lines(
        "Who belongs to your family?",
        "For instance, who would you ring first with good news?",
        "Would you rather leave your family aside?",
    ),
    Topic.WORK_AND_LIVING: Lines(
        "What do your days look like, at work and at home?",
        "For instance, what did you do last Tuesday?",
        "Would you rather leave work and home aside?",
    ),
    Topic.INTERESTS: Lines(
        "What do you like to do when nobody asks anything of you?",
        "For instance, what makes you forget the time?",
        "Would you rather leave that aside?",
    ),
    Topic.WHY_HERE_AND_HOPES: Lines(
        "What do you hope to find by being here?",
        "For instance, if this goes well, what will be different in a year?",
        "Would you rather keep your hopes to yourself?",
    ),
}

_THANKS = ("“{}”, thank you.", "I hear you: “{}”.", "“{}” – I see.", "Thank you for telling me: “{}”.", "“{}”, good.")


def reply(situation: Situation[IdentityMemory]) -> Said:
    """Take what the client tells to the topic at hand, and ask about the next one."""
    draft = Draft(situation)
    if not draft.hears:
        before = not situation.refusals and taken_from_before(draft)
        words = "I keep what you told me of yourself." if before else "I would like to get to know you a little."
        return draft.said(words, _question(draft.memory))
    if danger := draft.in_danger():
        return danger
    if words := BACK if draft.back else about_client(draft) or put_right(draft):
        return draft.said(words, _question(draft.memory))
    topic = draft.memory.next_topic
    if topic is None:
        return _go_on(draft, "")
    if leaves_the_rest(draft.text):
        for each in Topic:
            if each not in draft.memory.topics:
                draft.do(MarkTopicCovered(topic=each, declined=True))
        return _go_on(draft, "Then we leave the rest.")
    move = weigh(draft, LINES[topic], draft.kind)
    if isinstance(move, tuple):
        return draft.said(*move)
    if move is Move.LEAVE:
        draft.do(MarkTopicCovered(topic=topic, declined=True))
        return _go_on(draft, "Then we leave that.")
    told = read_topics(draft.text, topic, _untold(draft.memory))
    for each, words in told.items():
        draft.note(each.value, words)
        draft.do(MarkTopicCovered(topic=each))
    return _go_on(draft, heard(draft.text, _THANKS, len(situation.memory.topics)))


def _untold(memory: IdentityMemory) -> list[Topic]:
    """The topics that nothing was told about yet, those that the client first declined among them."""
    return [topic for topic in Topic if (covered := memory.topics.get(topic)) is None or covered.declined]


def _question(memory: IdentityMemory) -> str:
    return GO_ON if memory.next_topic is None else LINES[memory.next_topic].question


def _go_on(draft: Draft, words: str) -> Said:
    if draft.may_leave(NEXT, every_topic_covered):
        return draft.leaving(words or "Then let us go on.", NEXT)
    return draft.said(words, _question(draft.memory))
