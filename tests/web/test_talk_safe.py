"""Talking on the page where something between fails: nothing is said twice, nothing is told that is not so."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browsing import Teller, expect, fastest, reply, say, settled, site, transcript
from offering import FILES as OFFERING
from service_server import begun

pytestmark = pytest.mark.slow

Folder = Callable[..., Path]
GATEWAY = {"status": 502, "content_type": "text/html", "body": "<h1>Bad gateway</h1>"}


def test_a_turn_whose_stream_ended_is_not_given_back_when_the_line_breaks_then(
    tmp_path: Path, program_folder: Folder
) -> None:
    model = Teller()
    with site(tmp_path / "coach.db", program_folder(), model) as here:
        page = here.open(f"talk/{begun(here.client)}")
        page.route("**/messages?*", lambda route: route.abort())  # what is read once the turn is committed
        say(page, "I run.")
        page.wait_for_selector(".connection.lost")
        expect(page.locator("#words")).to_have_value("")  # else one would send them again
        expect(page.locator(".failed")).to_be_empty()
        page.unroute("**/messages?*")
        settled(page, 1)
        assert transcript(page)[1:] == ["You: I run.", "The coach: You said: I run."]
        expect(page.locator(".connection.lost")).to_have_count(0)
        assert model.asked == ["I run."]


def test_a_gateway_that_fails_is_no_end_of_a_turn(tmp_path: Path, program_folder: Folder) -> None:
    model = Teller()
    with site(tmp_path / "coach.db", program_folder(), model) as here:
        page = here.open(f"talk/{begun(here.client)}")
        page.route("**/turns", _after_it_happened, times=1)
        say(page, "I run.")
        settled(page, 1)
        assert transcript(page)[1:] == ["You: I run.", "The coach: You said: I run."]
        assert model.asked == ["I run."]


def test_what_failed_is_tried_again_with_its_key(tmp_path: Path, program_folder: Folder) -> None:
    model = Teller()
    with site(tmp_path / "coach.db", program_folder(), model) as here:
        page = here.open(f"talk/{begun(here.client)}")
        for turn, again in enumerate(("button", "keyboard"), 1):
            page.route("**/turns", _committed_and_not_told, times=1)
            say(page, f"By the {again}.")
            page.wait_for_selector(".failed button")
            if again == "button":
                page.get_by_role("button", name="Try again").click()
            else:
                page.press("#words", "Enter")  # the words were given back as they were
            settled(page, turn)
            expect(page.locator(".failed")).to_be_empty()
            page.wait_for_selector(f".of-client >> text=By the {again}.")
        assert model.asked == ["By the button.", "By the keyboard."]
        assert [line for line in transcript(page) if line.startswith("You:")] == [
            "You: By the button.", "You: By the keyboard.",
        ]  # fmt: skip


def test_earlier_messages_that_do_not_come_leave_the_page_as_it_is(tmp_path: Path, program_folder: Folder) -> None:
    with site(tmp_path / "coach.db", program_folder(), Teller()) as here:
        id = begun(here.client)
        for number in range(40):
            here.client.post(f"/v1/conversations/{id}/turns", json={"text": f"Number {number}."})
        page = here.open(f"talk/{id}")
        page.fill("#words", "half a thought")
        here.line.cut()
        page.click("text=Earlier messages")
        page.wait_for_selector(".notice.bad >> text=not reached")
        expect(page.locator("#words")).to_have_value("half a thought")
        here.line.mend()
        page.click("text=Earlier messages")
        page.wait_for_selector("text=Number 0.")


def test_what_is_not_there_is_said_once_and_in_a_sentence(tmp_path: Path, program_folder: Folder) -> None:
    with site(tmp_path / "coach.db", program_folder(), Teller()) as here:
        page = here.open()
        page.goto(f"{here.url}/#/talk/0v7k2m9x4qza")
        said = "There is no conversation '0v7k2m9x4qza'; check its id and whose it is."
        expect(page.locator(".trouble p").first).to_have_text(said)
        page.get_by_role("link", name="To the beginning", exact=True).click()
        page.wait_for_selector(".home")


def test_what_another_tab_did_is_shown_even_if_the_first_look_failed(tmp_path: Path, program_folder: Folder) -> None:
    with site(tmp_path / "coach.db", program_folder(), Teller()) as here:
        id = begun(here.client)
        page = here.open(f"talk/{id}")
        page.route("**/messages?*", lambda route: route.abort(), times=1)
        with page.expect_event("requestfailed"):
            here.client.post(f"/v1/conversations/{id}/turns", json={"text": "From elsewhere."})
        page.wait_for_selector("text=You said: From elsewhere.")


def test_a_break_and_a_video_are_shown_and_gone_on_from(tmp_path: Path, program_folder: Folder) -> None:
    model = Teller(
        reply("You did well.", actions=[{"type": "PAUSE"}]), reply("Welcome back."),
        reply("Look.", actions=[{"type": "SHOW"}]), reply("Seen."),
    )  # fmt: skip
    with site(tmp_path / "coach.db", program_folder(**OFFERING), model) as here:
        page = here.open(f"talk/{begun(here.client)}")
        say(page, "I am tired.")
        page.wait_for_selector(".offer.of-break >> text=Have a rest.")
        page.reload()  # a break may be long
        page.get_by_role("button", name="I am back").click()
        settled(page, 2)
        assert transcript(page)[-1] == "The coach: Welcome back."
        say(page, "How?")
        video = page.locator(".offer.of-video a")
        expect(video).to_have_attribute("href", "https://example.org/run")
        expect(video).to_have_attribute("target", "_blank")
        expect(video).to_have_attribute("rel", "noopener noreferrer")
        expect(video).to_contain_text("Watch the video", use_inner_text=True)
        expect(video).to_contain_text("example.org", use_inner_text=True)
        page.get_by_role("button", name="Go on", exact=True).click()
        page.wait_for_selector(".offer", state="detached")
        assert here.executed == []


def test_a_screen_reader_hears_words_and_no_marks(tmp_path: Path, program_folder: Folder) -> None:
    model = Teller(reply("**Well** done:\n\n- [one](https://example.org)\n- `two`"))
    with site(tmp_path / "coach.db", program_folder(), model) as here:
        page = here.open(f"talk/{begun(here.client)}")
        say(page, "I run.")
        expect(page.locator("#spoken")).to_have_text("Well done: one two")


def test_a_button_on_a_phone_brings_up_no_keyboard(tmp_path: Path, program_folder: Folder) -> None:
    model = Teller(reply("Noted.", actions=[{"type": "OFFER_GOAL", "name": "Run"}]), reply("Fine."))
    with site(tmp_path / "coach.db", program_folder(**OFFERING), model) as here:
        page = here.open(f"talk/{begun(here.client)}", size="phone")
        page.fill("#words", "I run.")
        page.get_by_role("button", name="Send").click()
        settled(page, 1)
        page.click(".progress summary")
        expect(page.locator(".progress[open]")).to_have_count(1)
        page.get_by_role("button", name="No", exact=True).click()
        settled(page, 2)
        expect(page.locator(".offer")).to_have_count(0)
        assert page.evaluate("document.activeElement.id") != "words"
        expect(page.locator(".progress[open]")).to_have_count(1)  # it stays as it was put


def test_the_words_that_wait_are_gone_with_the_key(tmp_path: Path, program_folder: Folder) -> None:
    from test_page import with_a_key

    with site(tmp_path / "coach.db", program_folder(), Teller(), identify=with_a_key) as here:
        page = here.open("talk")
        page.fill("#key", "the-right-one")
        page.keyboard.press("Enter")
        page.click("text=Begin a conversation")
        page.fill("#words", "nobody else shall read this")
        page.get_by_role("button", name="Forget the key").click()
        page.wait_for_selector("#key")
        kept = page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)")
        assert "nobody else" not in kept


def test_a_browser_that_keeps_nothing_can_talk_all_the_same(tmp_path: Path, program_folder: Folder) -> None:
    refuse = """for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(window, name,
        { get() { throw new DOMException("The operation is insecure.", "SecurityError"); } });"""
    with site(tmp_path / "coach.db", program_folder(), Teller()) as here:
        context = here.browser.new_context()
        context.add_init_script(refuse)
        page = here.open(context=context)
        page.click("text=Begin a conversation")
        page.wait_for_selector("#words")
        say(page, "I run.")
        settled(page, 1)
        assert transcript(page)[-1] == "The coach: You said: I run."
        assert here.executed == []


def test_dictation_does_not_stall_the_page(tmp_path: Path, program_folder: Folder) -> None:
    with site(tmp_path / "coach.db", program_folder(), Teller()) as here:
        page = here.open(f"talk/{begun(here.client)}")
        page.evaluate("document.body.append(Object.assign(document.createElement('textarea'), { id: 'bare' }))")
        took = {}
        for field in ("#bare", "#words"):
            page.fill(field, "and then I said that it was so, " * 2_900)
            page.focus(field)
            page.keyboard.press("Control+End")
            took[field] = fastest(lambda: page.keyboard.type("it goes on like this", delay=0))
        expect(page.locator("#words")).to_have_value(re.compile("(it goes on like this){3}$"))
        assert took["#words"] < 10 * took["#bare"]
        page.press("#words", "Enter")
        settled(page, 1)
        typed = page.locator(".of-client .typed")
        expect(typed).to_have_text(re.compile("(it goes on like this){3}$"), use_inner_text=True)


def _after_it_happened(route: Any) -> None:
    """The turn is taken, and what stands between tells of a failure."""
    route.fetch()
    route.fulfill(**GATEWAY)


def _committed_and_not_told(route: Any) -> None:
    """The database went away behind the commit: the turn is there, and the service cannot say so."""
    route.fetch()
    problem = {"type": "urn:coach:database-unavailable", "title": "The database is not available", "status": 503}
    route.fulfill(status=503, content_type="application/problem+json", body=json.dumps(problem))
