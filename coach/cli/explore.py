"""`coach explore`: walks written by the machine, for every exit that it finds a way through."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from coach.cli.output import write
from coach.engine.program import Program
from coach.errors import ConfigurationError
from coach.loading import Program as Loading
from coach.testing.exploring import Played, Unopened, explore, played
from coach.testing.files.script_yaml import save_script

_BY = {"model": "", "user": ", by a button", "auto": ", by itself", "operator": ", by an operator"}


def run_explore(
    folder: str | None, depth: int, seed: int, output: str | None, coverage: str | None, interludes: bool | None,
    as_json: bool,
) -> bool:  # fmt: skip
    """Explore the program, write the walks, say what was found; whether every exit was opened that a walk can open.

    Raises a `CoachError`.
    """
    covered = _covered(Path(coverage)) if coverage is not None else set()
    program = Loading.load(folder, interludes=interludes)
    found = explore(program, depth, seed)
    walks = _needed(played(program, found.legs), covered)
    unopened = [each for each in (*found.unopened, *_failed(walks)) if _way(each) not in covered]
    passing = [each for each in walks if each.script is not None]
    if output is not None:
        _save(passing, Path(output), folder, interludes)
    ways = {_way(each.leg) for each in passing}
    plain = {
        "program": program.name,
        "version": program.version,
        "seed": seed,
        "exits": found.exits,
        "covered": len(covered),
        "opened": len(ways),
        "walks": [_walk(each) for each in passing],
        "unopened": [_closed(each) for each in unopened],
    }
    write(json.dumps(plain, ensure_ascii=False) + "\n" if as_json else _told(program, plain, output))
    return all(each.exit.by == "operator" for each in unopened)


def _covered(file: Path) -> set[tuple[str, str, str]]:
    """The exits that a coverage.json says were taken."""
    try:
        states = json.loads(file.read_text(encoding="utf-8"))["states"]
        return {
            (name, exit["target"], exit["by"])
            for name, state in states.items()
            for exit in state["exits"]
            if exit["taken"]
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise ConfigurationError(f"{file} is no coverage.json; make one with: pytest --coach-cov-report=json") from None


def _way(each: Any) -> tuple[str, str, str]:
    return each.source, each.exit.target, each.exit.by


def _needed(walks: Sequence[Played], covered: set[tuple[str, str, str]]) -> list[Played]:
    """The walks through exits that are not covered, and those that lead there."""
    numbers = {each.number for walk in walks if _way(walk.leg) not in covered for each in walk.leg.chain}
    return [walk for walk in walks if walk.leg.number in numbers]


def _failed(walks: Sequence[Played]) -> list[Unopened]:
    """The exits whose every walk fails when it is gone."""
    passing = {_way(walk.leg) for walk in walks if walk.script is not None}
    failed = {_way(walk.leg): walk for walk in walks if _way(walk.leg) not in passing}
    return [Unopened(walk.leg.source, walk.leg.exit, reason=walk.problem) for walk in failed.values()]


def _save(walks: Sequence[Played], folder: Path, program: str | None, interludes: bool | None) -> None:
    """Write the files. Raises `WalkError`, `ConfigurationError`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(f"{folder} cannot be made ({error.strerror}); name another folder with -o") from None
    where = os.path.relpath(Path(program).expanduser(), folder) if program is not None else None
    for walk in walks:
        assert walk.script is not None
        script = walk.script.model_copy(update={"program": where, "interludes": interludes})
        save_script(script, folder / walk.name)


def _walk(each: Played) -> dict[str, Any]:
    assert each.script is not None
    leg = each.leg
    return {
        "file": each.name,
        "source": leg.source,
        "target": leg.exit.target,
        "by": leg.exit.by,
        "landing": leg.landing,
        "after": each.script.after,
        "moves": len(leg.chain),
        "turns": len(each.script.turns),
    }


def _closed(each: Unopened) -> dict[str, Any]:
    return {
        "source": each.source,
        "target": each.exit.target,
        "by": each.exit.by,
        "place": str(each.exit.place),
        "wants": each.exit.guard.text if each.exit.guard is not None else "",
        "missing": list(each.missing),
        "reason": each.reason,
        "tried": each.tried,
    }


def _told(program: Program, plain: dict[str, Any], output: str | None) -> str:
    lines = [
        f"{each['file']}  {each['source']} → {each['target']}{_BY[each['by']]}, {_counted(each['turns'], 'turn')}"
        for each in plain["walks"]
    ]
    for each in plain["unopened"]:
        lines += ["", f"not opened: {each['source']} → {each['target']}{_BY[each['by']]} ({each['place']})"]
        lines += [f"  it wants: {each['wants']}"] if each["wants"] else []
        lines += [f"  {each['reason']}"] if each["reason"] else []
        lines += [f"  still missing: {missing}" for missing in each["missing"]]
        lines += [f"  the nearest of {each['tried']} outcomes that were looked at"] if each["tried"] else []
    covered = f", {plain['covered']} covered before" if plain["covered"] else ""
    written = f", written to {output}" if output is not None else "; write them with -o FOLDER"
    walks = _counted(len(plain["walks"]), "walk")
    lines += ["", f"{program.name}: {plain['opened']} of {plain['exits']} exits opened{covered}; {walks}{written}"]
    return "\n".join(lines).lstrip("\n") + "\n"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
