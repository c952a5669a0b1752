"""Logs as lines of JSON, without what anybody said.

An exception is its type and where it happened. Only of loggers that are known to name nobody's words is the message
whole; of others it is the text as it stands in the code, and where that is.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from traceback import walk_tb
from types import TracebackType
from typing import Any

_WORDLESS = ("coach.service", "coach.requests", "uvicorn")
_DEEPEST = 40  # places of a traceback


class JsonLines(logging.Formatter):
    """A record as a line. With `words`, exceptions keep their texts, which can hold what people said."""

    def __init__(self, *, words: bool = False) -> None:
        super().__init__()
        self._words = words

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self._message(record),
            "process": record.process,
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = self._error(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, default=str).encode("utf-8", "backslashreplace").decode()

    def _message(self, record: logging.LogRecord) -> str:
        if self._words or record.name.startswith(_WORDLESS) or not record.args:
            return record.getMessage().rstrip()
        return f"{record.msg} ({record.module}:{record.lineno})"

    def _error(self, error: BaseException) -> dict[str, Any]:
        said: dict[str, Any] = {"type": f"{type(error).__module__}.{type(error).__qualname__}"}
        if self._words:
            said["text"] = str(error)
        said["where"] = _places(error.__traceback__)
        if (cause := error.__cause__ or error.__context__) is not None:
            said["cause"] = self._error(cause)
        return said


def log_to_stderr(level: str, *, words: bool) -> None:
    """Let everything of this process be logged as lines of JSON on standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(words=words))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(logging.INFO, _number(level)))
    logging.getLogger("coach").setLevel(_number(level))
    logging.getLogger("httpx2").setLevel(max(logging.WARNING, _number(level)))  # it tells of every call
    logging.raiseExceptions = False


def _number(level: str) -> int:
    return logging.getLevelNamesMapping()[level.upper()]


def _places(traceback: TracebackType | None) -> list[str]:
    frames = [(frame.f_code, line) for frame, line in walk_tb(traceback)]
    return [f"{code.co_filename}:{line} {code.co_name}" for code, line in frames[-_DEEPEST:]]
