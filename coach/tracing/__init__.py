"""Turns as spans of OpenTelemetry: a turn, and in it the claim, every call of the model, every decision, the commit.

A process that has set up a tracer provider before it opens a coach is traced by itself; `enable` and `disable` say
otherwise. Spans hold ids, names and numbers, and nobody's words unless `enable(words=True)` asks for them. Where nobody
traces, nothing of OpenTelemetry is loaded.
"""

from coach.tracing.switching import disable, enable

__all__ = ["disable", "enable"]
