"""The format `xml`: `<action name="NAME"><param name="p">…</param></action>`, anywhere among the words."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from coach.engine.replies.checks import Broken, Unfit, admit, allow, decode
from coach.engine.replies.thought import words_without_thoughts
from coach.engine.replies.words import Words, beginnings
from coach.engine.replies.xml_action import ACTION, PARAM, read_action
from coach.engine.reply import FormatName, Malformed, Proposal, Reply, TextParams

_MARKUP = re.compile(r"<(?P<close>/)?+(?:action|param)", re.IGNORECASE)
_TAG = re.compile(r"</?+(?:action|param)(?:[^<>]*+>|[^<>\n]*+)", re.IGNORECASE)
_BEGUN = beginnings("action", "param")
_CUT = re.compile(rf"<(?:/(?:{_BEGUN})?+|(?:{_BEGUN}))\Z", re.IGNORECASE)
_LIVE = re.compile(rf"<(?=/?+(?:action|param)|/(?:{_BEGUN})?+\s*+\Z|(?:{_BEGUN})\s*+\Z)", re.IGNORECASE)

_EXPLAIN = """\
Write your words to the client as plain text. To propose an action, put an element among them, with one `param` for
each parameter; text stands as it is, anything else as JSON; write &lt; and &amp; for < and & inside it:
<action name="EXAMPLE_ACTION"><param name="colour">blue</param><param name="count">2</param></action>
- Without parameters it is <action name="EXAMPLE_ACTION"/>.
- Actions are decided in the order you write them. TRANSITION_STATE is always decided last, and it may be refused.
- Elements are taken out; only the words outside them are shown to the client: never a word about actions there."""

_EXPLAIN_WORDS = "Answer with plain words only. Everything you write is shown to the client."


class XmlFormat:
    """Words, with actions as elements among them; tag names in any case."""

    name: FormatName = "xml"

    def read(self, raw: str, texts: TextParams) -> Reply | Malformed:
        """The reply in `raw`; an action that cannot be read has a `problem`, the others stand.

        A parameter that `texts` does not name is JSON, or its text where it is not.
        """
        try:
            admit(raw)
            return _reply(*words_without_thoughts(raw), texts)
        except Unfit as unfit:
            return Malformed(str(unfit))

    def write(self, message: str, proposals: Sequence[Proposal] = ()) -> str:
        """Elements, then the words, neutralised. Raises ValueError where a parameter is not JSON."""
        return "\n".join([*map(_element, proposals), self.neutralise(message)])

    def neutralise(self, text: str) -> str:
        """`text` with the opening bracket of every tag of ours made full-width."""
        return _LIVE.sub("＜", text)

    def explain(self, acts: bool) -> str:
        """How to write words and elements."""
        return _EXPLAIN if acts else _EXPLAIN_WORDS


def _element(proposal: Proposal) -> str:
    if not proposal.params:
        return f"<action name={quoteattr(proposal.type)}/>"
    params = "".join(_param(name, value) for name, value in proposal.params.items())
    return f"<action name={quoteattr(proposal.type)}>{params}</action>"


def _param(name: str, value: Any) -> str:
    if not isinstance(value, str):
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        return f"<param name={quoteattr(name)}>{escape(text)}</param>"
    # Where text could be taken for JSON, or would be stripped, it says of itself that it is text.
    kind = ' type="text"' if value != value.strip() or _is_json(value) else ""
    return f"<param name={quoteattr(name)}{kind}>{escape(value)}</param>"


def _is_json(text: str) -> bool:
    try:
        decode(text)
    except Broken:
        return False
    except Unfit:
        return True
    return True


def _reply(raw: str, dropped: list[str], texts: TextParams) -> Reply:
    words = Words(raw)
    proposals: list[Proposal] = []
    strays = at = 0
    while mark := _MARKUP.search(raw, at):
        if ACTION.match(raw, mark.start()) and not mark["close"]:
            allow(len(proposals) + 1)
            proposal, at = read_action(raw, mark.start(), texts)
            proposals.append(proposal)
        else:
            strays += 1
            stray = PARAM.match(raw, mark.start()) or _TAG.match(raw, mark.start())
            at = stray.end() if stray else mark.end()
        words.cut(mark.start(), at)
    message = words.left()
    if _MARKUP.search(message):
        raise Unfit("The action elements of your reply stand inside each other: write one after the other.")
    if _CUT.search(message):
        raise Unfit("Your reply breaks off inside an action element: write it whole.")
    diagnostics = [f"tags that belong to no action were removed: {strays}"] if strays else []
    return Reply(message, tuple(proposals), (*dropped, *diagnostics))
