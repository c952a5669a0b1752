"""What was not seen, in words."""

from __future__ import annotations

from collections.abc import Iterator

from coach.testing.coverage.report import Report
from coach.testing.coverage.things import Thing


def wanting(report: Report) -> dict[str, list[str]]:
    """What was not seen: by heading, a sentence each; headings under which nothing is wanting are left out."""
    found = {state.key[0]: list(_of_state(report, state)) for state in report.of_kind("states")}
    found["refusals of actions"] = list(_of_refusals(report))
    found |= {f"offer {each.key[0]}": list(_of_offer(report, each)) for each in report.of_kind("offers")}
    found |= {f"prompts/{name}": list(_of_template(report, name)) for name in report.declared["templates"]}
    return {heading: sentences for heading, sentences in found.items() if sentences}


def _of_state(report: Report, state: Thing) -> Iterator[str]:
    if report.unseen([state]):
        yield "never visited"
    for exit in report.of_kind("exits", *state.key):
        yield from _of_exit(report, exit)
    if unused := report.unseen(report.of_kind("actions", *state.key)):
        yield f"never applied here: {', '.join(each.says for each in unused)}"


def _of_exit(report: Report, exit: Thing) -> Iterator[str]:
    ways = [each.key[-1] for each in report.unseen(report.of_kind("guards", *exit.key))]
    unseen = [*(["never taken"] if report.unseen([exit]) else []), *(f"its guard never seen {way}" for way in ways)]
    if unseen:
        yield f"{exit.says}: {', '.join(unseen)}"
    for each in report.unseen(report.of_kind("missing", *exit.key)):
        yield f"{exit.says}: never missing “{each.says}” ({each.where})"


def _of_refusals(report: Report) -> Iterator[str]:
    """Each sentence once, with the actions that it was not seen of: many actions refuse in the same words."""
    by_sentence: dict[tuple[str, str], list[str]] = {}
    for each in report.unseen(report.of_kind("refusals")):
        by_sentence.setdefault((each.says, each.where), []).append(each.key[0])
    for (says, where), actions in by_sentence.items():
        yield f"“{says}” ({where}), never of {', '.join(actions)}"


def _of_offer(report: Report, offer: Thing) -> Iterator[str]:
    if report.unseen([offer]):
        yield f"never put ({offer.where})"
    unpressed = report.unseen(report.of_kind("buttons", *offer.key))
    if unpressed and report.times(offer):
        yield f"never pressed: {', '.join(f'“{each.says}”' for each in unpressed)}"


def _of_template(report: Report, template: str) -> Iterator[str]:
    for each in report.unseen(report.of_kind("branches", template)):
        yield f"line {each.where.rpartition(':')[2]}, never {each.says}"
