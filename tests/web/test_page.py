"""Overview and Prompts, the keyboard alone, who sees what, the headers, and what axe finds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import Site, Size, Teller, Theme, expect, gone_far, reply, say, settled, site, whole
from fastapi import Request
from operating import FILES
from service_server import Everybody, begun, served

from coach import Coach
from coach.service import Caller, ServiceSettings, create_app
from coach.service.problems import Unauthenticated

Folder = Callable[..., Path]


@pytest.fixture
def far(tmp_path: Path, program_folder: Folder, drawing: None) -> Iterator[tuple[Site, str]]:
    with gone_far(tmp_path, program_folder(**FILES)) as found:
        yield found


@pytest.mark.slow
def test_the_overview_counts_and_narrows_down(far: tuple[Site, str]) -> None:
    here, _ = far
    begun(here.client, user="ben")
    page = here.open("overview")
    expect(page.locator(".one dd").first).to_have_text("2")
    refused = page.locator("section:has(h2:text('Refused by guards')) tbody tr")
    expect(refused.first).to_have_text(re.compile("^Welcome → Plan"))
    rows = page.locator(".conversations tbody tr")
    expect(rows).to_have_count(2)
    page.get_by_label("User").fill("ben")
    page.keyboard.press("Enter")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("ben")
    page.get_by_label("User").fill("")
    page.locator(".graph #state-PLAN").click()
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("trial")
    assert here.executed == []


@pytest.mark.slow
def test_an_edit_of_a_prompt_is_tried_and_not_saved(far: tuple[Site, str]) -> None:
    here, id = far
    page = here.open("prompts/welcome.md.j2")
    text = page.input_value("#template")
    page.fill("#template", text.replace("Ask what the client wants.", "Ask gently what the client wants."))
    page.get_by_label("On the conversation").fill(id)
    page.get_by_label("Turn").fill("1")
    page.get_by_role("button", name="Try it").click()
    page.wait_for_selector(".difference ins >> text=Ask gently what the client wants.")
    expect(page.locator(".difference del")).to_have_text("Ask what the client wants.")
    expect(page.locator(".difference ins mark")).to_have_text("gently ")
    expect(page.locator(".result")).not_to_contain_text("C404")
    page.fill("#template", text + "{{ nothing_of_this_name }}")
    page.get_by_role("button", name="Try it").click()
    page.wait_for_selector(".result .problem")
    page.reload()
    expect(page.locator("#template")).to_have_value(text)


@pytest.mark.slow
def test_the_keyboard_alone_is_enough(tmp_path: Path, program_folder: Folder) -> None:
    model = Teller(reply("Noted.", actions=[{"type": "OFFER_GOAL", "name": "Run"}]), reply("Fine."))
    with site(tmp_path / "coach.db", program_folder(**FILES), model) as here:
        page = here.open()
        _tab_to(page, "#name")
        page.keyboard.press("Control+A")
        page.keyboard.type("ann")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=What do you want?")
        expect(page.locator("#words")).to_be_focused()  # one begins to write at once
        page.keyboard.type("I run,")
        page.keyboard.press("Shift+Enter")
        page.keyboard.type("a lot.")
        page.keyboard.press("Enter")
        page.wait_for_selector(".offer")
        settled(page, 1)
        _tab_to(page, "input[id^=blank]", back=True)
        page.keyboard.press("Control+A")
        page.keyboard.type("Run far")
        _tab_to(page, "[data-name=yes]")
        page.keyboard.press("Enter")
        page.wait_for_selector(".chosen >> text=Yes, it is")
        assert model.asked[0] == "I run,\na lot."


def test_saying_nothing_lets_the_coach_go_on(tmp_path: Path, program_folder: Folder) -> None:
    with site(tmp_path / "coach.db", program_folder(), Teller(reply("Take your time."))) as here:
        page = here.open(f"talk/{begun(here.client)}")
        page.get_by_role("button", name="Say nothing").click()
        page.wait_for_selector("text=Take your time.")
        settled(page, 1)
        assert here.model.asked == [""]


def test_on_a_phone_enter_begins_a_line(tmp_path: Path, program_folder: Folder) -> None:
    with site(tmp_path / "coach.db", program_folder(), Teller()) as here:
        id = begun(here.client)
        page = here.open(f"talk/{id}", size="phone")
        say(page, "one")
        expect(page.locator("#words")).to_have_value("one\n")
        page.get_by_role("button", name="Send").click()
        page.wait_for_selector("text=You said: one")
        settled(page, 1)
        assert here.model.asked == ["one\n"]
        whole(page, f"talk/{id}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.slow
def test_the_links_lead_to_the_same_conversation_and_back_to_all(tmp_path: Path, program_folder: Folder) -> None:
    with site(tmp_path / "coach.db", program_folder(), Teller()) as here:
        id = begun(here.client)
        page = here.open(f"talk/{id}")
        page.get_by_role("link", name="Watch", exact=True).click()
        page.wait_for_url(f"**/watch/{id}")
        page.wait_for_selector(".replay")
        page.get_by_role("link", name="Watch", exact=True).click()
        page.wait_for_selector(".page .conversations")
        page.goto(f"{here.url}/#/talk/{id}")
        page.wait_for_selector("#words")
        page.get_by_role("link", name="Talk", exact=True).click()
        page.wait_for_selector(".home")


async def with_a_key(request: Request, /) -> Caller:
    """A client of ours, by the one key there is."""
    if request.headers.get("authorization") != "Bearer the-right-one":
        raise Unauthenticated("this is no key of ours")
    return Caller(tenant="t", role="client", user="ann")


@pytest.mark.slow
def test_a_key_is_asked_for_and_kept_in_the_tab_alone(tmp_path: Path, program_folder: Folder) -> None:
    with site(tmp_path / "coach.db", program_folder(), Teller(), identify=with_a_key) as here:
        page = here.open("talk")
        page.fill("#key", "another")
        page.keyboard.press("Enter")
        page.wait_for_selector(".problem >> text=no key of ours")
        page.fill("#key", "the-right-one")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=Begin a conversation")
        expect(page.locator("#name")).to_have_count(0)  # the key says who it is
        page.click("text=Begin a conversation")
        page.wait_for_selector("text=What do you want?")
        expect(page.locator("nav[aria-label=Views]")).to_have_count(0)
        say(page, "I run.")
        page.wait_for_selector("text=You said: I run.")
        page.goto(f"{here.url}/#/overview")  # not for clients: they are shown their conversations
        page.wait_for_selector(".home")
        assert "the-right-one" not in str(page.evaluate("JSON.stringify(localStorage)"))
        page.get_by_role("button", name="Forget the key").click()
        page.wait_for_selector("#key")
        assert here.executed == []


def test_a_client_sees_talk_alone(tmp_path: Path, program_folder: Folder) -> None:
    coach = Coach.open(f"sqlite:///{tmp_path}/coach.db", program=program_folder(), model=Teller())
    someone = Everybody(Caller(tenant="t", role="client", user="ann"))
    with served(create_app(coach, ServiceSettings(), identify=someone)) as client:
        assert client.get("/v1/caller").json() == {"role": "client", "tenant": "t", "user": "ann"}
        id = client.post("/v1/conversations", json={}).json()["id"]
        for path in (f"conversations/{id}/turns/0/inside", f"conversations/{id}/walk", "program/prompts", "overview"):
            assert client.get(f"/v1/{path}").status_code == 403
        assert client.post("/v1/program/prompts/try", json={"template": "a", "text": ""}).status_code == 403


def test_an_operator_sees_nothing_of_another_tenant(tmp_path: Path, program_folder: Folder) -> None:
    coach = Coach.open(f"sqlite:///{tmp_path}/coach.db", program=program_folder(), model=Teller())
    both = Everybody(*(Caller(tenant=name, role="operator") for name in ("one", "two")))
    with served(create_app(coach, ServiceSettings(), identify=both)) as client:
        id = client.post("/v1/conversations", json={"user": "ann"}).json()["id"]
        client.post(f"/v1/conversations/{id}/turns", json={"text": "I run."})
        other = {"x-caller": "1"}
        tried = {"template": "welcome.md.j2", "text": "Ask.", "conversation": id, "turn": 1}
        for path in (f"conversations/{id}/turns/1/inside", f"conversations/{id}/walk"):
            assert client.get(f"/v1/{path}").status_code == 200
            assert client.get(f"/v1/{path}", headers=other).status_code == 404
        assert client.post("/v1/program/prompts/try", json=tried, headers=other).status_code == 404
        assert client.get("/v1/overview").json()["conversations"] == 1
        assert client.get("/v1/overview", headers=other).json()["conversations"] == 0


def test_the_files_of_the_page_have_their_headers_and_nothing_else_is_served(
    tmp_path: Path, program_folder: Folder
) -> None:
    coach = Coach.open(f"sqlite:///{tmp_path}/coach.db", program=program_folder(), model=Teller())
    with served(create_app(coach, ServiceSettings())) as client:
        page = client.get("/")
        policy = page.headers["content-security-policy"].split("; ")
        for part in ("default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"):
            assert part in policy
        assert "img-src 'self'" in policy
        assert (page.headers["x-content-type-options"], page.headers["referrer-policy"]) == ("nosniff", "no-referrer")
        again = client.get("/", headers={"if-none-match": page.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        for path in ("/web/../service/app.py", "/web/%2e%2e/service/app.py", "/web/js", "/web/none.js"):
            assert client.get(path).status_code == 404


@pytest.mark.parametrize(("size", "theme"), [("desk", "light"), ("phone", "dark")])
@pytest.mark.slow
def test_axe_finds_nothing(size: Size, theme: Theme, far: tuple[Site, str]) -> None:
    axe = pytest.importorskip("axe_playwright_python", reason="the package axe-playwright-python is not installed")
    script = (Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    here, id = far
    begun(here.client, user="ben")
    found: dict[str, list[str]] = {}
    for path in ("talk", f"talk/{id}", "watch", f"watch/{id}?turn=2", "overview", "prompts"):
        page = here.open(path, size=size, theme=theme)
        whole(page, path.partition("?")[0])
        for tab in ("turn", "memory", "request", "reply") if path.startswith("watch/") else ("",):
            if tab:
                page.click(f"#tab-{tab}")
                page.wait_for_selector(f"#panel-{tab}")
            page.evaluate(script)
            told = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
            for each in told["violations"]:
                found[f"{path} {tab} {each['id']}"] = [node["html"][:160] for node in each["nodes"]][:4]
        page.context.close()
    assert found == {}


def _tab_to(page: Any, selector: str, *, back: bool = False) -> None:
    """Go to an element by the tabulator."""
    for _ in range(60):
        if page.locator(f"{selector}:focus").count():
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"the keyboard does not come to {selector}")
