"""Talking on the page: streams, offers, double clicks, tabs, and what fails."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from browsing import Teller, reply, say, settled, site, transcript
from offering import FILES as OFFERING
from service_server import begun

Folder = Callable[..., Path]


def test_a_whole_turn_is_streamed_and_stays(tmp_path: Path, program_folder: Folder) -> None:
    gate = threading.Event()
    with site(tmp_path / "coach.db", program_folder(), Teller(reply("First words, ", gate, "**and** more."))) as here:
        page = here.open()
        page.fill("#name", "ann")
        page.click("text=Begin a conversation")
        page.wait_for_selector("text=What do you want?")
        say(page, "I want to run.")
        page.wait_for_selector(".draft >> text=First words,")
        assert page.locator(".draft strong").count() == 0
        gate.set()
        settled(page)
        assert transcript(page) == [
            "The coach: What do you want?", "You: I want to run.", "The coach: First words, and more.",
        ]  # fmt: skip
        assert page.locator(".of-coach strong").inner_text() == "and"
        assert page.input_value("#words") == ""
        page.wait_for_selector("#spoken >> text=First words, and more.", state="attached")
        page.reload()
        page.wait_for_selector("text=and more.")
        assert len(transcript(page)) == 3
        assert here.executed == []


def test_an_offer_is_buttons_and_texts_to_edit(tmp_path: Path, program_folder: Folder) -> None:
    model = Teller(reply("Noted.", actions=[{"type": "OFFER_GOAL", "name": "Run"}]))
    with site(tmp_path / "coach.db", program_folder(**OFFERING), model) as here:
        page = here.open(f"talk/{begun(here.client)}")
        say(page, "I run.")
        page.wait_for_selector(".offer")
        assert page.locator(".offer button").all_inner_texts() == [
            "Yes, it is", "Let me think about it", "Yes, and on we go", "No",
        ]  # fmt: skip
        assert page.locator(".conversation >> text=Is “Run” a goal of yours? >> visible=true").count() == 1
        blank = page.get_by_label("In your words")
        blank.fill("Run at dawn, every single day")
        assert blank.input_value() == "Run at dawn, every s"  # as long as it may be
        page.click("text=Yes, it is")
        page.wait_for_selector(".offer", state="detached")
        assert transcript(page)[-2] == "You chose: Yes, it is Run at dawn, every s"
        state = here.client.get(f"/v1/conversations/{page.url.rsplit('/', 1)[1]}").json()
        assert [each["name"] for each in state["memory"]["goals"]] == ["Run at dawn, every s"]


def test_a_double_click_is_one_turn(tmp_path: Path, program_folder: Folder) -> None:
    model = Teller(reply("Noted.", actions=[{"type": "OFFER_GOAL", "name": "Run"}]), reply(0.3, "Fine."))
    with site(tmp_path / "coach.db", program_folder(**OFFERING), model) as here:
        id = begun(here.client)
        page = here.open(f"talk/{id}")
        page.fill("#words", "I run.")
        page.dblclick("button[type=submit]")
        page.wait_for_selector(".offer")
        page.dblclick(".offer >> text=No")
        settled(page)
        page.wait_for_selector(".offer", state="detached")
        assert here.client.get(f"/v1/conversations/{id}").json()["turn"] == 2
        mine = [each for each in transcript(page) if each.startswith(("You:", "You chose"))]
        assert mine == ["You: I run.", "You chose: No"]


@pytest.mark.slow
def test_two_tabs_show_the_same_and_neither_is_lost(tmp_path: Path, program_folder: Folder) -> None:
    gate = threading.Event()
    model = Teller(reply("One, ", gate, "two."), reply("Three."))
    with site(tmp_path / "coach.db", program_folder(), model) as here:
        id = begun(here.client)
        one = here.open(f"talk/{id}")
        two = here.open(f"talk/{id}", context=one.context)
        say(one, "From the first.")
        one.wait_for_selector(".draft >> text=One,")
        say(two, "From the second.")  # the conversation is busy: it waits for its turn
        two.wait_for_timeout(500)
        gate.set()
        settled(one)
        settled(two)
        expected = ["You: From the first.", "The coach: One, two.", "You: From the second.", "The coach: Three."]
        assert transcript(two)[1:] == expected
        one.bring_to_front()
        one.wait_for_selector("text=Three.")
        assert transcript(one)[1:] == expected
        assert model.asked == ["From the first.", "From the second."]


def test_an_answer_that_another_tab_gave_is_told(tmp_path: Path, program_folder: Folder) -> None:
    model = Teller(reply("Noted.", actions=[{"type": "OFFER_GOAL", "name": "Run"}]), reply("Fine."))
    with site(tmp_path / "coach.db", program_folder(**OFFERING), model) as here:
        id = begun(here.client)
        page = here.open(f"talk/{id}")
        say(page, "I run.")
        page.wait_for_selector(".offer")
        offer = here.client.get(f"/v1/conversations/{id}").json()["offers"][0]["id"]
        here.client.post(f"/v1/conversations/{id}/turns", json={"offer": offer, "button": "no"})
        page.click(".offer >> text=Yes, it is")
        page.wait_for_selector(".failed >> text=answered already")
        assert page.locator(".offer").count() == 0
        assert "You chose: No" in transcript(page)


def test_a_model_that_fails_is_told_and_the_words_are_kept(tmp_path: Path, program_folder: Folder) -> None:
    model = Teller(["not JSON"], ["not JSON either"])
    with site(tmp_path / "coach.db", program_folder(), model) as here:
        page = here.open(f"talk/{begun(here.client)}")
        say(page, "I run.")
        page.wait_for_selector(".failed >> text=Nothing of it was kept")
        assert page.input_value("#words") == "I run."
        assert transcript(page) == ["The coach: What do you want?"]
        page.get_by_role("button", name="Try again").click()
        settled(page)
        assert transcript(page)[1:] == ["You: I run.", "The coach: You said: I run."]
        assert page.input_value("#words") == ""
