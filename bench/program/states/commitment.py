"""Have the client commit to each identity in a sentence of their own."""

from coach import State, to

from ..guards import a_fact_is_known

state = State(title="Commitment", exits=[to("COMPLETE", when=a_fact_is_known, speaks="old")])
