"""Words on the page that are many, long, hostile, or made to be slow."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from browsing import Site, Teller, expect, fastest, reply, say, settled, site, transcript
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
        short, long = begun(here.client), begun(here.client)
        _lengthen(tmp_path / "coach.db", long, 10_000)
        seconds = [
            _opened_and_answered(here, short, "What do you want?"),
            _opened_and_answered(here, long, "message 10000"),
        ]
        for quick, took in zip(*seconds, strict=True):
            assert took < 5 * quick + 1
        page = here.open(f"talk/{long}")
        expect(page.locator(".messages > li").last).to_be_visible()
        assert page.locator(".messages > li").count() < 100
        page.click("text=Earlier messages")
        page.wait_for_selector("text=message 9900", state="attached")
        say(page, "And now?")
        settled(page, 4)


def test_hostile_words_run_nothing_and_fetch_nothing(tmp_path: Path, program_folder: Folder) -> None:
    with site(tmp_path / "coach.db", program_folder(), Teller(reply(HOSTILE))) as here:
        id = begun(here.client, label="<img src=x onerror=alert(7)>")
        page = here.open(f"talk/{id}")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        say(page, HOSTILE)
        settled(page, 1)
        assert "onerror=alert(1)" in transcript(page)[1]  # what the client wrote is shown as it was written
        expect(page.locator(".said img, .said script, .said svg, .said [onmouseover]")).to_have_count(0)
        links = page.locator(".said a")
        expect(links).to_have_count(2)
        expect(links.first).to_have_attribute("href", "https://example.org/spy.png")
        expect(links.first).to_have_attribute("rel", "noopener noreferrer nofollow")
        expect(links.last).to_have_attribute("href", "https://example.org/")  # an address in plain sight
        page.goto(f"{here.url}/#/watch/{id}")
        page.wait_for_selector(".said-in >> text=onload=alert(4)")
        for name in ("memory", "request", "reply"):
            page.click(f"#tab-{name}")
            page.wait_for_selector(f"#panel-{name}")
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
        expect(page.locator("#words")).to_have_value("word " * 20_100)
        page.fill("#words", "word " * 19_000)
        page.wait_for_selector("#length >> text=5 000 characters left")
        page.press("#words", "Enter")
        settled(page, 1)
        assert [len(text) >= 94_999 for text in model.asked] == [True]  # the one that was too long was never sent
        expect(page.locator(".message.of-coach").last).to_be_in_viewport()  # the answer, below all those words


def test_text_made_to_be_slow_is_quick(tmp_path: Path, program_folder: Folder) -> None:
    shapes = ["[", "](", "[a](", "*a ", "**a", "_a", "`a", "``a`", "> ", "- ", "- \n", "1. a\n", "  - a\n", "#", "# ",
              "http://", "~~~\n", "\\", "![", "a*", "* *", "_ _", "<", "https://a.b)", "  \n"]  # fmt: skip
    with site(tmp_path / "coach.db", program_folder(), Teller()) as here:
        page = here.open(f"talk/{begun(here.client)}")
        script = f"""import("./web/js/markdown.js").then(({{ markdown }}) => {json.dumps(shapes)}.map((shape) => {{
            const once = (size) => {{
                const text = shape.repeat(size / shape.length) + "x", begin = performance.now();
                markdown(text);
                return performance.now() - begin;
            }};
            const took = (size) => Math.min(once(size), once(size), once(size));
            return [shape, took(25_000), took(100_000)];
        }}))"""
        # Where a machine is so slow that it takes longer, four times the text still takes no sixteen times as long.
        assert [each for each in page.evaluate(script) if each[2] > min(max(1500, 8 * each[1]), 15_000)] == []


def _opened_and_answered(here: Site, id: str, last: str) -> tuple[float, float]:
    """How long it takes to open a conversation that ends so, and to be answered in it."""

    def opened() -> Any:
        page = here.open(f"talk/{id}")
        page.wait_for_selector(f"text={last}")
        return page

    page, turns = opened(), itertools.count(1)

    def answered() -> None:
        say(page, "Still there?")
        settled(page, next(turns))

    return fastest(lambda: opened().context.close()), fastest(answered)


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
