"""What goes wrong between us and a model's server: what to try again, and what to say otherwise."""

from __future__ import annotations

import email.utils
import math
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass

from coach.errors import ModelError, ModelFiltered, ModelRejected

#: What to check where an answer is not that of a model's server at all.
CHECK_URL = "check OPENAI_BASE_URL (most addresses end in /v1)"


#: What a server says whose model could not keep to the schema this time.
SLIPS = r"json_validate_failed|tool_use_failed"


@dataclass(eq=False)
class Fault(Exception):
    """One call that came to nothing."""

    what: str
    """What the server did, in words that continue "the model server …"; nothing of the conversation."""
    advice: str = "try again later"
    status: int | None = None
    """The HTTP status, where the server answered with an error."""
    told: str = ""
    """The error in the server's words; only ever searched, since it may repeat the client's."""
    wait: float | None = None
    """How many seconds the server asks us to wait."""


@dataclass(frozen=True, slots=True)
class _Remedy:
    statuses: frozenset[int] | None
    """None: any."""
    told: str
    """A pattern of what the server says."""
    error: type[ModelError] | None
    """None: it is tried again."""
    text: str = ""

    def fits(self, fault: Fault) -> bool:
        known = self.statuses is None or fault.status in self.statuses
        return known and re.search(self.told, fault.told, re.IGNORECASE) is not None


_FAILING = frozenset({408, 409, 425, 429}) | frozenset(range(500, 600)) - {501}
#: In the order in which they are tried; the last one fits everything.
_REMEDIES = (
    _Remedy(
        None,
        r"content_filter|content_policy|content management policy",
        ModelFiltered,
        "withheld the answer with its content filter; saying it in other words may help",
    ),
    _Remedy(
        frozenset({402, 403, 429}),
        r"insufficient_quota|exceeded your current quota|insufficient.{0,10}(?:balance|credit|funds)",
        ModelRejected,
        "says that the account's quota is used up; check its billing, or set another OPENAI_API_KEY",
    ),
    _Remedy(frozenset({400}), SLIPS, None),
    _Remedy(_FAILING, "", None),
    _Remedy(frozenset({401}), "", ModelRejected, "does not accept the key; check OPENAI_API_KEY"),
    _Remedy(frozenset({402}), "", ModelRejected, "wants to be paid; check the billing of OPENAI_API_KEY's account"),
    _Remedy(
        frozenset({403}),
        "",
        ModelRejected,
        "does not let this key use {model}; check OPENAI_API_KEY and the model's name",
    ),
    _Remedy(
        frozenset({400, 413, 422}),
        r"context.?(?:length|window|size)|maximum context|too (?:long|large|many tokens)",
        ModelRejected,
        "says that the prompt or the reply is too long for {model}; shorten the history or take another model",
    ),
    _Remedy(
        frozenset({404}),
        "",
        ModelRejected,
        f"knows no model {{model}}, or no such address; check the model's name, and {CHECK_URL}",
    ),
    _Remedy(
        None,
        "",
        ModelRejected,
        f"rejects the request; check the model's name ({{model}}) and settings, and {CHECK_URL}",
    ),
)


def rejection(fault: Fault, model: str, host: str) -> ModelError | None:
    """The error that ends the matter, or None where trying again may help."""
    if fault.status is None:
        return None
    remedy = next(remedy for remedy in _REMEDIES if remedy.fits(fault))
    if remedy.error is None:
        return None
    return remedy.error(f"The model server at {host} {remedy.text.format(model=model)} ({fault.what}).")


def seconds_to_wait(headers: Mapping[str, str]) -> float | None:
    """What the server asks for, in seconds; None where it says nothing we can read.

    Retry-After is a number or a date, retry-after-ms (OpenAI, Azure) the same in finer steps.
    """
    try:
        milliseconds = float(headers.get("retry-after-ms", ""))
    except ValueError:
        milliseconds = math.nan
    if not math.isnan(milliseconds):
        return max(0.0, milliseconds / 1000)
    text = headers.get("retry-after", "").strip()
    try:
        seconds = float(text)
    except ValueError:
        try:
            seconds = email.utils.parsedate_to_datetime(text).timestamp() - time.time()
        except (ValueError, OverflowError):
            return None
    return None if math.isnan(seconds) else max(0.0, seconds)


#: Parts of an error's body that repeat the request.
_ECHOES = frozenset({"input", "ctx", "body", "request", "failed_generation", "url"})


def told(body: object, depth: int = 6) -> str:
    """What an error's body says in words, codes and places, without the request that it may repeat."""
    if isinstance(body, str):
        return body[:2000]
    if depth == 0 or body is None:
        return ""
    if isinstance(body, Mapping):
        return " ".join(told(part, depth - 1) for key, part in body.items() if key not in _ECHOES)
    if isinstance(body, list):
        return " ".join(told(part, depth - 1) for part in body)
    return str(body)[:50]
