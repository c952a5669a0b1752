"""`coach export`: a program in the language of a front end."""

from __future__ import annotations

from pathlib import Path

from coach.cli.output import write
from coach.errors import ConfigurationError
from coach.loading import Program
from coach.service.exported import typescript


def export_typescript(program: str | None, file: str | None, interludes: bool | None) -> None:
    """Write the module to the file, or to standard output. Raises a `CoachError`."""
    text = typescript(Program.load(program, interludes=interludes))
    if file is None:
        write(text)
        return
    try:
        Path(file).write_bytes(text.encode())
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else None
        raise ConfigurationError(f"{file} cannot be written: {why or error}") from None
