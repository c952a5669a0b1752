"""Overview: who stopped where, what narrows the list down; and what every view keeps to, on a desk and a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from browsing import Site, Size, Teller, becomes, expect, gone_far, site, whole
from operating import FILES
from service_server import begun
from sqlalchemy import create_engine, update

from coach.store.rows import read_id
from coach.store.tables import conversations

pytestmark = pytest.mark.slow

Folder = Callable[..., Path]
LONG = "Wolfeschlegelsteinhausenbergerdorff" * 5


@pytest.fixture
def far(tmp_path: Path, program_folder: Folder, drawing: None) -> Iterator[tuple[Site, str]]:
    with gone_far(tmp_path, program_folder(**FILES)) as found:
        yield found


def test_who_stopped_where_is_told(tmp_path: Path, far: tuple[Site, str]) -> None:
    here, _ = far
    stopped = begun(here.client, user="ben")
    begun(here.client, user="cara")
    _age(tmp_path / "coach.db", stopped, timedelta(days=9))
    page = here.open("overview")
    stopped_there = page.locator(".one:has(dt:text('Stopped on the way'))")
    expect(stopped_there).to_contain_text("1 33 %", use_inner_text=True)
    row = page.locator("section:has(h2:text('Where they are')) tbody tr:has(th:text('Welcome'))")
    expect(row).to_contain_text("Welcome 3 2 1 33 %", use_inner_text=True)  # came, here, stopped


def test_the_list_is_narrowed_down_by_label_and_by_version(far: tuple[Site, str]) -> None:
    here, id = far
    begun(here.client, user="ben", label="pilot")
    version = here.client.get(f"/v1/conversations/{id}").json()["version"]
    page = here.open("overview")
    rows = page.locator(".conversations tbody tr")
    expect(rows).to_have_count(2)
    page.get_by_label("Label").fill("pilot")
    page.keyboard.press("Enter")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("ben")
    page.get_by_label("Label").fill("")
    expect(page.locator("#versions option").first).to_have_attribute("value", version)
    page.get_by_label("Program version").fill("0" * 12)
    page.keyboard.press("Enter")
    page.wait_for_selector("text=There are none.")
    page.get_by_label("Program version").fill(version)
    page.keyboard.press("Enter")
    expect(rows).to_have_count(2)
    assert here.executed == []


def test_a_state_that_is_clicked_shows_who_is_there(far: tuple[Site, str]) -> None:
    here, _ = far
    begun(here.client, user="ben")
    page = here.open("overview")
    rows = page.locator(".conversations tbody tr")
    expect(rows).to_have_count(2)
    page.locator(".graph #state-PLAN").click()
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("trial")
    becomes(page, "document.querySelector('.conversations tbody tr').getBoundingClientRect().bottom <= 800")


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_no_view_is_wider_than_the_screen_or_asks_another_host(
    size: Size, tmp_path: Path, program_folder: Folder, drawing: None
) -> None:
    with site(tmp_path / "coach.db", program_folder(**FILES), Teller()) as here:
        id = begun(here.client, user=LONG, label=LONG)
        here.client.post(f"/v1/conversations/{id}/turns", json={"text": LONG})
        wide = 1280 if size == "desk" else 390
        asked: list[str] = []
        nowhere = "talk/0v7k2m9x4qza"
        for path in ("talk", f"talk/{id}", nowhere, "watch", f"watch/{id}", "overview", "prompts/welcome.md.j2"):
            page = here.open("talk", size=size)
            page.on("request", lambda request: asked.append(request.url))
            page.goto(f"{here.url}/#/{path}")
            if path == nowhere:
                page.wait_for_selector(".trouble")
            else:
                whole(page, path)
            if path.startswith("prompts"):
                page.fill("#template", page.input_value("#template").replace("Ask what", "Slowly ask what"))
                page.get_by_role("button", name="Try it").click()
                page.wait_for_selector(".difference")
            for tab in ("memory", "request", "reply") if path.startswith("watch/") else ():
                page.click(f"#tab-{tab}")
                page.wait_for_selector(f"#panel-{tab}")
                assert page.evaluate("document.getElementById('main').scrollWidth") <= wide, (path, tab)
            assert page.evaluate("document.getElementById('main').scrollWidth") <= wide, path
            page.context.close()
        assert [url for url in asked if not url.startswith((here.url, "blob:"))] == []
        assert here.executed == []


def test_what_is_served_to_be_looked_at_runs_nothing(far: tuple[Site, str]) -> None:
    here, _ = far
    for path in ("/", "/web/icon.svg", "/v1/program/graph.svg"):
        policy = here.client.get(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy or "script-src 'self'" in policy


def _age(database: Path, id: str, by: timedelta) -> None:
    """Let a conversation be as if nothing had been said in it for so long."""
    number, then = read_id(id), datetime.now(UTC) - by
    engine = create_engine(f"sqlite:///{database}")
    with engine.begin() as connection:
        connection.execute(update(conversations).where(conversations.c.id == number).values(turned_at=then))
    engine.dispose()


def test_a_user_is_found_by_a_part_of_the_name(far: tuple[Site, str]) -> None:
    here, _ = far
    for user in ("Mira.Sol@example.org", "sol_1", "Bo"):
        begun(here.client, user=user)
    page = here.open("overview")
    rows = page.locator(".conversations tbody tr")
    page.wait_for_selector(".conversations tbody tr >> nth=3")
    page.get_by_label("User", exact=True).fill("SOL")
    page.keyboard.press("Enter")
    page.wait_for_selector(".conversations tbody tr >> nth=2", state="detached")
    assert sorted(rows.nth(n).locator("td").first.inner_text() for n in range(2)) == ["Mira.Sol@example.org", "sol_1"]
