"""What reading an action's source tells of a value, and what it tells of what was asked before a place is come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from coach.program.records import Record
from coach.values import value

#: What holds where a place is come to; None where nothing ever comes there. A fact is of a collection, a key, and
#: whether there is such a record; of no collection, it says that a text is not empty.
Facts = frozenset[tuple[str, str, bool]] | None


@value
class Known:
    """A value, as far as reading goes."""

    mark: str = ""
    """How it is worked out: two with one mark are the same."""
    sent: bool = False
    """What the model sent has a part in it, so that it may be anything."""
    made_of: frozenset[str] = frozenset()
    """The marks of texts that are not empty where this is not."""
    none: bool = False
    """It is None."""
    itself: bool = False
    """It is the action."""
    records: type[Record] | None = None
    """It is a collection of these; its mark is what the memory calls it."""
    record: bool = False
    """It is a record that is kept, or nothing."""
    looked_up: tuple[str, str] | None = None
    """The collection and the key that it was looked up by."""
    parts: Mapping[str, Known] | None = None
    """By name, what a record is made of, or what stands in a dict."""
    items: tuple[Known, ...] | None = None
    """What stands in a tuple."""

    @property
    def told(self) -> frozenset[str]:
        """The marks of all texts that are not empty where this is not."""
        return self.made_of | {self.mark}


def worked_out(mark: str, *of: Known) -> Known:
    """A value that something of no interest makes of others."""
    made_of = frozenset[str]().union(*(each.told for each in of))
    return Known(mark, any(each.sent for each in of), made_of, record=any(each.record for each in of))


def either(one: Known, other: Known) -> Known:
    """A value that is one or the other."""
    if one == other:
        return one
    if one.records is not None and one.records is other.records:
        names = {*one.mark.split("|"), *other.mark.split("|")}
        return Known("|".join(sorted(names)), records=one.records)
    items = None
    if one.items is not None and other.items is not None and len(one.items) == len(other.items):
        items = tuple(either(*pair) for pair in zip(one.items, other.items, strict=True))
    parts = None
    if one.parts is not None and other.parts is not None:
        both = one.parts.keys() & other.parts.keys()
        parts = {**one.parts, **other.parts, **{name: either(one.parts[name], other.parts[name]) for name in both}}
    return Known(
        f"({one.mark} or {other.mark})",
        one.sent or other.sent,
        record=(one.record or one.none) and (other.record or other.none),
        looked_up=one.looked_up if one.looked_up == other.looked_up else None,
        parts=parts,
        items=items,
    )


def any_of(values: Iterable[Known]) -> Known:
    """A value that is one of these; None where there are none."""
    found: Known | None = None
    for each in values:
        found = each if found is None else either(found, each)
    return found if found is not None else Known("None", none=True)


def both_hold(one: Facts, other: Facts) -> Facts:
    """What holds where two ways come together."""
    return other if one is None else one if other is None else one & other


def without(facts: Facts, collection: str, there: bool) -> Facts:
    """What still holds once records of a collection have come (`there` is False) or gone."""
    if facts is None:
        return None
    names = set(collection.split("|"))
    return frozenset(each for each in facts if each[2] is not there or names.isdisjoint(each[0].split("|")))
