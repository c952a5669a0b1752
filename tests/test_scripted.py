"""Replies written down beforehand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from model_asking import ask, request

from coach.engine.request import Completion
from coach.errors import ConfigurationError, ScriptExhausted
from coach.models.scripted import ScriptedModel

pytestmark = pytest.mark.anyio


@pytest.fixture
def script(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "script.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


async def test_replies_come_in_their_order_each_in_one_piece() -> None:
    model = ScriptedModel(["One.", "Two.\nThree."])
    assert (await ask(model)).chunks == ("One.", Completion(model="scripted"))
    assert model.unused == 1
    assert (await ask(model)).text == "Two.\nThree."
    assert model.unused == 0
    await model.close()


async def test_beyond_the_end_it_says_how_many_there_were(script: Callable[[str], Path]) -> None:
    model = ScriptedModel.load(script("- One.\n- Two.\n"))
    await ask(model)
    await ask(model)
    with pytest.raises(ScriptExhausted, match=r"script\.yaml has 2 replies, and one more .*state TALK"):
        await ask(model)
    with pytest.raises(ScriptExhausted, match="the script has 0 replies"):
        await ask(ScriptedModel([]))


async def test_any_format_is_taken() -> None:
    model = ScriptedModel([])
    assert model.name == "scripted"
    assert [model.format("json"), model.format("tools"), model.format("xml")] == ["json", "tools", "xml"]


async def test_mappings_and_lists_are_written_out_as_json_in_their_order(script: Callable[[str], Path]) -> None:
    path = script(
        """
- Hello, Zoë.
- actions: [{type: SAVE_NOTE, when: 2024-05-06, how: 1.5, sure: true, who: ~}]
  message: ¡Hola!
- [1, {b: 1, a: 2}]
- |
  [ACTION:SAVE_NOTE]{"x": 1}[/ACTION]
  Kept.
- ""
- "null"
"""
    )
    model = ScriptedModel.load(str(path))
    raw = [(await ask(model, request("tools"))).text for _ in range(model.unused)]
    assert raw == [
        "Hello, Zoë.",
        '{"actions": [{"type": "SAVE_NOTE", "when": "2024-05-06", "how": 1.5, "sure": true, "who": null}], '
        '"message": "¡Hola!"}',
        '[1, {"b": 1, "a": 2}]',
        '[ACTION:SAVE_NOTE]{"x": 1}[/ACTION]\nKept.\n',
        "",
        "null",
    ]
    json.loads(raw[1])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", ": is not a list"),
        ("message: Hello.", ": is not a list"),
        ("- Hello.\n- 5\n", ":2: .*put 5 in quotes"),
        ("- Hello.\n-\n", ":2: .*put None in quotes"),
        ("- Hello.\n- yes\n", ":2: .*put True in quotes"),
        ("- Hello.\n- [a, b\n- c", ":3: "),
        ("- Hello.\n- !!python/object:os.system x", ":2: "),
        ("- Hello.\n- !!set {a, b}", ":2: "),
        ("- Hello.\n- {a: .nan}", ":2: cannot be written as JSON"),
        ("- Hello.\n- &x [*x]", ":2: cannot be written as JSON"),
        ("- Hello.\n- {[a, b]: c}", ":2: "),
        ("- Hello.\n---\n- More.\n", ":2: "),
        ("- \x01", ": is not YAML that can be read"),
        ("- " + "[" * 1500, ": is not YAML that can be read"),
    ],
)
def test_a_script_that_cannot_be_read_is_one_line_with_its_place(
    script: Callable[[str], Path], text: str, says: str
) -> None:
    path = script(text)
    with pytest.raises(ConfigurationError, match=rf"script\.yaml{says}") as raised:
        ScriptedModel.load(path)
    assert "\n" not in str(raised.value)


def test_a_file_that_is_not_there_or_is_no_text_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"none\.yaml: cannot be read \(No such file"):
        ScriptedModel.load(tmp_path / "none.yaml")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        ScriptedModel.load(tmp_path)
    (tmp_path / "latin.yaml").write_bytes(b"- Zo\xeb\n")
    with pytest.raises(ConfigurationError, match="not text in UTF-8"):
        ScriptedModel.load(tmp_path / "latin.yaml")
