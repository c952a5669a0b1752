"""Templates as they are written: what each says, and which others it rests on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from jinja2 import Environment, TemplateSyntaxError, nodes

from coach.errors import ProgramError

SUFFIX = ".md.j2"
VARYING = ("context", "opening")
#: What these two have in scope.
SCOPE = ("memory", "turn")

Referring = nodes.Extends | nodes.Include | nodes.Import | nodes.FromImport


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a template extends, includes or imports another one."""

    node: Referring
    to: str | None
    """The other one's file name; None for a name that is made at run time."""


class Trees:
    """The templates of a program, parsed; `sources` is their text by file name."""

    def __init__(self, jinja: Environment, sources: Mapping[str, str]) -> None:
        self.jinja = jinja
        self.sources = sources
        self._trees: dict[str, nodes.Template] = {}
        self._references: dict[str, list[Reference]] = {}
        self._defined: set[str] | None = None

    def __getitem__(self, name: str) -> nodes.Template:
        """A template's tree, not to be changed. Raises `ProgramError` for one that cannot be read."""
        if name not in self._trees:
            self._trees[name] = self.parsed(name)
        return self._trees[name]

    def parsed(self, name: str) -> nodes.Template:
        """A tree of one's own."""
        try:
            return self.jinja.parse(self.sources[name])
        except TemplateSyntaxError as error:
            raise ProgramError(str(error.message), place(name, error.lineno)) from None

    def references(self, name: str) -> list[Reference]:
        """What a template extends, includes and imports; not to be changed."""
        if name not in self._references:
            self._references[name] = list(references(self[name]))
        return self._references[name]

    def defined(self) -> set[str]:
        """The names that any template gives to something; not to be changed."""
        if self._defined is None:
            self._defined = {each for source in self.sources for each in defined(self[source])}
        return self._defined

    def family(self, name: str) -> set[str | None]:
        """A template and all that it rests on; None stands for a name that is made at run time."""
        found: set[str | None] = set()
        wanted: list[str | None] = [name]
        while wanted:
            each = wanted.pop()
            if each not in found:
                found.add(each)
                wanted += [other.to for other in self.references(each)] if each is not None and each in self else ()
        return found

    def lineage(self, name: str) -> list[str]:
        """A template and those that it extends, as far as their names are written down."""
        found = [name]
        for each in found:
            above = (other.to for other in self.references(each) if isinstance(other.node, nodes.Extends))
            found += [other for other in above if other is not None and other in self and other not in found]
        return found

    def varying(self, lineage: Collection[str]) -> set[str]:
        """The names of the blocks that are rendered every turn: `context` and `opening`, and those inside of them."""
        found, before = set(VARYING), set[str]()
        while found != before:
            before = set(found)
            around = [block for name in lineage for block in self[name].find_all(nodes.Block) if block.name in found]
            found |= {inner.name for block in around for inner in block.find_all(nodes.Block)}
        return found

    def __contains__(self, name: str) -> bool:
        return name in self.sources


def references(tree: nodes.Node) -> Iterator[Reference]:
    """What part of a template extends, includes and imports."""
    for node in tree.find_all((nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)):
        assert isinstance(node, Referring)
        for name in _names(node.template):
            yield Reference(node, name)


def _names(written: nodes.Expr) -> list[str | None]:
    if isinstance(written, nodes.Tuple | nodes.List):  # the first of these that there is
        return [name for item in written.items for name in _names(item)]
    return [written.value if isinstance(written, nodes.Const) and isinstance(written.value, str) else None]


def defined(tree: nodes.Template) -> Iterator[str]:
    """The names that a template gives to something itself."""
    yield from (node.name for node in tree.find_all(nodes.Name) if node.ctx != "load")
    yield from (node.name for node in tree.find_all(nodes.Macro))
    yield from (node.target for node in tree.find_all(nodes.Import))
    for node in tree.find_all(nodes.FromImport):
        yield from (alias for _, alias in imported(node))


def imported(node: nodes.FromImport) -> Iterator[tuple[str, str]]:
    """What is imported by name, and what it is called from there on."""
    return ((each, each) if isinstance(each, str) else each for each in node.names)


def place(name: str, line: int) -> str:
    return f"prompts/{name}:{line}"
