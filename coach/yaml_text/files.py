"""Files on the disk: read if they are text, written whole or not at all."""

from __future__ import annotations

import secrets
from pathlib import Path

from coach.errors import FileError

#: The longest file, in bytes.
MOST = 16 * 1024 * 1024


def read_file(path: Path, kind: type[FileError]) -> str:
    """The text of a file. Raises `kind`."""
    try:
        with path.open("rb") as file:
            raw = file.read(MOST + 1)
    except OSError as error:
        raise kind(f"cannot be read ({error.strerror})", str(path)) from None
    except ValueError:  # a NUL in its name
        raise kind("is no name of a file", repr(str(path))) from None
    if len(raw) > MOST:
        raise kind(f"is larger than {MOST // 1024**2} MB", str(path))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise kind("is not text in UTF-8", str(path)) from None


def write_file(path: Path, text: str, kind: type[FileError]) -> None:
    """Write a file, whole or not at all. Raises `kind`."""
    raw = text.encode()
    if len(raw) > MOST:
        raise kind(f"would be larger than {MOST // 1024**2} MB", str(path))
    try:
        if path.exists() and not path.is_file():  # a terminal, a pipe
            path.write_bytes(raw)
            return
        beside = path.with_name(f".{secrets.token_hex(8)}.tmp")
        try:
            with beside.open("xb") as file:
                file.write(raw)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise kind(f"cannot be written ({error.strerror})", str(path)) from None
