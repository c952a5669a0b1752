"""What is known of the value of an expression."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Sequence
from types import FunctionType
from typing import Any

from coach.program.records import Record
from coach.testing.coverage.keeping import METHODS, keeps
from coach.testing.coverage.known import Known, any_of, both_hold, worked_out
from coach.testing.coverage.reaching import resolved
from coach.testing.coverage.source import excuse, lines_of, plain
from coach.testing.coverage.supposing import Following, Supposing

Names = dict[str, Known]


class Telling(Supposing):
    """The names of one function, and what is told by them."""

    def __init__(self, following: Following, function: FunctionType, names: Names) -> None:
        super().__init__(following)
        self.function = function
        self.names = names
        self._told: dict[int, Known] = {}
        self._count = 0

    def tell(self, node: ast.expr) -> Known:
        """What is known of an expression's value."""
        found = self._told[id(node)] = self._tell(node)
        return found

    def known(self, node: ast.expr) -> Known:
        """The same, of one that was told of before."""
        return self._told.get(id(node)) or self.tell(node)

    def one_of(self, known: Known) -> Known:
        """One of the values that one iterates over."""
        self._count += 1
        mark = f"{known.mark}[{self.function.__name__} {self._count}]"
        return Known(mark, known.sent, record=known.records is not None or known.record)

    def bind(self, target: ast.expr, known: Known) -> None:
        """Names get a value."""
        match target:
            case ast.Name():
                self.names[target.id] = known
            case ast.Tuple() | ast.List():
                items: Sequence[Known] = known.items or ()
                for number, each in enumerate(target.elts):
                    whole = len(items) == len(target.elts)
                    self.bind(each, items[number] if whole else self.one_of(known))
            case ast.Starred():
                self.bind(target.value, known)
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str() as part)) if name in self.names:
                there = self.names[name]
                parts = {**there.parts, part: known} if there.parts is not None else None
                self.names[name] = Known(there.mark, there.sent or known.sent, parts=parts)
            case _:
                self.tell(target)

    # --- expressions --------------------------------------------------------------------------

    def _tell(self, node: ast.expr) -> Known:
        match node:
            case ast.Constant():
                return Known(repr(node.value), none=node.value is None)
            case ast.Name():
                return self.names.get(node.id, Known(node.id))
            case ast.Attribute():
                return self._attribute(self.tell(node.value), node.attr)
            case ast.Call():
                return self._call(node)
            case ast.Subscript():
                return self._item(node)
            case ast.NamedExpr():
                known = self.tell(node.value)
                self.bind(node.target, known)
                return known
            case ast.IfExp():
                self.tell(node.test)
                return any_of(self._supposing([(node.test, True, node.body), (node.test, False, node.orelse)]))
            case ast.BoolOp():
                return self._bool(node)
            case ast.Compare():
                for each in (node.left, *node.comparators):
                    self.tell(each)
                return Known(ast.unparse(node))
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                return self._comprehension(node)
            case ast.Tuple():
                items = tuple(self.tell(each) for each in node.elts)
                whole = None if any(isinstance(each, ast.Starred) for each in node.elts) else items
                return Known(_mark(node, items), any(each.sent for each in items), items=whole)
            case ast.Dict():
                return self._dict(node)
            case ast.Lambda() | ast.UnaryOp(op=ast.Not()):
                return Known(ast.unparse(node))
        parts = [self.tell(each) for each in ast.iter_child_nodes(node) if isinstance(each, ast.expr)]
        return worked_out(_mark(node, parts), *parts)

    def _attribute(self, base: Known, name: str) -> Known:
        collections = self.following.reach.program.memory.collections
        if base.itself:
            return Known(f"self.{name}", sent=name in self.following.action.model_fields)
        if base.parts is not None and name in base.parts:
            return base.parts[name]
        if name in collections and not base.sent and not base.record and base.parts is None:
            return Known(name, records=collections[name])
        return Known(f"{base.mark}.{name}", base.sent)

    def _item(self, node: ast.Subscript) -> Known:
        base, key = self.tell(node.value), self.tell(node.slice)
        if base.records is not None:
            return self._keeps(base, "__getitem__", node, [key], {})
        part = node.slice.value if isinstance(node.slice, ast.Constant) else None
        if base.parts is not None and isinstance(part, str) and part in base.parts:
            return base.parts[part]
        return Known(f"{base.mark}[{key.mark}]", base.sent, record=base.record)

    def _dict(self, node: ast.Dict) -> Known:
        values = [self.tell(each) for each in node.values]
        names = [str(each.value) for each in node.keys if isinstance(each, ast.Constant)]
        parts = dict(zip(names, values, strict=True)) if len(names) == len(values) else None
        return Known(_mark(node, values), any(each.sent for each in values), parts=parts)

    def _bool(self, node: ast.BoolOp) -> Known:
        """The operands, each where those before it did not settle the matter."""
        found, after, before = [], None, dict(self.names)
        for each in node.values:
            found.append(self.tell(each))
            after = both_hold(after, self.following.facts)
            self.suppose(each, isinstance(node.op, ast.And))
        self.following.facts = after
        self.names = {**before, **self.names}
        return any_of(found)

    def _supposing(self, ways: Sequence[tuple[ast.expr, bool, ast.expr]]) -> list[Known]:
        before, after, found = self.following.facts, None, []
        for test, truth, node in ways:
            self.following.facts = before
            self.suppose(test, truth)
            if self.following.facts is not None:
                found.append(self.tell(node))
            after = both_hold(after, self.following.facts)
        self.following.facts = after
        return found

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> Known:
        names, before = dict(self.names), self.following.facts
        for each in node.generators:
            self.bind(each.target, self.one_of(self.tell(each.iter)))
            for test in each.ifs:
                self.tell(test)
                self.suppose(test, True)
        one = self.tell(node.value if isinstance(node, ast.DictComp) else node.elt)
        self.names, self.following.facts = names, both_hold(before, self.following.facts)
        self._count += 1
        return Known(f"{ast.unparse(node)}#{self._count}", one.sent, record=one.record)

    # --- calls --------------------------------------------------------------------------------

    def _call(self, node: ast.Call) -> Known:
        given = [self.tell(each) for each in node.args]
        named: dict[str, Known] = {}
        for each in node.keywords:
            known = self.tell(each.value)
            named |= {each.arg: known} if each.arg is not None else (known.parts or {})
        base = self.tell(node.func.value) if isinstance(node.func, ast.Attribute) else None
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if base is not None and base.records is not None and name in METHODS:
            return self._keeps(base, name, node, given, named)
        stands_for = self._stands_for(node.func)
        if isinstance(stands_for, type) and issubclass(stands_for, Record):
            return Known(_mark(node, given), any(each.sent for each in named.values()), parts=named)
        every = [*([base] if base is not None else []), *given, *named.values()]
        lines = lines_of(self.function.__code__.co_filename)
        if excuse(lines, node.lineno, node.lineno) is None:
            methods, bound = self._functions(node.func, stands_for, base)
            if methods:
                first = [base] if bound and base is not None else []
                return self._called(methods, [*first, *given], named)
        if base is not None and base.record:
            return Known(_mark(node, every), record=True)
        return worked_out(_mark(node, every), *every)

    def _called(self, functions: Sequence[FunctionType], given: Sequence[Known], named: dict[str, Known]) -> Known:
        """What any of these functions gives back."""
        before, after, found = self.following.facts, None, []
        for each in functions:
            self.following.facts = before
            found.append(self.following.call(each, given, named))
            after = both_hold(after, self.following.facts)
        self.following.facts = after
        return any_of(found)

    def _stands_for(self, func: ast.expr) -> Any:
        if isinstance(func, ast.Name) and func.id in self.names:
            return None
        return resolved(func, self.function)

    def _functions(self, func: ast.expr, stands_for: Any, base: Known | None) -> tuple[list[FunctionType], bool]:
        """The program's own functions that a call may be of, and whether they are methods of what stands before."""
        reach = self.following.reach
        if stands_for is not None:
            made = getattr(stands_for, "__func__", stands_for)
            own = plain(made) if inspect.isfunction(made) and reach.is_own(made) else None
            return ([own] if own is not None else []), False
        if not isinstance(func, ast.Attribute) or base is None:
            return [], False
        if base.itself:
            found = plain(inspect.getattr_static(self.following.action, func.attr, None))
            return ([found] if found is not None and reach.is_own(found) else []), True
        return ([] if base.sent else reach.methods(func.attr)), True

    def _keeps(self, base: Known, name: str, node: ast.expr, given: Sequence[Known], named: dict[str, Known]) -> Known:
        """What a collection does."""
        following = self.following
        sites, facts, found = keeps(
            following.action, base, name, node, self.function.__code__.co_filename, given, named, following.facts
        )
        following.keep(sites)
        following.facts = facts
        return found


def _mark(node: ast.expr, parts: Sequence[Known]) -> str:
    """How a value is worked out of others."""
    name = node.func if isinstance(node, ast.Call) else None
    said = name.attr if isinstance(name, ast.Attribute) else name.id if isinstance(name, ast.Name) else ""
    return f"{type(node).__name__} {said}({', '.join(each.mark for each in parts)})"
