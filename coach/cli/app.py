"""The command `coach` and its groups of commands."""

from __future__ import annotations

import typer

app = typer.Typer(
    help="Staged conversations with a language model: the model talks, the machine decides, nothing is lost.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
scenarios = typer.Typer(
    help="Freeze a whole conversation in a file, and begin from it.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(scenarios, name="scenario")
tables = typer.Typer(help="Look after the database.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(tables, name="db")
keys = typer.Typer(help="Make and revoke the service's keys.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(keys, name="key")
exports = typer.Typer(help="Write what a front end has to know.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(exports, name="export")
