"""The file of an SQLite database, looked at before it is opened: opening it makes one."""

from __future__ import annotations

from pathlib import Path

from coach.errors import ConfigurationError
from coach.store.sqlite import SqliteStore
from coach.store.store import Store


def in_memory(store: Store) -> bool:
    """Whether the database is gone when the command ends."""
    return isinstance(store, SqliteStore) and store.engine.url.database in (None, "", ":memory:")


def check_lasts(store: Store) -> None:
    """Raise `ConfigurationError` for a database in memory."""
    if in_memory(store):
        raise ConfigurationError(
            "this database is in memory and gone when the command ends; name a file with --db sqlite:///FILE"
        )


def check_written(store: Store) -> None:
    """Raise `ConfigurationError` where there is nothing to read: no file, or an empty one."""
    check_lasts(store)
    if not isinstance(store, SqliteStore):
        return
    remedy = "name the one that has the conversation with --db"
    file = Path(store.engine.url.database or "")
    try:
        if file.stat().st_size == 0 and file.is_file():
            raise ConfigurationError(f"the file {file} is empty; {remedy}")
    except (FileNotFoundError, NotADirectoryError):
        raise ConfigurationError(f"there is no file {file}; {remedy}") from None
    except OSError:  # SQLite will fail as well, and says what is to be done
        return
