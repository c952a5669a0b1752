"""Running a script: the same walk that a test in Python drives, with the line of the file that differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from coach.errors import WalkError
from coach.testing.walking.expecting import Expecting
from coach.testing.walking.model import Hints
from coach.testing.walking.script import Expectation, Script, Turn
from coach.testing.walking.step import Step
from coach.testing.walking.transcript import is_called
from coach.testing.walking.walk import Walk
from coach.yaml_text.source import Source, below

#: How replies are scripted in YAML.
_YAML = Hints("coach: …", "a reply to the list behind `coach`")


class WalkFailed(AssertionError):
    """Something in a walk is not as its file says; the text begins with the file and the line."""

    def __init__(self, where: str, told: str) -> None:
        super().__init__(f"{where}: {told}")
        self.where = where
        self.problem, _, self.transcript = told.partition("\n\n")


def run(script: Script, walk: Walk, source: Source | None = None, *, goes_on: bool = False) -> None:
    """Go the walk that is scripted. Raises `WalkFailed`.

    `source` is where the script comes from. It begins where the walk stands if it `goes_on`.
    """
    source = source or Source(script.walk, WalkError)
    if not goes_on:
        if script.now is not None:
            walk.clock(script.now)
        with _told(source, "memory" if script.memory else "at"):
            offer = script.offer.offer if script.offer is not None else None
            walk.at(script.at or walk.program.initial.name, script.memory, entered=script.entered, offer=offer)
    if script.keeps_its_promises:
        with _told(source, "keeps_its_promises"):
            walk.keeps_its_promises()
    _expect(script.expect, walk, source, "expect")
    for n, turn in enumerate(script.turns):
        place = f"turns[{n}]"
        with _told(source, place if turn.button is None else below(place, "button")):
            step = walk.turn(turn, source.where(place), _YAML)
        _take(step, turn, source, place)
        _expect(turn.expect, step, source, below(place, "expect"))


@contextmanager
def _told(source: Source, place: str) -> Iterator[None]:
    try:
        yield
    except WalkFailed:
        raise
    except AssertionError as error:
        raise WalkFailed(source.where(place), str(error)) from None


def _take(step: Step, turn: Turn, source: Source, place: str) -> None:
    try:
        step.take()
    except AssertionError as error:
        if step.replies:  # the first that was not asked for
            place = f"{place}.coach[{len(turn.coach) - len(step.replies)}]"
        raise WalkFailed(source.where(place), str(error)) from None


def _expect(expect: Expectation, turn: Expecting, source: Source, place: str) -> None:
    for part, check in _checks(expect, turn):
        with _told(source, below(place, part)):
            check()


def _checks(expect: Expectation, turn: Expecting) -> Iterator[tuple[str, Callable[[], object]]]:
    """Everything that is expected: its place, and what fails unless it is so."""
    if expect.applied == []:
        yield "applied", turn.applied
    for n, action in enumerate(expect.applied or ()):
        yield f"applied[{n}]", partial(turn.applied, action)
    for n, refusal in enumerate(expect.refused or ()):
        yield f"refused[{n}]", partial(turn.refused, refusal.words, kind=refusal.kind)
    if expect.failed == []:
        yield "failed", turn.failed
    for n, name in enumerate(expect.failed or ()):
        yield f"failed[{n}]", partial(turn.failed, name)
    if expect.moves_to is not None:
        yield "moves_to", partial(turn.moves_to, expect.moves_to)
    if expect.stays:
        yield "stays", turn.stays
    if expect.state is not None:
        yield "state", partial(_is_in, turn, expect.state)
    if expect.offers is not None:
        yield "offers", partial(turn.offers, expect.offers.kind, expect.offers.words)
    if expect.offers_nothing:
        yield "offers_nothing", turn.offers_nothing
    for n, words in enumerate(expect.says or ()):
        yield f"says[{n}]", partial(turn.says, words)
    for state, texts in (expect.missing or {}).items():
        yield f"missing.{state}", partial(_misses, turn, state, texts)
    for name, value in (expect.remembers or {}).items():
        yield f"remembers.{name}", partial(turn.remembers, **{name: value})
    for n, words in enumerate(expect.prompt_contains or ()):
        yield f"prompt_contains[{n}]", partial(turn.prompt_contains, words)
    if expect.calls is not None:
        yield "calls", partial(_was_asked, turn, expect.calls)


def _is_in(turn: Expecting, state: str) -> None:
    step = turn.last
    if (found := step.take().state) != state:
        step.fail(f"the state is {found}, not {state}", is_called("TRANSITION_STATE"))
    step.note("state", state)


def _misses(turn: Expecting, state: str, texts: Sequence[str]) -> None:
    if (found := turn.missing(state)) != texts:
        raise AssertionError(found.differs(texts))


def _was_asked(turn: Expecting, times: int) -> None:
    if (calls := turn.calls) != times:
        raise AssertionError(calls.differs(times))
