"""What to do where SQLite fails."""

from __future__ import annotations


def remedy(said: str, path: str) -> str:
    """The failure of a file, as SQLite says it, and what to do about it."""
    remedies = {
        "disk is full": "free some space, then try again: nothing was changed",
        # How SQLite sees a full disk where its log's index cannot grow.
        "disk I/O error": "the disk may be full, or failing: free some space, then try again",
        "unable to open": "check that the folder exists and can be written to",
        "readonly": "the file, or the folder it is in, cannot be written to",
        "not a database": "the file is something else; name another one",
        "locked": "another process holds the file; try again",
    }
    found = next((text for sign, text in remedies.items() if sign in said), "try again")
    return f"the database {path} failed ({said}); {found}"
