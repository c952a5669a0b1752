"""A conversation and a coverage, marked on the picture."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cli_running import coach as run
from offering import FILES, ask
from turn_models import PiecesModel, goal, move, open_coach, said

from coach import Coach, Program
from coach.errors import BadInput, NoSuchConversation
from coach.graph import covered, draw_svg, journey, picture, read_journey, table_rows, written
from coach.graph.document import GraphDocument
from coach.graph.picture import Picture

pytestmark = pytest.mark.anyio


async def marked(coach: Coach, conversation: str) -> Picture:
    return journey(picture(coach.program), await read_journey(coach, conversation))


def tones(drawn: Picture) -> dict[str, str]:
    states = {node.name: node.mark.tone for node in drawn.nodes}
    return {**states, **{f"{e.source} {e.target} {e.by}": e.mark.tone for e in drawn.edges}}


async def test_the_way_is_numbered_and_what_is_ahead_is_open_or_closed(
    database: str, program_folder: Callable[..., Path], tmp_path: Path
) -> None:
    on, plan = said("On.", goal("Run"), move("PLAN")), said("A plan, then.")
    model = PiecesModel(on, plan, said("Back.", move("WELCOME")), said("On.", move("PLAN")), plan)
    async with open_coach(database, program_folder(), model) as coach:
        begun = await coach.start("ann")
        before = await marked(coach, begun.id)
        assert tones(before) == {
            "WELCOME": "here", "PLAN": "faint", "DONE": "faint", "WELCOME PLAN model": "closed",
            "PLAN DONE model": "faint", "PLAN WELCOME model": "faint",
        }  # fmt: skip
        assert before.edges[0].mark.lines == ("missing: no goal yet",)
        for _ in range(3):
            await coach.say(begun.id, "Yes.")
        after = await marked(coach, begun.id)
        assert tones(after) == {
            "WELCOME": "passed", "PLAN": "here", "DONE": "faint", "WELCOME PLAN model": "passed",
            "PLAN DONE model": "open", "PLAN WELCOME model": "open",
        }  # fmt: skip
        assert [edge.mark.numbers for edge in after.edges] == [(1, 3), (), (2,)]
        assert after.caption == (f"conversation {begun.id}: in PLAN, after 3 turns and 3 moves",)
        assert table_rows(coach.program, after)[0].marks == ("step 1 · 3",)
        read = GraphDocument.model_validate_json(written(after, "json"))
        assert read.data
        assert [step["target"] for step in read.data["way"]] == ["PLAN", "WELCOME", "PLAN"]
        assert read.data["exits"][0] == {"to": "DONE", "by": "model", "leads_to": "DONE", "missing": []}
        folder = coach.program.folder  # type: ignore[attr-defined]
    asked = ("graph", "--program", folder, "--conversation", begun.id, "--db", database)
    done = run(*asked, "--user", "ann", cwd=tmp_path)
    assert "PLAN (here)" in done.stdout
    assert "step 2; open now" in done.stdout
    other = run(*asked, "--user", "bob", cwd=tmp_path)
    assert (other.returncode, other.stdout) == (1, "")
    assert f"there is no conversation '{begun.id}'" in other.stderr


async def test_the_models_exit_and_the_clients_button_are_told_apart(
    database: str, program_folder: Callable[..., Path]
) -> None:
    async with open_coach(database, program_folder(**FILES), PiecesModel(said("Is it?", ask()))) as coach:
        begun = await coach.start("ann")
        await coach.say(begun.id, "I run.")
        edges = {edge.by: edge.mark for edge in (await marked(coach, begun.id)).edges if edge.source == "WELCOME"}
        assert edges["user"].tone == "open"
        assert edges["model"].tone == "closed"
        assert edges["model"].lines == ("missing: The client has still to answer: “Is “Run” a goal of yours?”",)


async def test_an_offer_that_holds_closes_what_the_model_asks_for(
    database: str, program_folder: Callable[..., Path]
) -> None:
    model = PiecesModel(said("Rest.", ("PAUSE", {})))
    files = {**FILES, "states/welcome.py": FILES["states/welcome.py"].replace("when=no_open_offer", "")}
    async with open_coach(database, program_folder(**files), model) as coach:
        begun = await coach.start("ann")
        await coach.say(begun.id, "I am tired.")
        edges = {edge.by: edge.mark for edge in (await marked(coach, begun.id)).edges if edge.source == "WELCOME"}
        assert (edges["user"].tone, edges["model"].tone) == ("open", "closed")


async def test_what_is_ahead_leads_by_way_of_the_next_interlude(tmp_path: Path) -> None:
    program = Program.load(interludes=True)
    async with open_coach(f"sqlite:///{tmp_path}/c.db", program) as coach:
        begun = await coach.start_in("GET_TO_KNOW_YOU", "ann")
        first = await coach.start_in("INTRODUCTION", "ann")
        drawn = await marked(coach, first.id)
        ahead = {e.target: e.mark.tone for e in drawn.edges if e.source == "INTRODUCTION"}
        assert ahead == {"BREAK_BEFORE_GET_TO_KNOW_YOU": "closed", "GET_TO_KNOW_YOU": "faint"}
        assert tones(await marked(coach, begun.id))["GET_TO_KNOW_YOU"] == "here"


async def test_a_way_that_the_program_has_no_more_is_said_of(
    database: str, program_folder: Callable[..., Path]
) -> None:
    model = PiecesModel(said("On.", goal("Run"), move("PLAN")), said("A plan, then."))
    async with open_coach(database, program_folder(), model) as coach:
        begun = await coach.start("ann")
        await coach.say(begun.id, "Run.")
        plain = picture(coach.program)
        less = replace(plain, edges=tuple(edge for edge in plain.edges if edge.source != "WELCOME"))
        drawn = journey(less, await read_journey(coach, begun.id))
        assert drawn.caption[1] == "1 of them along exits that the program does not have any more"
        with pytest.raises(NoSuchConversation):
            await read_journey(coach, begun.id, user="bob")


# --- coverage ----------------------------------------------------------------------------------


def report(program: Program, **states: Any) -> dict[str, Any]:
    totals = {"states": [2, 3], "exits": [1, 3], "guards": [0, 0]}
    return {"format": 1, "program": program.name, "version": program.version, "totals": totals, "states": states,
            "offers": {}, "templates": {}, "actions": {}}  # fmt: skip


def an_exit(target: str, taken: int, closed: int = 0, *seen: int, by: str = "model") -> dict[str, Any]:
    missing = [{"says": f"reason {n}", "where": "states/x.py:1", "seen": each} for n, each in enumerate(seen)]
    return {"target": target, "by": by, "taken": taken, "open": taken, "closed": closed, "missing": missing}


def a_state(visited: int, exits: list[dict[str, Any]], *applied: int) -> dict[str, Any]:
    actions = [{"type": f"ACTION_{n}", "applied": each} for n, each in enumerate(applied)]
    return {"visited": visited, "exits": exits, "actions": actions, "buttons": []}


@pytest.fixture
def small(program_folder: Callable[..., Path]) -> Program:
    return Program.load(program_folder())


@pytest.mark.usefixtures("drawing")
def test_states_and_exits_are_coloured_by_what_was_covered(small: Program) -> None:
    found = report(
        small,
        WELCOME=a_state(4, [an_exit("PLAN", 2, 0, 1, 0)], 1, 0),
        PLAN=a_state(2, [an_exit("DONE", 0), an_exit("WELCOME", 1)], 3),
        DONE=a_state(0, []),
    )
    drawn = covered(picture(small), found)
    assert tones(drawn) == {
        "WELCOME": "part", "PLAN": "full", "DONE": "none", "WELCOME PLAN model": "part",
        "PLAN DONE model": "none", "PLAN WELCOME model": "full",
    }  # fmt: skip
    assert drawn.edges[0].mark.lines == ("never seen closed", "1 of 2 reasons never seen missing")
    assert drawn.nodes[0].mark.lines == ("1 of 2 actions never applied",)
    assert drawn.nodes[2].mark.lines == ("never visited",)
    assert drawn.caption == ("covered: 2 of 3 states, 1 of 3 exits",)
    svg = draw_svg(small, coverage=found)
    assert svg.startswith("<svg ")
    assert "never seen closed" in svg
    assert 'class="node state part initial"' in svg or 'class="node state initial part"' in svg


def test_a_guard_that_was_seen_both_ways_and_whole_is_covered(small: Program) -> None:
    found = report(small, WELCOME=a_state(4, [an_exit("PLAN", 2, 3, 1, 2)], 1))
    assert tones(covered(picture(small), found))["WELCOME PLAN model"] == "full"


def test_a_coverage_of_an_older_version_is_said_of(small: Program) -> None:
    old = {**report(small), "version": "000000000000"}
    assert covered(picture(small), old).caption[1] == (
        f"measured on version 000000000000; the program is at version {small.version} now"
    )


def test_an_exit_by_way_of_interludes_is_covered_once() -> None:
    program = Program.load(interludes=True)
    exits = [an_exit("GET_TO_KNOW_YOU", 3, 0)]
    drawn = covered(picture(program), report(program, INTRODUCTION=a_state(3, exits)))
    marks = {edge.target: edge.mark for edge in drawn.edges if edge.source == "INTRODUCTION"}
    assert {mark.tone for mark in marks.values()} == {"part"}
    assert marks["BREAK_BEFORE_GET_TO_KNOW_YOU"].lines == ("never seen closed",)
    assert marks["GET_TO_KNOW_YOU"].lines == ()


def test_what_is_no_coverage_of_the_program_is_refused(small: Program) -> None:
    with pytest.raises(BadInput, match="of program 'other', not of 'goals'"):
        covered(picture(small), {**report(small), "program": "other"})
    with pytest.raises(BadInput, match="no coverage of a program: states: is required"):
        covered(picture(small), {"program": "goals", "version": "1"})
    with pytest.raises(BadInput, match=r"states that the program does not have: 'GONE'"):
        covered(picture(small), report(small, GONE=a_state(1, [])))


def test_the_command_draws_a_coverage(small: Program, tmp_path: Path) -> None:
    file = tmp_path / "coverage.json"
    file.write_text(json.dumps(report(small, WELCOME=a_state(1, [an_exit("PLAN", 0)]))), encoding="utf-8")
    done = run("graph", "--program", small.folder, "--coverage", file, "-o", "graph.html", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    text = (tmp_path / "graph.html").read_text(encoding="utf-8")
    assert "never taken" in text
    assert "never visited" in text
