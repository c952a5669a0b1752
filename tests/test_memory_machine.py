"""Whatever is done to a collection, in whatever order: it holds what a plain dictionary would."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule
from small_programs import Goal, GoalMemory

from coach import Refused

NAMES = st.sampled_from(["Run", "run ", "RUN", "Paint", "p\u200baint", "Swim", "Größe", "GRÖSSE", "ﬁn", "fin", ""])
FOLDED = {"run ": "run", "p\u200baint": "paint", "Größe": "grösse", "GRÖSSE": "grösse", "ﬁn": "fin"}


def folded(name: str) -> str:
    return FOLDED.get(name, name.lower())


class RecordsAgainstADict(RuleBasedStateMachine):
    """Whatever is done to a collection, it holds what a dictionary by folded name would hold."""

    ids = Bundle("ids")

    def __init__(self) -> None:
        super().__init__()
        self.memory = GoalMemory()
        self.model: dict[str, tuple[str, int]] = {}
        self.given: set[str] = set()

    @rule(target=ids, name=NAMES, size=st.integers(0, 9))
    def add(self, name: str, size: int) -> str:
        if not name or folded(name) in self.model:
            with pytest.raises(Refused):
                self.memory.goals.add(Goal(name=name, size=size))
            return "none"
        added = self.memory.goals.add(Goal(name=name, size=size))
        assert added.id not in self.given
        self.given.add(added.id)
        self.model[folded(name)] = (name, size)
        return added.id

    @rule(name=NAMES, new=NAMES, size=st.integers(0, 9))
    def change(self, name: str, new: str, size: int) -> None:
        there = folded(name) in self.model
        if not there or not new or (folded(new) != folded(name) and folded(new) in self.model):
            with pytest.raises(Refused):
                self.memory.goals.change(name, name=new, size=size)
            return
        self.memory.goals.change(name, name=new, size=size)
        self.model = {
            folded(new) if key == folded(name) else key: (new, size) if key == folded(name) else value
            for key, value in self.model.items()
        }

    @rule(name=NAMES)
    def remove(self, name: str) -> None:
        if folded(name) not in self.model:
            with pytest.raises(Refused):
                self.memory.goals.remove(name)
            return
        assert self.memory.goals.remove(name).name == self.model.pop(folded(name))[0]

    @rule(id=ids)
    def look_up_by_id(self, id: str) -> None:
        found = self.memory.goals.get(id)
        assert found is None or (found.id == id and folded(found.name) in self.model)

    @rule()
    def work_on_a_copy(self) -> None:
        before, self.memory = self.memory, self.memory.copied()
        assert before == self.memory

    @rule()
    def keep_and_load(self) -> None:
        self.memory = GoalMemory.load(self.memory.model_dump_json(), serial=self.memory.serial)

    @invariant()
    def holds_the_same_in_the_same_order(self) -> None:
        assert [(goal.name, goal.size) for goal in self.memory.goals] == list(self.model.values())
        assert all(name in self.memory.goals for name, _ in self.model.values())


TestRecordsAgainstADict = RecordsAgainstADict.TestCase
TestRecordsAgainstADict.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
