"""The routes of the service by its own description, and a request for each that is valid."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

import httpx2

from coach.values import value

#: What a test's program takes where a route asks for something of that name.
VALUES: Mapping[str, Any] = {
    "state": "PLAN", "template": "welcome.md.j2", "text": "Tell me more.", "turn": 1, "changes": {"ready": True},
    "format": "json", "user": None, "scenario": "",
}  # fmt: skip


@value
class Route:
    """A method of an address."""

    method: str
    path: str
    name: str
    body: Any
    """The schema of what is sent; None where nothing is."""
    keyed: bool
    """Whether it takes an `Idempotency-Key`."""
    streams: bool

    @property
    def has_id(self) -> bool:
        """Whether it is about one conversation."""
        return "{conversation}" in self.path or "conversation" in self._properties

    @property
    def _properties(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = (self.body or {}).get("properties", {})
        return found

    def ask(
        self,
        client: httpx2.Client,
        headers: Mapping[str, str],
        conversation: str = "",
        *,
        stream: bool = False,
        key: str = "shared",
        **more: Any,
    ) -> httpx2.Response:
        """A valid request."""
        given = {**VALUES, "conversation": conversation, **more}
        path = re.sub(r"\{(\w+)\}", lambda found: quote(str(given[found[1]]), safe=""), self.path)
        told = dict(headers) | ({"Accept": "text/event-stream"} if stream else {})
        if self.keyed:
            told["Idempotency-Key"] = key
        required = self.body.get("required", []) if self.body else []
        names = [name for name in self._properties if name in required or name in ("conversation", "turn", "text")]
        body = {name: given[name] if name in given else _any(self._properties[name]) for name in names}
        return client.request(self.method, path, headers=told, json=body if self.body else None)


def routes(client: httpx2.Client) -> Iterator[Route]:
    """All of them."""
    whole = client.get("/v1/openapi.json").json()
    for path, methods in whole["paths"].items():
        for method, told in methods.items():
            sent = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            names = {each["name"].lower() for each in told.get("parameters", [])}
            answers = told["responses"].get("200", {}).get("content", {})
            yield Route(
                method.upper(), path, told["operationId"], _resolved(whole, sent), "idempotency-key" in names,
                method == "post" and "text/event-stream" in answers,
            )  # fmt: skip


def _resolved(whole: Any, schema: Any) -> Any:
    if schema is None:
        return None
    for part in schema.get("$ref", "#").split("/")[1:]:
        whole = whole[part]
    return whole if "$ref" in schema else schema


def _any(schema: Mapping[str, Any]) -> Any:
    """Something that fits a simple schema."""
    if "examples" in schema:
        return schema["examples"][0]
    return {"string": "some text", "integer": 1, "number": 1, "boolean": False, "object": {}, "array": []}[
        schema["type"]
    ]
