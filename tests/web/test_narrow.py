"""The page on a phone: nothing is wider than it, and numbers stay whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from browsing import Teller, site, whole
from service_server import begun

Folder = Callable[..., Path]


def test_on_a_phone_the_numbers_of_the_overview_stay_whole(tmp_path: Path, program_folder: Folder) -> None:
    with site(tmp_path / "coach.db", program_folder(), Teller()) as here:
        for _ in range(12):
            begun(here.client)
        page = here.open("overview", size="phone")
        whole(page, "overview")
        for scroll in page.locator(".scroll").all():
            assert scroll.evaluate("each => each.scrollWidth - each.clientWidth") == 0
        twelve = page.locator(".amount >> text=12").first
        assert twelve.evaluate("each => each.getBoundingClientRect().height") < 30  # one digit beside the other


@pytest.mark.slow
def test_no_view_is_wider_than_a_narrow_phone(tmp_path: Path, program_folder: Folder) -> None:
    with site(tmp_path / "coach.db", program_folder(), Teller()) as here:
        id = begun(here.client)
        page = here.open(size="phone")
        page.set_viewport_size({"width": 320, "height": 568})
        for path in ("talk", f"talk/{id}", "watch", f"watch/{id}", "overview", "prompts"):
            page.goto(f"{here.url}/#/{path}")
            whole(page, path)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
