"""Where any program is driven through the real turn: a coach on a database of its own, and a model that says anything.

It needs no hypothesis: whoever explores a program by other means stands on it too.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncGenerator, Iterator, Sequence
from datetime import timedelta

from coach.coach import Coach
from coach.engine.program import Program
from coach.engine.replies import FORMATS
from coach.engine.reply import FormatName
from coach.engine.request import Chunk, Completion, Request
from coach.program.memory import Memory
from coach.program.offer import Answer
from coach.results import ConversationView, TurnResult
from coach.store.connecting import open_store
from coach.sync import SyncCoach
from coach.testing.promising.holding import PLAIN, Held
from coach.testing.promising.taken import Taken
from coach.testing.walking.beginning import Beginning, begun
from coach.testing.walking.clock import Clock, ClockedStore
from coach.testing.walking.database import new_database


class Ground:
    """One conversation after another with a program, in memory."""

    def __init__(self, program: Program, format: FormatName = "json") -> None:
        self.program = program
        self.format = format
        self._engine = new_database()
        self._clock = Clock()
        self._store = ClockedStore(open_store(self._engine), self._clock)
        model = _GivenModel()
        self._coach = SyncCoach(Coach(self._store, program, model, format=format))
        self._talk = _Talk(self._coach, model)
        self._held = Held(program, self._talk)
        self._id = ""
        self.beginning: tuple[str, ...] = ()
        """What is wrong with what was known when the conversation began."""

    def begin(self, state: str, memory: Memory | None = None) -> ConversationView:
        """A new conversation in this state. Its records have the ids that those of any walk have."""
        begins = begun(self._coach.coach, Beginning(state, memory), self._clock.now, "somebody")
        self._id = self._talk.id = self._coach.run(begins).id
        self._store.began(self._id)
        self.beginning = tuple(self._held.begin())
        return self.view

    @property
    def view(self) -> ConversationView:
        """The conversation as it stands."""
        assert self._id, "begin first"
        return self._held.view

    def wait(self, **how_long: float) -> None:
        """Time passes."""
        self._clock.move(timedelta(**how_long))

    def take(self, did: str | Answer | None, replies: Sequence[str] = (), key: str | None = None) -> Taken:
        """One real turn with these raw replies, then plain words for as long as the model is asked."""
        self._talk.model.begin(replies)
        return self._held.take(did, key)

    def wrong(self, taken: Taken) -> Iterator[str]:
        """What of the promises a turn did not keep."""
        return self._held.wrong(taken)

    def wrong_again(self, done: Sequence[int] | None = None) -> Iterator[str]:
        """What goes wrong where turns that are done are asked for once more: all of them, or these."""
        return self._held.wrong_again(done)

    def wrong_answer(self) -> Iterator[str]:
        """What goes wrong where an offer is answered that was never put."""
        return self._held.wrong_answer()

    def close(self) -> None:
        """Give the database back."""
        self._coach.close()
        self._engine.dispose()


class _Talk:
    """The conversation, as those see it who hold it to the promises."""

    def __init__(self, coach: SyncCoach, model: _GivenModel) -> None:
        self._coach = coach
        self.model = model
        self.id = ""

    @property
    def sent(self) -> Sequence[str]:
        return self.model.sent

    @property
    def asked(self) -> Sequence[Request]:
        return self.model.asked

    def view(self) -> ConversationView:
        return self._coach.snapshot(self.id)

    def say(self, did: str | Answer | None, key: str | None) -> TurnResult:
        return self._coach.say(self.id, did, key=key)

    def plainly(self) -> None:
        self.model.begin(())


class _GivenModel:
    """Says what it is given, then plain words."""

    name = "given"

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.asked: list[Request] = []
        self._replies: deque[str] = deque()

    def begin(self, replies: Sequence[str]) -> None:
        self.sent, self.asked = [], []
        self._replies = deque(replies)

    def format(self, preferred: FormatName) -> FormatName:
        return preferred

    async def ask(self, request: Request, deadline: float) -> AsyncGenerator[Chunk, None]:
        raw = self._replies.popleft() if self._replies else FORMATS[request.format].write(PLAIN)
        self.sent.append(raw)
        self.asked.append(request)
        yield raw
        yield Completion(self.name)

    async def close(self) -> None:
        """Nothing is held."""
