"""What the prompts say in the rarer cases: long lists, half-told promises, pictures that are whole."""

from __future__ import annotations

from identity_steps import NOW, knowing

from coach import TransitionState, Walk
from coach.identity import Commitment, IdentityMemory, ListItem, Stage


def asked(walk: Walk, state: str, memory: IdentityMemory, *told: str) -> None:
    """The model is told all of this, and not what is marked with a `-`."""
    walk.at(state, memory)
    step = walk.user("And now?")
    walk.coach("Now.").take()
    [prompt] = ["\n".join(message.text for message in request.messages) for request in step.requests]
    for words in told:
        assert (words.lstrip("-") in prompt) is not words.startswith("-"), words


def lived(*promises: Commitment) -> IdentityMemory:
    memory = knowing("Lamp", stage=Stage.VISUALISED)
    lamp = memory.identities["Lamp"]
    for each in promises:
        memory.commitments.add(each.model_copy(update={"identity": each.identity or lamp.id}))
    return memory


def promise(text: str, *, of: str = "", kept: bool | None = None, report: str = "") -> Commitment:
    told = kept is not None
    return Commitment(
        text=text, identity=of, when="at noon", made_at=NOW, reported=told, kept=bool(kept), report=report
    )  # fmt: skip


def test_a_list_that_is_empty_is_said_to_be_and_entries_stand_side_by_side(walk: Walk) -> None:
    memory = IdentityMemory(who_i_want_to_be=[ListItem(text="calm"), ListItem(text="bold")])
    asked(walk, "IDENTITY_WARM_UP", memory, "Who I want to be (open): “calm”, “bold”")
    asked(walk, "IDENTITY_DISCOVERY", memory, "listed by the client: nothing\n", "listed by the client: “calm”, “bold”")


def test_a_picture_that_is_whole_has_nothing_left_to_ask(walk: Walk) -> None:
    memory = knowing("Lamp", stage=Stage.STATED, towards=Stage.VISUALISED)
    memory.identities.change("Lamp", setting="a tower", appearance="bright", emotion="still")
    asked(walk, "IDENTITY_VISUALIZATION", memory, "nothing, all three parts are there")


def test_of_many_promises_the_latest_are_shown(walk: Walk) -> None:
    told = [promise(f"walk {n}", kept=True, report=f"day {n}") for n in range(6)]
    open_ones = [promise("swim"), promise("sing", of="nobody")]
    memory = lived(*told, promise("rest", kept=False), *open_ones)
    asked(
        walk, "ONWARD", memory,
        "“swim”, when: “at noon”, as “Lamp”", "“sing”, when: “at noon”; promised",
        "“walk 2”: done, “day 2”", "“rest”: not done\n", "-“walk 1”",
    )  # fmt: skip


def test_the_last_word_knows_what_was_kept_with_and_without_a_report(walk: Walk) -> None:
    told = [promise(f"walk {n}", kept=True, report=f"day {n}") for n in range(6)]
    memory = lived(*told, promise("rest", kept=True))
    walk.at("ONWARD", memory.copied())
    memory.course_ended = True
    walk.at("ONWARD", memory)
    walk.user("That was it.")
    step = walk.coach("So it was.", TransitionState(target_state="FAREWELL")).then("Go well.")
    step.moves_to("FAREWELL").prompt_contains("“walk 2”, “day 2”").prompt_contains("- “rest”\n")
