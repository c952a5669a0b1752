"""A template's expressions as they are written, for whoever names them to a person."""

from __future__ import annotations

from jinja2 import nodes

_SIGNS = {
    "eq": "==", "ne": "!=", "lt": "<", "lteq": "<=", "gt": ">", "gteq": ">=", "in": "in", "notin": "not in",
}  # fmt: skip


def written(node: nodes.Node | None) -> str:
    """The expression in one line, as an author would write it; `…` for what is rare."""
    match node:
        case nodes.Name():
            return node.name
        case nodes.Const():
            return f'"{node.value}"' if isinstance(node.value, str) else str(node.value).lower()
        case nodes.Getattr():
            return f"{written(node.node)}.{node.attr}"
        case nodes.Getitem():
            return f"{written(node.node)}[{written(node.arg)}]"
        case nodes.Slice():
            return ":".join(written(part) if part else "" for part in (node.start, node.stop))
        case nodes.Not():
            return f"not {written(node.node)}"
        case nodes.And() | nodes.Or():
            return f"{written(node.left)} {type(node).__name__.lower()} {written(node.right)}"
        case nodes.BinExpr():
            return f"{written(node.left)} {node.operator} {written(node.right)}"
        case nodes.Compare():
            return " ".join([written(node.expr), *(f"{_SIGNS[each.op]} {written(each.expr)}" for each in node.ops)])
        case nodes.Concat():
            return " ~ ".join(map(written, node.nodes))
        case nodes.Call():
            return f"{written(node.node)}({_arguments(node)})"
        case nodes.Filter():
            given = _arguments(node)
            return f"{written(node.node)} | {node.name}{f'({given})' if given else ''}"
        case nodes.Test():
            given = _arguments(node)
            return f"{written(node.node)} is {node.name}{f' {given}' if given else ''}"
        case nodes.Tuple():
            return ", ".join(map(written, node.items))
        case nodes.CondExpr():
            return f"{written(node.expr1)} if {written(node.test)} else {written(node.expr2)}"
    return "…"


def _arguments(node: nodes.Call | nodes.Filter | nodes.Test) -> str:
    named = (f"{each.key}={written(each.value)}" for each in node.kwargs)
    return ", ".join([*map(written, node.args), *named])
