"""What is written in templates and would never be shown."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from jinja2 import nodes

from coach.engine.templates.branches import says_something
from coach.engine.templates.rendering import Templates
from coach.engine.templates.trees import VARYING, Trees, defined, imported, place
from coach.errors import ProgramError


def own_block(templates: Templates, name: str, block: str) -> str:
    """Where a template has words of its own in a block; empty where it has none."""
    for node in templates.trees[name].find_all(nodes.Block):
        if node.name == block and says_something(node):
            return place(name, node.lineno)
    return ""


def check_blocks(templates: Templates, spoken: Collection[str]) -> None:
    """Raise `ProgramError` for a `context` or `opening` outside of the templates of states and those they extend."""
    trees = templates.trees
    every = [reference for name in trees.sources for reference in trees.references(name)]
    if any(each.to is None and isinstance(each.node, nodes.Extends) for each in every):  # then nobody can tell
        return
    for name in (each for each in trees.sources if each not in spoken):
        for node in trees[name].find_all(nodes.Block):
            if node.name in VARYING:
                raise ProgramError(
                    f"the block {node.name!r} has no meaning here: this template is only included or imported; "
                    "write it in a state's template, or in one that those extend",
                    place(name, node.lineno),
                )


def check_macros(templates: Templates) -> None:
    """Raise `ProgramError` for a macro that no template uses."""
    trees = templates.trees
    for name in trees.sources:
        for macro in trees[name].find_all(nodes.Macro):
            if not any(_uses(trees, other, name, macro) for other in trees.sources):
                problem = f"the macro {macro.name!r} would be lost: no template uses it; use it or remove it"
                raise ProgramError(problem, place(name, macro.lineno))


def _uses(trees: Trees, name: str, home: str, macro: nodes.Macro) -> bool:
    """Whether the template `name` uses a macro that is written in the template `home`."""
    tree, own = trees[name], set(defined(trees[name]))
    called = {
        each
        for other in trees.sources
        for each in _called(trees, other, home, macro)
        if other == name or each not in own
    }
    within = set(map(id, macro.find_all(nodes.Name)))
    named = (each.name for each in tree.find_all(nodes.Name) if each.ctx == "load" and id(each) not in within)
    return not called.isdisjoint(named) or macro.name in _attributes(tree)


def _called(trees: Trees, name: str, home: str, macro: nodes.Macro) -> Iterator[str]:
    """What the macro is called in the template `name`."""
    if name == home:
        yield macro.name
    for node in trees[name].find_all(nodes.FromImport):
        if isinstance(node.template, nodes.Const) and node.template.value == home:
            yield from (alias for original, alias in imported(node) if original == macro.name)


def _attributes(tree: nodes.Template) -> Iterator[str]:
    """What a template reads of something: `rows.row`, `rows["row"]`."""
    yield from (node.attr for node in tree.find_all(nodes.Getattr))
    yield from (str(node.arg.value) for node in tree.find_all(nodes.Getitem) if isinstance(node.arg, nodes.Const))
