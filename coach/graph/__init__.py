"""A program as a picture: its states in their groups, the exits between them, and what is marked on them.

`picture` makes the picture; `covered`, `journey` and `with_traffic` mark something on it; `written` writes it in one
of `FORMATS`. `draw_svg`, `mermaid` and `table_rows` do the most common of this in one step.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, get_args

from coach.engine.program import Program
from coach.graph.colours import Theme
from coach.graph.picture import Picture, picture
from coach.graph.table import Row, table_rows

if TYPE_CHECKING:
    from coach.graph.by_conversation import journey, read_journey
    from coach.graph.by_coverage import covered
    from coach.graph.by_traffic import read_traffic, with_traffic

__all__ = [
    "FORMATS", "Format", "Picture", "Row", "Theme", "covered", "draw_svg", "journey", "mermaid", "picture",
    "read_journey", "read_traffic", "table_rows", "with_traffic", "written",
]  # fmt: skip

Format = Literal["mermaid", "dot", "svg", "png", "json", "html"]
FORMATS: tuple[Format, ...] = get_args(Format)

_LATER = {
    "covered": "by_coverage",
    "journey": "by_conversation",
    "read_journey": "by_conversation",
    "read_traffic": "by_traffic",
    "with_traffic": "by_traffic",
}


def __getattr__(name: str) -> Any:
    """What marks a picture needs more than drawing it does: it is imported when it is first used."""
    if name in _LATER:
        from importlib import import_module

        return getattr(import_module(f"coach.graph.{_LATER[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def written(picture: Picture, format: Format, *, actions: bool = False, theme: Theme = "auto") -> str | bytes:
    """The picture in a format; PNG alone is bytes. With `actions`, states list what is allowed in them.

    `theme` is `light`, `dark`, or `auto`: as the reader's system is, where the format can adapt. Raises
    `ConfigurationError` where pygraphviz is missing for what is drawn: SVG, PNG and HTML.
    """
    match format:
        case "mermaid":
            from coach.graph.flowchart import flowchart

            return flowchart(picture, actions=actions)
        case "json":
            from coach.graph.document import as_json

            return as_json(picture)
        case "svg":
            from coach.graph.svg import svg

            return svg(picture, actions=actions, theme=theme)
        case "html":
            from coach.graph.page import page

            return page(picture, actions=actions, theme=theme)
    from coach.graph.dot import dot
    from coach.graph.drawing import drawn

    text = dot(picture, actions=actions, theme=theme)
    return drawn(text, "png") if format == "png" else text


def draw_svg(
    program: Program, *, coverage: Mapping[str, Any] | None = None, actions: bool = False, theme: Theme = "auto"
) -> str:
    """The program as one `<svg>` element, which a page can hold as it is.

    `coverage` is what `coverage.json` holds; states and exits are coloured by it. With `actions`, states list what is
    allowed in them. `theme` is `light`, `dark`, or `auto`: as the reader's system is. Raises `ConfigurationError`
    where pygraphviz is missing, `BadInput` where the coverage is none, or that of another program.
    """
    plain = picture(program)
    if coverage is not None:
        from coach.graph.by_coverage import covered

        plain = covered(plain, coverage)
    return str(written(plain, "svg", actions=actions, theme=theme))


def mermaid(program: Program) -> str:
    """The program as a Mermaid flowchart."""
    return str(written(picture(program), "mermaid"))
