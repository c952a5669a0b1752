"""Scripted conversations as tests: the fixture `walk`, and what it is made of."""

from coach.testing.walk import Step, Walk

__all__ = ["Step", "Walk"]
