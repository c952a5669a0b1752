"""A program as TypeScript compiles whatever it is called and holds, and says what it is called."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field
from small_programs import make
from typescript_checking import complaints

from coach import Action, Blank, Offer, State, Turn, button, to
from coach.service.exported import typescript

Folder = Callable[..., Path]
NASTY = "*/ alert(1) /* `${x}` \"quoted\" 'too' \\ </script> \u2028\u2029 \x07 ü 🌱 {{ }} //"


class Record(BaseModel):
    """Called as a type of the language is."""

    name: str


class Problem(BaseModel):
    """Called as a shape of the service is."""

    __test__ = False
    cause: Problem | Record | None = None


class Odd(Enum):
    NASTY = NASTY
    DOLLAR = "${1}"
    EMPTY = ""
    NEWLINE = "a\nb"


class ActionName(Enum):
    """Called as what the module declares by itself."""

    STATE = "State"


class Class(Action):
    __doc__ = f"Named as a keyword is. {NASTY}\n\n@deprecated {NASTY}"

    constructor: Odd = Field(description=NASTY)
    prototype: str = Field(NASTY, description="*/*/")
    delete: Record | Problem | None = None
    Array: list[list[Record] | None] = Field([])
    Object: dict[Odd, Problem] = Field({})
    String: tuple[Record, int] | None = None
    größe: dict[str, dict[str, int]] = Field({})
    State: ActionName = ActionName.STATE

    def apply(self, turn: Turn[Any]) -> str:
        buttons = [button("a-b", "x"), button(NASTY, "y")]
        turn.put(Offer(kind=NASTY, text="?", buttons=buttons, fields=[Blank("in", "i")]))
        return "done"


def test_hostile_names_and_words_compile_and_stay_what_they_are(tmp_path: Path) -> None:
    states = {
        "CLASS": State(title=NASTY, actions=[Class], exits=[to("__PROTO__"), to("CLASS", by="operator")]),
        "__PROTO__": State(title=f"{NASTY}\n{NASTY}"),
        "CONSTRUCTOR": State(title=""),
    }
    program = make(states)
    object.__setattr__(program, "name", f"{NASTY}\ud800")
    text = typescript(program)
    use = f"""\
import type {{ ActionParameters, OfferKinds, ProposedAction, Problem, State }} from "./hostile.ts";
import {{ PROGRAM, TITLES, State as STATES }} from "./hostile.ts";
const title: string = TITLES["__PROTO__"] + PROGRAM + STATES[0];
const state: State = "CONSTRUCTOR";
const button: OfferKinds[{json.dumps(NASTY)}]["button"] = {json.dumps(NASTY)};
const field: OfferKinds[{json.dumps(NASTY)}]["field"] = "in";
const done: ProposedAction = {{
  type: "CLASS", constructor: {json.dumps(NASTY)}, String: [{{ name: "a" }}, 1],
  Object: {{ "${{1}}": {{ cause: null }} }}, State: "State",
}};
// @ts-expect-error: not one of the choices
const other: ActionParameters["CLASS"] = {{ constructor: "else" }};
// @ts-expect-error: the service's own has a title
const problem: Problem = {{}};
export {{ title, state, button, field, done, other, problem }};
"""
    assert complaints(tmp_path, {"hostile.ts": text, "use.ts": use}) == ""
    assert "alert(1)" in text
    assert "\u2028" not in text
    said = (
        "import { State, TITLES, PROGRAM } from './hostile.ts'; console.log(JSON.stringify([State, TITLES, PROGRAM]))"
    )
    (tmp_path / "say.ts").write_text(said, encoding="utf-8")
    deno = Path(sys.executable).parent / "deno"
    if deno.exists():
        done = subprocess.run(
            [deno, "run", "--quiet", "say.ts"], cwd=tmp_path, capture_output=True, text=True, timeout=60
        )
        found = json.loads(done.stdout)
        assert found == [list(states), {name: state.title for name, state in states.items()}, f"{NASTY}\ud800"]


def test_what_the_source_shows_of_offers_is_exact_and_the_rest_is_open() -> None:
    class Sure(Action):
        """Put one that is written out."""

        def apply(self, turn: Turn[Any]) -> str:
            yes = button("yes", "Yes")
            turn.put(
                Offer(kind="sure", text="?", buttons=[yes, button("no", "No")], fields=(Blank(name="n", label="N"),))
            )
            return "done"

    class Open(Action):
        """Put one of which nobody knows the buttons."""

        many: int

        def apply(self, turn: Turn[Any]) -> str:
            buttons = [button(f"b{n}", str(n)) for n in range(self.many)]
            turn.put(Offer(kind="open", text="?", buttons=[*buttons, button("last", "Last")]))
            return "done"

    text = typescript(make({"A": State(title="A", actions=[Sure, Open])}))
    assert '  sure: { button: "yes" | "no"; field: "n" };' in text
    assert '  open: { button: "last" | (string & {}); field: never };' in text
    assert "export type OfferKind = keyof OfferKinds;" in text


def test_offers_of_a_source_that_is_not_to_be_had_may_be_any() -> None:
    source = "def apply(self, turn):\n    turn.put(Offer(kind='hidden', text='?', buttons=[]))\n"
    scope: dict[str, Any] = {"Offer": Offer}
    exec(compile(source, "/nowhere/hidden.py", "exec"), scope)
    hidden = type("Hidden", (Action,), {"__module__": __name__, "__doc__": "Put one.", "apply": scope["apply"]})
    text = typescript(make({"A": State(title="A", actions=[hidden])}))
    assert "export type OfferKind = keyof OfferKinds | (string & {});" in text
