"""All that can be seen of a program: its states, exits, guards, actions, offers and templates, read before they run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from coach.engine.program import Program
from coach.engine.templates import Templates
from coach.program.action import wire_name
from coach.program.state import Exit
from coach.testing.coverage.following import followed
from coach.testing.coverage.guards import Wanted, wanted
from coach.testing.coverage.offers import offers
from coach.testing.coverage.reaching import Reach
from coach.testing.coverage.refusals import refusals
from coach.testing.coverage.source import Site, excuse, lines_of, place
from coach.testing.coverage.things import Key, Kind, Thing

WAYS = ("open", "closed")


class Catalog:
    """The things of one program."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.folder = folder_of(program)
        self.unexplained: list[str] = []
        """The lines that are excused without a reason, so that they are not."""
        self.missing: dict[Key, list[tuple[Wanted, Key]]] = {}
        """For each exit, by its state and its name, what its guard can miss."""
        self.refusals: dict[str, list[tuple[Site, Key]]] = {}
        """For each action, where it can refuse."""
        self.things = self._things()

    def _things(self) -> dict[Key, Thing]:
        listed = (*self._states(), *self._actions(), *self._offers(), *self._branches())
        return {each.whole_key: each for each in listed}

    # --- states -------------------------------------------------------------------------------

    def _states(self) -> Iterator[Thing]:
        for name, state in self.program.states.items():
            yield self._thing("states", (name,), state.title, state.place.file, state.place.line)
            for exit in state.exits:
                yield from self._exit(name, exit)
            for cls in state.actions:
                yield self._thing("actions", (name, wire_name(cls)), wire_name(cls))

    def _exit(self, state: str, exit: Exit) -> Iterator[Thing]:
        key, at = (state, str(exit)), (exit.place.file, exit.place.line)
        taken = self._thing("exits", key, f"to {exit.target} ({exit.by})", *at)
        yield taken
        if exit.guard is None:
            return
        for way in WAYS:
            yield self._thing("guards", (*key, way), f"to {exit.target} ({exit.by}): seen {way}", *at)
        self.missing[key] = []
        for each in wanted(exit.guard):
            whole = each.site.last > 10**6  # no line of its own: what is seen there is seen of the exit
            where = at if whole else (each.site.file, each.site.first)
            thing = self._thing("missing", (*key, each.name), each.site.says, *where, 0 if whole else each.site.last)
            self.missing[key].append((each, thing.whole_key))
            yield thing

    # --- actions ------------------------------------------------------------------------------

    def _actions(self) -> Iterator[Thing]:
        reach = Reach(self.program)
        for name, cls in self.program.actions.items():
            self.refusals[name] = []
            for site in sorted([*refusals(reach.of_action(cls)), *followed(reach, cls)], key=_by_place):
                key = (name, f"{Path(site.file).name}:{site.first}", *([site.kind] if site.kind else []))
                thing = self._thing("refusals", key, site.says, site.file, site.first, site.last)
                self.refusals[name].append((site, thing.whole_key))
                yield thing

    def _offers(self) -> Iterator[Thing]:
        reach, states = Reach(self.program), self.program.states.values()
        functions = [each for cls in self.program.actions.values() for each in reach.of_action(cls)]
        functions += [each for state in states if state.on_enter for each in reach.of_function(state.on_enter)]
        for put in offers({each.__code__: each for each in functions}.values()):
            at = (put.site.file, put.site.first, put.site.last) if put.site else ("", 0, 0)
            offer = self._thing("offers", (put.kind,), put.says, *at)
            yield offer
            for name, label in put.buttons.items():
                yield Thing("buttons", (put.kind, name), label or name, offer.where, offer.excused)

    # --- templates ----------------------------------------------------------------------------

    def _branches(self) -> Iterator[Thing]:
        templates = Templates(self.program.sources)
        for name, text in self.program.sources.items():
            lines = text.splitlines()
            for number, branch in enumerate(templates.branches(name)):
                where = f"prompts/{name}:{branch.line}"
                excused = self._excused(lines, branch.line, branch.line, where)
                yield Thing("branches", (name, str(number)), branch.what, where, excused)

    # --- inside -------------------------------------------------------------------------------

    def _thing(self, kind: Kind, key: Key, says: str, file: str = "", first: int = 0, last: int = 0) -> Thing:
        if not file:
            return Thing(kind, key, says)
        where = place(file, first, self.folder)
        return Thing(kind, key, says, where, self._excused(lines_of(file), first, last or first, where, key))

    def _excused(self, lines: list[str], first: int, last: int, where: str, of: Sequence[str] = ()) -> str:
        why = excuse(lines, first, last, of)
        if why == "" and where not in self.unexplained:
            self.unexplained.append(where)
        return why or ""


def _by_place(site: Site) -> tuple[str, int, str]:
    return site.file, site.first, site.kind


def folder_of(program: Program) -> Path:
    """The folder that a program was loaded from; of one that was made without, where its settings are written."""
    declared = Path(program.settings.place.file)
    return declared.parent.parent if declared.name == "__init__.py" else declared.parent
