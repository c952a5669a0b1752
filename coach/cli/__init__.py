"""The command line."""

from __future__ import annotations

from coach.cli import commands
from coach.cli.app import app
from coach.cli.ending import whole_streams

__all__ = ["commands", "main"]


def main() -> None:
    """The entry point."""
    with whole_streams():
        app(prog_name="coach")
