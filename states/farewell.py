"""The client is thanked and goes on with what they chose."""

from coach import State

state = State(title="Farewell", group="Farewell", final=True)
