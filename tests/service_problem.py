"""How the service says what went wrong."""

from __future__ import annotations

from typing import Any

import httpx2


def problem(response: httpx2.Response, status: int, code: str) -> dict[str, Any]:
    """The problem of a response, whose shape is right."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = response.json()
    assert set(found) - {"errors"} == {"type", "title", "status", "detail", "remedy"}
    assert (found["type"], found["status"]) == (f"urn:coach:{code}", status)
    assert all(found[name].strip() for name in ("title", "detail", "remedy"))
    assert "Traceback" not in response.text
    return found
