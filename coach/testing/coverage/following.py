"""What a model sends, followed through the source of an action to where it is a key of the memory's collections.

As `reaching`, this is the best that reading can do. Followed are the program's own functions and methods, each as
often as it is called, with what is known of its arguments and of what was asked before: a key that was looked up and
was there, or a name that was found to be free, is so from there on, until records go or come.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Mapping, Sequence
from types import FunctionType
from typing import Any

from coach.program.action import Action
from coach.testing.coverage.known import Facts, Known, any_of, both_hold
from coach.testing.coverage.reaching import Reach, catches
from coach.testing.coverage.source import Site, node_of, plain
from coach.testing.coverage.telling import Names, Telling

#: The most functions that are gone into for one action, and how deep.
_MOST = 4_000
_DEEPEST = 25


def followed(reach: Reach, action: type[Action]) -> list[Site]:
    """Where a collection can refuse what the action sends it, in the order of the source."""
    following = Followed(reach, action)
    if (apply := plain(inspect.getattr_static(action, "apply", None))) is not None:
        following.call(apply, [Known("self", itself=True), Known("turn")], {})
    return [following.found[key] for key in sorted(following.found)]


class Followed:
    """One action, followed through all the functions that it calls."""

    def __init__(self, reach: Reach, action: type[Action]) -> None:
        self.reach = reach
        self.action = action
        self.facts: Facts = frozenset()
        """What holds here and now."""
        self.caught = 0
        """How many `try` around this place keep refusals to themselves."""
        self.found: dict[tuple[str, int, str], Site] = {}
        self._within: list[Any] = []
        self._calls = 0

    def call(self, function: FunctionType, given: Sequence[Known], named: Mapping[str, Known]) -> Known:
        """What a function of the program gives back."""
        node, code = node_of(function), function.__code__
        self._calls += 1
        if (
            not isinstance(node, ast.FunctionDef)
            or code in self._within
            or len(self._within) >= _DEEPEST
            or self._calls > _MOST
        ):
            return Known(f"{code.co_name}#{self._calls}", any(each.sent for each in (*given, *named.values())))
        self._within.append(code)
        try:
            return Way(self, function, _bound(node.args, given, named)).all(node.body)
        finally:
            self._within.pop()

    def keep(self, sites: Sequence[Site]) -> None:
        """These can be refused here, and nobody catches it."""
        for each in sites if not self.caught and self.facts is not None else ():
            self.found.setdefault((each.file, each.first, each.kind), each)


class Way(Telling):
    """The way through one function, statement after statement."""

    def __init__(self, following: Followed, function: FunctionType, names: Names) -> None:
        super().__init__(following, function, names)
        self._followed = following
        self._returned: list[tuple[Known, Facts]] = []
        self._jumped: list[list[tuple[Names, Facts]]] = []

    def all(self, body: Sequence[ast.stmt]) -> Known:
        """Go the whole way; what it gives back."""
        self._go(body)
        ends = self._returned
        if self.following.facts is not None:
            ends = [*ends, (Known("None", none=True), self.following.facts)]
        self.following.facts = None
        for _, facts in ends:
            self.following.facts = both_hold(self.following.facts, facts)
        return any_of(given for given, facts in ends if facts is not None)

    def _go(self, body: Sequence[ast.stmt]) -> None:
        for each in body:
            if self.following.facts is None:
                return
            self._do(each)

    def _do(self, node: ast.stmt) -> None:
        match node:
            case ast.Assign():
                known = self.tell(node.value)
                for target in node.targets:
                    self.bind(target, known)
            case ast.AnnAssign(value=ast.expr() as given):
                self.bind(node.target, self.tell(given))
            case ast.AugAssign():
                self.bind(node.target, any_of([self.tell(node.target), self.tell(node.value)]))
            case ast.Expr():
                self.tell(node.value)
            case ast.Return():
                known = self.tell(node.value) if node.value is not None else Known("None", none=True)
                self._returned.append((known, self.following.facts))
                self.following.facts = None
            case ast.Raise():
                if node.exc is not None:
                    self.tell(node.exc)
                self.following.facts = None
            case ast.Assert():
                self.tell(node.test)
                self.suppose(node.test, True)
            case ast.Break() | ast.Continue():
                if self._jumped:
                    self._jumped[-1].append(self._here())
                self.following.facts = None
            case _:
                self._compound(node)

    def _compound(self, node: ast.stmt) -> None:
        match node:
            case ast.If():
                self.tell(node.test)
                before = self._here()
                self.suppose(node.test, True)
                self._go(node.body)
                done = self._here()
                self._back(before)
                self.suppose(node.test, False)
                self._go(node.orelse)
                self._join(done)
            case ast.For():
                over = self.tell(node.iter)
                self._loop(node.body, lambda: self.bind(node.target, self.one_of(over)))
                self._go(node.orelse)
            case ast.While():
                self._loop(node.body, lambda: self._enter(node.test))
                self._go(node.orelse)
            case ast.With():
                for item in node.items:
                    known = self.tell(item.context_expr)
                    if item.optional_vars is not None:
                        self.bind(item.optional_vars, known)
                self._go(node.body)
            case ast.Try():
                self._try(node)
            case ast.Match():
                self._match(node)
            case ast.FunctionDef():
                before = self._here()
                inner = Way(self._followed, self.function, {**self.names, **_bound(node.args, (), {})})
                inner.all(node.body)
                self._back(before)

    def _enter(self, test: ast.expr) -> None:
        self.tell(test)
        self.suppose(test, True)

    def _loop(self, body: Sequence[ast.stmt], begin: Any) -> None:
        """The body, twice: the second time with what the first one has left."""
        for _ in range(2):
            before = self._here()
            self._jumped.append([])
            begin()
            self._go(body)
            for each in self._jumped.pop():
                self._join(each)
            self._join(before)

    def _try(self, node: ast.Try) -> None:
        before, quiet = self._here(), any(catches(each, self.function) for each in node.handlers)
        self._followed.caught += quiet
        self._go(node.body)
        self._followed.caught -= quiet
        self._go(node.orelse)
        done = self._here()
        for handler in node.handlers:
            self._back(before)
            self._join((self.names, both_hold(before[1], done[1])))
            self._go(handler.body)
            ended = self._here()
            self._back(done)
            self._join(ended)
            done = self._here()
        self._go(node.finalbody)

    def _match(self, node: ast.Match) -> None:
        subject = self.tell(node.subject)
        before = done = self._here()
        for case in node.cases:
            self._back(before)
            for each in ast.walk(case.pattern):
                if isinstance(each, ast.MatchAs | ast.MatchStar) and each.name is not None:
                    self.names[each.name] = Known(f"{subject.mark} as {each.name}", subject.sent)
            if case.guard is not None:
                self._enter(case.guard)
            self._go(case.body)
            self._join(done)
            done = self._here()

    # --- where it stands ----------------------------------------------------------------------

    def _here(self) -> tuple[Names, Facts]:
        return dict(self.names), self.following.facts

    def _back(self, there: tuple[Names, Facts]) -> None:
        self.names, self.following.facts = dict(there[0]), there[1]

    def _join(self, there: tuple[Names, Facts]) -> None:
        """Another way comes in here."""
        if there[1] is None:
            return
        if self.following.facts is None:
            self._back(there)
            return
        for name, known in there[0].items():
            self.names[name] = any_of([known, self.names[name]]) if name in self.names else known
        self.following.facts = both_hold(self.following.facts, there[1])


def _bound(wanted: ast.arguments, given: Sequence[Known], named: Mapping[str, Known]) -> Names:
    """The names of a function's parameters."""
    places = [each.arg for each in (*wanted.posonlyargs, *wanted.args)]
    names: Names = dict(zip(places, given, strict=False))
    rest = {name: known for name, known in named.items() if name not in {*places, *(e.arg for e in wanted.kwonlyargs)}}
    names |= {name: known for name, known in named.items() if name not in rest}
    defaults = [*zip(reversed(places), reversed(wanted.defaults), strict=False)]
    defaults += [(e.arg, default) for e, default in zip(wanted.kwonlyargs, wanted.kw_defaults, strict=True) if default]
    for name, default in defaults:
        none = isinstance(default, ast.Constant) and default.value is None
        names.setdefault(name, Known(ast.unparse(default), none=none))
    for each in (*wanted.posonlyargs, *wanted.args, *wanted.kwonlyargs):
        names.setdefault(each.arg, Known(each.arg))
    if wanted.vararg is not None:
        more = tuple(given[len(places) :])
        names[wanted.vararg.arg] = Known(wanted.vararg.arg, any(each.sent for each in more), items=more)
    if wanted.kwarg is not None:
        names[wanted.kwarg.arg] = Known(wanted.kwarg.arg, any(each.sent for each in rest.values()), parts=rest)
    return names
