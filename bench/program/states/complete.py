"""Close the conversation and say what happens next. Turns go on here, so it is not final."""

from coach import State

state = State(title="Complete")
