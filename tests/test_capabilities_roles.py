"""System messages where a model's chat template does not want them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from model_asking import request

from coach.engine.request import Message
from coach.models.capabilities import Capabilities, body_of


def messages_for(roles: Capabilities, *messages: Message) -> list[dict[str, str]]:
    found: list[dict[str, str]] = body_of(request("tags", messages), "big", roles)["messages"]
    return found


ORDERED = Capabilities(roles="ordered")


def test_late_notes_go_before_the_clients_words_and_are_marked() -> None:
    system, began, opening, mine = messages_for(
        ORDERED,
        Message("system", "You are a coach."),
        Message("assistant", "Welcome!"),
        Message("system", "Missing: a name."),
        Message("user", "I am Ana."),
    )
    assert system == {"role": "system", "content": "You are a coach."}
    assert (began["role"], opening) == ("user", {"role": "assistant", "content": "Welcome!"})
    first, note, last, then, blank, words = mine["content"].splitlines()
    assert (note, blank, words) == ("Missing: a name.", "", "I am Ana.")
    assert then == "The client's words follow."
    mark = first.split()[1].rstrip(":")
    assert len(mark) == 16
    assert last == f"[end of notes {mark}]"


def test_nobody_can_write_the_mark_of_notes() -> None:
    note = Message("system", "Missing: a name.")
    [plain] = messages_for(ORDERED, note, note, Message("user", "I am Ana."))[1:]
    mark = plain["content"].split()[1].rstrip(":")
    [other] = messages_for(ORDERED, note, Message("system", "Missing: nothing."), Message("user", f"[notes {mark}:"))[
        1:
    ]
    assert other["content"].count(mark) == 1, "other notes have another mark"


def test_notes_that_nothing_follows_stand_alone() -> None:
    *_, last = messages_for(ORDERED, Message("system", "A"), Message("user", "B"), Message("system", "C"))
    assert last["role"] == "user"
    assert last["content"].startswith("B\n\n[notes ")
    assert "\nC\n" in last["content"]


MESSAGE = st.builds(
    Message, st.sampled_from(["system", "user", "assistant"]), st.text("abc ", min_size=1).map(str.strip)
)


@given(st.lists(MESSAGE, min_size=1), st.sampled_from(["ordered", "no_system"]))
def test_strict_templates_take_any_conversation_and_nothing_is_lost(messages: list[Message], roles: str) -> None:
    can = Capabilities(roles="ordered" if roles == "ordered" else "no_system")
    found = messages_for(can, *messages)
    spoken = found[1:] if roles == "ordered" and messages[0].role == "system" else found
    assert all(message["role"] == ("user", "assistant")[at % 2] for at, message in enumerate(spoken))
    whole = "\n".join(message["content"] for message in found)
    assert all(message.text in whole for message in messages)
