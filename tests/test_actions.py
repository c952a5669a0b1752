"""Actions: what follows from a class alone, what a class has to have, and what a model's nulls mean."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from small_programs import NOW, GoalMemory, SaveGoal

from coach import Action, TransitionState, Turn
from coach.engine.given import given
from coach.errors import ProgramError
from coach.program.action import check_action, check_plain, description, wire_name


def action(name: str = "Odd", **body: Any) -> type[Action]:
    """An action class that is right but for what is given."""
    base = {"__module__": __name__, "__doc__": "Do it.", "apply": lambda self, turn: None}
    return type(name, (Action,), {**base, **body})


@pytest.mark.parametrize(
    ("name", "wire"),
    [
        ("SaveIdentity", "SAVE_IDENTITY"),
        ("AddWhoIAm", "ADD_WHO_I_AM"),
        ("SaveURL", "SAVE_URL"),
        ("URLSaved", "URL_SAVED"),
        ("Take2Goals", "TAKE2_GOALS"),
        ("Save_Goal", "SAVE_GOAL"),
    ],
)
def test_a_class_name_gives_the_wire_name(name: str, wire: str) -> None:
    assert wire_name(action(name)) == wire
    assert wire_name(action(name)()) == wire


def test_the_docstring_is_what_the_model_reads() -> None:
    def body() -> None:
        """Keep it.

        Only when they say so.
        """

    assert description(action(__doc__=body.__doc__)) == "Keep it.\n\nOnly when they say so."


@pytest.mark.parametrize("name", ["type", "apply", "copy", "json", "schema", "dict", "model_dump", "model_fields"])
def test_a_parameter_does_not_take_a_name_that_means_something_else(name: str) -> None:
    with pytest.raises(ProgramError, match=f"^Odd.{name}: the name '{name}' is taken; choose another one$"):
        action(__annotations__={name: str})


def test_a_parameter_may_be_called_name_or_turn() -> None:
    assert action(__annotations__={"name": str, "turn": int}).model_validate({"name": "a", "turn": 1})


def test_a_taken_name_is_found_in_a_shared_base_too() -> None:
    class Typed:
        type: str

    with pytest.raises(ProgramError, match=r"^Typed.type: "):
        type("Odd", (Typed, Action), {"__module__": __name__, "__doc__": "x"})


def test_an_alias_cannot_smuggle_in_a_taken_name() -> None:
    with pytest.raises(ProgramError, match=r"^Odd\.kind has an alias"):
        action(__annotations__={"kind": Annotated[str, Field(alias="type")]})


def test_an_action_cannot_open_itself_to_unknown_parameters() -> None:
    with pytest.raises(ProgramError, match="changes extra"):
        action(model_config=ConfigDict(extra="allow"))


@pytest.mark.parametrize(
    ("cls", "complaint"),
    [
        (type("Idle", (Action,), {"__module__": __name__, "__doc__": "x"}), "Idle has no apply method"),
        (action(__doc__=None), "Odd has no docstring"),
        (action(__doc__="  "), "Odd has no docstring"),
        (action("Größer"), "Größer is no name for an action"),
        (action("_Hidden"), "_Hidden is no name for an action"),
        (action("A" * 65), "is no name for an action"),
        (action("TransitionState"), "TRANSITION_STATE is built in"),
        (action("Transition_State"), "TRANSITION_STATE is built in"),
        (action(apply=lambda self: None), "its signature does not fit"),
        (action(apply=lambda self, turn, more: None), "its signature does not fit"),
    ],
)
def test_an_action_that_is_not_whole_is_a_load_error(cls: type[Action], complaint: str) -> None:
    with pytest.raises(ProgramError, match=complaint):
        check_action(cls)


def test_an_action_that_would_do_nothing_when_called_is_a_load_error() -> None:
    async def later(self: Action, turn: Turn[Any]) -> None: ...

    def generator(self: Action, turn: Turn[Any]) -> Any:
        yield

    for apply in (later, generator):
        with pytest.raises(ProgramError, match="calling it would do nothing"):
            check_action(action(apply=apply))


def test_a_function_that_does_not_say_what_it_takes_is_let_through() -> None:
    check_plain(dict.update, 2)


def test_an_action_is_frozen_and_its_errors_repeat_nobody() -> None:
    with pytest.raises(ValidationError):
        SaveGoal(name="Run").name = "Swim"
    with pytest.raises(ValidationError) as caught:
        SaveGoal.model_validate({"name": ["the client's own words"], "size": "their words"})
    assert "words" not in str(caught.value)


def test_an_action_without_apply_says_so() -> None:
    turn = Turn(GoalMemory(), "PLAN", 1, NOW, None, {})
    with pytest.raises(NotImplementedError, match="TransitionState has no apply"):
        TransitionState(target_state="PLAN").apply(turn)


# --- null says `not given` ---------------------------------------------------------------------------


class Part(BaseModel):
    name: str
    size: int = 1


class Other(BaseModel):
    label: str
    notes: str = "none"


class Build(Action):
    """Build something."""

    title: str
    count: int = 3
    wanted: str | None
    part: Part | None = None
    parts: tuple[Part | Other, ...] = ()

    def apply(self, turn: Turn[GoalMemory]) -> None: ...


def test_null_leaves_out_what_is_optional_at_any_depth() -> None:
    params = {
        "title": "x",
        "count": None,
        "wanted": None,
        "part": {"name": "a", "size": None},
        "parts": [{"name": "b", "size": None}, {"label": "c", "notes": None}],
    }
    build = Build.model_validate(given(Build, params))
    assert (build.count, build.wanted) == (3, None)
    assert build.part == Part(name="a")
    assert build.parts == (Part(name="b"), Other(label="c"))


def test_null_stays_where_it_is_a_value_or_a_mistake() -> None:
    assert given(Build, {"title": None, "wanted": None, "unknown": None}) == {
        "title": None,
        "wanted": None,
        "unknown": None,
    }
    assert given(Build, {"part": None, "parts": None, "count": 2}) == {"count": 2}
    assert given(Build, {"part": {"nome": None}, "parts": [None, 3, [{"name": None}]]}) == {
        "part": {"nome": None},
        "parts": [None, 3, [{"name": None}]],
    }
