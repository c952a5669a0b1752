"""Walk through the areas of life and find out who they are in each."""

from coach import State, to

from ..guards import a_fact_is_known

state = State(title="Identity discovery", exits=[to("BRAINSTORMING", when=a_fact_is_known, speaks="old")])
