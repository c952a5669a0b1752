"""One action element in a text: where it stands, what it asks for, how far it reaches where it is broken."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

from coach.engine.replies.checks import Broken, clip, decode
from coach.engine.replies.words import paragraph_end
from coach.engine.reply import Proposal, TextParams

#: An action that opens or closes.
ACTION = re.compile(r"<(?P<close>/)?+action(?![^\s/>])", re.IGNORECASE)
_HEADER = re.compile(r"<action\s++name\s*+=\s*+(?:\"([^\"<>]*+)\"|'([^'<>]*+)')\s*+(/?+)\s*+>", re.IGNORECASE)
_NAME = re.compile(r"<action[^<>]*?\bname\s*+=\s*+[\"']?+([\w-]{0,100}+)", re.IGNORECASE)
_OPENING = re.compile(r"<action(?:[^<>]*+>|[^<>\n]*+)", re.IGNORECASE)
_CLOSING = re.compile(r"</action(?:[^<>\n]*+(>))?+", re.IGNORECASE)
#: A whole parameter; its text ends at the next tag of ours.
PARAM = re.compile(
    r"\s*+<param\s++name\s*+=\s*+(?:\"([^\"<>]*+)\"|'([^'<>]*+)')(\s++type\s*+=\s*+[\"']text[\"'])?+\s*+"
    r"(?:/\s*+>|>((?:[^<]++|<(?!/?(?:param|action)))*+)</param\s*+>)",
    re.IGNORECASE,
)
_PARAM_BEGUN = re.compile(r"\s*+<param", re.IGNORECASE)
# With its semicolon only, or the words "this&copy=that" would be changed.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{2,32});", re.ASCII)
#: A section that stands for the whole of a parameter's text.
_AS_IT_STANDS = re.compile(r"<!\[CDATA\[((?:[^\]]++|\](?!\]>))*+)\]\]>")


def unescape(text: str) -> str:
    """`text` with its entities and character references replaced."""
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)


def read_action(raw: str, start: int, texts: TextParams) -> tuple[Proposal, int]:
    """The action that opens at `start`, and where what belongs to it ends. Raises `Unfit`."""
    header = _HEADER.match(raw, start)
    name = unescape((header[1] or header[2] or "") if header else _name(raw, start)).strip().upper()
    opening = header or _OPENING.match(raw, start)
    body = opening.end() if opening else start + 1
    if not header or not name:
        return _broken(raw, start, name, "its opening tag is not whole, or has more in it than a name", body)
    if header[3]:
        return Proposal(name), body
    params, end, why = _params(raw, body, texts.get(name, frozenset()))
    closing = ACTION.search(raw, end)
    if not closing or not closing["close"]:
        return _broken(raw, start, name, "it is not closed", body)
    tag = _CLOSING.match(raw, closing.start())
    if not tag or not tag[1]:
        return _broken(raw, start, name, "its closing tag is cut off", body)
    if raw[end : closing.start()].strip():
        why = "there is something in it that is not a whole parameter"
    if why:
        return _broken(raw, start, name, why, body)
    return Proposal(name, params), tag.end()


def _name(raw: str, start: int) -> str:
    named = _NAME.match(raw, start)
    return named[1] if named else ""


def _params(raw: str, at: int, texts: frozenset[str]) -> tuple[dict[str, Any], int, str]:
    """The whole parameters from `at` on, where the last of them ends, and what is wrong with them."""
    params: dict[str, Any] = {}
    why = ""
    while param := PARAM.match(raw, at):
        at = param.end()
        name = unescape(param[1] or param[2] or "").strip()
        if name in params:
            why = f'the parameter "{clip(name)}" stands twice'
        read: Callable[[str], Any] = _verbatim if param[3] else _text if name in texts else _json_or_text
        params[name] = read(param[4] or "")
    return params, at, why


def _verbatim(text: str) -> str:
    return unescape(text)


def _text(text: str) -> str:
    bare = text.strip()
    whole = _AS_IT_STANDS.fullmatch(bare)
    return whole[1] if whole else unescape(bare)


def _json_or_text(text: str) -> Any:
    plain = _text(text)
    try:
        return decode(plain)
    except Broken:
        return plain


def _broken(raw: str, start: int, name: str, why: str, body: int) -> tuple[Proposal, int]:
    """An action that cannot be read: to its close, or else its tags and whole parameters alone.

    Its close is the next one, unless another action opens before.
    """
    mark = ACTION.search(raw, body)
    if mark and mark["close"]:
        closing = _CLOSING.match(raw, mark.start())
        end = closing.end() if closing else mark.end()
    else:
        end = body
        while param := PARAM.match(raw, end):
            end = param.end()
        if _PARAM_BEGUN.match(raw, end):
            end = paragraph_end(raw, end, mark.start() if mark else len(raw))
    shown = clip(name)
    problem = f"the action {shown or 'without a name'} cannot be read ({why}): write " + (
        f'<action name="{shown or "NAME"}"><param name="parameter">value</param></action>'
    )
    return Proposal(name, {"text": raw[start:end]}, problem), end
