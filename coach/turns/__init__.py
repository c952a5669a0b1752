"""A turn, from the door to the commit: claim, render, ask, parse, decide, write; once or not at all."""
