"""What went wrong, as the errors of the library."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from coach import errors
from coach.client.commands import Answered, Lost
from coach.errors import CoachError
from coach.service.kinds import URN, error_of, passes
from coach.values import value

_SOON = 1.0  # seconds after which to ask again, where nothing says when


@value
class Failure:
    """A request that came to nothing."""

    error: CoachError
    again: bool
    """Whether asking again with the same key can help."""
    after: float = 0.0
    """In how many seconds, at the least."""


def failure_of(told: Answered | Lost) -> Failure:
    """What a lost connection, or an answer that is a problem, stands for."""
    if isinstance(told, Lost):
        return Failure(errors.Unreachable(f"the service cannot be reached: {told.reason}"), again=True)
    problem = _problem(told.body)
    if problem is None:  # of something between the service and us
        error = errors.Unreachable(
            f"the answer has status {told.status} and is none of the service's; is the URL right?"
        )
        return Failure(error, again=told.status in (502, 503, 504), after=_seconds(told.headers, 0.0))
    return failed(problem, _seconds(told.headers, 0.0))


def failed(problem: Mapping[str, Any], after: float = 0.0) -> Failure:
    """What a problem stands for; `after` so many seconds it may be asked again, as far as that is known."""
    code = str(problem["type"]).removeprefix(URN)
    error = _made(error_of(code), str(problem.get("detail") or problem.get("title") or code), after or _SOON)
    if remedy := problem.get("remedy"):
        error.add_note(str(remedy))
    return Failure(error, passes(int(problem.get("status") or 0), code), after)


def unreadable(what: str) -> CoachError:
    """For an answer that is not as the description says."""
    return errors.Unreachable(
        f"the service's answer cannot be understood: {what}; are client and service of one version?"
    )


def _made(cls: type[CoachError], text: str, after: float) -> CoachError:
    if issubclass(cls, errors.Busy | errors.TooMany):
        return cls(text, after)
    return cls(text)


def _problem(body: bytes) -> Mapping[str, Any] | None:
    try:
        found = json.loads(body)
    except ValueError:
        return None
    ours = isinstance(found, dict) and str(found.get("type", "")).startswith(URN)
    return found if ours else None


def _seconds(headers: Mapping[str, str], otherwise: float) -> float:
    try:
        return max(0.0, float(headers.get("retry-after", "")))
    except ValueError:
        return otherwise
