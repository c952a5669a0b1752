"""Variables of templates that can be undefined, in branches that no example reaches too.

A template is gone through as it would be rendered, with what is known of its values. What a test mentions is taken
to be settled by it, and so is what rests on the same parts of the memory: only what no test has to do with is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from jinja2 import nodes

from coach.engine.templates.kinds import UNKNOWN, Kind, Turns, attributes, element, kind, member, present
from coach.engine.templates.rendering import Templates
from coach.engine.templates.scenes import Scene, targets, written
from coach.engine.templates.trees import VARYING, Trees, place
from coach.program.memory import Memory
from coach.program.words import nearest

#: Which parts of the memory an attribute of it rests on.
RestsOn = Callable[[str], Iterable[str]]
_SAME = ("list", "sort", "reverse", "unique", "selectattr", "rejectattr", "select", "reject")
_ONE = ("first", "last", "random", "min", "max")


@dataclass(frozen=True, slots=True)
class Unsure:
    """A variable that can be undefined."""

    where: str
    said: str


def unsure(templates: Templates, name: str, memory: type[Memory], rests_on: RestsOn) -> Iterator[Unsure]:
    """The variables that can be undefined in what varies of a state's template."""
    walk = _Walk(templates.trees, rests_on)
    for each in templates.trees.lineage(name):
        for block in templates.trees[each].find_all(nodes.Block):
            if block.name in VARYING:
                scene = Scene({"memory": kind(memory, "memory"), "turn": Kind(Turns, "", "turn")})
                walk.body(block.body, scene, each)
    yield from dict.fromkeys(walk.found)


class _Walk:
    def __init__(self, trees: Trees, rests_on: RestsOn) -> None:
        self.trees = trees
        self.rests_on = rests_on
        self.found: list[Unsure] = []
        self.within: list[str] = []

    # --- statements ---------------------------------------------------------------------------

    def body(self, parts: Iterable[nodes.Node], scene: Scene, name: str) -> None:
        for part in parts:
            self.statement(part, scene, name)

    def statement(self, node: nodes.Node, scene: Scene, name: str) -> None:
        match node:
            case nodes.If():
                self.test(node, scene, name)
            case nodes.For():
                self.loop(node, scene, name)
            case nodes.Assign():
                self.assign(node.target, self.value(node.node, scene, name), scene)
            case nodes.AssignBlock():
                self.body(node.body, scene.inner(), name)
                self.assign(node.target, UNKNOWN, scene)
            case nodes.With():
                inner = scene.inner()
                for target, given in zip(node.targets, node.values, strict=True):
                    self.assign(target, self.value(given, scene, name), inner)
                self.body(node.body, inner, name)
            case nodes.Include():
                self.included(node, scene)
            case nodes.Macro() | nodes.Import() | nodes.FromImport():
                return
            case nodes.Expr():
                self.value(node, scene, name)
            case _:
                inner = scene if isinstance(node, nodes.Output) else scene.inner()
                self.body(node.iter_child_nodes(), inner, name)

    def test(self, node: nodes.If, scene: Scene, name: str) -> None:
        self.value(node.test, scene, name)
        decided = self.mentioned(node.test, scene)
        ways: list[Scene] = []
        for test, body in [(node.test, node.body), *((each.test, each.body) for each in node.elif_)]:
            if test is not node.test:
                self.value(test, scene.inner(decided), name)
                decided |= self.mentioned(test, scene)
            ways.append(scene.inner(decided))
            self.body(body, ways[-1], name)
        ways.append(scene.inner(decided))
        self.body(node.else_, ways[-1], name)
        for each in {each for way in ways for each in way.names}:
            if all(each in way.names for way in ways):
                kinds = {way.names[each] for way in ways}
                scene.names[each] = kinds.pop() if len(kinds) == 1 else UNKNOWN
                scene.sometimes.pop(each, None)
            else:
                scene.sometimes[each] = decided | {each}
        for way in ways:
            for each, decides in way.sometimes.items():
                if each not in scene.names:
                    scene.sometimes.setdefault(each, decides | decided)

    def loop(self, node: nodes.For, scene: Scene, name: str) -> None:
        over = self.value(node.iter, scene, name)
        inner = scene.inner(self.mentioned(node.iter, scene))
        inner.names["loop"] = UNKNOWN
        self.assign(node.target, element(over), inner)
        if node.test is not None:
            self.value(node.test, inner, name)
            inner.settled |= self.mentioned(node.test, inner)
        self.body(node.body, inner, name)
        self.body(node.else_, scene.inner(self.mentioned(node.iter, scene)), name)
        for each in inner.names.keys() - scene.names.keys() - {"loop", *targets(node.target)}:
            scene.sometimes.setdefault(each, {each})  # what is set in a loop ends with it

    def assign(self, target: nodes.Node, given: Kind, scene: Scene) -> None:
        for each in targets(target):
            scene.names[each] = given if isinstance(target, nodes.Name) else UNKNOWN
            scene.sometimes.pop(each, None)

    def included(self, node: nodes.Include, scene: Scene) -> None:
        to = node.template.value if isinstance(node.template, nodes.Const) else ""
        if to in self.trees and to not in self.within:
            self.within.append(to)
            self.body(self.trees[to].body, scene.inner(), to)
            self.within.pop()

    # --- expressions --------------------------------------------------------------------------

    def value(self, node: nodes.Node, scene: Scene, name: str) -> Kind:
        """What an expression is; what can be undefined in it is told."""
        match node:
            case nodes.Name():
                return self.name(node, scene, name)
            case nodes.Getattr():
                return self.attribute(node, node.attr, scene, name)
            case nodes.Getitem(arg=nodes.Const(value=str() as attribute)):
                return self.attribute(node, attribute, scene, name)
            case nodes.Getitem():
                of = self.value(node.node, scene, name)
                self.value(node.arg, scene, name)
                return of if isinstance(node.arg, nodes.Slice) else element(of)
            case nodes.Filter(node=nodes.Expr() as given) if node.name not in ("default", "d"):
                of = self.value(given, scene, name)
                if node.name in _SAME:
                    return of
                found = element(of) if node.name in _ONE else UNKNOWN
                none = "is not there when there are none"
                return found if found is UNKNOWN else replace(found, absent=none, origin=of.origin)
            case nodes.Filter() | nodes.Test(name="defined" | "undefined"):
                return UNKNOWN
            case nodes.And() | nodes.Or():
                self.value(node.left, scene, name)
                self.value(node.right, scene.inner(self.mentioned(node.left, scene)), name)
                return UNKNOWN
            case nodes.CondExpr():
                self.value(node.test, scene, name)
                inner = scene.inner(self.mentioned(node.test, scene))
                for each in filter(None, (node.expr1, node.expr2)):
                    self.value(each, inner, name)
                return UNKNOWN
        for child in node.iter_child_nodes():
            self.value(child, scene, name)
        return UNKNOWN

    def name(self, node: nodes.Name, scene: Scene, name: str) -> Kind:
        if node.name in scene.names:
            return scene.names[node.name]
        decides = scene.sometimes.get(node.name)
        if decides is not None and not decides & scene.settled:
            self.tell(name, node, f"{node.name!r} is set on some ways to here only, and undefined on the others")
        return UNKNOWN

    def attribute(self, node: nodes.Getattr | nodes.Getitem, attribute: str, scene: Scene, name: str) -> Kind:
        of = self.value(node.node, scene, name)
        said = written(node.node)
        if of.absent and not self.is_settled(of, said, scene):
            self.tell(name, node, f"{said or of.origin} {of.absent}, and then {attribute!r} of it is undefined")
            return UNKNOWN
        found = member(present(of), attribute)
        if found is None:
            near = nearest(attribute, attributes(of)) if attributes(of) else ""
            shown = getattr(of.of, "__name__", "a collection") if attributes(of) else "a collection"
            self.tell(name, node, f"{shown} has no {attribute!r}{near}")
            return UNKNOWN
        return found

    # --- what tests settle --------------------------------------------------------------------

    def is_settled(self, of: Kind, said: str, scene: Scene) -> bool:
        about = {said, of.origin} - {""}
        parts = {part for each in about for part in self.parts(each)}
        return any(each in scene.settled for each in (*about, *parts))

    def mentioned(self, test: nodes.Node, scene: Scene) -> set[str]:
        """What a test is about: the names and attributes in it, where they come from, and what those rest on."""
        found: set[str] = set()
        for node in [test, *test.find_all((nodes.Name, nodes.Getattr, nodes.Getitem))]:
            said = written(node)
            origin = scene.names[node.name].origin if isinstance(node, nodes.Name) and node.name in scene.names else ""
            for each in {said, origin} - {"", "memory", "turn"}:
                found |= {each, *self.parts(each)}
        return found

    def parts(self, said: str) -> set[str]:
        """The parts of the memory that `memory.current.name` rests on."""
        of, _, rest = said.partition(".")
        return {f"part {each}" for each in self.rests_on(rest.partition(".")[0])} if of == "memory" and rest else set()

    def tell(self, name: str, node: nodes.Node, said: str) -> None:
        self.found.append(Unsure(place(name, node.lineno), said))
