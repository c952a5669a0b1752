"""Ways that were found, gone by real turns and written as walks; what is written has passed."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import Any

from coach.engine.program import Program
from coach.engine.replies import FORMATS
from coach.engine.reply import FormatName
from coach.program.offer import Answer
from coach.testing.exploring.deeds import Deed, asking_for, done
from coach.testing.exploring.exploration import Leg
from coach.testing.exploring.search import leads_through
from coach.testing.files.running import WalkFailed, run
from coach.testing.files.script_yaml import ENDING
from coach.testing.generating.ground import Ground
from coach.testing.generating.told import turn_of
from coach.testing.walking.script import Script, Turn
from coach.testing.walking.walk import Walk
from coach.values import value

_BY = {"user": "by a button", "auto": "by itself"}
_SAID, _ASKED, _REPLIED = "Go on.", "Shall we go on?", "Let us see."


@value
class Played:
    """A leg as a walk that passes, after the walk of the leg before it; or why there is none."""

    leg: Leg
    script: Script | None = None
    problem: str = ""

    @property
    def name(self) -> str:
        """What its file is called."""
        return name_of(self.leg)


def name_of(leg: Leg) -> str:
    """What the file of a leg's walk is called."""
    way = f"{leg.source}-to-{leg.exit.target}{'' if leg.exit.by == 'model' else f'-{leg.exit.by}'}"
    return f"{leg.number:02}-{way.lower().replace('_', '-')}{ENDING}"


def played(program: Program, legs: Sequence[Leg], format: FormatName = "json") -> list[Played]:
    """Every leg as a walk, gone on a real database; those that do not pass say why, and so do those after them."""
    found: dict[int, Played] = {}
    with closing(Ground(program, format)) as ground:
        for chain in _chains(legs):
            ground.begin(program.initial.name)
            for leg in chain:
                if leg.number not in found or found[leg.number].script is not None:
                    found[leg.number] = _script(ground, leg)
                if found[leg.number].script is None:
                    break
    for chain in _chains(legs):
        _verify(program, format, chain, found)
    return [found.get(leg.number) or Played(leg, problem="the walk that leads there does not pass") for leg in legs]


def _chains(legs: Sequence[Leg]) -> list[tuple[Leg, ...]]:
    """The legs in rows from the beginning, so that each is in one of them at least."""
    parents = {leg.parent.number for leg in legs if leg.parent is not None}
    return [leg.chain for leg in legs if leg.number not in parents]


def _script(ground: Ground, leg: Leg) -> Played:
    """The leg by real turns, from where the conversation stands."""
    turns: list[Turn] = []
    if _can_ask_early(ground.program, leg):
        early = _turn(ground, asking_for(leg.exit), refused=[{"words": leg.missing[0]}], stays=True)
        if isinstance(early, str):
            return Played(leg, problem=early)
        turns.append(early)
    for number, deed in enumerate(leg.deeds, 1):
        last = number == len(leg.deeds)
        moves = {"moves_to": leg.landing} if last and leg.landing != leg.source else {} if last else {"stays": True}
        names = [{"type": name} for name in dict.fromkeys(each.type for each in deed.proposals)]
        made = _turn(ground, deed, **({"applied": names} if names else {}), **moves)
        if isinstance(made, str):
            return Played(leg, problem=made)
        turns.append(made)
    title = f"{leg.source} to {leg.exit.target}" + ("" if leg.exit.by == "model" else f", {_BY[leg.exit.by]}")
    after = name_of(leg.parent) if leg.parent is not None else None
    format = None if ground.format == "json" else ground.format
    return Played(leg, Script(walk=title, format=format, after=after, turns=turns))


def _can_ask_early(program: Program, leg: Leg) -> bool:
    """Whether the model can ask for the exit first, in vain, so that the walk shows the guard closed too."""
    made = done(program, leg.before, asking_for(leg.exit)) if leg.missing and leg.exit.by == "model" else None
    if made is None or made.outcome.move is not None:
        return False
    refused = all(each.status == "refused" and leg.missing[0] in each.reason for each in made.outcome.results)
    return refused and leads_through(program, made.after, leg.exit, leg.deeds) is not None


def _turn(ground: Ground, deed: Deed, **expected: Any) -> Turn | str:
    """One real turn and what has to come of it; or why it did not."""
    if deed.days:
        ground.wait(days=deed.days)
    did: str | Answer = _ASKED if any(each.type == "TRANSITION_STATE" for each in deed.proposals) else _SAID
    if deed.button:
        if ground.view.offer is None:
            return "the offer that was to be answered was not put"
        did = Answer(ground.view.offer.id, deed.button, dict(deed.fields))
    replies = [FORMATS[ground.format].write(_REPLIED, deed.proposals)] if not deed.button else []
    taken = ground.take(did, replies)
    if taken.result is None:
        return f"a turn failed: {taken.error}"
    return turn_of(ground.program, ground.format, taken, deed.days, **expected)


def _verify(program: Program, format: FormatName, chain: Sequence[Leg], found: dict[int, Played]) -> None:
    """Walk the walks of a row; the first that fails, and those after it, are none."""
    with closing(Walk(program, format=format)) as walk:
        for leg in chain:
            script = found[leg.number].script if leg.number in found else None
            if script is None:
                return
            try:
                run(script, walk, goes_on=leg.parent is not None)
            except WalkFailed as failed:
                found[leg.number] = Played(leg, problem=f"the walk that was found does not pass: {failed.problem}")
                for each in chain[chain.index(leg) + 1 :]:
                    found.pop(each.number, None)
                return
