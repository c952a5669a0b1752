"""Results as responses, as they are: the same bytes whenever they are asked for."""

from __future__ import annotations

import json

from fastapi import Request, Response

from coach.results import Conversation, Rewound, TurnResult

_JSON = "application/json"


def turn(result: TurnResult) -> Response:
    """A turn."""
    return Response(result.json(), media_type=_JSON)


def begun(request: Request, made: Conversation) -> Response:
    """A conversation that was begun."""
    headers = {"Location": str(request.url_for("read_conversation", conversation=made.id).path)}
    return Response(f'{{"id": {json.dumps(made.id)}, "turn": {made.opening.json()}}}', 201, headers, _JSON)


def rewound(done: Rewound) -> Response:
    """A conversation that was taken back."""
    kept = json.dumps(done.kept)
    return Response(f'{{"id": {json.dumps(done.id)}, "turn": {done.turn.json()}, "kept": {kept}}}', media_type=_JSON)
