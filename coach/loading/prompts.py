"""What can be wrong with a program's prompts: found by reading them, and by a dry run on made-up memories."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from coach.engine.decide import Snapshot
from coach.engine.program import Program
from coach.engine.prompt import variables
from coach.engine.templates import (
    SUFFIX,
    VARYING,
    Templates,
    check_blocks,
    check_constant,
    check_macros,
    check_names,
    check_template,
    own_block,
)
from coach.engine.views import visible
from coach.errors import ProgramError
from coach.loading.examples import example_memories
from coach.program.memory import Memory
from coach.program.state import Exit, State
from coach.program.words import nearest

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def read_templates(folder: Path) -> dict[str, str]:
    """The text of every template, by file name. Raises `ProgramError` for one that would not be found."""
    sources = {}
    for file in sorted(folder.rglob("*")):
        within = file.relative_to(folder)
        if file.is_dir() or any(part.startswith(".") for part in within.parts) or file.name.endswith("~"):
            continue
        name = within.as_posix()
        if file.name.endswith(SUFFIX):
            try:
                sources[name] = file.read_text(encoding="utf-8-sig")
            except (OSError, UnicodeDecodeError) as error:
                raise ProgramError(f"it cannot be read: {error}", f"prompts/{name}") from error
        elif file.name.partition(".")[0].lower() != "readme":
            raise ProgramError(
                f"templates end in {SUFFIX}, so this would not be read; call it {file.name.partition('.')[0]}{SUFFIX}, "
                "or keep it elsewhere (a README may stay)",
                f"prompts/{name}",
            )
    return sources


def check_templates(program: Program, folder: Path) -> None:
    """Every state has its template, every template is used, all of them render, and no text of theirs is lost."""
    templates = Templates(program.sources)
    scope = _scope(program)
    for name in program.sources:
        check_template(templates, name)
        check_names(templates, name, scope)
    prompted = [state for state in program.states.values() if _has_template(program, state, folder)]
    for state in prompted:
        name = program.template(state)
        check_constant(templates, name)
        templates.constant(name)
        _try(templates, state, program.memory)
    _check_lost(program, templates, prompted)


def _has_template(program: Program, state: State, folder: Path) -> bool:
    """Whether a state has a template, or can do without: of a silent one, nothing would ever be shown."""
    name = program.template(state)
    if name in program.sources:
        return True
    if state.silent and state.prompt in ("", state.name.lower()):
        return False
    near = nearest(name, program.sources, ending=SUFFIX)
    raise ProgramError(f"there is no template prompts/{name}{near}", str(state.place.within(folder)))


def _scope(program: Program) -> dict[str, Collection[str]]:
    """What `context` and `opening` have in scope, with its attributes."""
    snapshot = Snapshot(program.initial.name, program.memory(), 1, NOW)
    memory: Any = program.memory
    return {"memory": visible(memory), "turn": variables(snapshot)["turn"].keys()}


def _try(templates: Templates, state: State, memory: type[Memory]) -> None:
    """Render what varies, on memories from empty to full."""
    for number, example in enumerate(example_memories(memory)):
        for turn, since in ((1, None), (2, timedelta(days=1))):
            snapshot = Snapshot(state.name, example, turn, NOW, since)
            for block in VARYING:
                try:
                    templates.block(f"{state.prompt}{SUFFIX}", block, variables(snapshot))
                except ProgramError as error:
                    # What is made up need not make sense to the memory's own code: a text is no date.
                    if number == 0 or not isinstance(error.__cause__, ValueError | LookupError):
                        raise


# --- what would be lost --------------------------------------------------------------------------


def _check_lost(program: Program, templates: Templates, prompted: Collection[State]) -> None:
    trees = templates.trees
    used = {each for state in prompted for each in trees.family(program.template(state))}
    for name in program.sources:
        if None not in used and name not in used:
            problem = "no state uses this template; remove it or name it in a state"
            raise ProgramError(problem, f"prompts/{name}", "unused-template")
    lineages = {state.name: trees.lineage(program.template(state)) for state in prompted}
    check_blocks(templates, {name for lineage in lineages.values() for name in lineage})
    check_macros(templates)
    for state in prompted:
        where = own_block(templates, program.template(state), "opening")
        heirs = [name for name, lineage in lineages.items() if program.template(state) in lineage]
        if where and not any(_opens(program, heir) for heir in heirs):
            raise ProgramError(
                f'the opening would be lost: every exit to {state.name} has speaks="old", so the old state\'s words '
                'stand; remove it, or let an exit there have speaks="new"',
                where,
            )


def _opens(program: Program, name: str) -> bool:
    """Whether a state says its opening when it is entered."""
    state = program.states[name]
    exits = ((other, exit) for other in program.states.values() for exit in other.exits if name in exit.landings())
    return state.initial or any(_lets_speak(program, other, state, exit) for other, exit in exits)


def _lets_speak(program: Program, source: State, target: State, exit: Exit) -> bool:
    """Whether who is entered speaks: after a button always, and after an interlude, be they shown or not."""
    passes_by = program.settings.interludes is not None and source.group != target.group
    return exit.speaks == "new" or exit.by == "user" or passes_by
