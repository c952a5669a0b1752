"""A program's exits as a table: for a terminal, or plain so that it can be searched."""

from __future__ import annotations

from collections.abc import Sequence

from coach.cli.output import rendered
from coach.graph import Row

_COLUMNS = ("State", "Exit", "By", "Wants", "Marks", "Actions", "Buttons")


def screen_table(rows: Sequence[Row]) -> str:
    """The rows as a table for a terminal."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    columns = _columns(rows)
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column in ("State", "Exit", "By"))
    for row, before in zip(rows, [None, *rows], strict=False):
        cells = _cells(row, columns)
        if before is None or before.state != row.state:
            table.add_section()
            cells["State"] = cells["State"].replace(" (", "\n(")
            cells |= {name: cells[name].replace(", ", "\n") for name in ("Actions", "Buttons") if name in cells}
        else:
            cells |= dict.fromkeys({"State", "Actions", "Buttons"} & set(cells), "")
        table.add_row(*map(Text, cells.values()))
    return rendered(table)


def plain_table(rows: Sequence[Row]) -> str:
    """Every row whole and on one line."""
    columns = _columns(rows)
    cells = [columns, *(tuple(_cells(row, columns).values()) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in cells]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _columns(rows: Sequence[Row]) -> tuple[str, ...]:
    """Those for buttons and marks only where there are any."""
    some = {"Buttons": any(row.buttons for row in rows), "Marks": any(row.marks for row in rows)}
    return tuple(name for name in _COLUMNS if some.get(name, True))


def _cells(row: Row, columns: Sequence[str]) -> dict[str, str]:
    marks = [*([row.mark] if row.mark else []), *row.state_marks]
    cells = {
        "State": f"{row.state} ({'; '.join(marks)})" if marks else row.state,
        "Exit": row.target,
        "By": row.by,
        "Wants": row.wants,
        "Marks": "; ".join(row.marks),
        "Actions": ", ".join(row.actions),
        "Buttons": ", ".join(row.buttons),
    }
    return {name: cells[name] for name in columns}
