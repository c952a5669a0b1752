"""The piece that speaks in each state: one file a state, of the same name."""
