"""Silent states, interludes and offers that cannot be left."""

from __future__ import annotations

from broken.program import ACTIONS, PLAN, Broken, changed, state

BREAK = """
from coach import Offer, State, TransitionState, Turn, button, to
from ..memory import GoalMemory

def put(turn: Turn[GoalMemory]) -> None:
    turn.put(Offer(kind="break", text="Time for a break.", buttons=[BUTTON]))

state = State(title="A break", silent=True, on_enter=put, exits=[to("PLAN", by="user")])
"""
BREAK_BEFORE_PLAN = changed(
    "states/welcome.py", ('to("PLAN", when=a_goal_is_known)', 'to("REST", when=a_goal_is_known), to("PLAN")')
)
INTERLUDES = '''
"""Finding a goal."""

from coach import Group, Interludes, Offer, Settings, button

from ..memory import GoalMemory


def rest(target: str) -> Offer:
    return Offer(kind="break", text="Time for a break.", buttons=[button("on", "I am back")], holds="Rest first.")


settings = Settings(
    memory=GoalMemory, name="goals",
    interludes=Interludes(groups=[Group(title="First"), Group(title="Second")], pause=rest, on=False),
)
'''

LEAVING = [
    Broken(
        "C106",
        "a silent state that the model is to leave",
        {**BREAK_BEFORE_PLAN, "states/rest.py": state("Rest", 'silent=True, exits=[to("PLAN")]')},
        "states/rest.py:state =",
        "REST is silent and has no exit for the client or by itself",
    ),
    Broken(
        "C106",
        "a silent state with no offer",
        {**BREAK_BEFORE_PLAN, "states/rest.py": state("Rest", 'silent=True, exits=[to("PLAN", by="user")]')},
        "states/rest.py:state =",
        "nothing puts an offer",
    ),
    Broken(
        "C106",
        "an offer whose button leads nowhere",
        {**BREAK_BEFORE_PLAN, "states/rest.py": BREAK.replace("BUTTON", 'button("on", "I am back")')},
        "states/rest.py:state =",
        "no button of what is offered there leads to an exit",
    ),
    Broken(
        "C106",
        "an interlude whose button leads nowhere",
        changed(
            "states/welcome.py",
            ("initial=True,", 'initial=True, group="First",'),
            **{
                "states/__init__.py": INTERLUDES,
                "states/plan.py": PLAN.replace('title="Plan",', 'title="Plan", group="Second",'),
            },
        ),
        "states/__init__.py:settings =",
        "the interlude 'Break' cannot be left by its button 'I am back'",
    ),
    Broken(
        "C107",
        "a button for what its state does not list",
        {
            **BREAK_BEFORE_PLAN,
            "states/rest.py": BREAK.replace(
                "BUTTON", 'button("on", "On", SaveGoal(name="Rest"), TransitionState(target_state="PLAN"))'
            ).replace("from ..memory", "from ..actions.goals import SaveGoal\nfrom ..memory"),
        },
        "states/rest.py:turn.put",
        "a button stands for SaveGoal, which the buttons of REST do not list",
    ),
    Broken(
        "C107",
        "a button to a state to which there is no exit for the client",
        {
            "states/plan.py": PLAN.replace("[SaveGoal]", "[SaveGoal, OfferEnd]").replace(
                "import SaveGoal", "import OfferEnd, SaveGoal"
            ),
            "actions/goals.py": ACTIONS.replace(
                "import Action, Turn", "import Action, Offer, TransitionState, Turn, button"
            )
            + '''

class OfferEnd(Action):
    """Ask the client whether it is enough."""

    def apply(self, turn: Turn[GoalMemory]) -> None:
        done = button("done", "Enough", TransitionState(target_state="DONE"))
        turn.put(Offer(kind="end", text="Is it enough?", buttons=[done]))
''',
        },
        "actions/goals.py:done = button",
        "a button leads to DONE, and PLAN has no exit there for the client",
    ),
]
