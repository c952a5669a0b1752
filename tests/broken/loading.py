"""Programs that cannot be loaded."""

from __future__ import annotations

from broken.program import Broken, changed

LOADING = [
    Broken(
        "C001",
        "a syntax error",
        {"states/plan.py": "state = State(\n"},
        "states/plan.py:state",
        "was never closed",
    ),
    Broken(
        "C001",
        "an unknown state",
        changed("states/plan.py", ('to("DONE")', 'to("DUNE")')),
        "states/plan.py:state =",
        "there is no state 'DUNE'",
    ),
]
