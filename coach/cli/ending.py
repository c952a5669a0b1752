"""How a command ends: 0, or 1 with a line on standard error. Tracebacks go to the log file, if there is one."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path

import typer

from coach.cli.output import OutputClosed, OutputFailed, complain, writing
from coach.cli.wording import with_notes, worded
from coach.errors import CoachError, ConfigurationError

logger = logging.getLogger("coach.cli")


@contextmanager
def ending(log: str | None, db: str | None = None, schema: str | None = None) -> Iterator[None]:
    """Turn what a command raises into its exit code and one line that says what to do; `db` and `schema` are its."""
    try:
        _log_to(log)
        yield
    except OutputClosed:
        raise typer.Exit(1) from None
    except CoachError as error:
        logger.error("ended with an error", exc_info=True)
        complain(with_notes(worded(error, db, schema), error))
        raise typer.Exit(1) from None
    except Exception as error:
        logger.critical("ended with a fault", exc_info=True)
        where = f"the traceback is in {log}" if log else "run it again with --log FILE to keep the traceback"
        complain(f"something inside failed ({type(error).__name__}); {where}")
        raise typer.Exit(1) from None


@contextmanager
def whole_streams() -> Iterator[None]:
    """Standard streams that can be used: closed ones lead nowhere, and text never fails to be encoded."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 -- open as long as we run
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # Half a surrogate pair becomes \udXXX, which JSON takes.
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")
    try:
        with writing():
            try:
                yield
            finally:
                sys.stdout.flush()
    except (OutputClosed, OutputFailed) as error:
        if isinstance(error, OutputFailed):
            complain(str(error))
        raise SystemExit(1) from None


def _log_to(file: str | None) -> None:
    """Log to the file and nowhere else."""
    logging.raiseExceptions = False  # a full disk under the log is no reason to print a traceback
    sys.unraisablehook = lambda lost: logger.error("lost: %r", lost.object, exc_info=lost.exc_value)
    root = logging.getLogger()
    root.addHandler(logging.NullHandler())
    if file is None:
        return
    try:
        handler = logging.FileHandler(file, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise ConfigurationError(f"the log {file} cannot be written ({error.strerror}); name another file") from None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)
    logging.getLogger("coach").setLevel(logging.DEBUG)
