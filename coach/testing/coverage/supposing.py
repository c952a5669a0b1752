"""What holds where a condition does: a key that was looked for is there or is not, a text is not empty."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from types import FunctionType
from typing import Protocol

from coach.program.action import Action
from coach.testing.coverage.known import Facts, Known, both_hold
from coach.testing.coverage.reaching import Reach
from coach.testing.coverage.source import Site


class Following(Protocol):
    """An action that is followed."""

    reach: Reach
    action: type[Action]
    facts: Facts
    """What holds here and now."""

    def call(self, function: FunctionType, given: Sequence[Known], named: Mapping[str, Known]) -> Known:
        """What a function of the program gives back."""

    def keep(self, sites: Sequence[Site]) -> None:
        """These can be refused here."""


class Supposing:
    """Conditions, told by whoever knows the values of expressions."""

    def __init__(self, following: Following) -> None:
        self.following = following

    def tell(self, node: ast.expr) -> Known:
        """What is known of an expression's value."""
        raise NotImplementedError

    def known(self, node: ast.expr) -> Known:
        """The same, of one that was told of before."""
        raise NotImplementedError

    def suppose(self, test: ast.expr, truth: bool) -> None:
        """Go on where a condition, of which everything was told, holds or does not."""
        match test:
            case ast.UnaryOp(op=ast.Not()):
                self.tell(test.operand)
                self.suppose(test.operand, not truth)
            case ast.BoolOp():
                self._suppose_each(test, truth)
            case ast.Compare(ops=[op], comparators=[right]):
                self._suppose_compared(self.tell(test.left), op, right, truth)
            case _:
                self._suppose_some(self.known(test), truth)

    def _suppose_each(self, test: ast.BoolOp, truth: bool) -> None:
        if isinstance(test.op, ast.And) == truth:  # all of them
            for each in test.values:
                self.suppose(each, truth)
            return
        before, after = self.following.facts, None
        for number, each in enumerate(test.values):
            self.following.facts = before
            for earlier in test.values[:number]:
                self.suppose(earlier, not truth)
            self.suppose(each, truth)
            after = both_hold(after, self.following.facts)
        self.following.facts = after

    def _suppose_compared(self, left: Known, op: ast.cmpop, right: ast.expr, truth: bool) -> None:
        other = self.tell(right)
        match op:
            case ast.In() | ast.NotIn() if other.records is not None:
                self._hold(other.mark, left.mark, isinstance(op, ast.In) == truth)
            case ast.Is() | ast.IsNot() | ast.Eq() | ast.NotEq() if other.none:
                self._suppose_some(left, isinstance(op, ast.IsNot | ast.NotEq) == truth)
            case ast.Eq() | ast.NotEq() if other.mark == "''" and isinstance(op, ast.NotEq) == truth:
                self._suppose_some(left, True)

    def _suppose_some(self, known: Known, truth: bool) -> None:
        """It is something, or nothing."""
        if known.none and truth:
            self.following.facts = None
        elif known.looked_up is not None:
            self._hold(*known.looked_up, truth)
        elif truth:
            for mark in known.told:
                self._hold("", mark, True)

    def _hold(self, collection: str, key: str, there: bool) -> None:
        if self.following.facts is not None:
            self.following.facts |= {(collection, key, there)}
