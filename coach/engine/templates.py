"""Jinja, in one place: the constant part of a prompt, and the blocks that have a meaning.

`context` is rendered every turn and `opening` on entering a state. All the rest of a template is its
constant part: rendered with those two emptied and nothing of the conversation in scope.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jinja2 import DictLoader, StrictUndefined, Template, TemplateSyntaxError, Undefined, UndefinedError, meta, nodes
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing

from coach.engine.text import inline
from coach.engine.views import View
from coach.errors import ProgramError
from coach.program.words import nearest

SUFFIX = ".md.j2"
VARYING = ("context", "opening")
#: What these two have in scope.
SCOPE = ("memory", "turn")


class Templates:
    """A program's templates, by file name (`introduction.md.j2`)."""

    def __init__(self, sources: Mapping[str, str], neutralise: Callable[[str], str] = str) -> None:
        self.sources = sources

        def finalize(value: Any) -> Any:
            """Whatever a template prints is a value: it cannot begin a line or carry markup."""
            if value is None or isinstance(value, Undefined | int | float):
                return value
            return neutralise(inline(str(value)))

        self._jinja = ImmutableSandboxedEnvironment(
            loader=DictLoader(dict(sources)),
            undefined=_Missing,
            finalize=finalize,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,
        )

    def constant(self, name: str) -> str:
        """The part that is the same in every turn."""
        template = self._jinja.get_template(name)
        context = template.new_context({})
        for block in VARYING:
            context.blocks.setdefault(block, []).insert(0, _nothing)
        return _run(template, template.root_render_func(context)).strip()

    def block(self, name: str, block: str, variables: Mapping[str, Any]) -> str:
        """One block, with what the templates above it set and define; empty where there is none."""
        template = self._jinja.get_template(name)
        context = template.new_context(dict(variables))
        stubbed = list(template.blocks)
        for each in stubbed:
            context.blocks[each].insert(0, _nothing)
        for each in VARYING:
            if each not in stubbed:
                context.blocks[each] = [_nothing]
        _run(template, template.root_render_func(context))
        chain = [render for render in context.blocks[block] if render is not _nothing]
        for each in {*stubbed, *VARYING}:
            context.blocks[each].remove(_nothing)
        return _run(template, chain[0](context)).strip() if chain else ""

    def check(self, name: str) -> None:
        """Raise `ProgramError` for syntax errors, unknown templates, and text that would be lost."""
        tree = self._parse(name)
        for reference in self.references(name):
            if reference is not None and reference not in self.sources:
                problem = f"there is no template {reference!r}{nearest(reference, self.sources)}"
                raise ProgramError(problem, f"prompts/{name}")
        if (extends := tree.find(nodes.Extends)) is None:
            return
        for node in tree.body:
            if isinstance(node, nodes.Output) and any(_says(part) for part in node.nodes):
                line = next(part.lineno for part in node.nodes if _says(part))
                raise ProgramError("text outside of a block would be lost; put it into one", f"prompts/{name}:{line}")
        if isinstance(extends.template, nodes.Const):
            known = self._blocks_above(extends.template.value) | set(VARYING)
            for block in tree.find_all(nodes.Block):
                nested = any(block in parent.find_all(nodes.Block) for parent in tree.find_all(nodes.Block))
                if block.name not in known and not nested:
                    problem = f"the block {block.name!r} would be lost: nothing above shows it"
                    raise ProgramError(problem + nearest(block.name, known), f"prompts/{name}:{block.lineno}")

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

    def _parse(self, name: str) -> nodes.Template:
        try:
            return self._jinja.parse(self.sources[name])
        except TemplateSyntaxError as error:
            raise ProgramError(str(error.message), f"prompts/{name}:{error.lineno}") from None

    def _blocks_above(self, name: str) -> set[str]:
        above: set[str] = set()
        for each in self.family(name):
            if each in self.sources:
                above |= {block.name for block in self._parse(str(each)).find_all(nodes.Block)}
        return above


class _Missing(StrictUndefined):
    """An undefined value whose error names the nearest thing that is defined."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        name, of = str(self._undefined_name), self._undefined_obj
        if isinstance(of, View):
            return f"{type(of).__name__} has no field or property {name!r}{nearest(name, of._fields())}"
        if of is not missing:
            return str(super()._undefined_message)
        if name in SCOPE:
            return f"{name!r} is used outside of the blocks context and opening, where nothing may change"
        return f"{name!r} is not defined{nearest(name, SCOPE)}"


def _nothing(context: Context) -> Iterator[str]:
    return iter(())


def _says(node: nodes.Node) -> bool:
    return not isinstance(node, nodes.TemplateData) or bool(node.data.strip())


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
