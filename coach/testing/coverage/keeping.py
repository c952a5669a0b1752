"""What the memory's collections do with what they are given, and which of their refusals can come of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from coach.program.action import Action
from coach.program.records import Key, Record, Records
from coach.program.words import a, spoken
from coach.testing.coverage.known import Facts, Known, without
from coach.testing.coverage.source import Site, hole

#: The methods of a collection that are known here.
METHODS = ("add", "change", "remove", "get", "by_id")

#: By the code that raises, the names of the refusals, as `coach: no cover for NAME` has them.
REFUSING: Mapping[Any, str] = {
    Records._absent.__code__: "ABSENT",
    Records._taken.__code__: "TAKEN",
    Records._nameless.__code__: "NAMELESS",
    Records._unfit.__code__: "UNFIT",
}


def keeps(
    action: type[Action],
    collection: Known,
    name: str,
    node: ast.expr,
    file: str,
    given: Sequence[Known],
    named: Mapping[str, Known],
    facts: Facts,
) -> tuple[list[Site], Facts, Known]:
    """What can be refused where a method is called, what holds after it, and what it gives back."""
    kind = collection.records
    assert kind is not None
    first = given[0] if given else Known()
    found = Known(f"{collection.mark}[{first.mark}]", record=True)
    if name == "by_id":
        return [], facts, Known(collection.mark, record=True)
    if name == "get":
        there = (collection.mark, first.mark)
        return [], facts, Known(found.mark, record=True, looked_up=there)
    can = _Can(action, collection.mark, kind, facts or frozenset())
    refused = dict(can.add(first, node) if name == "add" else can.find(first, node))
    if name == "change":
        refused |= can.change(named)
    sites = [Site(file, node.lineno, node.end_lineno or node.lineno, says, why) for why, says in refused.items()]
    return sites, _after(facts, collection.mark, kind, name, first, named), found


def _after(facts: Facts, mark: str, kind: type[Record], name: str, first: Known, named: Mapping[str, Known]) -> Facts:
    """What holds then."""
    there, key, key_field = name != "remove", first.mark, kind._key_field or ""
    if name == "add":
        facts = without(facts, mark, False)
        key = (first.parts or {}).get(key_field, first).mark
    elif name == "remove" or (name == "change" and key_field in named):
        facts = without(without(facts, mark, True), mark, False)
        key = key if name == "remove" else named[key_field].mark
    return facts | {(mark, key, there)} if facts is not None else None


class _Can:
    """What a collection can refuse, where this holds: the name of each refusal, and how it reads."""

    def __init__(self, action: type[Action], mark: str, kind: type[Record], facts: frozenset[Any]) -> None:
        self._action = action
        self._mark = mark
        self._kind = kind
        self._facts = facts
        self._key_field = kind._key_field or ""
        self._noun = spoken(kind.__name__)

    def find(self, key: Known, node: ast.expr) -> Iterator[tuple[str, str]]:
        """A record of this key is wanted."""
        if key.sent and not key.record and (self._mark, key.mark, True) not in self._facts:
            args = [node.slice] if isinstance(node, ast.Subscript) else node.args if isinstance(node, ast.Call) else []
            shown = hole(args[0]) if args else "{…}"
            said = f"called {shown}" if self._key_field else f"{shown} any more"
            yield "ABSENT", f"there is no {self._noun} {said}"

    def add(self, record: Known, node: ast.expr) -> Iterator[tuple[str, str]]:
        """A record is added."""
        if self._key_field:
            key = record if record.parts is None else record.parts.get(self._key_field, Known())
            yield from self._called(key, _shown(node, self._key_field))

    def change(self, fields: Mapping[str, Known]) -> Iterator[tuple[str, str]]:
        """These fields of a record are changed."""
        unfit = [name for name, known in fields.items() if known.sent and not self._fits(name, known)]
        if unfit:
            yield "UNFIT", f"{', '.join(unfit)} of {a(self._noun)} does not fit"
        if self._key_field in fields:
            yield from self._called(fields[self._key_field], f"{{{self._key_field}}}")

    def _called(self, key: Known, shown: str) -> Iterator[tuple[str, str]]:
        """A record is to be called so from now on."""
        if not key.sent:
            return
        if (self._mark, key.mark, False) not in self._facts:
            yield "TAKEN", f"there is already {a(self._noun)} called {shown}"
        annotation = self._kind.model_fields[self._key_field].annotation
        if str in (annotation, *get_args(annotation)) and ("", key.mark, True) not in self._facts:
            yield "NAMELESS", f"{a(self._noun)} needs a {spoken(self._key_field)}"

    def _fits(self, name: str, known: Known) -> bool:
        """Whether whatever the model sends for a field fits it, for all that is declared."""
        field, decorators = self._kind.model_fields.get(name), self._kind.__pydantic_decorators__
        if field is None:
            return True
        checked = any(
            name in each.info.fields or "*" in each.info.fields for each in decorators.field_validators.values()
        )
        if checked or decorators.model_validators:
            return False
        limits = [each for each in field.metadata if not isinstance(each, Key)]
        sent = self._action.model_fields.get(known.mark.removeprefix("self."))
        if sent is None or field.annotation is str:
            return not limits or (sent is not None and limits == sent.metadata)
        alike = sent.annotation in (field.annotation, *get_args(field.annotation))
        return alike and (not limits or limits == sent.metadata)


def _shown(node: ast.expr, key: str) -> str:
    """How the key of a record that is added is written."""
    made = node.args[0] if isinstance(node, ast.Call) and node.args else None
    named = made.keywords if isinstance(made, ast.Call) else []
    return next((hole(each.value) for each in named if each.arg == key), "{…}")
