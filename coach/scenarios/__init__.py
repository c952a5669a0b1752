"""Scenarios: whole conversations as files, to begin from again and again."""

from coach.scenarios.scenario import Scenario

__all__ = ["Scenario"]
