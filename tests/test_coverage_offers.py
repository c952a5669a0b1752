"""Coverage of offers and their buttons."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from coverage_walking import say, walking
from offering import FILES

from coach.testing.coverage.plain import as_json
from coach.testing.coverage.wording import wanting

Folder = Callable[..., Path]


def test_offers_and_their_buttons_are_known_before_they_are_put(program_folder: Folder) -> None:
    with walking(program_folder(**FILES)) as (walk, recorder):
        walk.begin()
        offers = as_json(recorder.report())["offers"]
        assert set(offers) == {"goal", "surer", "break", "video", "odd"}
        assert [each["name"] for each in offers["goal"]["buttons"]] == ["yes", "surer", "on", "no"]
        say(walk, "OFFER_GOAL", name="Run")
        walk.button("Let me think about it").take()
    report = recorder.report()
    assert (report.totals["offers"], report.totals["buttons"]) == ((2, 5), (1, 8))
    assert as_json(report)["states"]["WELCOME"]["buttons"][1] == {"type": "ASK_AGAIN", "applied": 1}
    found = wanting(report)
    assert found["offer goal"] == ["never pressed: “Yes, it is”, “Yes, and on we go”, “No”"]
    assert found["offer surer"] == ["never pressed: “Sure”"]
    assert found["offer break"] == ["never put (actions/__init__.py:51)"]


def test_an_offer_that_is_worked_out_is_known_once_it_was_put(program_folder: Folder) -> None:
    actions = FILES["actions/__init__.py"].replace('kind="goal"', 'kind="go" + "al"')
    with walking(program_folder(**{**FILES, "actions/__init__.py": actions})) as (walk, recorder):
        walk.begin()
        assert "goal" not in as_json(recorder.report())["offers"]
        say(walk, "OFFER_GOAL", name="Run")
    goal = as_json(recorder.report())["offers"]["goal"]
    assert (goal["put"], len(goal["buttons"])) == (1, 4)
