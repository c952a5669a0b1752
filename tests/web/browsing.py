"""The page in a real Chromium without a window, over a line that a test can cut; and a model that answers as told."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import threading
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import pytest
from cut_line import Line
from service_server import begun, served

from coach import Coach
from coach.engine.reply import FormatName
from coach.engine.request import Chunk, Completion, Request
from coach.service import Identify, ServiceSettings, create_app
from coach.values import value

Size = Literal["desk", "phone"]
Theme = Literal["light", "dark"]
Piece = str | threading.Event
#: Milliseconds that something may take to be seen: a machine may be busy with other things.
PATIENCE = 30_000
_SIZES = {"desk": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}


def chromium() -> str:
    """Where a Chromium is; skips where there is none, and says so."""
    pytest.importorskip("playwright", reason="the package playwright is not installed, which drives the browser")
    named = os.environ.get("CHROMIUM")
    found = named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("there is no Chromium here, so the page was not tried in one: apt-get install chromium")
    return found


class Teller:
    """Answers in pieces, one answer for each call: texts, and gates that a test opens."""

    name = "teller"

    def __init__(self, *answers: list[Piece]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def format(self, preferred: FormatName) -> FormatName:
        return preferred

    async def ask(self, request: Request, deadline: float) -> AsyncGenerator[Chunk, None]:
        """Yield the next answer; once there is none, an echo of the last words."""
        self.asked.append(request.situation.text)
        for piece in self.answers.pop(0) if self.answers else reply(f"You said: {request.situation.text[:60]}"):
            if isinstance(piece, threading.Event):
                await asyncio.to_thread(piece.wait, 60)
            else:
                yield piece
        yield Completion(self.name)

    async def close(self) -> None:
        """Nothing is held."""


def reply(*words: Piece, actions: list[dict[str, Any]] | None = None) -> list[Piece]:
    """A reply whose words come in these pieces."""
    begin = json.dumps({"actions": actions or []}, ensure_ascii=False)[:-1] + ', "message": "'
    pieces: list[Piece] = [begin]
    pieces += [json.dumps(word, ensure_ascii=False)[1:-1] if isinstance(word, str) else word for word in words]
    return [*pieces, '"}']


@value
class Site:
    """A service, the line to it, and a browser."""

    url: str
    client: Any
    line: Line
    model: Teller
    browser: Any
    executed: list[str]
    """What hostile text managed to do, and what the page complained of."""

    def open(self, path: str = "", *, size: Size = "desk", theme: Theme = "light", **more: Any) -> Any:
        """A page in a context of its own; with `context`, another tab of that one."""
        context = more.get("context") or self.browser.new_context(
            viewport=_SIZES[size],
            color_scheme=theme,
            has_touch=size == "phone",
            is_mobile=size == "phone",
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("dialog", lambda dialog: self._asked(dialog))
        page.on("pageerror", lambda error: self.executed.append(str(error)))
        page.on("console", lambda said: self._heard(said))
        page.goto(f"{self.url}/#/{path}")
        page.wait_for_selector(".view, .key")
        return page

    def _heard(self, said: Any) -> None:
        if said.type == "error" and not said.text.startswith("Failed to load resource"):
            self.executed.append(said.text)

    def _asked(self, dialog: Any) -> None:
        self.executed.append(dialog.message)
        dialog.dismiss()


@contextmanager
def site(
    database: Path, program: Path | None, model: Teller, identify: Identify | None = None, **settings: Any
) -> Iterator[Site]:
    """The service with this model and these settings, and a browser that reaches it over a line."""
    executable = chromium()
    from playwright.sync_api import sync_playwright

    told = ServiceSettings(database_url=f"sqlite:///{database}", deadline=60.0, grace=5.0, **settings)
    coach = Coach.open(told.database_url, program=program, model=model, deadline=60.0)
    with served(create_app(coach, told, identify=identify)) as client, sync_playwright() as playwright:
        line = Line(client.base_url.port or 0)
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        try:
            yield Site(f"http://127.0.0.1:{line.port}", client, line, model, browser, [])
        finally:
            browser.close()
            line.close()


SAVE = {"type": "SAVE_GOAL", "name": "Run"}
ASK = {"type": "OFFER_GOAL", "name": "Swim"}
ON = {"type": "TRANSITION_STATE", "target_state": "PLAN"}


@contextmanager
def gone_far(tmp_path: Path, folder: Path) -> Iterator[tuple[Site, str]]:
    """A service with a conversation of five turns: a goal saved, an offer answered, a move refused and one made."""
    model = Teller(
        reply("Noted.", actions=[SAVE]),
        reply("Is that so?", actions=[ASK, ON]), reply("First the question."),
        reply("Good."), reply("On we go.", actions=[ON]), reply("A plan, then."), reply("Fine."),
    )  # fmt: skip
    with site(tmp_path / "coach.db", folder, model) as here:
        id = begun(here.client, label="trial")
        turns = f"/v1/conversations/{id}/turns"
        for text in ("I run.", "I swim."):
            taken = here.client.post(turns, json={"text": text}).json()
        here.client.post(turns, json={"offer": taken["offer"]["id"], "button": "yes"})
        here.client.post(turns, json={"text": "Let us go on."})
        assert here.client.post(turns, json={"text": "Well?"}).json()["state"] == "PLAN"
        yield here, id


def expect(what: Any) -> Any:
    """Playwright's `expect`: looks at a page or a part of it again and again until it is as it should be."""
    from playwright.sync_api import expect

    expect.set_options(timeout=PATIENCE)
    return expect(what)


def becomes(page: Any, script: str) -> None:
    """Wait until this expression is true on the page, which forbids Playwright's own way of waiting for one."""
    until = time.monotonic() + PATIENCE / 1000
    while not page.evaluate(script):
        assert time.monotonic() < until, script
        page.wait_for_timeout(50)


def say(page: Any, text: str) -> None:
    """Write something and send it by the keyboard."""
    page.fill("#words", text)
    page.press("#words", "Enter")


def settled(page: Any, turn: int) -> None:
    """Wait until this turn is on the page as it was kept, and none runs there."""
    expect(page.locator(f".message[data-turn='{turn}']").last).to_be_attached()
    expect(page.locator(".draft")).to_have_count(0)


def whole(page: Any, path: str) -> None:
    """Wait until the view at this path shows all that it asks for."""
    view, _, of = path.partition("/")
    shown = {
        "talk": ".home .card", "talk/": ".messages > .message:last-child .said",
        "watch": ".conversations tbody tr", "watch/": ".said-in .said", "overview": ".overview .conversations tbody tr",
        "prompts": "#template", "prompts/": "#template",
    }[f"{view}/" if of else view]  # fmt: skip
    seen = page.locator(shown).last
    if view == "prompts":
        expect(seen).not_to_have_value("")
    else:
        expect(seen).to_have_text(re.compile(r"\S"), use_inner_text=True)  # it is drawn


def fastest(does: Callable[[], object]) -> float:
    """The seconds that it takes at the best of three times: what else keeps the machine busy is left out."""
    took = []
    for _ in range(3):
        begin = time.perf_counter()
        does()
        took.append(time.perf_counter() - begin)
    return min(took)


def transcript(page: Any) -> list[str]:
    """Who said what, as it stands on the page. A message has no text before the frame in which it is first drawn."""
    said, until = page.locator(".messages > .message:not(.draft) .said"), time.monotonic() + PATIENCE / 1000
    while not all(found := [" ".join(each.split()) for each in said.all_inner_texts()]) and time.monotonic() < until:
        page.wait_for_timeout(20)
    return found
