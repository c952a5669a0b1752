"""The report as one HTML page that needs nothing else: no script, no other file, no other host."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path

from coach.errors import CoachError
from coach.testing.coverage.drawing import drawn
from coach.testing.coverage.report import Report
from coach.testing.coverage.things import KINDS, MEANING, Kind, Thing

_STYLE = Path(__file__).with_name("page.css")
_SAFE = "default-src 'none'; style-src 'unsafe-inline'"


def as_page(report: Report) -> str:
    """The whole page."""
    name = escape(report.program)
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            f'<meta http-equiv="Content-Security-Policy" content="{_SAFE}">',
            f"<title>{name}: what the tests have seen</title>",
            f"<style>\n{_STYLE.read_text(encoding='utf-8')}</style></head><body>",
            *_header(report),
            '<input type="checkbox" id="only"><label for="only">Only what was not seen</label>',
            "<main>",
            *_picture(report),
            "<h2>States</h2>",
            *(line for [state] in (each.key for each in report.of_kind("states")) for line in _state(report, state)),
            *_section("Refusals", _actions(report)),
            *_section("Offers", _offers(report)),
            *_section("Templates", _templates(report)),
            "</main></body></html>",
            "",
        ]
    )


def _header(report: Report) -> Iterator[str]:
    yield f"<header><h1>{escape(report.program)}</h1>"
    yield f'<p class="quiet">What the tests have seen of version {escape(report.version)}</p>'
    yield f'<p class="whole"><b>{report.percent():g} %</b> of everything</p>'
    yield '<dl class="totals">'
    for kind in KINDS:
        if report.totals[kind][1]:
            yield _total(report, kind)
    yield "</dl>"
    for where in report.unexplained:
        yield f'<p class="warning"><code>{escape(where)}</code> is excused without a reason, so it is not excused.</p>'
    yield "</header>"


def _total(report: Report, kind: Kind) -> str:
    (seen, every), percent = report.totals[kind], report.percent(kind)
    done = " done" if seen == every else ""
    bar = f'<span class="bar"><span style="width:{percent:g}%"></span></span>'
    return (
        f'<div class="total{done}"><dt>{MEANING[kind]}</dt><dd>{bar}<b>{percent:g} %</b> {seen} of {every}</dd></div>'
    )


def _picture(report: Report) -> Iterator[str]:
    try:
        yield f'<figure class="picture">{drawn(report)}</figure>'
    except CoachError as error:
        yield f'<p class="quiet">There is no picture: {escape(str(error))}.</p>'


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    if found := list(lines):
        yield f"<h2>{title}</h2>"
        yield from found


# --- the parts -----------------------------------------------------------------------------------


def _state(report: Report, state: str) -> Iterator[str]:
    [thing] = report.of_kind("states", state)
    kinds: tuple[Kind, ...] = ("states", "exits", "guards", "missing", "actions")
    things = [each for kind in kinds for each in report.of_kind(kind, state)]
    visited = report.seen.get(thing.whole_key, 0)
    yield from _opened(report, things, f"<b>{escape(thing.says)}</b> <code>{escape(state)}</code>", f"{visited} visits")
    exits = report.of_kind("exits", state)
    if exits:
        yield '<table><thead><tr><th>exit<th class="n">taken<th class="n">open<th class="n">closed</thead>'
        for exit in exits:
            yield from _exit(report, exit)
        yield "</table>"
    if actions := report.of_kind("actions", state):
        yield f'<p class="chips">{" ".join(_chip(report, each) for each in actions)}</p>'
    yield "</details>"


def _exit(report: Report, exit: Thing) -> Iterator[str]:
    ways = report.of_kind("guards", *exit.key)
    missing = report.of_kind("missing", *exit.key)
    done = _done(report, [exit, *ways, *missing])
    yield f'<tbody class="{done}"><tr><td>{escape(exit.says)}{_excuse(exit)}{_number(report, exit)}'
    yield "".join(_number(report, each) for each in ways) if ways else '<td class="n quiet" colspan="2">no guard'
    for each in missing:
        yield f'<tr class="{_done(report, [each])}"><td class="what" colspan="3">{_words(each)}{_number(report, each)}'
    yield "</tbody>"


def _actions(report: Report) -> Iterator[str]:
    for action in report.declared["actions"]:
        if refusals := report.of_kind("refusals", action):
            yield from _opened(report, refusals, f"<code>{escape(action)}</code>")
            yield from _rows(report, refusals)


def _offers(report: Report) -> Iterator[str]:
    for offer in report.of_kind("offers"):
        buttons = report.of_kind("buttons", *offer.key)
        kind = f"<code>{escape(offer.key[0])}</code>{_excuse(offer)}"
        yield from _opened(report, [offer, *buttons], kind, f"put {report.times(offer)} times")
        yield f'<p class="quiet said">{escape(offer.says)}</p>'
        yield f'<p class="chips">{" ".join(_chip(report, each) for each in buttons)}</p></details>'


def _templates(report: Report) -> Iterator[str]:
    for template in report.declared["templates"]:
        branches = report.of_kind("branches", template)
        yield from _opened(report, branches, f"<code>{escape(template)}</code>")
        yield from _rows(report, branches)


def _rows(report: Report, things: Iterable[Thing]) -> Iterator[str]:
    yield '<table><thead><tr><th><th class="n">seen</thead><tbody>'
    for each in things:
        yield f'<tr class="{_done(report, [each])}"><td>{_words(each)}{_number(report, each)}'
    yield "</tbody></table></details>"


# --- pieces --------------------------------------------------------------------------------------


def _opened(report: Report, things: list[Thing], title: str, beside: str = "") -> Iterator[str]:
    """The beginning of a part that can be folded; it is open where something was not seen."""
    seen, every = report.share(things)
    done = _done(report, things)
    share = f'<span class="share">{seen}/{every}</span>'
    yield f'<details class="{done}"{"" if done == "seen" else " open"}><summary>{title}'
    yield f' <span class="quiet">{beside}</span>{share}</summary>'


def _words(thing: Thing) -> str:
    where = f' <span class="where">{escape(thing.where)}</span>' if thing.where else ""
    return f"{escape(thing.says)}{where}{_excuse(thing)}"


def _chip(report: Report, thing: Thing) -> str:
    times = report.times(thing)
    return f'<span class="chip {_done(report, [thing])}">{escape(thing.says)} <b>{times}</b></span>'


def _number(report: Report, thing: Thing) -> str:
    return f'<td class="n {_done(report, [thing])}">{report.times(thing)}'


def _excuse(thing: Thing) -> str:
    return f' <em class="excused">excused: {escape(thing.excused)}</em>' if thing.excused else ""


def _done(report: Report, things: list[Thing]) -> str:
    return "unseen" if report.unseen(things) else "seen"
