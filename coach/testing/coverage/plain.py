"""`coverage.json`: a report as other tools read it."""

from __future__ import annotations

from typing import Any

from coach.testing.coverage.report import Report
from coach.testing.coverage.things import Thing

#: Grows when a reader of the file would have to know.
FORMAT = 1


def as_json(report: Report) -> dict[str, Any]:
    """The report as JSON-able data: numbers by kind, then each state, action, offer and template with what was seen."""
    return {
        "format": FORMAT,
        "program": report.program,
        "version": report.version,
        "percent": report.percent(),
        "totals": {kind: list(share) for kind, share in report.totals.items()},
        "states": {name: _state(report, name, state) for name, state in report.declared["states"].items()},
        "actions": {name: _action(report, name) for name in report.declared["actions"]},
        "offers": {each.key[0]: _offer(report, each) for each in report.of_kind("offers")},
        "templates": {name: _template(report, name) for name in report.declared["templates"]},
    }


def _state(report: Report, name: str, declared: dict[str, Any]) -> dict[str, Any]:
    seen = report.seen
    pressed = [{"type": each, "applied": seen.get(("pressed", name, each), 0)} for each in declared["buttons"]]
    actions = [{"type": each, "applied": seen.get(("actions", name, each), 0)} for each in declared["actions"]]
    return {
        "title": declared["title"],
        "visited": seen.get(("states", name), 0),
        "exits": [_exit(report, name, *each) for each in declared["exits"]],
        "actions": actions,
        "buttons": pressed,
    }


def _exit(report: Report, state: str, name: str, target: str, by: str) -> dict[str, Any]:
    [taken] = report.of_kind("exits", state, name)
    return {
        "target": target,
        "by": by,
        "guarded": bool(report.of_kind("guards", state, name)),
        "taken": report.times(taken),
        "open": report.seen.get(("guards", state, name, "open"), 0),
        "closed": report.seen.get(("guards", state, name, "closed"), 0),
        "missing": [_said(report, each) for each in report.of_kind("missing", state, name)],
        **_excused(taken),
    }


def _action(report: Report, name: str) -> dict[str, Any]:
    applied = sum(
        times for key, times in report.seen.items() if key[0] in ("actions", "pressed") and key[2:] == (name,)
    )
    return {"applied": applied, "refusals": [_said(report, each) for each in report.of_kind("refusals", name)]}


def _offer(report: Report, offer: Thing) -> dict[str, Any]:
    buttons = [
        {"name": each.key[1], "label": each.says, "pressed": report.times(each), **_excused(each)}
        for each in report.of_kind("buttons", *offer.key)
    ]
    return {
        "says": offer.says,
        "where": offer.where,
        "put": report.times(offer),
        "buttons": buttons,
        **_excused(offer),
    }


def _template(report: Report, name: str) -> list[dict[str, Any]]:
    return [
        {"line": int(each.where.rpartition(":")[2]), "what": each.says, "seen": report.times(each), **_excused(each)}
        for each in report.of_kind("branches", name)
    ]


def _said(report: Report, thing: Thing) -> dict[str, Any]:
    return {"says": thing.says, "where": thing.where, "seen": report.times(thing), **_excused(thing)}


def _excused(thing: Thing) -> dict[str, str]:
    return {"excused": thing.excused} if thing.excused else {}
