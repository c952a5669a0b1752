"""Scripts of walks, any at all, for hypothesis."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from coach.testing.walking.parts import Silence
from coach.testing.walking.script import (
    Expectation,
    Offered,
    Refusal,
    Reply,
    Script,
    ScriptedAction,
    Turn,
)

TEXT = st.one_of(
    st.text(max_size=20), st.sampled_from(["", "yes", "- a", "{name}", "12", "null", " x\n", "\x00", "\ud800"])
)
NAMES = st.text(max_size=8)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=3)),
    max_leaves=4,
)
DATA = st.dictionaries(NAMES, VALUES, max_size=3)
ACTIONS = st.builds(
    lambda type, params: ScriptedAction(type=type, **params),
    TEXT,
    st.dictionaries(st.text("abcdef", min_size=1, max_size=5), VALUES, max_size=2),
)
REPLIES = st.one_of(
    st.builds(lambda m, a: Reply(message=m, actions=a), TEXT, st.lists(ACTIONS, max_size=2)),
    st.builds(lambda raw: Reply(raw=raw), TEXT),
)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), strategy)


REFUSALS = st.builds(Refusal, words=TEXT, kind=st.sampled_from([None, "guard"]))
EXPECTATIONS = st.builds(
    Expectation,
    applied=maybe(st.one_of(st.just(True), st.lists(ACTIONS, min_size=1, max_size=2))),
    refused=maybe(st.lists(REFUSALS, min_size=1, max_size=2)),
    failed=maybe(st.one_of(st.just(True), st.lists(TEXT, min_size=1, max_size=2))),
    stays=maybe(st.just(True)),
    state=maybe(TEXT),
    offers=maybe(st.builds(Offered, kind=TEXT, words=TEXT)),
    says=maybe(st.lists(TEXT, max_size=2)),
    missing=maybe(st.dictionaries(NAMES, st.lists(TEXT, max_size=2), max_size=2)),
    remembers=maybe(DATA),
    calls=maybe(st.integers(0, 9)),
)
TURNS = st.one_of(
    st.builds(
        Turn,
        silence=maybe(st.builds(Silence, days=st.integers(1, 9), hours=st.floats(0, 9))),
        user=TEXT,
        context=DATA,
        coach=st.lists(REPLIES, max_size=3),
        expect=EXPECTATIONS,
    ),
    st.builds(Turn, nothing_said=st.just(True), context=DATA, expect=EXPECTATIONS),
    st.builds(Turn, button=TEXT, fields=st.dictionaries(NAMES, TEXT, max_size=2), expect=EXPECTATIONS),
)
SCRIPTS = st.builds(
    Script,
    walk=st.sampled_from(["A walk", "yes", "12: what? – “so”"]),
    program=maybe(TEXT),
    format=st.sampled_from([None, "json", "tags"]),
    at=maybe(TEXT),
    memory=DATA,
    expect=EXPECTATIONS,
    turns=st.lists(TURNS, max_size=3),
)
