"""An example of every shape, for the description: one conversation, looked at from all sides."""

from __future__ import annotations

from typing import Any

_ID = "0v7k2m9x4qza"
_COPY = "0v7k3f8e2m1z"
_AT = "2027-03-01T09:30:00Z"
_MISSING = {"IDENTITY_REVIEW": ["Spiritual has no identity yet"]}
_VERSION = "0b3dc55cb04f"

_SAVED = {"identity": "Runner", "category": "physical_expression"}
_ACTION = {
    "type": "SAVE_IDENTITY", "params": _SAVED, "status": "applied", "kind": None, "reason": None,
    "summary": "Saved identity 'Runner' under Physical expression",
}  # fmt: skip
_OFFER = {
    "id": "offers-1",
    "kind": "merge",
    "text": "Are “Runner” and “Athlete” one and the same?",
    "buttons": [
        {"name": "merge", "label": "One and the same", "fields": ["name"]},
        {"name": "keep", "label": "Keep both", "fields": []},
    ],
    "fields": [{"name": "name", "label": "Its name", "value": "Runner", "longest": 80}],
    "link": "",
}
_USAGE = {"calls": 1, "input_tokens": 2140, "output_tokens": 61, "cached_tokens": 1536}
_TURN = {
    "conversation": _ID, "turn": 7, "from_state": "IDENTITY_DISCOVERY", "state": "IDENTITY_DISCOVERY",
    "message": "A runner, then. Who are you when you earn?", "actions": [_ACTION], "missing": _MISSING,
    "usage": _USAGE,
}  # fmt: skip
_LINE = {
    "conversation": _ID, "user": "42", "tenant": "", "label": "spring", "version": _VERSION,
    "state": "IDENTITY_DISCOVERY", "turn": 7, "taken_by": None, "started": _AT, "turned": _AT,
}  # fmt: skip
_MESSAGE = {
    "turn": 7, "role": "coach", "text": _TURN["message"], "state": "IDENTITY_DISCOVERY", "version": _VERSION,
    "model": "some-model", "lint": [], "at": _AT,
}  # fmt: skip
_RECORD = {
    "turn": 7, "attempt": 1, **_ACTION, "by": "model", "from_state": "IDENTITY_DISCOVERY",
    "to_state": None, "label": "spring",
}  # fmt: skip
_CALL = {
    "attempt": 1, "state": "IDENTITY_DISCOVERY", "model": "some-model", "format": "json", "problem": None,
    "finish": "stop", "input_tokens": 2140, "output_tokens": 61, "cached_tokens": 1536, "latency_ms": 930, "retries": 0,
}  # fmt: skip
_TURN_LINE = {
    "turn": 7, "key": "b0a1", "from_state": "IDENTITY_DISCOVERY", "state": "IDENTITY_DISCOVERY", "version": _VERSION,
    "missing": _MISSING, "offer": None, "taken_by": None, "calls": [_CALL], "at": _AT,
}  # fmt: skip
_MEMORY = {"first_name": "Ana", "identities": [{"id": "identities-1", "name": "Runner"}]}
_EXIT = {
    "target": "IDENTITY_REVIEW", "by": "model", "when": "Every life category has an identity or was skipped",
    "speaks": "new", "via": [],
}  # fmt: skip
_STATE = {
    "name": "IDENTITY_DISCOVERY", "title": "Identity discovery",
    "purpose": "The client names who they already are, one side of life after another.", "group": "Discovery",
    "initial": False, "final": False, "silent": False, "interlude": False,
    "actions": ["SAVE_IDENTITY", "TRANSITION_STATE"], "buttons": [], "exits": [_EXIT],
}  # fmt: skip
_PARAMETERS = {
    "type": "object", "properties": {"identity": {"type": "string", "maxLength": 80}}, "required": ["identity"],
    "additionalProperties": False,
}  # fmt: skip
_SHOWN = {"role": "user", "part": "said", "text": "I run every morning."}
_ATTEMPT = {
    "state": "IDENTITY_DISCOVERY", "format": "tags", "messages": [_SHOWN], "raw": "A runner, then.", "schema": None,
    "tools": [],
}  # fmt: skip
_FOUND = {
    "code": "unused-prompt", "severity": "warning", "place": "prompts/old.md.j2:1", "sentence": "no state uses it",
}  # fmt: skip
_STAY = {"came": 120, "there": 14, "stopped": 3, "left": 106, "turns": 9.0, "seconds": 1260.0}
_TAKEN = {"source": "IDENTITY_DISCOVERY", "target": "IDENTITY_REVIEW", "by": "model", "times": 106}
_COST = {
    "state": "IDENTITY_DISCOVERY", "calls": 1090, "unusable": 4, "input_tokens": 2_332_600, "cached_tokens": 1_674_240,
    "output_tokens": 66_490, "latency_ms": 1_013_700,
}  # fmt: skip
_MARK = {"tone": "", "lines": [], "numbers": [], "weight": 0.0}
_DRAWN = {
    "name": "IDENTITY_DISCOVERY", "title": "Identity discovery", "purpose": _STATE["purpose"], "group": "Discovery",
    "initial": False, "final": False, "interlude": False, "actions": _STATE["actions"], "buttons": [], "mark": _MARK,
}  # fmt: skip
_WAY = {
    "number": 4, "source": "IDENTITY_DISCOVERY", "target": "IDENTITY_REVIEW", "to": "IDENTITY_REVIEW", "by": "model",
    "trigger": "IDENTITY_REVIEW (model)", "wants": _EXIT["when"], "passes": False, "mark": _MARK,
}  # fmt: skip


def _page(item: dict[str, Any], after: str) -> dict[str, Any]:
    return {"after": after, "more": False, "items": [item]}


#: By the name of the shape.
EXAMPLES: dict[str, Any] = {
    "Actions": _page(_RECORD, "7.1"),
    "Alive": {"status": "alive"},
    "Answer": {"text": "This is Eve. I read what you wrote; may I ask about it?"},
    "Begun": {"id": _ID, "turn": {**_TURN, "turn": 0, "message": "Hello, and welcome.", "actions": []}},
    "Calling": {"role": "operator", "tenant": "", "user": None},
    "ConversationState": {
        "id": _ID, "user": "42", "label": "spring", "program": "Identity coaching", "version": _VERSION,
        "state": "IDENTITY_DISCOVERY", "title": "Identity discovery", "group": "Discovery", "over": False, "turn": 7,
        "memory": _MEMORY, "offers": [_OFFER], "taken_by": None, "running": {"turn": 8, "ends_within": 41.5},
        "progress": [{"target": "IDENTITY_REVIEW", "open": False, "missing": _MISSING["IDENTITY_REVIEW"]}],
    },
    "Conversations": _page(_LINE, f"1803893400000000.{_ID}"),
    "EditMemory": {"changes": {"identities": {"change": {"Runner": {"notes": ["at dawn"]}}}}, "reason": "told by mail"},
    "Fork": {"turn": 5, "label": "what if"},
    "GraphDocument": {
        "format": 1, "program": "Identity coaching", "version": _VERSION, "groups": ["Discovery"], "states": [_DRAWN],
        "exits": [_WAY], "subject": "", "caption": [], "data": None,
    },
    "Inside": {
        "turn": _TURN_LINE, "title": "Identity discovery", "memory": _MEMORY, "before": {"first_name": "Ana"},
        "exits": [{"to": "IDENTITY_REVIEW", "by": "model", "missing": _MISSING["IDENTITY_REVIEW"]}],
        "messages": [_MESSAGE], "actions": [_RECORD], "attempts": [_ATTEMPT],
        "stages": [{"name": "render", "attempt": 1, "seconds": 0.0009}], "same": True, "same_version": True,
        "problem": "",
    },
    "Messages": _page(_MESSAGE, "14.0"),
    "Move": {"state": "IDENTITY_REVIEW", "reason": "She asked to go on."},
    "NewConversation": {"user": "42", "label": "spring"},
    "Overview": {
        "conversations": 120, "most": 10_000, "states": {"IDENTITY_DISCOVERY": _STAY}, "taken": [_TAKEN],
        "refused": [{**_TAKEN, "times": 31}], "costs": [_COST],
    },
    "Program": {
        "name": "Identity coaching", "version": _VERSION, "groups": ["Discovery"], "states": [_STATE],
        "actions": [
            {"name": "SAVE_IDENTITY", "description": "Keep an identity that was named.", "parameters": _PARAMETERS}
        ],
    },
    "Prompts": {
        "templates": [{"name": "farewell.md.j2", "text": "Say goodbye.", "states": ["FAREWELL"]}],
        "findings": [_FOUND],
    },
    "Ready": {"status": "ready", "migration": "0003", "program": _VERSION},
    "Rewind": {"turn": 5},
    "Rewound": {"id": _ID, "turn": {**_TURN, "turn": 5}, "kept": _COPY},
    "StartScenario": {"scenario": "program: Identity coaching\nstate: ONWARD\n…\n", "user": "42", "reset": True},
    "TakeOver": {"by": "Eve"},
    "TakeTurn": {"text": "I run every morning."},
    "Tried": {"problem": "", "findings": [_FOUND], "now": [_ATTEMPT], "then": [_ATTEMPT]},
    "TryPrompt": {"template": "farewell.md.j2", "text": "Say goodbye.", "conversation": _ID, "turn": 7},
    "TurnResult": {**_TURN, "offer": _OFFER},
    "Turns": _page(_TURN_LINE, "7"),
}  # fmt: skip
