"""Strategies for what a model may send: what is asked of it, what is not, and noise."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from coach.engine.program import Program
from coach.engine.replies import FORMATS
from coach.engine.reply import FormatName, Proposal
from coach.errors import BadInput
from coach.program.action import Action, wire_name
from coach.program.words import nearest
from coach.testing.generating.values import JSON, WORDS, values, with_known

_NOISE = ["", "{", '{"actions": 3}', "[]", "null", "\0", "\ud800", '{"message": "?"} {"message": "!"}', "x" * 600]
_ENDS = ["```", " \n", "}", "\0", "\ud800", "<action", "[ACTION:"]
_MESSAGES = st.sampled_from(["Fine.", "And now?", "", "  ", "Très bien 🏃", "{{ 7 * 7 }}"]) | st.text(
    st.characters(codec="utf-8", exclude_characters="\0"), max_size=20
)
#: What the value of a parameter is replaced by, to make one that does not fit.
_UNFIT: SearchStrategy[Any] = st.one_of(JSON, st.sampled_from(["", "x" * 5_000, -1, None, [], {}]))

Named = tuple[str, dict[str, Any]]


def replies(
    program: Program, state: str, format: FormatName = "json", known: Sequence[str] = ()
) -> SearchStrategy[str]:
    """The raw text of replies of a model that is asked in this state.

    Most propose what is allowed there, with parameters that fit or nearly; `known` are texts to speak of, such as
    the names in the memory. Others ask for what is allowed elsewhere or nowhere, are cut, doubled, or noise.
    Raises `BadInput` where there is no such state or format.
    """
    for what, name, names in (("state", state, program.states), ("reply format", format, FORMATS)):
        if name not in names:
            raise BadInput(f"there is no {what} {name!r}{nearest(name, names)}")
    return Replies(program, state, format).knowing(known)


class Replies:
    """The replies of one state in one format; what is known is filled in last, so one serves a whole machine.

    `leads` are proposals that bring a conversation on in this state.
    """

    def __init__(self, program: Program, state: str, format: FormatName, leads: Sequence[Proposal] = ()) -> None:
        self._program = program
        self._rules = program.rules[state]
        self._format = format
        self._leads = [(each.type, dict(each.params)) for each in leads]

    def knowing(self, known: Sequence[str]) -> SearchStrategy[str]:
        """The raw replies that speak of these texts."""
        return self._drawn.map(lambda drawn: self._written(*drawn, known))

    @cached_property
    def _drawn(self) -> SearchStrategy[tuple[str, list[Named], int, int, str]]:
        how = st.integers(0, 14)
        return st.tuples(_MESSAGES, st.lists(self._proposal, max_size=4), how, st.integers(0, 400), self._noise)

    @cached_property
    def _noise(self) -> SearchStrategy[str]:
        return st.sampled_from(_NOISE) | JSON.map(json.dumps) | st.text(st.characters(), max_size=40)

    @cached_property
    def _proposal(self) -> SearchStrategy[Named]:
        here = [_fitting(cls) for cls in self._rules.allowed.values()]
        foreign = [_fitting(cls) for name, cls in self._program.actions.items() if name not in self._rules.allowed]
        targets = self._rules.targets
        beyond = [further for target in targets for further in self._program.rules[target].targets]
        moves = st.sampled_from([*targets * 3, *targets * 3, *beyond, *self._program.states]).map(_move)
        odd = st.tuples(
            st.sampled_from(["", "NO_SUCH_ACTION", "transition_state", *map(str.lower, self._rules.names)]),
            st.dictionaries(st.sampled_from(["name", "target_state", "x"]), JSON, max_size=3),
        )
        spoiled = st.builds(_spoiled, st.one_of([*here, moves]), st.integers(0, 9), _UNFIT)
        likely = st.one_of(here) if here else moves
        buttons = [_fitting(cls) for name, cls in self._rules.buttons.items() if name not in self._rules.allowed]
        leads = st.sampled_from(self._leads) if self._leads else likely
        kinds = [likely] * 8 + [leads] * 4 + [moves] * 4 + [spoiled, odd, st.one_of(foreign) if foreign else odd]
        kinds += [st.one_of(buttons)] if buttons else []
        return st.integers(0, len(kinds) - 1).flatmap(kinds.__getitem__)  # `one_of` would lose the weights

    def _written(self, message: str, asked: list[Named], how: int, at: int, noise: str, known: Sequence[str]) -> str:
        """The reply as it is sent: mostly whole."""
        if how == 14:
            return noise
        proposals = [Proposal(name, with_known(params, known)) for name, params in asked]
        try:
            raw = FORMATS[self._format].write(with_known(message, known), proposals)
        except ValueError:  # what this format cannot carry
            return noise
        if how == 13:
            return raw[: at % (len(raw) + 1)]
        return raw + [raw, *_ENDS][at % (len(_ENDS) + 1)] if how == 12 else raw


def _fitting(cls: type[Action]) -> SearchStrategy[Named]:
    return st.tuples(st.just(wire_name(cls)), values(cls.model_json_schema()))


def _move(target: str) -> Named:
    return "TRANSITION_STATE", {"target_state": target}


def _spoiled(proposal: Named, which: int, instead: Any) -> Named:
    """The proposal with one parameter that need not fit, is missing, or is one too many."""
    name, params = proposal
    names = [*params, "extra"]
    spoiled = names[which % len(names)]
    if instead == WORDS[0]:
        return name, {each: value for each, value in params.items() if each != spoiled}
    return name, {**params, spoiled: instead}
