"""Jinja, in one place: the constant part of a prompt, and the blocks that have a meaning.

`context` is rendered every turn and `opening` on entering a state. All the rest of a template is its
constant part: rendered with those two emptied and nothing of the conversation in scope.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from jinja2 import DictLoader, StrictUndefined, Template, TemplateSyntaxError, UndefinedError, meta, nodes
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from coach.engine.views import Sequence, View
from coach.errors import ProgramError
from coach.program.words import nearest

SUFFIX = ".md.j2"
VARYING = ("context", "opening")
#: What these two have in scope.
SCOPE = ("memory", "turn")
#: What Jinja itself defines, somewhere.
_SPECIAL = ("loop", "self", "super", "caller", "varargs", "kwargs")


class Templates:
    """A program's templates, by file name (`introduction.md.j2`)."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self.sources = sources
        self._trees: dict[str, nodes.Template] = {}
        self._chains: dict[str, dict[str, list[Any]]] = {}
        """For templates whose blocks are the same every time: by block, its own function and those above it."""
        self._jinja = _Sandbox(
            loader=DictLoader(dict(sources)),
            undefined=_Missing,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,
        )
        del self._jinja.globals["lipsum"], self._jinja.filters["random"]  # never the same twice

    def constant(self, name: str) -> str:
        """The part that is the same in every turn."""
        template = self._template(name)
        context = template.new_context({})
        for block in VARYING:
            context.blocks.setdefault(block, []).insert(0, _nothing)
        return _run(template, template.root_render_func(context)).strip()

    def block(self, name: str, block: str, variables: Mapping[str, Any]) -> str:
        """One block, with what the templates above it set and define; empty where there is none."""
        template = self._template(name)
        context = template.new_context(dict(variables))
        if (chains := self._chains.get(name)) is None:
            self._fill(template, context)
            if self._only_blocks(name):
                self._chains[name] = context.blocks
        else:
            context.blocks = chains
        chain = context.blocks.get(block)
        return _run(template, chain[0](context)).strip() if chain else ""

    def _fill(self, template: Template, context: Context) -> None:
        """Give the context the blocks of the templates above, and what all of them set and define."""
        stubbed = list(template.blocks)
        for each in stubbed:
            context.blocks[each].insert(0, _nothing)
        for each in VARYING:
            if each not in stubbed:
                context.blocks[each] = [_nothing]
        _run(template, template.root_render_func(context))
        for each in {*stubbed, *VARYING}:
            context.blocks[each].remove(_nothing)

    def _only_blocks(self, name: str) -> bool:
        """Whether a template and those above it define nothing outside of blocks: then `_fill` always does the same."""
        return all(each is not None and not _defines(self._parse(each)) for each in self.family(name))

    def check(self, name: str) -> None:
        """Raise `ProgramError` for syntax errors, unknown templates, and text that would be lost."""
        tree = self._parse(name)
        for reference in self.references(name):
            if reference is not None and reference not in self.sources:
                problem = f"there is no template {reference!r}{nearest(reference, self.sources)}"
                raise ProgramError(problem, f"prompts/{name}")
        for node in tree.find_all((nodes.Filter, nodes.Test)):
            there = self._jinja.filters if isinstance(node, nodes.Filter) else self._jinja.tests
            if node.name not in there:  # jinja minds only where it gets there
                kind = type(node).__name__.lower()
                problem = f"there is no {kind} {node.name!r}{nearest(node.name, there)}"
                raise ProgramError(problem, f"prompts/{name}:{node.lineno}")
        self._template(name)
        if (extends := tree.find(nodes.Extends)) is None:
            return
        for part in _lost(tree):
            problem = "text outside of a block would be lost; put it into one"
            raise ProgramError(problem, f"prompts/{name}:{_line(part)}")
        if isinstance(extends.template, nodes.Const):
            known = self._blocks_above(extends.template.value) | set(VARYING)
            for block in tree.find_all(nodes.Block):
                nested = any(block in parent.find_all(nodes.Block) for parent in tree.find_all(nodes.Block))
                if block.name not in known and not nested:
                    problem = f"the block {block.name!r} would be lost: nothing above shows it"
                    raise ProgramError(problem + nearest(block.name, known), f"prompts/{name}:{block.lineno}")

    def check_names(self, name: str, scope: Mapping[str, Collection[str]]) -> None:
        """Raise `ProgramError` for a name that nothing defines, in branches that no example reaches too.

        `scope` has the names that a template has in scope, with their attributes.
        """
        own = {each for source in self.sources for each in _defined(self._parse(source))}
        tree = self._parse(name)
        for node in tree.find_all((nodes.Name, nodes.Getattr)):
            where = f"prompts/{name}:{node.lineno}"
            if isinstance(node, nodes.Name):
                if node.ctx == "load" and node.name not in {*own, *scope, *self._jinja.globals, *_SPECIAL}:
                    raise ProgramError(f"{node.name!r} is not defined{nearest(node.name, scope)}", where)
            elif isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name) and node.node.name not in own:
                there = scope.get(node.node.name)
                if there is not None and node.attr not in there:
                    problem = f"{node.node.name} has no field or property {node.attr!r}{nearest(node.attr, there)}"
                    raise ProgramError(problem, where)

    def references(self, name: str) -> set[str | None]:
        """The templates that one extends, includes or imports; None stands for a name made at run time."""
        return set(meta.find_referenced_templates(self._parse(name)))

    def family(self, name: str) -> set[str | None]:
        """A template and all that it rests on."""
        found: set[str | None] = set()
        wanted: list[str | None] = [name]
        while wanted:
            each = wanted.pop()
            if each not in found:
                found.add(each)
                wanted += self.references(each) if each is not None and each in self.sources else ()
        return found

    def _template(self, name: str) -> Template:
        try:
            return self._jinja.get_template(name)
        except TemplateSyntaxError as error:
            raise ProgramError(str(error.message), f"prompts/{name}:{error.lineno}") from None

    def _parse(self, name: str) -> nodes.Template:
        if name not in self._trees:
            try:
                self._trees[name] = self._jinja.parse(self.sources[name])
            except TemplateSyntaxError as error:
                raise ProgramError(str(error.message), f"prompts/{name}:{error.lineno}") from None
        return self._trees[name]

    def _blocks_above(self, name: str) -> set[str]:
        """The blocks of a template and of those that it extends."""
        above: set[str] = set()
        chain = [name]
        for each in chain:
            tree = self._parse(each)
            above |= {block.name for block in tree.find_all(nodes.Block)}
            target = extends.template if (extends := tree.find(nodes.Extends)) else None
            if isinstance(target, nodes.Const) and target.value in self.sources and target.value not in chain:
                chain.append(target.value)
        return above


class _Sandbox(ImmutableSandboxedEnvironment):
    """The sandbox, with a short way to what is safe by its make: a view shows fields and properties alone."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, View):
            return obj._read(attribute) if attribute in obj._names else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)


class _Missing(StrictUndefined):
    """An undefined value whose error names the nearest thing that is defined."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        name, of = str(self._undefined_name), self._undefined_obj
        if isinstance(of, View):
            return f"{type(of).__name__} has no field or property {name!r}{nearest(name, of._names)}"
        if isinstance(of, Mapping):
            return f"there is no {name!r}{nearest(name, map(str, of))}"
        if isinstance(of, Sequence) and isinstance(self._undefined_name, int):
            return f"a collection has nothing at {name}: it may be empty"
        if isinstance(of, Sequence):
            return f"a collection has no {name!r}; go through it with a for loop, or count it with | length"
        if of is not missing:
            return str(super()._undefined_message)
        if name in SCOPE:
            return f"{name!r} is used outside of the blocks context and opening, where nothing may change"
        return f"{name!r} is not defined{nearest(name, SCOPE)}"


def _nothing(context: Context) -> Iterator[str]:
    return iter(())


def _lost(node: nodes.Node) -> Iterator[nodes.Node]:
    """What a template that extends another prints outside of every block."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Output):
            yield from (n for n in child.nodes if not isinstance(n, nodes.TemplateData) or n.data.strip())
        elif not isinstance(child, nodes.Block | nodes.Macro | nodes.AssignBlock | nodes.CallBlock):
            yield from _lost(child)


def _defines(node: nodes.Node) -> bool:
    """Whether a template sets, defines or chooses anything outside of its blocks."""
    defining = nodes.Assign | nodes.AssignBlock | nodes.Macro | nodes.Import | nodes.FromImport | nodes.If
    inner = [child for child in node.iter_child_nodes() if not isinstance(child, nodes.Block)]
    return any(isinstance(child, defining) or _defines(child) for child in inner)


def _line(node: nodes.Node) -> int:
    """Where something is first seen: template data may begin with empty lines."""
    data = node.data if isinstance(node, nodes.TemplateData) else ""
    return node.lineno + data[: len(data) - len(data.lstrip())].count("\n")


def _defined(tree: nodes.Template) -> Iterator[str]:
    """The names that a template gives to something itself."""
    yield from (node.name for node in tree.find_all(nodes.Name) if node.ctx != "load")
    yield from (node.name for node in tree.find_all(nodes.Macro))
    yield from (node.target for node in tree.find_all(nodes.Import))
    for node in tree.find_all(nodes.FromImport):
        yield from (each if isinstance(each, str) else each[1] for each in node.names)


def _run(template: Template, parts: Iterator[str]) -> str:
    """Join what a template yields; what it does wrong becomes a `ProgramError` with file and line."""
    try:
        return "".join(parts)
    except Exception as error:
        place, trace = str(template.name), error.__traceback__
        while trace is not None:
            debug = trace.tb_frame.f_globals.get("__jinja_template__")
            if debug is not None:
                place = f"{debug.name}:{debug.get_corresponding_lineno(trace.tb_lineno)}"
            trace = trace.tb_next
        text = str(error) if isinstance(error, UndefinedError) else f"{type(error).__name__}: {error}"
        raise ProgramError(text, f"prompts/{place}") from error
