"""The exported types are those of what goes over the wire, and the service gives them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cli_running import coach
from service_server import app_on, events, served
from typescript_checking import complaints

from coach.service.exported import OPERATIONS

Folder = Callable[..., Path]
REPLIES = "- message: What kind?\n  actions: [{type: SAVE_GOAL, name: Garden}]\n" + "- message: Go on.\n" * 3


@pytest.fixture
def folder(program_folder: Folder) -> Path:
    return program_folder()


@pytest.fixture
def http(tmp_path: Path, folder: Path) -> Iterator[Any]:
    (tmp_path / "script.yaml").write_text(REPLIES, encoding="utf-8")
    with served(app_on(f"sqlite:///{tmp_path}/typed.db", folder, f"scripted:{tmp_path}/script.yaml")) as client:
        yield client


def test_what_goes_over_the_wire_is_of_these_types(tmp_path: Path, http: Any) -> None:
    asked: dict[str, tuple[Any, Any]] = {}

    def ask(operation: str, body: Any = None, **places: object) -> Any:
        method, _, path = operation.partition(" ")
        answer = http.request(method, path.format(**places), json=body)
        assert answer.status_code < 300, answer.text
        asked[operation] = (body, answer.json() if answer.content else None)
        return asked[operation][1]

    id = ask("POST /v1/conversations", {"user": "ada", "label": "spring"})["id"]
    one = "/v1/conversations/{conversation}"
    ask(f"POST {one}/turns", {"text": "A garden"}, conversation=id)
    headers = {"accept": "text/event-stream"}
    with http.stream("POST", f"/v1/conversations/{id}/turns", json={"text": "Hm"}, headers=headers) as stream:
        heard = [{"event": event.kind, "data": event.data, "id": event.id} for event in events(stream)]
    for what in ("turns", "messages", "actions"):
        ask(f"GET {one}/{what}", conversation=id)
    ask(f"GET {one}", conversation=id)
    ask(f"GET {one}/turns/{{turn}}", conversation=id, turn=1)
    ask(f"GET {one}/turns/{{turn}}/inside", conversation=id, turn=1)
    ask(f"POST {one}/move", {"state": "PLAN", "reason": "so"}, conversation=id)
    ask(f"PATCH {one}/memory", {"changes": {"ready": True}, "reason": "so"}, conversation=id)
    ask(f"POST {one}/takeover", {"by": "Bo"}, conversation=id)
    ask(f"POST {one}/answer", {"text": "Hello"}, conversation=id)
    ask(f"POST {one}/release", conversation=id)
    ask(f"POST {one}/fork", {"turn": 1}, conversation=id)
    ask(f"POST {one}/rewind", {"turn": 1}, conversation=id)
    scenario = http.get(f"/v1/conversations/{id}/scenario").text
    ask("POST /v1/scenarios/start", {"scenario": scenario, "user": "ada"})
    for what in ("conversations", "program", "program/graph.json", "program/prompts", "overview", "caller"):
        ask(f"GET /v1/{what}")
    template = asked["GET /v1/program/prompts"][1]["templates"][0]
    ask("POST /v1/program/prompts/try", {"template": template["name"], "text": "x", "conversation": id, "turn": 1})
    ask(f"POST {one}/reset", conversation=id)
    problem = http.post("/v1/conversations", json={"usr": "x"}).json()
    ask(f"DELETE {one}", conversation=id)
    assert set(asked) == set(OPERATIONS)

    lines = ['import type { Operations, Problem, TurnEvent } from "./api.ts";']
    for number, (operation, (body, answer)) in enumerate(asked.items()):
        for what, value in (("body", body), ("response", answer)):
            plain = json.dumps(value) if value is not None else "undefined"
            lines.append(f"export const {what}{number}: Operations[{json.dumps(operation)}][{what!r}] = {plain};")
    lines.append(f"export const heard: TurnEvent[] = {json.dumps(heard)};")
    lines.append(f"export const problem: Problem = {json.dumps(problem)};")
    lines.append("""
export function shown(event: TurnEvent): string {
  switch (event.event) {
    case "text": return event.data.text;
    case "action": return event.data.summary ?? event.data.reason ?? "";
    case "completed": return event.data.missing.PLAN?.join() ?? event.data.message;
    case "failed": return event.data.remedy;
    default: return "";
  }
}""")
    for wrong in (
        'Operations["POST /v1/conversations"]["body"] = { user: 1 }',
        'TurnEvent = { event: "none", data: {} }',
    ):
        lines.append(f"// @ts-expect-error: {wrong}\nexport const wrong{len(lines)}: {wrong};")
    files = {"api.ts": http.get("/v1/typescript").text, "use.ts": "\n".join(lines)}
    assert complaints(tmp_path, files) == ""


def test_operations_are_those_of_the_description(http: Any) -> None:
    described = http.get("/v1/openapi.json").json()
    found: dict[str, tuple[str | None, str | None]] = {}
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            done = next(each for status, each in operation["responses"].items() if status.startswith("2"))
            body = _shape(operation.get("requestBody", {}))
            text = done.get("content") and "application/json" not in done["content"]
            if path.startswith("/v1/") and not text:
                found[f"{method.upper()} {path.replace('{format}', 'json')}"] = (body, _shape(done))
    assert found == OPERATIONS


def _shape(part: dict[str, Any]) -> str | None:
    schema = part.get("content", {}).get("application/json", {}).get("schema", {})
    return schema["$ref"].rpartition("/")[2] if schema else None


def test_the_service_gives_what_the_command_writes(tmp_path: Path, folder: Path, http: Any) -> None:
    answer = http.get("/v1/typescript")
    assert answer.headers["content-type"].partition(";")[0] == "application/typescript"
    printed = coach("export", "typescript", "--program", folder, cwd=tmp_path)
    assert (printed.returncode, printed.stdout) == (0, answer.text)
    written = coach("export", "typescript", "--program", folder, "--output", "api.ts", cwd=tmp_path)
    assert (written.returncode, written.stdout) == (0, "")
    assert (tmp_path / "api.ts").read_text(encoding="utf-8") == answer.text
    failed = coach("export", "typescript", "--program", folder, "-o", "nowhere/api.ts", cwd=tmp_path)
    assert failed.returncode == 1
    assert "nowhere/api.ts cannot be written" in failed.stderr


def test_a_tag_spares_what_the_caller_has(http: Any) -> None:
    tag = http.get("/v1/typescript").headers["etag"]
    for has in (tag, f'W/{tag}, "else"'):
        again = http.get("/v1/typescript", headers={"If-None-Match": has})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert http.get("/v1/typescript", headers={"If-None-Match": '"else"'}).status_code == 200
