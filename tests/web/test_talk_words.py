"""Words on the page that are many, long, hostile, or made to be slow."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from browsing import Teller, reply, say, settled, site, transcript
from service_server import begun
from sqlalchemy import create_engine, insert, update

from coach.store.rows import read_id
from coach.store.tables import conversations, messages

pytestmark = pytest.mark.slow

Folder = Callable[..., Path]
HOSTILE = (
    "<img src=x onerror=alert(1)><script>alert(2)</script> [go](javascript:alert(3)) "
    "![see](https://example.org/spy.png) <svg/onload=alert(4)> [on](data:text/html,<script>alert(5)</script>) "
    '<a href="https://example.org" onmouseover="alert(6)">x</a>'
)


def test_ten_thousand_messages_are_quick(tmp_path: Path, program_folder: Folder) -> None:
    with site(tmp_path / "coach.db", program_folder(), Teller()) as here:
        id = begun(here.client)
        _lengthen(tmp_path / "coach.db", id, 10_000)
        started = time.perf_counter()
        page = here.open(f"talk/{id}")
        page.wait_for_selector("text=message 10000")
        assert time.perf_counter() - started < 6
        assert page.locator(".messages > li").count() < 100
        page.click("text=Earlier messages")
        page.wait_for_selector("text=message 9900", state="attached")
        started = time.perf_counter()
        say(page, "Still there?")
        page.wait_for_selector("text=You said: Still there?")
        assert time.perf_counter() - started < 3


def test_hostile_words_run_nothing_and_fetch_nothing(tmp_path: Path, program_folder: Folder) -> None:
    with site(tmp_path / "coach.db", program_folder(), Teller(reply(HOSTILE))) as here:
        id = begun(here.client, label="<img src=x onerror=alert(7)>")
        page = here.open(f"talk/{id}")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        say(page, HOSTILE)
        settled(page)
        assert "onerror=alert(1)" in transcript(page)[1]  # what the client wrote is shown as it was written
        assert page.locator(".said img, .said script, .said svg, .said [onmouseover]").count() == 0
        links = page.locator(".said a")
        assert [link.get_attribute("href") for link in links.all()] == [
            "https://example.org/spy.png",
            "https://example.org/",  # an address in plain sight
        ]
        assert links.first.get_attribute("rel") == "noopener noreferrer nofollow"
        page.goto(f"{here.url}/#/watch/{id}")
        page.wait_for_selector(".said-in >> text=onload=alert(4)")
        for name in ("memory", "request", "reply"):
            page.click(f"#tab-{name}")
        page.goto(f"{here.url}/#/overview")
        page.wait_for_selector("td >> text=onerror=alert(7)")
        assert here.executed == []
        assert all(url.startswith(here.url) for url in asked)


def test_a_very_long_text_is_kept_and_counted(tmp_path: Path, program_folder: Folder) -> None:
    model = Teller()
    with site(tmp_path / "coach.db", program_folder(), model) as here:
        page = here.open(f"talk/{begun(here.client)}")
        page.fill("#words", "word " * 20_100)
        page.wait_for_selector("#length >> text=500 characters too many")
        page.press("#words", "Enter")
        assert model.asked == []
        page.reload()
        assert len(page.input_value("#words")) == 100_500
        page.fill("#words", "word " * 19_000)
        page.wait_for_selector("#length >> text=5 000 characters left")
        page.press("#words", "Enter")
        settled(page)
        assert len(model.asked[0]) >= 94_999


def test_text_made_to_be_slow_is_quick(tmp_path: Path, program_folder: Folder) -> None:
    shapes = ["[", "](", "[a](", "*a ", "**a", "_a", "`a", "``a`", "> ", "- ", "- \n", "1. a\n", "  - a\n", "#", "# ",
              "http://", "~~~\n", "\\", "![", "a*", "* *", "_ _", "<", "https://a.b)", "  \n"]  # fmt: skip
    with site(tmp_path / "coach.db", program_folder(), Teller()) as here:
        page = here.open(f"talk/{begun(here.client)}")
        script = f"""import("./web/js/markdown.js").then(({{ markdown }}) => {json.dumps(shapes)}.map((shape) => {{
            const begin = performance.now();
            markdown(shape.repeat(100_000 / shape.length) + "x");
            return [shape, performance.now() - begin];
        }}))"""
        assert [(shape, took) for shape, took in page.evaluate(script) if took > 1500] == []


def _lengthen(database: Path, id: str, many: int) -> None:
    """Give a conversation that many messages more, as turns without number would have."""
    number, now = read_id(id), datetime.now(UTC)
    engine = create_engine(f"sqlite:///{database}")
    with engine.begin() as connection:
        rows = [
            {"conversation_id": number, "ordinal": n, "notice": 0, "turn": 0, "role": "client" if n % 2 else "coach",
             "text": f"This is message {n}, and it goes on for a while. " * 3, "state": "WELCOME", "version": "1",
             "created_at": now}
            for n in range(2, many + 1)
        ]  # fmt: skip
        connection.execute(insert(messages), rows)
        connection.execute(update(conversations).where(conversations.c.id == number).values(dialogue=many))
    engine.dispose()
