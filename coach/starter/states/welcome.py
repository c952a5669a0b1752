"""The client names what they want to get done."""

from coach import State, to

from ..actions.save_goal import SaveGoal
from ..guards import a_goal_is_named

state = State(title="Welcome", initial=True, actions=[SaveGoal], exits=[to("PLAN", when=a_goal_is_named)])
