"""What Watch shows of the model's side, what it does while the line is down, and that nothing is done twice."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncGenerator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import Site, Teller, becomes, expect, gone_far, reply, site
from operating import FILES
from service_server import begun

from coach.engine.request import Chunk, Completion, Request, Usage

pytestmark = pytest.mark.slow

Folder = Callable[..., Path]


class Counting(Teller):
    """Answers as told, and counts tokens as a server does that keeps the beginning of a request."""

    async def ask(self, request: Request, deadline: float) -> AsyncGenerator[Chunk, None]:
        async for chunk in super().ask(request, deadline):
            yield Completion(self.name, usage=Usage(1200, 40, 900)) if isinstance(chunk, Completion) else chunk


@pytest.fixture
def far(tmp_path: Path, program_folder: Folder, drawing: None) -> Iterator[tuple[Site, str]]:
    with gone_far(tmp_path, program_folder(**FILES)) as found:
        yield found


def test_an_offer_stands_in_a_turn_like_what_else_was_said(far: tuple[Site, str]) -> None:
    here, id = far
    page = here.open(f"watch/{id}?turn=2")
    page.wait_for_selector(".said-in >> text=Offer")
    sides = page.evaluate(
        "[...document.querySelectorAll('.said-in .who')].map((each) => each.getBoundingClientRect().left)"
    )
    assert len(sides) >= 3
    assert len(set(sides)) == 1


def test_tokens_and_the_cached_share_are_told(tmp_path: Path, program_folder: Folder, drawing: None) -> None:
    with site(tmp_path / "coach.db", program_folder(**FILES), Counting(reply("Noted."))) as here:
        id = begun(here.client)
        here.client.post(f"/v1/conversations/{id}/turns", json={"text": "I run."})
        page = here.open(f"watch/{id}")
        page.click("#tab-request")
        tokens = page.locator("#panel-request .tokens")
        expect(tokens).to_contain_text("1 200", use_inner_text=True)
        expect(tokens).to_contain_text("75 %", use_inner_text=True)
        page.goto(f"{here.url}/#/overview")
        cost = page.locator("section:has(h2:text('What the model cost')) tbody tr")
        expect(cost).to_contain_text("Welcome 1 1 240 75 %", use_inner_text=True)
        here.executed.clear()


def test_a_move_is_seen_until_it_is_over(far: tuple[Site, str]) -> None:
    here, id = far
    page = here.open(f"watch/{id}?turn=3")
    page.wait_for_selector(".which >> text=Turn 3")
    page.get_by_role("button", name="The next turn").click()
    page.wait_for_selector(".moved")  # the turn is worked out, and its move still seen
    page.wait_for_selector(".graph .exit.moving")
    page.get_by_role("button", name="The next turn").click()
    page.wait_for_selector(".which >> text=Turn 5")
    expect(page.locator(".graph .exit.moving")).to_have_count(0)


def test_a_turn_that_does_not_come_is_told_and_the_view_stays(far: tuple[Site, str]) -> None:
    here, id = far
    page = here.open(f"watch/{id}")
    page.wait_for_selector(".said-in >> text=Fine.")
    page.route("**/inside", lambda route: route.abort())
    page.get_by_role("button", name="The turn before").click()
    page.wait_for_selector(".notice.bad >> text=not reached")
    expect(page.locator(".replay")).to_have_count(1)
    page.unroute("**/inside")
    page.get_by_role("button", name="The turn before").click()
    page.wait_for_selector(".said-in >> text=Yes, it is")


def test_a_slider_that_is_drawn_asks_for_the_turn_it_stops_at(far: tuple[Site, str]) -> None:
    here, id = far
    page = here.open(f"watch/{id}")
    page.wait_for_selector(".said-in >> text=Fine.")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/inside" in request.url else None)
    page.evaluate("""() => { const slider = document.getElementById("replay");
        for (const turn of [4, 3, 2, 1]) { slider.value = turn; slider.dispatchEvent(new Event("input")); } }""")
    page.wait_for_selector(".said-in >> text=I run.")
    assert [url.split("/turns/")[1] for url in asked] == ["1/inside"]
    expect(page).to_have_url(re.compile(r"\?turn=1$"))


def test_a_double_click_is_one_deed(far: tuple[Site, str]) -> None:
    here, id = far
    here.client.post(f"/v1/conversations/{id}/takeover", json={"by": "Eve"})
    page = here.open(f"watch/{id}")
    _clicked_twice(page, "Let the coach answer", "**/release")
    page.wait_for_selector("text=The coach answers again.")
    page.get_by_role("button", name="Take over").wait_for()
    expect(page.locator(".notice.bad")).to_have_count(0)
    _clicked_twice(page, "Freeze", "**/scenario")
    page.wait_for_selector("dialog textarea")
    expect(page.locator("dialog")).to_have_count(1)


def test_the_keyboard_stays_where_it_was(far: tuple[Site, str]) -> None:
    here, id = far
    page = here.open(f"watch/{id}")
    page.wait_for_selector(".said-in >> text=Fine.")
    move = page.get_by_role("button", name="Move", exact=True)
    move.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator(".tools button:focus")).to_have_text("Move")
    page.keyboard.press("Enter")
    expect(page.get_by_label("To", exact=True)).to_be_focused()
    page.keyboard.press("W")  # the list is chosen from by letters
    expect(page.get_by_label("To", exact=True)).to_have_value("WELCOME")
    page.keyboard.press("Tab")
    page.keyboard.type("a word was forgotten")
    page.keyboard.press("Enter")
    page.wait_for_selector(".graph #state-WELCOME.here")
    expect(page.locator(".tools button:focus")).to_have_text("Move")
    page.focus("#tab-turn")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#panel-memory")).to_be_visible()
    assert here.executed == []


def test_a_turn_is_taken_along_to_the_prompt_it_was_asked_with(far: tuple[Site, str]) -> None:
    here, id = far
    page = here.open(f"watch/{id}?turn=1")
    page.wait_for_selector(".said-in >> text=I run.")
    page.click("#tab-request")
    page.get_by_role("link", name="Try an edit of this prompt").click()
    expect(page.locator(".templates [aria-current]")).to_have_text(re.compile("^Welcome"), use_inner_text=True)
    expect(page.locator("#try-conversation")).to_have_value(id)
    expect(page.locator("#try-turn")).to_have_value("1")
    page.get_by_role("button", name="Try it").click()
    page.wait_for_selector(".result >> text=Not a line differs")
    becomes(page, "document.querySelector('.result h2').getBoundingClientRect().top < 800")  # it is seen
    page.fill("#try-turn", "2")  # asked twice
    page.get_by_role("button", name="Try it").click()
    page.wait_for_selector(".result h3 >> text=Request 2 of 2, in Welcome")
    here.client.patch(f"/v1/conversations/{id}/memory", json={"changes": {"mood": "glad"}, "reason": "told"})
    page.fill("#try-turn", "6")
    page.get_by_role("button", name="Try it").click()
    page.wait_for_selector(".result >> text=No model was asked in turn 6")
    page.fill("#try-turn", "40")
    page.get_by_role("button", name="Try it").click()
    page.wait_for_selector(".problem >> text=no turn 40")
    assert here.executed == []


def test_the_prompts_begin_with_a_turn_in_which_a_model_was_asked(far: tuple[Site, str]) -> None:
    here, id = far
    here.client.patch(f"/v1/conversations/{id}/memory", json={"changes": {"mood": "glad"}, "reason": "told"})
    assert here.client.get(f"/v1/conversations/{id}").json()["turn"] == 6
    page = here.open("prompts/plan.md.j2")
    expect(page.locator("#try-conversation")).to_have_value(id)
    expect(page.locator("#try-turn")).to_have_value("5")  # the sixth is an operator's


def test_turns_of_long_ago_are_gone_back_to(tmp_path: Path, program_folder: Folder, drawing: None) -> None:
    with site(tmp_path / "coach.db", program_folder(**FILES), Teller()) as here:
        id = begun(here.client)
        for number in range(1, 1031):
            here.client.post(f"/v1/conversations/{id}/turns", json={"text": f"This is {number}."})
        page = here.open(f"watch/{id}")
        page.wait_for_selector(".said-in >> text=This is 1030.")
        page.focus("#replay")
        page.keyboard.press("Home")
        page.wait_for_selector(".said-in >> text=This is 31.")  # the thousand latest are there at once
        page.get_by_role("button", name="The turn before").click()
        page.wait_for_selector(".said-in >> text=This is 30.")
        page.focus("#replay")
        page.keyboard.press("Home")
        page.wait_for_selector(".which >> text=Turn 0 of 1030")
        page = here.open(f"watch/{id}?turn=7")
        page.wait_for_selector(".said-in >> text=This is 7.")
        assert here.executed == []


def test_where_nothing_is_drawn_it_is_said(tmp_path: Path, program_folder: Folder) -> None:
    with site(tmp_path / "coach.db", program_folder(**FILES), Teller()) as here:
        id = begun(here.client)
        page = here.open("talk")
        page.route("**/graph.svg*", lambda route: route.fulfill(status=503, body=json.dumps({})))
        for view, told in (
            (f"watch/{id}", "nothing here to draw the graph with"),
            ("overview", "nothing here to draw"),
        ):
            page.goto(f"{here.url}/#/{view}")
            page.wait_for_selector(f".graph-room >> text={told}")


def _clicked_twice(page: Any, name: str, path: str) -> None:
    """Click a button twice before it is answered: it asks once."""
    asked: list[Any] = []
    page.route(path, lambda route: asked.append(route))
    with page.expect_request(path):
        page.get_by_role("button", name=name).dblclick()
    page.wait_for_timeout(500)  # the second would be here by then
    assert len(asked) == 1
    asked[0].continue_()
