"""What kind of thing the practice coach takes a message for."""

from __future__ import annotations

import pytest

from coach.identity.practice.hearing.kinds import Kind
from coach.identity.practice.hearing.reading import kind, leaves_the_rest

KINDS = {
    Kind.NOTHING: ["lol", "hahaha", "wow", "…", "❤️❤️", "wait", "hang on, let me think", "one moment"],
    Kind.HELLO: [
        "hi",
        "Hello there!",
        "I'm back",
        "back again",
        "nice to meet you",
        "👋",
        "yo",
        "heya",
        "Guten Tag!",
        "Buenos días",
    ],
    Kind.THANKS: ["thanks", "ok thx!", "Thank you so much for that", "you too", "🙏"],
    Kind.SORRY: ["sorry", "sorry for rambling", "my bad", "that was a lot", "just kidding"],
    Kind.WHO_ARE_YOU: [
        "are you a bot?",
        "who is this",
        "do you actually understand what I write?",
        "can you read this?",
    ],
    Kind.WHY: ["why?", "why do u ask", "What's the point of this?", "how does this help?"],
    Kind.UNCLEAR: [
        "huh?",
        "wdym",
        "what do you mean by that?",
        "I don't understand the question",
        "example pls",
        "?",
        "sounds good, tell me more",
    ],
    Kind.RECAP: [
        "what did I say so far?",
        "show me my lists",
        "what have you got so far",
        "what have you written down so far?",
        "what was the list again?",
        "what were my names",
    ],
    Kind.QUESTION: [
        "idk what is this about?",
        "lol whats the catch",
        "whats that got to do with it",
        "i mean do i have a choice",
        "is that ok?",
        "do i have a choice",
        "hi, how are you?",
        "what do you think?",
        "start over",
        "not quite yet, one thing: how long does it take?",
        "Before we start, one more question: who reads this?",
    ],
    Kind.COMPLAINT: [
        "THIS IS STUPID",
        "you already asked me that",
        "that's so boring!",
        "see above",
        "you're not listening",
    ],
    Kind.DANGER: ["I don't want to go on living", "i do not want to keep living any more"],
    Kind.STOP: [
        "I'd like to stop coming",
        "I want to stop coming here",
        "I don't want to continue with this any more",
        "I do not want to come back",
    ],
    Kind.SKIP: [
        "can we skip this?",
        "next pls",
        "too personal",
        "n/a",
        "mind your own business",
        "I don't feel like it",
    ],
    Kind.DONE: [
        "that's all folks",
        "that's basically it",
        "yep, done",
        "I'm good",
        "nothing to add",
        "none of these",
        "nobody i can think of",
        "not that I can think of",
        "That is all of them",
        "those are all of them for now",
        "finito",
        "oh no, sorry - nothing's missing",
        "nobody is missing",
    ],
    Kind.UNSURE: [
        "meh",
        "ugh",
        "idk man",
        "i dont kno",
        "both",
        "🤷",
        "hmmm",
        "I guess so",
        "No sé",
        "I don't care",
        "whatever you think",
        "up to you",
        "you choose",
        "nothing better",
        "can't think of one",
        "just can't think of anything right now",
    ],
    Kind.YES: [
        "yesss",
        "cool",
        "ok cool",
        "yess!",
        "ohh yes",
        "yes it does",
        "hell yes",
        "yes 100%",
        "sure, why not",
        "👍",
        "Sí",
        "ok fine",
        "ready when you are",
    ],
    Kind.NO: ["nooo", "hell no", "no way", "umm no", "definitely not", "no thanks", "nah not really", "nvm", "👎"],
    Kind.ANSWER: [
        "tough",
        "good enough",
        "I quit smoking",
        "Sorry, I'm a baker",
        "I don't understand people",
        "42",
        "man",
        "I can do one thing: how to listen",
        "my father is missing",
        "I don't want to go on working nights",
    ],
}


@pytest.mark.parametrize(("text", "wanted"), [(text, wanted) for wanted, texts in KINDS.items() for text in texts])
def test_what_people_say_is_taken_for_what_it_is(text: str, wanted: Kind) -> None:
    assert kind(text) is wanted


@pytest.mark.parametrize(
    "text", ["I don't want to die alone", "my dad was killed", "I live in the city", "dying to dance"]
)
def test_not_everything_dark_is_danger(text: str) -> None:
    assert kind(text) is Kind.ANSWER


@pytest.mark.parametrize(
    "text",
    ["Leave out all the rest.", "skip the rest", "Let's skip everything else please", "that's everything for both"],
)
def test_a_client_who_leaves_out_the_rest_is_believed(text: str) -> None:
    assert leaves_the_rest(text)


@pytest.mark.parametrize("text", ["the rest of my family skips me", "I leave early", "gardener", "restless"])
def test_an_answer_is_not_taken_for_leaving_the_rest(text: str) -> None:
    assert not leaves_the_rest(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("that's all for who I am", Kind.DONE), ("I'm done, let's stop", Kind.STOP), ("I'm done", Kind.DONE)],
)
def test_an_ending_with_more_words_is_an_ending(text: str, wanted: Kind) -> None:
    assert kind(text) is wanted
