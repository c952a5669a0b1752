"""Watching a conversation from the inside, and what operators do with it."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browsing import Site, expect, gone_far, reply
from operating import FILES

pytestmark = pytest.mark.slow

Folder = Callable[..., Path]


@pytest.fixture
def far(tmp_path: Path, program_folder: Folder, drawing: None) -> Iterator[tuple[Site, str]]:
    with gone_far(tmp_path, program_folder(**FILES)) as found:
        yield found


def test_a_turn_is_seen_from_the_inside(far: tuple[Site, str]) -> None:
    here, id = far
    page = here.open(f"watch/{id}?turn=2")
    expect(page.locator(".actions .type")).to_have_text(["OFFER_GOAL", "TRANSITION_STATE"], use_inner_text=True)
    refused = page.locator(".actions li.refused")
    expect(refused).to_contain_text("The client has still to answer", use_inner_text=True)
    expect(page.locator(".stages li")).to_have_count(6)  # asked twice: render, ask, decide
    closed = page.locator(".exits > li:has-text('the model asks')")
    expect(closed.locator(".chip").first).to_have_text("closed", use_inner_text=True)
    by_button = page.locator(".exits > li:has-text('by a button')")
    expect(by_button.locator(".chip").first).to_have_text("open", use_inner_text=True)
    page.click("#tab-request")
    requests = page.locator("#panel-request .request")
    expect(requests).to_have_count(2)
    expect(requests.first.locator(".part .what")).to_have_text(
        ["The constant part", "Earlier words", "What changes", "What is answered", "The schema of the reply"],
        use_inner_text=True,
    )
    expect(page.locator(".part.again")).to_have_count(1)
    expect(page.locator(".remark")).to_have_count(0)  # worked out again, the same comes of it
    expect(page.locator(".part.changing").first).to_contain_text("Goals: Run", use_inner_text=True)
    page.click("#tab-reply")
    expect(page.locator("#panel-reply pre").first).to_contain_text("OFFER_GOAL", use_inner_text=True)
    page.click("#tab-memory")
    expect(page.locator("#panel-memory li >> visible=true")).to_have_count(1)
    assert here.executed == []


def test_the_graph_follows_the_slider(far: tuple[Site, str]) -> None:
    here, id = far
    page = here.open(f"watch/{id}")
    page.wait_for_selector(".graph #state-PLAN.here")
    expect(page.locator(".graph #state-WELCOME.passed")).to_have_count(1)
    page.focus("#replay")
    page.keyboard.press("Home")
    page.wait_for_selector(".graph #state-WELCOME.here")
    page.wait_for_selector(".graph .exit.open")
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    page.wait_for_selector(".graph .exit.closed")
    expect(page).to_have_url(re.compile(r"\?turn=2$"))
    page.get_by_role("button", name="The turn before").click()
    page.wait_for_selector(".which >> text=Turn 1")
    page.click("#tab-memory")
    page.wait_for_selector("#panel-memory li.added >> text=Run")
    assert here.executed == []


def test_the_turns_are_played_one_after_another(far: tuple[Site, str]) -> None:
    here, id = far
    page = here.open(f"watch/{id}?turn=3")
    page.wait_for_selector(".which >> text=Turn 3")
    page.evaluate("""() => { const which = document.querySelector(".which"); window.seen = [];
        new MutationObserver(() => window.seen.push(which.querySelector("strong").textContent))
            .observe(which, { childList: true }); }""")
    page.get_by_role("button", name="Play the turns").click()
    page.wait_for_selector(".which >> text=Turn 5")
    page.wait_for_selector("button[title='Play the turns']")  # at the end it stops by itself
    assert page.evaluate("window.seen") == ["Turn 4", "Turn 5"]  # each is shown for a second


def test_a_turn_is_watched_while_it_happens(far: tuple[Site, str]) -> None:
    here, id = far
    page = here.open(f"watch/{id}")
    page.wait_for_selector(".which >> text=Turn 5")
    gate = threading.Event()
    here.model.answers[:] = [[gate, *reply("All in good time.")]]
    stream = {"accept": "text/event-stream"}
    with here.client.stream("POST", f"/v1/conversations/{id}/turns", json={"text": "Now?"}, headers=stream) as told:
        page.wait_for_selector(".live >> text=Turn 6 is running")
        page.wait_for_selector(".live >> text=claimed in PLAN")
        expect(page.locator(".ticks .time").first).to_have_text("before")  # nobody looked then
        gate.set()
        told.read()
    page.wait_for_selector(".which >> text=Turn 6")
    page.wait_for_selector(".said-in >> text=All in good time.")
    expect(page.locator(".live")).to_be_hidden()


def test_an_operator_moves_and_takes_over(far: tuple[Site, str]) -> None:
    here, id = far
    page = here.open(f"watch/{id}")
    page.get_by_role("button", name="Move").click()
    page.get_by_label("To", exact=True).select_option("WELCOME")
    page.get_by_label("Why").fill("  ")
    page.keyboard.press("Enter")
    expect(page.locator("dialog input:invalid")).to_be_visible()  # blanks are no reason
    page.get_by_label("Why").fill("a word was forgotten")
    page.keyboard.press("Enter")
    page.wait_for_selector(".graph #state-WELCOME.here")
    page.wait_for_selector(".actions >> text=a word was forgotten")

    page.get_by_role("button", name="Take over").click()
    page.get_by_label("Your name").fill("Eve")
    page.keyboard.press("Enter")
    client = here.open(f"talk/{id}", context=page.context)
    client.wait_for_selector("text=A person answers you now.")
    page.bring_to_front()
    page.get_by_role("button", name="Answer", exact=True).click()
    page.get_by_label("What you say").fill("It is me, Eve.")
    page.get_by_role("button", name="Say it").click()
    client.bring_to_front()
    client.wait_for_selector(".human >> text=It is me, Eve.")
    page.bring_to_front()
    page.wait_for_selector(".said-in >> text=It is me, Eve.")
    page.get_by_role("button", name="Let the coach answer").click()
    page.wait_for_selector("text=The coach answers again.")
    assert here.executed == []


def test_an_operator_rewinds_and_forks(far: tuple[Site, str]) -> None:
    here, id = far
    page = here.open(f"watch/{id}")
    page.get_by_role("button", name="Rewind").click()
    page.get_by_label("To turn").fill("9")
    page.get_by_role("button", name="Take back", exact=True).click()
    expect(page.locator("dialog input:invalid")).to_be_visible()  # there is no turn 9
    page.get_by_label("To turn").fill("1")
    page.get_by_role("button", name="Take back", exact=True).click()
    expect(page.locator(".notice a")).to_have_attribute("href", re.compile("^#/watch/"))  # where the whole is kept
    page.wait_for_selector(".which >> text=of 1")
    expect(page.locator("dialog")).to_have_count(0)
    assert here.client.get(f"/v1/conversations/{id}").json()["turn"] == 1

    page.get_by_role("button", name="Fork").click()
    page.get_by_label("After turn").fill("0")
    page.get_by_label("Label").fill("a copy")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=· a copy")
    page.wait_for_url(lambda url: id not in url)


def test_an_operator_changes_what_is_remembered(far: tuple[Site, str]) -> None:
    here, id = far
    page = here.open(f"watch/{id}")
    page.get_by_role("button", name="Memory").first.click()
    page.get_by_label("Changes", exact=True).fill("no JSON")
    page.get_by_label("Why").fill("they said so")
    page.get_by_role("button", name="Change", exact=True).click()
    page.wait_for_selector("dialog .problem >> text=This is no JSON")
    for wrong, told in (
        ("{}", "Nothing is changed"),
        ('{"mod": "glad"}', "did you mean 'mood'?"),
        ('{"goals": {"remove": ["Fly"]}}', "goals.remove"),
    ):
        page.get_by_label("Changes", exact=True).fill(wrong)
        page.get_by_role("button", name="Change", exact=True).click()
        expect(page.locator("dialog .problem")).to_contain_text(told)
        expect(page.locator("dialog .problem")).not_to_contain_text("?.")
    page.get_by_label("Changes", exact=True).fill('{"mood": "glad", "goals": {"remove": ["Run"]}}')
    page.get_by_role("button", name="Change", exact=True).click()
    page.wait_for_selector(".which >> text=Turn 6")
    page.click("#tab-memory")
    page.wait_for_selector("#panel-memory .changed >> text=glad")
    page.wait_for_selector("#panel-memory li.removed >> text=Run")


def test_a_conversation_is_taken_along_as_scenario_and_as_walk(far: tuple[Site, str]) -> None:
    here, id = far
    page = here.open(f"watch/{id}")
    for name, begins in (("Freeze", "program: goals"), ("As walk", "walk: Recorded")):
        page.get_by_role("button", name=name).click()
        expect(page.locator("dialog textarea")).to_have_value(re.compile(f"^{begins}"))
        with page.expect_download() as kept:
            page.get_by_role("link", name="Keep as a file").click()
        assert Path(kept.value.path()).read_text(encoding="utf-8").startswith(begins)
        page.keyboard.press("Escape")
        expect(page.locator("dialog")).to_have_count(0)
