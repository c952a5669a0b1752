"""Talking on the page: streams, offers, double clicks, tabs, and what fails."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from browsing import ON, SAVE, Teller, expect, reply, say, settled, site, transcript
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
        expect(page.locator(".draft strong")).to_have_count(0)
        gate.set()
        settled(page, 1)
        assert transcript(page) == [
            "The coach: What do you want?", "You: I want to run.", "The coach: First words, and more.",
        ]  # fmt: skip
        expect(page.locator(".of-coach strong")).to_have_text("and", use_inner_text=True)
        expect(page.locator("#words")).to_have_value("")
        page.wait_for_selector("#spoken >> text=First words, and more.", state="attached")
        page.reload()
        settled(page, 1)
        assert len(transcript(page)) == 3
        assert here.executed == []


def test_an_offer_is_buttons_and_texts_to_edit(tmp_path: Path, program_folder: Folder) -> None:
    model = Teller(reply("Noted.", actions=[{"type": "OFFER_GOAL", "name": "Run"}]))
    with site(tmp_path / "coach.db", program_folder(**OFFERING), model) as here:
        page = here.open(f"talk/{begun(here.client)}")
        say(page, "I run.")
        expect(page.locator(".offer button")).to_have_text(
            ["Yes, it is", "Let me think about it", "Yes, and on we go", "No"]
        )
        settled(page, 1)
        expect(page.locator(".conversation >> text=Is “Run” a goal of yours? >> visible=true")).to_have_count(1)
        blank = page.get_by_label("In your words")
        blank.fill("Run at dawn, every single day")
        expect(blank).to_have_value("Run at dawn, every s")  # as long as it may be
        page.click("text=Yes, it is")
        settled(page, 2)
        expect(page.locator(".offer")).to_have_count(0)
        assert transcript(page)[-2] == "You chose: Yes, it is Run at dawn, every s"
        state = here.client.get(f"/v1/conversations/{page.url.rsplit('/', 1)[1]}").json()
        assert [each["name"] for each in state["memory"]["goals"]] == ["Run at dawn, every s"]


def test_a_double_click_is_one_turn(tmp_path: Path, program_folder: Folder) -> None:
    first, second = threading.Event(), threading.Event()  # the turns run until both clicks were made
    asking = reply("Noted.", actions=[{"type": "OFFER_GOAL", "name": "Run"}])
    model = Teller([first, *asking], [second, *reply("Fine.")])
    with site(tmp_path / "coach.db", program_folder(**OFFERING), model) as here:
        id = begun(here.client)
        page = here.open(f"talk/{id}")
        page.fill("#words", "I run.")
        page.dblclick("button[type=submit]")
        first.set()
        settled(page, 1)
        page.dblclick(".offer >> text=No")
        second.set()
        settled(page, 2)
        expect(page.locator(".offer")).to_have_count(0)
        assert here.client.get(f"/v1/conversations/{id}").json()["turn"] == 2
        mine = [each for each in transcript(page) if each.startswith(("You:", "You chose"))]
        assert mine == ["You: I run.", "You chose: No"]


def test_sending_nothing_takes_no_turn(tmp_path: Path, program_folder: Folder) -> None:
    model = Teller()
    with site(tmp_path / "coach.db", program_folder(), model) as here:
        page = here.open(f"talk/{begun(here.client)}")
        page.press("#words", "Enter")  # as a second press does, where the answer to the first came at once
        page.click("button[type=submit]")
        say(page, "I run.")
        settled(page, 1)
        assert model.asked == ["I run."]


def test_where_a_conversation_ends_the_keyboard_goes_on_with_what_was_said(
    tmp_path: Path, program_folder: Folder
) -> None:
    model = Teller(reply("Noted.", actions=[SAVE]), reply("On we go.", actions=[ON]), reply("A plan."),
                   reply("Done.", actions=[{"type": "TRANSITION_STATE", "target_state": "DONE"}]))  # fmt: skip
    with site(tmp_path / "coach.db", program_folder(), model) as here:
        page = here.open(f"talk/{begun(here.client)}")
        for turn, text in enumerate(("I run.", "On.", "That is all."), 1):
            say(page, text)
            settled(page, turn)
        expect(page.locator(".connection")).to_contain_text("This conversation is over.")
        expect(page.locator(".transcript")).to_be_focused()


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
        with two.expect_response(
            lambda answer: answer.status == 409
        ):  # the conversation is busy: it waits for its turn
            say(two, "From the second.")
        two.wait_for_selector(".connection >> text=still busy")  # and says so, of a connection that is there
        gate.set()
        settled(one, 1)
        settled(two, 2)
        expected = ["You: From the first.", "The coach: One, two.", "You: From the second.", "The coach: Three."]
        assert transcript(two)[1:] == expected
        one.bring_to_front()
        settled(one, 2)
        assert transcript(one)[1:] == expected
        assert model.asked == ["From the first.", "From the second."]


def test_an_answer_that_another_tab_gave_is_told(tmp_path: Path, program_folder: Folder) -> None:
    model = Teller(reply("Noted.", actions=[{"type": "OFFER_GOAL", "name": "Run"}]), reply("Fine."))
    with site(tmp_path / "coach.db", program_folder(**OFFERING), model) as here:
        id = begun(here.client)
        page = here.open(f"talk/{id}")
        say(page, "I run.")
        settled(page, 1)
        pressed: list[str] = []
        page.on("request", lambda request: pressed.append(request.method) if request.url.endswith("/turns") else None)
        # Until then it does not see for itself what became of its offer.
        page.route(f"**/conversations/{id}", lambda route: route.continue_() if pressed else route.abort())
        offer = here.client.get(f"/v1/conversations/{id}").json()["offers"][0]["id"]
        here.client.post(f"/v1/conversations/{id}/turns", json={"offer": offer, "button": "no"})
        page.click(".offer >> text=Yes, it is")
        page.wait_for_selector(".failed >> text=answered already")
        expect(page.locator(".offer")).to_have_count(0)
        assert "You chose: No" in transcript(page)


def test_a_model_that_fails_is_told_and_the_words_are_kept(tmp_path: Path, program_folder: Folder) -> None:
    model = Teller(["not JSON"], ["not JSON either"])
    with site(tmp_path / "coach.db", program_folder(), model) as here:
        page = here.open(f"talk/{begun(here.client)}")
        say(page, "I run.")
        page.wait_for_selector(".failed >> text=Nothing of it was kept")
        expect(page.locator("#words")).to_have_value("I run.")
        assert transcript(page) == ["The coach: What do you want?"]
        page.get_by_role("button", name="Try again").click()
        settled(page, 1)
        assert transcript(page)[1:] == ["You: I run.", "The coach: You said: I run."]
        expect(page.locator("#words")).to_have_value("")


def test_all_that_one_began_is_found_again(tmp_path: Path, program_folder: Folder) -> None:
    with site(tmp_path / "coach.db", program_folder(), Teller()) as here:
        ids = [begun(here.client) for _ in range(32)]
        page = here.open()
        expect(page.locator(".card")).to_have_count(30)
        page.get_by_role("button", name="More").click()
        expect(page.locator(".card")).to_have_count(32)
        expect(page.get_by_role("button", name="More")).to_be_hidden()
        page.locator(".card").last.click()
        page.wait_for_url(f"**/talk/{ids[0]}")
