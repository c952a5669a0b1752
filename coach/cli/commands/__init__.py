"""What can be typed: a function a command, which imports what it needs when it runs, so that `--help` stays quick."""

from coach.cli.commands import conversations, databases, keys, programs, scenarios, service, walks

__all__ = ["conversations", "databases", "keys", "programs", "scenarios", "service", "walks"]
