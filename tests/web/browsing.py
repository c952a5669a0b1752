"""The page in a real Chromium without a window, over a line that a test can cut; and a model that answers as told."""

from __future__ import annotations

import asyncio
import json
import os
import select
import shutil
import socket
import threading
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Literal

import pytest
from service_server import begun, served

from coach import Coach
from coach.engine.reply import FormatName
from coach.engine.request import Chunk, Completion, Request
from coach.service import Identify, ServiceSettings, create_app
from coach.values import value

Size = Literal["desk", "phone"]
Theme = Literal["light", "dark"]
Piece = str | float | threading.Event
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
    """Answers in pieces, one answer for each call: texts, seconds to wait, and gates that a test opens."""

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
            match piece:
                case threading.Event():
                    await asyncio.to_thread(piece.wait, 20)
                case float():
                    await asyncio.sleep(piece)
                case _:
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


class Line:
    """A TCP line to the service, which can be cut: what is open breaks off, and nothing new gets through."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self._down = False
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        self._down = True
        for each in list(self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self._down = False

    def close(self) -> None:
        self.cut()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            if self._down:
                near.close()
                continue
            threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        with near, closing(socket.create_connection(("127.0.0.1", self._port))) as far:
            self._open |= {near, far}
            with suppress(OSError):
                while not self._down:
                    for ready in select.select([near, far], [], [])[0]:
                        data = ready.recv(65536)
                        if not data:
                            return
                        (far if ready is near else near).sendall(data)
            self._open -= {near, far}


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
        page.set_default_timeout(10_000)
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

    told = ServiceSettings(database_url=f"sqlite:///{database}", deadline=20.0, grace=5.0, **settings)
    coach = Coach.open(told.database_url, program=program, model=model, deadline=20.0)
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


def say(page: Any, text: str) -> None:
    """Write something and send it by the keyboard."""
    page.fill("#words", text)
    page.press("#words", "Enter")


def settled(page: Any) -> None:
    """Wait until no turn runs on the page."""
    page.wait_for_selector(".draft", state="detached")


def transcript(page: Any) -> list[str]:
    """Who said what, as it stands on the page. A message has no text before the frame in which it is first drawn."""
    said, until = page.locator(".messages > .message:not(.draft) .said"), time.monotonic() + 10
    while not all(found := [" ".join(each.split()) for each in said.all_inner_texts()]) and time.monotonic() < until:
        page.wait_for_timeout(20)
    return found
