"""The source behind a function: its tree, the sentences in it, and the lines that are excused from being seen."""

from __future__ import annotations

import ast
import linecache
import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import FunctionType
from typing import Any

from coach.loading.hints import written
from coach.values import value

Node = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)

#: The longest expression that is shown in the hole of a sentence, in characters.
_HOLE = 40
_EXCUSE = re.compile(
    r"(?:#|\{#-?)\s*coach:\s*no cover\b(?:\s+for\s+(?P<names>[A-Z][A-Z0-9_]*(?:,\s*[A-Z][A-Z0-9_]*)*))?"
    r"[\s:;,.–—-]*(?P<why>.*?)\s*(?:-?#\}|$)"
)


@value
class Site:
    """A place in the source where one thing is said."""

    file: str
    first: int
    last: int
    """Its last line."""
    says: str
    kind: str = ""
    """Of a refusal by a collection of the memory, which of them it is."""

    def holds(self, file: str, line: int) -> bool:
        """Whether a line of a file is one of these."""
        return file == self.file and self.first <= line <= self.last


def node_of(function: Any) -> Node | None:
    """The tree of a function; None where its source is not to be had."""
    code = getattr(written(function), "__code__", None)
    if code is None:
        return None
    return _functions("".join(linecache.getlines(code.co_filename))).get(code.co_firstlineno)


def plain(function: Any) -> FunctionType | None:
    """The function as it was written; None for what is none."""
    found = written(function) if callable(function) else None
    return found if isinstance(found, FunctionType) else None


@lru_cache(maxsize=256)
def _functions(source: str) -> dict[int, Node]:
    """The functions of a module, by the lines that they begin at; of two on one line, the outer one."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # the file is not any more what was imported
        return {}
    found: dict[int, Node] = {}
    for node in ast.walk(tree):
        if isinstance(node, Node):
            found.setdefault(_first_line(node), node)
    return found


def _first_line(node: Node) -> int:
    decorators = [] if isinstance(node, ast.Lambda) else node.decorator_list
    return min([node.lineno, *(each.lineno for each in decorators)])


def own(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function itself, in the order of the source, those of functions within it left out."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, _SCOPES):
            yield child
            yield from own(child)


def sentence(node: ast.AST | None, known: Mapping[str, Any] | None = None) -> str:
    """A text as it is written, with what is filled in at run time in braces; `known` is what is filled in already."""
    match node:
        case ast.Constant():
            return str(node.value)
        case ast.JoinedStr():
            return "".join(sentence(part, known) for part in node.values)
        case ast.FormattedValue(value=ast.Name(id=name)) if isinstance((known or {}).get(name), str | int):
            return str((known or {})[name])
        case ast.FormattedValue():
            return hole(node.value)
        case ast.BinOp(op=ast.Add()):
            return sentence(node.left, known) + sentence(node.right, known)
        case ast.IfExp():
            return f"{sentence(node.body, known)} / {sentence(node.orelse, known)}"
        case ast.GeneratorExp() | ast.ListComp():  # each of them is a text
            return sentence(node.elt, known)
        case None:
            return "…"
    return hole(node)


def hole(node: ast.AST) -> str:
    """What is filled in at run time, in braces."""
    text = ast.unparse(node)
    return f"{{{text}}}" if len(text) <= _HOLE else "{…}"


def bound(function: FunctionType) -> dict[str, Any]:
    """What a function was given by the one that made it, by name."""
    values: dict[str, Any] = {}
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            values[name] = cell.cell_contents
        except ValueError:  # not filled yet
            continue
    return values


def excuse(lines: list[str], first: int, last: int, of: Collection[str] = ()) -> str | None:
    """Why these lines need not be seen: the text behind `coach: no cover`. None where nobody excused them.

    The comment stands on one of the lines, or alone on the line above. `coach: no cover for NAME` excuses them where
    that name is among `of`: the state or the action they are seen of, the refusal of a collection.
    """
    above = lines[first - 2].strip() if 2 <= first <= len(lines) + 1 else ""
    for text in [*([above] if above.startswith(("#", "{#")) else []), *lines[first - 1 : last]]:
        found = _EXCUSE.search(text)
        if found is not None and (found["names"] is None or set(re.split(r",\s*", found["names"])) & set(of)):
            return found["why"]
    return None


def lines_of(file: str) -> list[str]:
    """The lines of a file, as they were imported."""
    return linecache.getlines(file)


def place(file: str, line: int, folder: Path) -> str:
    """A line named from the program's folder, or from that of the package that it is written in."""
    path = Path(file)
    if path.is_relative_to(folder):
        return f"{path.relative_to(folder).as_posix()}:{line}"
    above = path.parent
    while (above / "__init__.py").exists():
        above = above.parent
    return f"{path.relative_to(above).as_posix()}:{line}"
