"""What a failure shows: how the conversation came to this, with the line that differs marked by `>`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from coach.engine.request import Request
from coach.engine.text import inline
from coach.program.offer import Answer
from coach.results import ActionView, ConversationView

_TURNS = 4  # shown at the end of a conversation
_LONGEST = 300  # characters of a line that is not marked
_AROUND = 2  # lines of a request shown before and after the nearest one


@dataclass(frozen=True, slots=True)
class Line:
    """One line of what is shown."""

    text: str
    depth: int
    kind: Literal["turn", "client", "coach", "action", "now", "exit", "memory", "told", "script", "offer"]
    turn: int | None = None
    action: ActionView | None = None


#: Whether a line is the one that differs.
Mark = Callable[[Line], bool]


def is_turn(line: Line) -> bool:
    """The headline of a turn."""
    return line.kind == "turn"


def is_words(line: Line) -> bool:
    """What the coach said."""
    return line.kind == "coach"


def is_offer(line: Line) -> bool:
    """A question with buttons."""
    return line.kind == "offer"


def is_memory(line: Line) -> bool:
    """Something the conversation remembers."""
    return line.kind == "memory"


def is_exit(line: Line) -> bool:
    """An exit of the present state, or the state itself."""
    return line.kind in ("now", "exit")


def is_exit_to(state: str) -> Mark:
    """The exit of the present state that leads to this one."""
    return lambda line: line.kind == "exit" and line.text.startswith(f"{state}:")


def is_script(line: Line) -> bool:
    """What the test scripted and did not happen."""
    return line.kind == "script"


def is_action(line: Line) -> bool:
    """What became of an action."""
    return line.action is not None


def is_undone(line: Line) -> bool:
    """An action that was not applied."""
    return line.action is not None and line.action.status != "applied"


def is_refused(line: Line) -> bool:
    """An action that was refused."""
    return line.action is not None and line.action.status == "refused"


def is_called(name: str) -> Mark:
    """An action with this wire name."""
    return lambda line: line.action is not None and line.action.type == name


def within(turn: int, mark: Mark) -> Mark:
    """The same, of one turn only."""
    return lambda line: line.turn == turn and mark(line)


def marked(lines: Sequence[Line], marks: Iterable[Mark]) -> str:
    """The lines as text, marked by the first of `marks` that finds any."""
    found: set[int] = set()
    for mark in marks:
        if found := {index for index, line in enumerate(lines) if mark(line)}:
            break
    return "\n".join(_put(line, index in found) for index, line in enumerate(lines))


def conversation(view: ConversationView, since: int | None = None) -> list[Line]:
    """The last turns of a conversation, from turn `since` on where that is earlier, and where it stands now."""
    first = view.turn - _TURNS + 1
    lines: list[Line] = []
    for number in range(max(0, first if since is None else min(first, since)), view.turn + 1):
        lines += _turn(view, number)
    lines.append(Line(f"now in {view.state}", 0, "now"))
    lines += [Line(f"{target}: {'; '.join(found) or 'open'}", 1, "exit") for target, found in view.missing.items()]
    return lines


def nearest_told(requests: Sequence[Request], words: str) -> tuple[list[Line], Mark]:
    """The part of what the model was told that is most like `words`, and a mark for its nearest line."""
    told = dict.fromkeys(message.text for request in requests for message in request.messages)
    texts = [text for message in told for text in message.splitlines() if text.strip()]
    if not texts:
        return [Line("the model was not asked", 0, "told")], lambda line: line.kind == "told"
    matches = [SequenceMatcher(None, words, text, autojunk=False).find_longest_match() for text in texts]
    best = max(range(len(texts)), key=lambda index: matches[index].size)
    start = max(0, matches[best].b - matches[best].a - _LONGEST // 4)
    nearest = Line(("…" if start else "") + texts[best][start : start + _LONGEST], 1, "told")
    before = [Line(text, 1, "told") for text in texts[max(0, best - _AROUND) : best]]
    after = [Line(text, 1, "told") for text in texts[best + 1 : best + 1 + _AROUND]]
    headline = Line("the nearest that the model was told", 0, "told")
    return [headline, *before, nearest, *after], lambda line: line is nearest


def does(did: str | Answer | None, turn: int | None = None) -> Line:
    """What the client does in a turn."""
    if did is None:
        return Line("client says nothing", 1, "client", turn)
    return Line(f"client: {did}" if isinstance(did, str) else f"client presses: {did.button}", 1, "client", turn)


def _turn(view: ConversationView, number: int) -> list[Line]:
    said = [message for message in view.messages if message.turn == number]
    acted = [action for action in view.actions if action.turn == number]
    if not said and number == 0:  # no opening
        return []
    way = [_began(view, number), *(action.to_state for action in acted if _moved(action))]
    lines = [Line(f"turn {number}: {' → '.join(map(str, way))}", 0, "turn", number)]
    lines += [Line(f"client: {m.text}", 1, "client", number) for m in said if m.role == "client"]
    lines += [Line(f"client presses: {m.text}", 1, "client", number) for m in said if m.role == "answer"]
    lines += [does(None, number)] if number and len(lines) == 1 else []
    lines += [Line(_action(action), 2, "action", number, action) for action in acted]
    lines += [Line(f"coach: {m.text}", 1, "coach", number) for m in said if m.role == "coach"]
    lines += [Line(f"offer: {m.text}", 1, "offer", number) for m in said if m.role == "offer"]
    return lines


def _began(view: ConversationView, number: int) -> str:
    """The state in which a turn began. Where nothing was said in it, nor moved, the next one began there too."""
    for action in view.actions:
        if action.turn == number and _moved(action) and action.from_state:
            return action.from_state
    for message in view.messages:
        if message.turn == number:
            return message.state
    return _began(view, number + 1) if number < view.turn else view.state


def _moved(action: ActionView) -> bool:
    return action.status == "applied" and bool(action.to_state)


def _action(action: ActionView) -> str:
    params = f" {_short(json.dumps(dict(action.params), ensure_ascii=False), 120)}" if action.params else ""
    how = (" by itself" if action.by == "auto" else "") + (" when asked again" if action.attempt > 1 else "")
    kind = f" ({action.kind})" if action.kind else ""
    return f"{action.type}{params} {action.status}{how}{kind}: {action.reason or action.summary or ''}"


def _put(line: Line, differs: bool) -> str:
    text = inline(line.text)
    return f"{'>' if differs else ' '} {'  ' * line.depth}{text if differs else _short(text, _LONGEST)}"


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
