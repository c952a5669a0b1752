"""Exploring a program: which of its exits can be opened, how, and walks that show it."""

from coach.testing.exploring.exploration import Exploration, Leg, Unopened, explore
from coach.testing.exploring.playing import Played, played

__all__ = ["Exploration", "Leg", "Played", "Unopened", "explore", "played"]
