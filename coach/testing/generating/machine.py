"""A machine that explores a program by the real turn: a model that sends anything, a client who does anything.

After every step all that is promised of a conversation has to hold, and so have the program's own invariants. What
fails is made as short as it gets, and told as a walk.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from random import Random
from typing import Any, ClassVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from hypothesis.strategies import SearchStrategy

from coach.engine.program import Program
from coach.engine.reply import FormatName
from coach.program.memory import Memory
from coach.program.records import key_of
from coach.testing.generating.doing import clients
from coach.testing.generating.ground import Ground
from coach.testing.generating.knowing import memories
from coach.testing.generating.places import Places, places
from coach.testing.generating.replying import Replies
from coach.testing.generating.shortening import Failing, shortest
from coach.testing.generating.told import told, turn_of
from coach.testing.generating.values import texts_in
from coach.testing.walking.script import Script, Turn

#: The most names of records that clients and models speak of, and a third of all texts of the memory.
_KNOWN = 20
_SETTINGS = settings(
    deadline=None,
    print_blob=False,
    report_multiple_bugs=False,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
#: Conversations that hypothesis makes in a row: to more of them it adds many that are nearly the same.
_AT_ONCE = 10
#: Days of silence before a turn.
_DAYS = [0, 0, 0, 0, 0, 1, 3, 30]


def program_machine(program: Program, *, format: FormatName = "json") -> type[RuleBasedStateMachine]:
    """A state machine of hypothesis that explores this program, its model replying in this format.

    As any such machine: `TestMine = program_machine(program).TestCase`, with `settings` of its own; or see
    `keeps_its_promises`. A failure is an AssertionError that ends with a walk to paste into a test. That is shortened
    here and not by hypothesis, whose phase `shrink` is left out: this knows what a turn is, and takes seconds.
    """
    return _made(program, format, None)


def keeps_its_promises(
    program: Program, *, format: FormatName = "json", conversations: int = 50, turns: int = 15, seed: int | None = None
) -> None:
    """Explore the program in so many conversations of at most so many turns.

    The same `seed`, any number, gives the same conversations, as far as hypothesis lets it: what it draws from includes
    constants of the modules that are loaded. Without a seed they are others every time; but where hypothesis is told
    to `derandomize`, as it tells itself on a CI server, it is 0.
    Raises AssertionError, with the shortest walk that was found, where a promise or an invariant breaks.
    """
    failing = None
    told: dict[str, Any] = {"stateful_step_count": turns}
    if seed is not None or settings().derandomize:
        told["database"] = None  # what failed once, of any program, would be gone again first
    if seed is None:
        seed = 0 if settings().derandomize else Random().getrandbits(64)
    with closing(Ground(program, format)) as ground:
        machine = _made(program, format, ground)
        try:
            for begun in range(0, conversations, _AT_ONCE):
                some = min(_AT_ONCE, conversations - begun)
                # every ten with a seed of their own: derandomized they would be the same ones again
                run_state_machine_as_test(
                    seeded(seed + begun)(machine),
                    settings=settings(_SETTINGS, max_examples=some, **told),
                )
        except Broken as broken:
            failing = broken.failing
    if failing is not None:  # out of the handler: how it was found is of no use to whoever reads it
        raise Broken(program, failing)


class Broken(AssertionError):
    """A promise or an invariant that does not hold, with the walk that shows it."""

    def __init__(self, program: Program, failing: Failing) -> None:
        super().__init__("\n".join([*failing.problems, "", told(program, failing.script)]))
        self.failing = failing


def _made(program: Program, format: FormatName, ground: Ground | None) -> type[RuleBasedStateMachine]:
    """The machine; on this ground, or every conversation on one of its own."""
    known = places(program)
    replies = {state: Replies(program, state, format, known.deeds.get(state, ())) for state in program.states}
    made = memories(program)

    class ProgramMachine(_Machine):
        _found: ClassVar = {}

        def __init__(self) -> None:
            super().__init__(ground or Ground(program, format), ground is None, replies, known, made)

    name = "".join(part for part in program.name.title() if part.isalnum())
    case = ProgramMachine.TestCase
    case.settings = _SETTINGS
    setattr(ProgramMachine, "TestCase", case)  # noqa: B010 -- else it is made anew, with other settings, when asked for
    ProgramMachine.__name__ = ProgramMachine.__qualname__ = f"{name}Machine"
    return ProgramMachine


class _Machine(RuleBasedStateMachine):
    """One conversation."""

    _found: ClassVar[dict[str, Failing]] = {}
    """What failed, by its whole walk, as short as it got."""

    def __init__(
        self, ground: Ground, owned: bool, replies: Mapping[str, Replies], known: Places, made: SearchStrategy[Memory]
    ) -> None:
        super().__init__()
        self._ground = ground
        self._owned = owned
        self._program = ground.program
        self._format = ground.format
        self._replies = replies
        self._places = known
        self._memories = made
        self._random = Random(0)
        self._script = Script(walk="Found by exploring")
        self._turns: list[Turn] = []
        self._done = 0
        self._days = 0.0

    # --- what may happen ----------------------------------------------------------------------

    @initialize(data=st.data())
    def begin(self, data: Any) -> None:
        """A conversation, where conversations begin or in the middle of things."""
        self._random = data.draw(st.randoms(use_true_random=True), label="random")
        states = [each.name for each in self._program.states.values() if not (each.final or each.silent)]
        state = self._random.choice(states)
        real = [memory for at, memory in self._places.stands if at == state]
        memory = self._program.memory()
        match self._random.randrange(5):
            case 0 | 1 if real:
                memory = self._random.choice(real)
            case 0 | 1 | 2 | 3:
                memory = data.draw(self._memories, label="memory")
        view = self._ground.begin(state, memory)
        empty = self._program.memory().plain()
        plain = {name: value for name, value in view.memory.items() if value != empty[name]}
        self._script = Script(
            walk="Found by exploring",
            keeps_its_promises=True,
            at=None if state == self._program.initial.name else state,
            memory=plain,
            format=None if self._format == "json" else self._format,
        )
        self._check(self._ground.beginning)

    @rule(data=st.data())
    def take_a_turn(self, data: Any) -> None:
        """The client writes or presses a button, and the model replies anything, as often as it is asked."""
        view = self._ground.view
        known = self._known()
        if days := self._random.choice(_DAYS):
            self._ground.wait(days=days)
            self._days += days
        deed = data.draw(clients(self._program, view.offer, known), label="client")
        near = [view.state, *self._program.rules[view.state].targets]
        more = self._random.choices([*near * 5, *self._program.states], k=self._random.randrange(3))
        said = [data.draw(self._replies[state].knowing(known), label="reply") for state in (view.state, *more)]
        taken = self._ground.take(deed, said, f"turn {view.turn + 1}")
        wrong = list(self._ground.wrong(taken))
        self._done += taken.result is not None
        if taken.result is not None or wrong:
            self._turns.append(turn_of(self._program, self._format, taken, self._days))
            self._days = 0.0
        self._check(wrong, taken.result is not None)
        match self._random.randrange(6):
            case 0 if self._done:
                self._check(self._ground.wrong_again([self._random.randrange(self._done)]), again=True)
            case 1 if self._turns:
                self._check(self._ground.wrong_answer(), again=True)

    # --- inside -------------------------------------------------------------------------------

    def teardown(self) -> None:
        if self._owned:
            self._ground.close()

    def _known(self) -> list[str]:
        """Texts of the memory to speak of: above all what its records are called."""
        plain = self._ground.view.memory
        memory = self._program.memory.model_validate(plain)
        names = [key_of(record) for name in memory.collections for record in memory.__dict__[name]]
        return [*names[:_KNOWN], *names[:_KNOWN], *texts_in(dict(plain))][: 3 * _KNOWN]

    def _check(self, wrong: Iterable[str], happened: bool = True, *, again: bool = False) -> None:
        problems = list(dict.fromkeys(wrong))
        if problems:
            script = self._script.model_copy(update={"turns": self._turns})
            mark = repr(script)
            if mark not in self._found:  # whatever fails is run once more
                self._found[mark] = shortest(self._ground, Failing(script, tuple(problems), happened, again))
            raise Broken(self._program, self._found[mark])
