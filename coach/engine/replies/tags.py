"""The format `tags`: `[ACTION:NAME]{…}[/ACTION]`, anywhere among the words."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from coach.engine.replies.checks import Unfit, admit, allow
from coach.engine.replies.tag import MARK, close_end, read_tag
from coach.engine.replies.tag_body import Bodies
from coach.engine.replies.thought import words_without_thoughts
from coach.engine.replies.words import Words, beginnings
from coach.engine.reply import FormatName, Malformed, Proposal, Reply, TextParams

_BEGUN = beginnings("ACTION")
_CUT = re.compile(rf"\[\s*+(?:/\s*+(?:{_BEGUN})?+|(?:{_BEGUN}))\Z", re.IGNORECASE)
_LIVE = re.compile(rf"\[(?=\s*+(?:(?:/\s*+)?+ACTION|/\s*+(?:{_BEGUN})?+\s*+\Z|(?:{_BEGUN})\s*+\Z))", re.IGNORECASE)

_EXPLAIN = """\
Write your words to the client as plain text. To propose an action, put a tag among them: its name, its parameters
as one JSON object, and the closing tag (nothing between the two where it has no parameters):
[ACTION:EXAMPLE_ACTION]{"colour": "blue", "count": 2}[/ACTION]
- Actions are decided in the order you write them. TRANSITION_STATE is always decided last, and it may be refused.
- Tags are taken out; only the words outside them are shown to the client: never a word about actions there."""

_EXPLAIN_WORDS = "Answer with plain words only. Everything you write is shown to the client."


class TagsFormat:
    """Words, with actions in tags among them; tag names in any case, bodies in JSON or JSON5."""

    name: FormatName = "tags"

    def read(self, raw: str, texts: TextParams) -> Reply | Malformed:
        """The reply in `raw`; a tag that cannot be read has a `problem`, the others stand."""
        try:
            admit(raw)
            return _reply(*words_without_thoughts(raw))
        except Unfit as unfit:
            return Malformed(str(unfit))

    def write(self, message: str, proposals: Sequence[Proposal] = ()) -> str:
        """Tags, then the words, neutralised. Raises ValueError where a parameter is not JSON."""
        return "\n".join([*map(_tag, proposals), self.neutralise(message)])

    def neutralise(self, text: str) -> str:
        """`text` with the opening bracket of every action tag made full-width."""
        return _LIVE.sub("［", text)

    def explain(self, acts: bool) -> str:
        """How to write words and tags."""
        return _EXPLAIN if acts else _EXPLAIN_WORDS


def _tag(proposal: Proposal) -> str:
    body = json.dumps(dict(proposal.params), ensure_ascii=False, allow_nan=False) if proposal.params else ""
    return f"[ACTION:{proposal.type}]{body}[/ACTION]"


def _reply(raw: str, dropped: list[str]) -> Reply:
    words, bodies = Words(raw), Bodies(raw)
    proposals: list[Proposal] = []
    strays = at = 0
    while mark := MARK.search(raw, at):
        if mark["close"]:
            strays += 1
            at = close_end(raw, mark.start())
        else:
            allow(len(proposals) + 1)
            proposal, at = read_tag(raw, mark.start(), bodies)
            proposals.append(proposal)
        words.cut(mark.start(), at)
    message = words.left()
    if MARK.search(message):
        raise Unfit("The action tags of your reply stand inside each other: write one after the other.")
    if _CUT.search(message):
        raise Unfit("Your reply breaks off inside an action tag: write it whole.")
    diagnostics = [f"closing tags without an opening one were removed: {strays}"] if strays else []
    return Reply(message, tuple(proposals), (*dropped, *diagnostics))
