"""The end."""

from coach import State

state = State(title="Goodbye", final=True)
