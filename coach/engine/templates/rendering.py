"""Rendering a program's templates."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jinja2 import Template, TemplateSyntaxError, UndefinedError, nodes
from jinja2.runtime import Context

from coach.engine.templates.branches import Branch, mark
from coach.engine.templates.sandbox import Rendered, sandbox
from coach.engine.templates.trees import VARYING, Trees, place
from coach.errors import ProgramError

#: Of a template among these texts by name: whether it and those above it define nothing outside of blocks.
_plain: dict[tuple[str, tuple[tuple[str, str], ...]], bool] = {}
#: The most of them that are kept; then it is begun anew.
_MOST = 1_000


class Templates:
    """A program's templates, by file name (`introduction.md.j2`). `rendered` as for `sandbox`."""

    def __init__(self, sources: Mapping[str, str], rendered: Callable[[], Rendered | None] = lambda: None) -> None:
        self._jinja = sandbox(sources, rendered)
        self.trees = Trees(self._jinja, sources)
        self._chains: dict[str, dict[str, list[Any]]] = {}
        """For templates whose blocks are the same every time: by block, its own function and those above it."""
        self._texts = tuple(sources.items())

    def constant(self, name: str) -> str:
        """The part that is the same in every turn."""
        template = self.compiled(name)
        context = template.new_context({})
        for block in VARYING:
            context.blocks.setdefault(block, []).insert(0, _nothing)
        return _run(template, template.root_render_func(context)).strip()

    def block(self, name: str, block: str, variables: Mapping[str, Any]) -> str:
        """One block, with what the templates above it set and define; empty where there is none."""
        template = self.compiled(name)
        context = template.new_context(dict(variables))
        if (chains := self._chains.get(name)) is None:
            self._fill(template, context)
            if self._only_blocks(name):
                self._chains[name] = context.blocks
        else:
            context.blocks = chains
        chain = context.blocks.get(block)
        return _run(template, chain[0](context)).strip() if chain else ""

    def branches(self, name: str) -> list[Branch]:
        """The ways that rendering a template can take, by the numbers that are reported of them."""
        return mark(self.trees.parsed(name), name)

    def compiled(self, name: str) -> Template:
        """Raises `ProgramError` for a template that cannot be compiled."""
        try:
            return self._jinja.get_template(name)
        except TemplateSyntaxError as error:
            raise ProgramError(str(error.message), place(name, error.lineno)) from None

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
        if (found := _plain.get((name, self._texts))) is None:  # to parse them takes as long as a turn
            found = all(each is not None and not _defines(self.trees[each]) for each in self.trees.family(name))
            if len(_plain) >= _MOST:
                _plain.clear()
            _plain[name, self._texts] = found
        return found


def _nothing(context: Context) -> Iterator[str]:
    return iter(())


def _defines(node: nodes.Node) -> bool:
    """Whether a template sets, defines or chooses anything outside of its blocks."""
    defining = nodes.Assign | nodes.AssignBlock | nodes.Macro | nodes.Import | nodes.FromImport | nodes.If
    inner = [child for child in node.iter_child_nodes() if not isinstance(child, nodes.Block)]
    return any(isinstance(child, defining) or _defines(child) for child in inner)


def _run(template: Template, parts: Iterator[str]) -> str:
    """Join what a template yields; what it does wrong becomes a `ProgramError` with file and line."""
    try:
        return "".join(parts)
    except Exception as error:
        where, trace = f"prompts/{template.name}", error.__traceback__
        while trace is not None:
            debug = trace.tb_frame.f_globals.get("__jinja_template__")
            if debug is not None:
                where = place(debug.name, debug.get_corresponding_lineno(trace.tb_lineno))
            trace = trace.tb_next
        undefined = isinstance(error, UndefinedError)
        text = str(error) if undefined else f"{type(error).__name__}: {error}"
        raise ProgramError(text, where, "undefined-variable" if undefined else "") from error
