"""The files that snapshots are kept in: compared, written anew when that is asked for, and missed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from difflib import unified_diff
from pathlib import Path
from typing import Any

from coach.engine.program import Program
from coach.engine.reply import FormatName
from coach.engine.request import Request
from coach.errors import CoachError
from coach.program.memory import Memory
from coach.program.words import nearest
from coach.testing.snapshots.rendering import shown_all, shown_state

__tracebackhide__ = True  # what differs is shown, and the test's own lines

_NOW = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)  # a Monday
_UPDATE = "pytest --coach-update"
_LONGEST = 120  # lines of a difference that are shown


class Snapshots:
    """The snapshots of one test; the fixture `coach_snapshots`.

    `folder` is where they are kept, `name` what the test is called; `update` writes them anew.
    """

    def __init__(self, program: Program | None, folder: Path, name: str, *, update: bool, root: Path) -> None:
        self.seen: set[Path] = set()
        """The files that were asked for."""
        self.program = program
        self._folder = folder
        self._name = name
        self._update = update
        self._root = root
        self._count = 0

    def every_state(
        self,
        memory: Memory | Mapping[str, Any] | None = None,
        *,
        memories: Mapping[str, Memory | Mapping[str, Any]] | None = None,
        text: str = "Hello.",
        now: datetime = _NOW,
        since_last: timedelta = timedelta(minutes=1),
        format: FormatName = "json",
    ) -> None:
        """For each state, what its model is asked when the client says `text`, in a file of the state's name.

        `memory` is what is known; `memories` has one of its own for some states. Fails with all that differs.
        """
        assert self.program is not None
        states, found = self.program.states, []
        for name in memories or {}:
            if name not in states:
                raise AssertionError(f"there is no state {name!r}{nearest(name, states)}")
        for state in states:
            known = (memories or {}).get(state, memory)
            try:
                text_of = shown_state(self.program, state, known, now, text, format, since_last)
            except CoachError as error:
                found.append(f"{state} cannot be asked: {error}")
                continue
            if text_of and (problem := self._differs(state, text_of)):
                found.append(problem)
        if found:
            raise AssertionError("\n\n".join(found))

    def check(self, text: str, name: str = "") -> None:
        """Fail unless the text is that of the snapshot; without a name, of this test's next one."""
        if not name:
            self._count += 1
            name = self._name if self._count == 1 else f"{self._name}-{self._count}"
        if problem := self._differs(name, text):
            raise AssertionError(problem)

    def _differs(self, name: str, text: str) -> str:
        """What is wrong with a snapshot; it is written anew where that is asked for."""
        file = self._folder / f"{file_name(name)}.txt"
        if file in self.seen:
            return f"two snapshots are called {name!r}: give one of them another name"
        self.seen.add(file)
        text = text if text.endswith("\n") else f"{text}\n"
        there = file.read_text(encoding="utf-8") if file.is_file() else None
        if there == text:
            return ""
        shown = file.relative_to(self._root) if file.is_relative_to(self._root) else file
        if self._update:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
            return ""
        if there is None:
            return f"there is no snapshot {shown} yet; write it with {_UPDATE}, read it, and keep it with the test"
        return f"the snapshot {shown} differs; if that is meant, write it anew with {_UPDATE}\n\n{_diff(there, text)}"


def check(requests: Sequence[Request], name: str) -> None:
    """Fail unless these requests are those of a snapshot of the test that is running."""
    from coach.testing.snapshots.plugin import running

    snapshots = running()
    if snapshots is None:
        raise AssertionError("a snapshot belongs to a test: use matches_snapshot in one that pytest runs")
    snapshots.check(shown_all(requests), name)


def file_name(name: str) -> str:
    """A name as a file may have it."""
    return re.sub(r"[^\w.-]+", "-", name).strip("-.") or "snapshot"


def _diff(before: str, after: str) -> str:
    lines = [*unified_diff(before.splitlines(), after.splitlines(), "kept", "now", lineterm="", n=2)]
    more = [f"… and {len(lines) - _LONGEST} lines more"] if len(lines) > _LONGEST else []
    return "\n".join([*lines[:_LONGEST], *more])
