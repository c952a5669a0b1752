"""The pictures of the page that the README shows: `python tests/page_pictures.py` takes them anew, in a Chromium."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any, Literal

import httpx2
from service_server import app_on, begun, served

FOLDER = Path(__file__).parent.parent / "examples"
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 800}
ANN = (
    "Ann", "I would like to see who I already am.", "I grew up by the sea, in a house full of music.",
    "I teach maths at a school.", "My partner Kim, and our two kids.", "I live in the north now.", "That is all",
    "I am a runner, a teacher, a mother, a painter", "That is all of them", "I want to be a writer, a host",
)  # fmt: skip


def file(view: str, theme: str) -> Path:
    return FOLDER / f"page-{view}-{theme}.png"


def conversation(client: httpx2.Client, user: str, texts: tuple[str, ...]) -> str:
    """A conversation with the practice coach, whose first button is always pressed."""
    id = begun(client, user=user)
    turns = f"/v1/conversations/{id}/turns"
    for text in texts:
        taken = client.post(turns, json={"text": text}).json()
        while offer := taken.get("offer"):
            taken = client.post(turns, json={"offer": offer["id"], "button": offer["buttons"][0]["name"]}).json()
    return id


def take(browser: Any, url: str, ids: list[str]) -> None:
    """Every picture, light and dark."""
    views = {
        "talk": (f"talk/{ids[1]}", PHONE),
        "watch": (f"watch/{ids[0]}?turn=10", DESK),
        "overview": ("overview", DESK),
        "prompts": ("prompts/identity_warm_up.md.j2", DESK),
    }
    for theme in THEMES:
        for view, (path, size) in views.items():
            context = browser.new_context(
                viewport=size,
                color_scheme=theme,
                reduced_motion="reduce",
                device_scale_factor=1.5 if size is PHONE else 1,
            )
            page = context.new_page()
            page.goto(f"{url}/#/{path}")
            page.wait_for_load_state("networkidle")
            if view == "prompts":
                text = page.input_value("#template").replace("Now:", "Now, and slowly:")
                page.fill("#template", text)
                page.get_by_role("button", name="Try it").click()
                page.wait_for_selector(".difference", timeout=30_000)
                page.locator(".difference").last.scroll_into_view_if_needed()
            page.wait_for_timeout(500)
            page.screenshot(path=file(view, theme))
            context.close()


def main() -> None:
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, served(app_on(f"sqlite:///{folder}/coach.db")) as client:
        ids = [conversation(client, "ann", ANN), begun(client, user="ben")]
        for number, user in enumerate(("cara", "dee", "eli", "fay"), 1):
            conversation(client, user, ANN[: 2 * number])
        for text in ("Ben", "I want to find out who I am beside my work."):  # the question stays open
            client.post(f"/v1/conversations/{ids[1]}/turns", json={"text": text})
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            take(browser, str(client.base_url), ids)
            browser.close()


if __name__ == "__main__":
    main()
