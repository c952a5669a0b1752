"""What was seen of a program, and what was not: plain data that workers send, files keep and pages show."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from coach.testing.coverage.things import KINDS, Key, Kind, Thing

if TYPE_CHECKING:
    from coach.testing.coverage.catalog import Catalog


@dataclass(frozen=True)
class Report:
    """Of one version of a program."""

    program: str
    version: str
    folder: str
    """Where the program was loaded from."""
    things: Mapping[Key, Thing]
    """Everything that there is to be seen, in the order of the program."""
    seen: Mapping[Key, int]
    """How often."""
    declared: Mapping[str, Any] = field(default_factory=dict)
    """The states as they are declared: what is shown beside the things."""
    unexplained: tuple[str, ...] = ()
    """The lines that are excused without a reason."""

    @classmethod
    def of(cls, catalog: Catalog, things: Iterable[Thing], seen: Mapping[Key, int]) -> Report:
        """The report on the program of a catalog."""
        program = catalog.program
        declared = {
            name: {
                "title": state.title,
                "exits": [[str(exit), exit.target, exit.by] for exit in state.exits],
                "actions": list(program.rules[name].allowed),
                "buttons": list(program.rules[name].buttons),
            }
            for name, state in program.states.items()
        }
        by_key = {each.whole_key: each for each in things}
        told = {"states": declared, "actions": list(program.actions), "templates": list(program.sources)}
        return cls(
            program.name, program.version, str(catalog.folder), by_key, seen, told, tuple(catalog.unexplained)
        )  # fmt: skip

    # --- numbers ------------------------------------------------------------------------------

    def of_kind(self, kind: Kind, *under: str) -> list[Thing]:
        """The things of a kind whose keys begin with these."""
        return [each for each in self.things.values() if each.kind == kind and each.key[: len(under)] == under]

    def times(self, thing: Thing) -> int:
        """How often a thing was seen."""
        return self.seen.get(thing.whole_key, 0)

    def unseen(self, things: Iterable[Thing]) -> list[Thing]:
        """Those of the things that were not seen and are not excused."""
        return [each for each in things if not self.times(each) and not each.excused]

    def share(self, things: Iterable[Thing]) -> tuple[int, int]:
        """How many of these things were seen, of how many; one that is excused and was not seen does not count."""
        counted = [each for each in things if self.times(each) or not each.excused]
        return sum(1 for each in counted if self.times(each)), len(counted)

    @property
    def totals(self) -> dict[Kind, tuple[int, int]]:
        """For each kind, how many were seen, of how many."""
        return {kind: self.share(self.of_kind(kind)) for kind in KINDS}

    def percent(self, kind: Kind | None = None) -> float:
        """The share that was seen, of one kind or of everything; 100.0 only where nothing is left."""
        shares = [self.totals[kind]] if kind else list(self.totals.values())
        seen, every = sum(share[0] for share in shares), sum(share[1] for share in shares)
        return percent(seen, every)

    # --- several of them ----------------------------------------------------------------------

    def merged(self, other: Report) -> Report:
        """What was seen here or there, of the same version of the program."""
        things = {**other.things, **self.things}
        seen = Counter(self.seen)
        seen.update(other.seen)
        return Report(
            self.program, self.version, self.folder, things, seen, self.declared, self.unexplained
        )  # fmt: skip

    def dumped(self) -> str:
        """The report as text, for another process."""
        plain = {**asdict(self), "things": [asdict(each) for each in self.things.values()]}
        plain["seen"] = [[list(key), times] for key, times in self.seen.items()]
        return json.dumps(plain)

    @classmethod
    def loaded(cls, text: str) -> Report:
        """The report that another process has dumped."""
        plain = json.loads(text)
        things = [Thing(**{**each, "key": tuple(each["key"])}) for each in plain.pop("things")]
        seen = {tuple(key): times for key, times in plain.pop("seen")}
        unexplained = tuple(plain.pop("unexplained"))
        return cls(**plain, things={each.whole_key: each for each in things}, seen=seen, unexplained=unexplained)


def percent(seen: int, every: int) -> float:
    """Rounded down to a tenth, so that 100.0 means all; of nothing, all was seen."""
    return 100.0 if seen == every else int(1000 * seen / every) / 10
