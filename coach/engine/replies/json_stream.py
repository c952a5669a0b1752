"""Reading a reply in the format `json` while it is still being written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from coach.engine.replies.checks import Broken, Unfit, decode
from coach.engine.replies.json_format import read_proposals
from coach.engine.replies.thought import OPEN
from coach.engine.replies.words import beginnings
from coach.engine.reply import MAX_DEPTH, Reply

# No key and no number is longer and still worth waiting for.
_PATIENCE = 200
_START = re.compile(r"(?:```\w*+\s*+)?+\{")
_STARTING = re.compile(rf"`{{1,3}}+\w*+\s*+|<(?:{beginnings('thinking')})?+", re.IGNORECASE)
_LONGEST_CLOSE = len("</thinking>")
_KEY = re.compile(r'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_SCALAR = re.compile(r"[^\"\s{}\[\],]++(?=[\s,}])")
_OUTSIDE = re.compile(r"[^\"{}\[\]]*+")
_INSIDE = re.compile(r"(?:[^\"\\]++|\\.)*+", re.DOTALL)
# Text that nothing to come can change, and that may be shown: pairs of surrogates whole, no NUL.
_CERTAIN = re.compile(
    r"""(?: [^"\\\x00\ud800-\udfff]++ | \\["\\/bfnrt]
          | \\u(?!0000|[dD][89a-fA-F])[0-9a-fA-F]{4}
          | \\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2} )*+""",
    re.VERBOSE,
)
_UNCERTAIN = re.compile(r"\\(?:u[0-9a-fA-F]{0,4}|u[dD][89abAB][0-9a-fA-F]{2}\\(?:u[0-9a-fA-F]{0,4})?)?")


class JsonStream:
    """The actions and the words of one reply, as far as they are certain, from the pieces fed so far.

    A text that does not begin with the object, or that goes wrong, yields nothing more; whether the
    whole is a reply is for `JsonFormat.read` to say. Takes time linear in the text.
    """

    def __init__(self, acts: bool = True) -> None:
        """`acts`: the state has actions, so that words are held back until they have been given."""
        self._text = ""
        self._at = 0
        self._step: Callable[[], bool] = self._start
        self._key = ""
        self._keys: set[str] = set()
        self._pieces: list[str] = []
        self._depth = 0
        self._quoted = False
        self._given: Reply | None = None if acts else Reply("")
        self._actions: Reply | None = None
        self._words = ""
        self._begun = False
        self._close: re.Pattern[str] = OPEN

    @property
    def actions(self) -> Reply | None:
        """The proposals, without words, once they are complete and the message has begun after them.

        None before; None for ever where the message came first, or the actions cannot be read.
        Without actions in the state: an empty reply as soon as the message begins.
        """
        return self._actions

    @property
    def words(self) -> str:
        """The message so far, not yet stripped; always a beginning of the final one."""
        return self._words

    def feed(self, chunk: str) -> None:
        """Read on."""
        self._text = self._text[self._at :] + chunk
        self._at = 0
        while self._step():
            pass

    def _stop(self) -> bool:
        """Nothing that follows matters."""
        self._at = len(self._text)
        self._step = self._stop
        return False

    def _next(self) -> str:
        """The next character that is not a space, not yet taken; "" where it is still to come."""
        while self._text[self._at : self._at + 1] in (" ", "\t", "\r", "\n"):
            self._at += 1
        return self._text[self._at : self._at + 1]

    def _wait(self) -> bool:
        """Wait for the rest of a short token."""
        return self._stop() if len(self._text) - self._at > _PATIENCE else False

    def _start(self) -> bool:
        self._next()
        if thought := OPEN.match(self._text, self._at):
            self._at, self._step = thought.end(), self._thought
            self._close = re.compile(f"</{thought[1]}>", re.IGNORECASE)
            return True
        if start := _START.match(self._text, self._at):
            self._at, self._step = start.end(), self._name
            return True
        begun = self._at == len(self._text) or _STARTING.fullmatch(self._text, self._at)
        return self._wait() if begun else self._stop()

    def _thought(self) -> bool:
        """What the model thinks before it answers, from behind its opening tag."""
        if end := self._close.search(self._text, self._at):
            self._at, self._step = end.end(), self._start
            return True
        self._at = max(self._at, len(self._text) - _LONGEST_CLOSE)
        return False

    def _name(self) -> bool:
        """A key of the object, and its colon."""
        if not (first := self._next()):
            return False
        if first != '"':
            return self._stop()
        if not (found := _KEY.match(self._text, self._at)):
            return self._wait()
        self._at = found.end()
        try:
            self._key = decode(found[0])
        except (Broken, Unfit):
            return self._stop()
        if self._key in self._keys:
            return self._stop()
        self._keys.add(self._key)
        self._step = self._colon
        return True

    def _colon(self) -> bool:
        if not (found := self._next()):
            return False
        if found != ":":
            return self._stop()
        self._at += 1
        self._step = self._value
        return True

    def _value(self) -> bool:
        if not (first := self._next()):
            return False
        if self._key == "message":
            return self._begin_message(first)
        if self._key == "actions":
            self._step = self._list if first == "[" else self._stop
            return True
        if first == '"':
            self._at, self._step = self._at + 1, self._string
            return True
        if found := _SCALAR.match(self._text, self._at):
            self._at, self._step = found.end(), self._comma
            return True
        return self._stop() if first in "{[" else self._wait()

    def _comma(self) -> bool:
        if not (found := self._next()):
            return False
        if found != ",":
            return self._stop()
        self._at += 1
        self._step = self._name
        return True

    def _begin_message(self, first: str) -> bool:
        if first != '"':
            return self._stop()
        self._at += 1
        self._actions = self._given
        self._step = self._message
        return True

    def _message(self) -> bool:
        sure = _CERTAIN.match(self._text, self._at)
        if sure and sure.end() > self._at:
            self._at = sure.end()
            # CPython extends a string in place where a local name alone holds it.
            more = json.loads(f'"{sure[0]}"', strict=False)
            if not self._begun and (begun := more.lstrip()):
                self._begun = True
                if begun[0] in "{`":  # an object where words should be is for the whole to judge
                    return self._stop()
            words, self._words = self._words, ""
            words += more
            self._words = words
        if self._text.startswith('"', self._at):
            self._at += 1
            self._step = self._comma
            return True
        if self._at == len(self._text) or _UNCERTAIN.fullmatch(self._text, self._at):
            return False
        return self._stop()

    def _string(self) -> bool:
        """A string that nobody wants, from behind its opening quote."""
        mark = self._take(_INSIDE)
        if mark == '"':
            self._step = self._comma
        return bool(mark)

    def _list(self) -> bool:
        """The list of actions, to the next quote or bracket."""
        before = self._at
        mark = self._take(_INSIDE if self._quoted else _OUTSIDE)
        self._pieces.append(self._text[before : self._at])
        if mark == '"':
            self._quoted = not self._quoted
        elif mark:
            self._depth += 1 if mark in "[{" else -1
        if self._depth == MAX_DEPTH:  # with the object around them, one too many
            return self._stop()
        if mark and not self._depth:
            return self._give()
        return bool(mark)

    def _take(self, pattern: re.Pattern[str]) -> str:
        """Take what `pattern` matches and the mark behind it; "" where that is still to come."""
        found = pattern.match(self._text, self._at)
        self._at = found.end() if found else self._at
        mark = self._text[self._at : self._at + 1]
        if mark in ("", "\\"):  # what a backslash escapes is still to come
            return ""
        self._at += 1
        return mark

    def _give(self) -> bool:
        try:
            self._given = Reply("", read_proposals(decode("".join(self._pieces))))
        except (Broken, Unfit):
            return self._stop()
        self._step = self._comma
        return True
