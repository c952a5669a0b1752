"""Findings that somebody has looked at and allows: `# coach: allow C201, with a reason`, on the line or above it.

In a template it is `{# coach: allow C401 #}`. Codes and their names both do; what follows them is the reason.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from coach.checking.finding import BY_CODE, BY_SLUG, Finding, finding
from coach.checking.looking import Look
from coach.checking.owned import own_files
from coach.program.state import Place
from coach.program.words import close

_ALLOW = re.compile(r"coach:\s*allow\b(?P<rest>[^\n]*)")
_CODES = re.compile(r"\s*,?\s*(?P<code>C\d{3}|[a-z]+(?:-[a-z]+)+)\b")
_JINJA = re.compile(r"\{#-?(?P<text>.*?)-?#\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Allow:
    """One code that a comment allows."""

    place: Place
    """Where the comment ends."""
    code: str
    """As it is written."""

    def covers(self, found: Finding) -> bool:
        """Whether it is this finding that is allowed: on the comment's line, or on the one below."""
        lines = (self.place.line, self.place.line + 1)
        return (
            found.place.file == self.place.file and found.place.line in lines and self.code in (found.code, found.slug)
        )


def sift(look: Look, findings: Iterable[Finding]) -> list[Finding]:
    """The findings that no comment allows, and the comments that allow nothing."""
    every, allows = list(findings), list(_allows(look))
    left = [found for found in every if not any(allow.covers(found) for allow in allows)]
    # What lies elsewhere serves other programs too, in which it may well be found.
    inside = (allow for allow in allows if not Path(allow.place.file).is_absolute())
    unused = (allow for allow in inside if not any(allow.covers(found) for found in every))
    return [*left, *map(_unused, unused)]


def _unused(allow: Allow) -> Finding:
    known = {**BY_CODE, **BY_SLUG}
    if not allow.code:
        said = "this comment allows nothing: it names no code"
    elif allow.code in known:
        said = f"{allow.code} is allowed here, and there is nothing of it to allow"
    else:
        said = f"there is no finding {allow.code!r} to allow{close(allow.code, known)}"
    remedy = "Remove the comment, or put it on the line of the finding or on the one above"
    return finding("unused-allow", allow.place, said, remedy)


def _allows(look: Look) -> Iterator[Allow]:
    program = look.program
    for name, source in program.sources.items():
        for comment in _JINJA.finditer(source):
            line = source.count("\n", 0, comment.end()) + 1
            yield from _read(comment["text"], Place(f"prompts/{name}", line))
    for file in _files(look):
        try:
            text = file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            continue
        if "coach:" in text:
            for said, line in _comments(text):
                yield from _read(said, Place(str(file), line).within(program.folder))


def _files(look: Look) -> list[Path]:
    """The files in which findings can be."""
    modules = (getattr(module, "__file__", None) for module in look.owned.modules.values())
    return list(dict.fromkeys([*own_files(look.program), *(Path(file) for file in modules if file)]))


def _comments(text: str) -> Iterator[tuple[str, int]]:
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                yield token.string, token.start[0]
    except (tokenize.TokenError, SyntaxError):  # a file that nobody imports
        return


def _read(comment: str, place: Place) -> Iterator[Allow]:
    """The codes that a comment allows."""
    found = _ALLOW.search(comment)
    if found is None:
        return
    rest, start, count = found["rest"], 0, 0
    while (code := _CODES.match(rest, start)) is not None and (count == 0 or "," in code[0] or code["code"] in BY_CODE):
        yield Allow(place, code["code"])
        start, count = code.end(), count + 1
    if not count:
        yield Allow(place, "")
