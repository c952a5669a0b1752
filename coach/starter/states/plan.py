"""The client finds a first step towards each goal."""

from coach import State, to

from ..actions.plan_step import PlanStep
from ..actions.save_goal import SaveGoal
from ..guards import every_goal_has_a_step

state = State(
    title="Plan",
    actions=[SaveGoal, PlanStep],
    exits=[to("GOODBYE", when=every_goal_has_a_step), to("WELCOME", speaks="old")],
)
