"""`coach graph`: a program as a Mermaid diagram or a table."""

from __future__ import annotations

import sys
from typing import Literal

from rich import box
from rich.table import Table
from rich.text import Text

from coach.cli.output import page, write
from coach.graph import Row, mermaid, table_rows
from coach.loading import Program

_COLUMNS = ("State", "Exit", "By", "Wants", "Actions")


def print_graph(folder: str | None, format: Literal["mermaid", "table"]) -> None:
    """Print the program in `folder`. Raises `ProgramError`."""
    program = Program.load(folder)
    if format == "mermaid":
        write(mermaid(program))
    elif sys.stdout.isatty():
        _print_table(table_rows(program))
    else:
        _print_plain(table_rows(program))


def _print_table(rows: list[Row]) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for column in _COLUMNS:
        table.add_column(column, overflow="fold", no_wrap=column in ("State", "Exit", "By"))
    for row, before in zip(rows, [None, *rows], strict=False):
        state, exit, by, wants, actions = _cells(row)
        if before is None or before.state != row.state:
            table.add_section()
            state, actions = state.replace(" ", "\n"), actions.replace(", ", "\n")
        else:
            state = actions = ""
        table.add_row(*map(Text, (state, exit, by, wants, actions)))
    page(table)


def _print_plain(rows: list[Row]) -> None:
    """Every row whole and on one line, so that it can be searched."""
    cells = [_COLUMNS, *map(_cells, rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in cells]
    write("".join(f"{line.rstrip()}\n" for line in lines))


def _cells(row: Row) -> tuple[str, ...]:
    state = f"{row.state} ({row.mark})" if row.mark else row.state
    return state, row.target, row.by, row.wants, ", ".join(row.actions)
