"""What a model is asked in every state, word for word: read what has changed before you keep it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from coach.testing import Snapshots

NOW = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
MEMORY = {
    "facts": [{"key": "name", "value": "Noor"}, {"key": "work", "value": "bakes, up at three"}],
    "user_notes": [{"text": "Mornings are hard for her"}],
    "identities": [
        {
            "id": "baker",
            "name": "Bread whisperer",
            "category": "maker_of_money",
            "stage": "visualised",
            "statement": "I am the one who wakes the street",
        },
        {"name": "Anchor", "category": "romantic_relation", "stage": "accepted"},
        {"name": "Worrier", "category": "doer_of_things", "archived": True},
    ],
    "commitments": [
        {
            "text": "get up without the phone",
            "identity": "baker",
            "when": "on Monday",
            "made_at": "2027-02-26T08:00:00Z",
        }
    ],
    "weekly_focus": "baker",
}
#: What the names are worked on for, in the states that do so.
TOWARDS = {
    "IDENTITY_REFINEMENT": "refined",
    "ANYTHING_MISSING": "refined",
    "IDENTITY_COMMITMENT": "committed",
    "I_AM_STATEMENTS": "stated",
    "IDENTITY_VISUALIZATION": "visualised",
}


def test_what_is_asked_in_every_state(coach_snapshots: Snapshots) -> None:
    memories = {state: {**MEMORY, "working_towards": stage} for state, stage in TOWARDS.items()}
    coach_snapshots.every_state(MEMORY, memories=memories, text="What now?", now=NOW, since_last=timedelta(days=3))
