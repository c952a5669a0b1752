"""Talking on the page while the connection is lost or the page is loaded again: nothing is lost, nothing doubled."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from browsing import Teller, expect, reply, say, settled, site, transcript
from service_server import begun

pytestmark = pytest.mark.slow

Folder = Callable[..., Path]


def test_a_connection_lost_in_the_middle_of_a_stream_doubles_nothing(tmp_path: Path, program_folder: Folder) -> None:
    first, second = threading.Event(), threading.Event()
    model = Teller(reply("One, ", first, "two, ", second, "three."))
    with site(tmp_path / "coach.db", program_folder(), model) as here:
        id = begun(here.client)
        page = here.open(f"talk/{id}")
        say(page, "Count.")
        page.wait_for_selector(".draft >> text=One,")
        here.line.cut()
        page.wait_for_selector(".connection.lost")
        first.set()
        here.line.mend()
        page.wait_for_selector(".draft >> text=One, two,")
        expect(page.locator(".connection.lost")).to_be_hidden()
        second.set()
        settled(page, 1)
        assert transcript(page)[1:] == ["You: Count.", "The coach: One, two, three."]
        assert model.asked == ["Count."]
        assert here.client.get(f"/v1/conversations/{id}").json()["turn"] == 1


def test_a_turn_that_ends_while_the_line_is_down_is_there_afterwards(tmp_path: Path, program_folder: Folder) -> None:
    gate = threading.Event()
    model = Teller(reply("One, ", gate, "two."))
    with site(tmp_path / "coach.db", program_folder(), model) as here:
        id = begun(here.client)
        page = here.open(f"talk/{id}")
        say(page, "Count.")
        page.wait_for_selector(".draft >> text=One,")
        here.line.cut()
        gate.set()
        while here.client.get(f"/v1/conversations/{id}").json()["turn"] == 0:
            time.sleep(0.05)
        here.line.mend()
        settled(page, 1)
        assert transcript(page)[1:] == ["You: Count.", "The coach: One, two."]
        assert model.asked == ["Count."]


def test_words_said_while_the_line_is_down_are_sent_once_it_is_back(tmp_path: Path, program_folder: Folder) -> None:
    model = Teller()
    with site(tmp_path / "coach.db", program_folder(), model) as here:
        page = here.open(f"talk/{begun(here.client)}")
        here.line.cut()
        say(page, "Are you there?")
        page.wait_for_selector(".connection.lost")
        here.line.mend()
        settled(page, 1)
        assert transcript(page)[1:] == ["You: Are you there?", "The coach: You said: Are you there?"]
        assert model.asked == ["Are you there?"]


def test_a_page_loaded_again_in_the_middle_of_a_turn_goes_on_with_it(tmp_path: Path, program_folder: Folder) -> None:
    gate = threading.Event()
    model = Teller(reply("One, ", gate, "two."))
    with site(tmp_path / "coach.db", program_folder(), model) as here:
        page = here.open(f"talk/{begun(here.client)}")
        say(page, "Count.")
        page.wait_for_selector(".draft >> text=One,")
        page.reload()
        page.wait_for_selector(".draft >> text=One,")
        gate.set()
        settled(page, 1)
        assert transcript(page)[1:] == ["You: Count.", "The coach: One, two."]
        assert model.asked == ["Count."]
