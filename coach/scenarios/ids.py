"""Ids in a file and in a conversation: the same thing by two names.

In a file a record is called `goals-1` and an offer `offer-2`; in a conversation they have ids of its own. One is put
for the other wherever it stands by itself: as a whole text in what is structured (memories, parameters, offers), as a
word in what was written of an action and in raw replies. What was said to and by the client is never touched.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from typing import Any

from coach.scenarios.content import ActionPart, CallPart, Content, OfferPart, TurnPart, plain

#: The form of an id in a file, by which nothing else is taken for one.
FORM = re.compile(r"[a-z][a-z0-9_]*-[0-9]+")
_LOCAL = re.compile(rf"(?<![\w-]){FORM.pattern}(?![\w-])", re.ASCII)
_REAL = re.compile(r"(?<![\w-])[0-9a-z]{5}(?![\w-])", re.ASCII)


class Renaming:
    """Puts one name for another. `rename` gives back what is no id."""

    def __init__(self, rename: Callable[[str], str], word: re.Pattern[str]) -> None:
        self._rename = rename
        self._word = word

    def data(self, data: Any) -> Any:
        """Structured data: whole texts."""
        if isinstance(data, str):
            return self._rename(data)
        if isinstance(data, dict):
            return {self._rename(key): self.data(item) for key, item in data.items()}
        return [self.data(each) for each in data] if isinstance(data, list | tuple) else data

    def words(self, text: str | None) -> str | None:
        """Text: words of it."""
        return self._word.sub(lambda found: self._rename(found[0]), text) if text else text

    def content(self, content: Content) -> Content:
        """The whole file."""
        turns = [self._turn(turn) for turn in content.turns]
        return content.model_copy(update={"memory": self.data(content.memory), "turns": turns})

    def _turn(self, turn: TurnPart) -> TurnPart:
        offer = turn.offer and OfferPart.model_validate(self.data(plain(turn.offer)))
        changes = {"actions": [*map(self._action, turn.actions)], "calls": [*map(self._call, turn.calls)]}
        return turn.model_copy(update={**changes, "offer": offer, "context": self.data(turn.context)})

    def _action(self, action: ActionPart) -> ActionPart:
        said = {"reason": self.words(action.reason), "summary": self.words(action.summary)}
        return action.model_copy(update={"params": self.data(action.params), **said})

    def _call(self, call: CallPart) -> CallPart:
        return call.model_copy(update={"raw": self.words(call.raw), "problem": self.words(call.problem)})


class LocalIds:
    """Gives the ids of a conversation their names in a file. `given`: all that it ever gave."""

    def __init__(self, content: Content, given: Collection[str]) -> None:
        self._given = given
        self._taken = {word for text in _texts(plain(content)) for word in _LOCAL.findall(text)}
        self._counts: Counter[str] = Counter()
        self._names: dict[str, str] = {}
        self.gone: list[str] = []
        """What was named though it is no more."""

    def name(self, real: str, kind: str) -> str:
        """A name of this kind that stands nowhere in the conversation."""
        base = re.sub(r"[^a-z0-9_]", "_", kind.lower())
        base = base if base[:1].isalpha() else f"x{base}"
        while (name := f"{base}-{self._counts[base] + 1}") in self._taken:
            self._counts[base] += 1
        self._counts[base] += 1
        self._names[real] = name
        return name

    def renaming(self) -> Renaming:
        """From the conversation to the file."""
        return Renaming(self._local, _REAL)

    def _local(self, text: str) -> str:
        if text not in self._names and text in self._given:
            self.gone.append(self.name(text, "gone"))
        return self._names.get(text, text)


def to_real(names: dict[str, str]) -> Renaming:
    """From a file to a conversation: `names` has an id for every name."""
    return Renaming(lambda text: names.get(text, text), _LOCAL)


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for key, item in data.items():
            yield key
            yield from _texts(item)
    elif isinstance(data, list):
        for each in data:
            yield from _texts(each)
