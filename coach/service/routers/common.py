"""What several families of routes need."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Header, Path, Query, Response

Id = Annotated[str, Path(description="The conversation.", examples=["0v7k2m9x4qza"])]
TurnNumber = Annotated[int, Path(ge=0, description="The number of a turn; the opening is turn 0.")]
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key", min_length=1, max_length=200,
        description="Asked again with the same key, it has happened once and the answer is the same.",
    ),
]  # fmt: skip
Limit = Annotated[int, Query(ge=1, le=200, description="How many at most.")]


def _after(pattern: str) -> Any:
    told = "The `after` of another page, to go on behind it."
    return Query(max_length=100, pattern=f"^{pattern}$", description=told)


AfterConversation = Annotated[str | None, _after(r"[1-9]\d{0,16}\.[0-9a-hjkmnp-tv-z]{12}")]
AfterItem = Annotated[str | None, _after(r"\d{1,9}\.\d{1,9}")]
AfterTurn = Annotated[str | None, _after(r"\d{1,9}")]

_SAID = {
    400: "The body cannot be read.",
    401: "Nobody knows who calls.",
    403: "The caller may not do this.",
    404: "There is none, or it is somebody else's.",
    409: "It cannot be done as things stand; with Retry-After where another turn is running.",
    413: "The body is too large.",
    422: "What is sent is not valid, or the key was used for something else.",
    429: "The caller asks too often.",
    502: "The model gave no usable answer.",
    503: "The database or the model is not available.",
}
_ALWAYS = (401, 403, 422, 429, 503)


class Yaml(Response):
    """A file of ours, as it is written."""

    media_type = "application/yaml"


def file(description: str, example: str) -> dict[int | str, dict[str, Any]]:
    """The description of an answer that is such a file."""
    content = {"schema": {"type": "object", "description": "YAML."}, "example": example}
    return {200: {"description": description, "content": {"application/yaml": content}}}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What a route can answer besides, for its description."""
    return {status: {"description": _SAID[status]} for status in sorted({*_ALWAYS, *statuses})}
