"""`coach graph`: a program as a Mermaid diagram or a table, and a reference of its actions."""

from __future__ import annotations

import sys
from typing import Literal

from rich import box
from rich.table import Table
from rich.text import Text

from coach.cli.output import page, write
from coach.graph import Row, mermaid, table_rows
from coach.loading import Program
from coach.reference import actions_reference

_COLUMNS = ("State", "Exit", "By", "Wants", "Actions", "Buttons")


def print_graph(folder: str | None, format: Literal["mermaid", "table", "actions"]) -> None:
    """Print the program in `folder`. Raises `ProgramError`."""
    program = Program.load(folder)
    if format == "mermaid":
        write(mermaid(program))
    elif format == "actions":
        write(actions_reference(program))
    elif sys.stdout.isatty():
        _print_table(table_rows(program))
    else:
        _print_plain(table_rows(program))


def _print_table(rows: list[Row]) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    columns = _columns(rows)
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column in ("State", "Exit", "By"))
    for row, before in zip(rows, [None, *rows], strict=False):
        state, exit, by, wants, *does = _cells(row)
        if before is None or before.state != row.state:
            table.add_section()
            state, does = state.replace(" ", "\n"), [each.replace(", ", "\n") for each in does]
        else:
            state, does = "", ["" for _ in does]
        table.add_row(*map(Text, (state, exit, by, wants, *does)[: len(columns)]))
    page(table)


def _print_plain(rows: list[Row]) -> None:
    """Every row whole and on one line, so that it can be searched."""
    columns = _columns(rows)
    cells = [columns, *(_cells(row)[: len(columns)] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in cells]
    write("".join(f"{line.rstrip()}\n" for line in lines))


def _columns(rows: list[Row]) -> tuple[str, ...]:
    """The last one only where a button does something."""
    return _COLUMNS if any(row.buttons for row in rows) else _COLUMNS[:-1]


def _cells(row: Row) -> tuple[str, ...]:
    state = f"{row.state} ({row.mark})" if row.mark else row.state
    return state, row.target, row.by, row.wants, ", ".join(row.actions), ", ".join(row.buttons)
