"""Sharpen the wording of each identity until the client says it fits."""

from coach import State, to

from ..guards import a_fact_is_known

state = State(title="Refinement", exits=[to("COMMITMENT", when=a_fact_is_known, speaks="old")])
