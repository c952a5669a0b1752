"""The practice coach with any client at all: it never raises, and proposes nothing that is refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from practice_talk import WHOLE, Talk
from test_practice import HOSTILE

from coach.program.words import fold

LINES = [
    *("idk", "skip", "no", "yes", "done", "stop", "", "why?", "back to my lists", "leave out all the rest", "maybe"),
    *(
        "1",
        "2",
        "3",
        "I am back",
        "I love it",
        "It needs work",
        "my own words",
        "continue",
        "tell me more",
        "yes please",
    ),
    *(
        "singer and healer are the same",
        "they are all different",
        "rename singer to Bard",
        "change the first one",
        "Bard",
    ),
    *("let singer go", "bring singer back", "healer is part of singer", "put healer first", "that isn't me any more"),
    *(
        "I forgot one: a daughter",
        "I am also a cook",
        "not really, it's flat",
        "how about River?",
        "I guess so",
        "of course",
    ),
    *("I am the one who stays", "change the sentence for healer", "on the bridge, and I feel calm", "remove healer"),
    *("Healer. I will swim on Sunday", "swim", "on Sunday", "I did", "I didn't dare", "I want to stop the course here"),
    *("remember that I am shy", "forget that note", "call me Jo", "can we do love first?", "order: healer, singer"),
]
TEXTS = st.one_of(
    st.text(max_size=60),
    st.sampled_from([*WHOLE, *HOSTILE]),
    st.sampled_from(LINES),
    st.text(st.characters(categories=("Cs", "Cc", "Cf", "Zs", "Po", "Mn", "Lo")), max_size=30),
    st.lists(st.sampled_from(["I am", "a", "runner", ",", "and", "?", "\n", "my", "remove", "all"]), max_size=12).map(
        " ".join
    ),
)


@settings(max_examples=120, deadline=None)
@given(st.lists(TEXTS, max_size=25), st.integers(0, len(WHOLE)))
def test_no_client_makes_it_raise_or_propose_what_is_refused(texts: list[str], start: int) -> None:
    talk = Talk()
    talk.over([*WHOLE[:start], *texts])
    if talk.state == "FAREWELL":
        return
    for text in texts[:3]:
        talk.reply(text, arrived=True)
        talk.reply(text, refusals=["no"])
        talk.reply("", answered="Yes")


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(LINES), st.integers(0, 2)), min_size=20, max_size=60), st.integers(0, 60))
def test_whatever_is_pressed_and_said_the_names_and_the_one_at_hand_are_sound(
    said: list[tuple[str, int]], start: int
) -> None:
    talk = Talk()
    talk.over(WHOLE[:start])
    for text, button in said:
        if talk.state == "FAREWELL":
            break
        offer, ranks = talk.memory.offer, {each.id: each.rank for each in talk.memory.identities}
        if offer is not None and button < len(offer.buttons) and button != len(text) % 3:
            talk.press(offer.buttons[button].name)
        else:
            talk.say(text)
        memory = talk.memory
        assert all(memory.named(id) is not None and memory.named(id).rank >= rank for id, rank in ranks.items())  # type: ignore[union-attr]
        assert memory.current is None or memory.current.live
        assert len({fold(each.name) for each in memory.identities}) == len(memory.identities)
        assert memory.live or not ranks
