"""The page where keys are asked for: typed in, kept in the tab, asked for again when they end; and limits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from browsing import Teller, expect, reply, say, settled, site, transcript
from service_keys import bearer, ended, made

Folder = Callable[..., Path]


def test_one_signs_in_with_a_key_and_again_when_it_ends(tmp_path: Path, program_folder: Folder) -> None:
    database = f"sqlite:///{tmp_path}/coach.db"
    first, second = (made(database, "client", "acme", "ann") for _ in range(2))
    with site(tmp_path / "coach.db", program_folder(), Teller()) as here:
        page = here.open("talk")
        expect(page.locator(".key h1")).to_have_text("A key, please")
        page.fill("#key", f"{first.key[:-1]}!")
        page.keyboard.press("Enter")
        page.wait_for_selector(".problem >> text=no key of ours")
        page.fill("#key", f" {first.key} ")
        page.keyboard.press("Enter")
        page.click("text=Begin a conversation")
        say(page, "I run.")
        settled(page, 1)
        page.reload()
        page.wait_for_selector("text=You said: I run.")
        ended(database, first.id)
        while here.client.get("/v1/caller", headers=bearer(first)).status_code == 200:
            page.wait_for_timeout(200)
        say(page, "I swim.")
        page.wait_for_selector(".key")
        assert page.evaluate("sessionStorage.getItem('coach.key')") is None
        page.fill("#key", second.key)
        page.keyboard.press("Enter")
        expect(page.locator("#words")).to_have_value("I swim.")  # which was not taken, and waits
        page.press("#words", "Enter")
        settled(page, 2)
        assert [line for line in transcript(page) if line.startswith("You:")] == ["You: I run.", "You: I swim."]
        other = here.open("talk")  # another tab has to sign in for itself
        expect(other.locator("#key")).to_have_count(1)
        assert here.executed == []


def test_what_a_key_may_not_see_is_not_there(tmp_path: Path, program_folder: Folder) -> None:
    database = f"sqlite:///{tmp_path}/coach.db"
    theirs, ours = made(database, "client", "acme", "bob"), made(database, "operator", "acme", "ann")
    with site(tmp_path / "coach.db", program_folder(), Teller()) as here:
        id = here.client.post("/v1/conversations", json={}, headers=bearer(theirs)).json()["id"]
        page = here.open(f"talk/{id}")
        page.fill("#key", ours.key)
        page.keyboard.press("Enter")
        page.wait_for_selector("text=There is nothing here")
        page.goto(f"{here.url}/#/overview")
        page.wait_for_selector("text=the key is bound to one user")
        assert here.executed == []


@pytest.mark.slow
def test_a_day_that_is_spent_ends_kindly(tmp_path: Path, program_folder: Folder) -> None:
    model = Teller(reply("Noted."))
    with site(tmp_path / "coach.db", program_folder(), model, budget_per_user=1) as here:
        page = here.open()
        page.click("text=Begin a conversation")
        say(page, "I run.")
        settled(page, 1)
        say(page, "I swim.")
        page.wait_for_selector(".failed.kind >> text=That is enough for today.")
        expect(page.locator(".failed")).not_to_contain_text("Retry-After")
        expect(page.locator("#words")).to_have_value("I swim.")
        expect(page.locator(".failed button")).to_have_count(0)
        settled(page, 1)
        assert [line for line in transcript(page) if line.startswith("You:")] == ["You: I run."]
        page.reload()
        expect(page.locator("#words")).to_have_value("I swim.")
        assert here.executed == []


@pytest.mark.slow
def test_whoever_asks_too_often_waits_a_moment_and_loses_nothing(tmp_path: Path, program_folder: Folder) -> None:
    with site(tmp_path / "coach.db", program_folder(), Teller(), rate_per_key="1/second") as here:
        page = here.open()
        page.click("text=Begin a conversation")
        page.wait_for_selector("#words", timeout=60_000)
        say(page, "I run.")
        page.wait_for_selector(".message:not(.draft) >> text=You said: I run.", timeout=60_000)
        settled(page, 1)
        assert [line for line in transcript(page) if line.startswith("You:")] == ["You: I run."]
        expect(page.locator(".failed")).to_be_empty()
        assert here.executed == []
