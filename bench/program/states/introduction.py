"""Welcome the client, explain how the work goes, and learn their name."""

from coach import State, to

from ..guards import a_fact_is_known

# coach: allow C104, as the turns that are measured go on in the last state
state = State(title="Introduction", initial=True, exits=[to("IDENTITY_DISCOVERY", when=a_fact_is_known, speaks="old")])
