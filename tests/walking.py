"""More of the small program of the fixtures, for walks."""

MORE_ACTIONS = '''
from coach import Action, Turn

from ..memory import GoalMemory


class Break(Action):
    """Break inside."""

    def apply(self, turn: Turn[GoalMemory]) -> str:
        return str(1 // 0)


class Measure(Action):
    """Say how long the client was away."""

    def apply(self, turn: Turn[GoalMemory]) -> str:
        turn.memory.ready = turn.since_last is not None and turn.since_last.days >= 3
        return f"away in the week of {turn.context['week']}"
'''
PLANNING = '''
"""The client plans the goal."""

from coach import State, to

from ..actions.more import Break, Measure

state = State(title="Plan", actions=[Break, Measure], exits=[to("DONE"), to("WELCOME"), to("NIGHT")])
'''
NIGHT = '''
"""Nobody answers at night."""

from coach import State, to

state = State(title="Night", silent=True, exits=[to("PLAN", by="operator")])
'''
