"""Collect many possible identities; do not judge them yet."""

from coach import State, to

from ..guards import a_fact_is_known

state = State(title="Brainstorming", exits=[to("REFINEMENT", when=a_fact_is_known, speaks="old")])
