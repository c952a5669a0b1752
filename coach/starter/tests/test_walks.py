"""Whole conversations, both sides written down: `pytest` runs them with no model and no key."""

from coach import TransitionState, Walk

from ..actions.plan_step import PlanStep
from ..actions.save_goal import SaveGoal

PLAN = TransitionState(target_state="PLAN")
GOODBYE = TransitionState(target_state="GOODBYE")
WELCOME = TransitionState(target_state="WELCOME")


def test_nobody_plans_without_a_goal(walk: Walk) -> None:
    walk.begin().says("What would you like to get done")
    walk.user("Let us plan.")
    walk.coach("Let us.", PLAN).refused("no goal yet").stays()
    walk.user("I want to tidy the shed.")
    walk.coach("The shed, then.", SaveGoal(name="Tidy the shed"), PLAN).then("When?").applied().moves_to("PLAN")


def test_a_goal_is_named_once_and_in_words(walk: Walk) -> None:
    walk.begin()
    walk.user("I want to tidy the shed.")
    walk.coach("The shed, then.", SaveGoal(name="Tidy the shed")).applied()
    walk.user("The shed, yes!")
    walk.coach("Sure.", SaveGoal(name="tidy the shed"), SaveGoal(name=" ")).refused("already").refused("needs a name")


def test_a_step_needs_words_and_a_goal(walk: Walk) -> None:
    walk.at("PLAN", memory={"goals": [{"name": "Tidy the shed"}]})
    walk.user("I will see.")
    walk.coach("And when?", PlanStep(goal="Tidy the shed", step=" ")).refused("needs words")
    walk.user("I will call my brother on Sunday.")
    walk.coach("Good.", PlanStep(goal="Call my brother", step="On Sunday")).refused("Call my brother")


def test_nobody_leaves_without_a_first_step(walk: Walk) -> None:
    walk.at("PLAN", memory={"goals": [{"name": "Tidy the shed"}]})
    walk.user("I will see. Bye!")
    walk.coach("Bye.", GOODBYE).refused("Tidy the shed has no first step yet").stays()


def test_one_may_go_back_and_name_another(walk: Walk) -> None:
    walk.at("PLAN", memory={"goals": [{"name": "Tidy the shed"}]})
    walk.user("There is something else.")
    walk.coach("Tell me.", WELCOME).moves_to("WELCOME").says("Tell me.")
