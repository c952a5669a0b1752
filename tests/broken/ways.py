"""Ways through a program that lead nowhere, or round in a circle."""

from __future__ import annotations

from broken.program import Broken, changed, state

WAYS = [
    Broken(
        "C101",
        "a state to which no exit leads",
        {"states/island.py": state("Island", 'exits=[to("DONE")]'), "prompts/island.md.j2": "Wait."},
        "states/island.py:state =",
        "no exit leads to ISLAND",
    ),
    Broken(
        "C102",
        "a state that leads to itself alone",
        changed(
            "states/plan.py",
            ('to("DONE")', 'to("DONE"), to("SWAMP")'),
            **{"states/swamp.py": state("Swamp", 'exits=[to("SWAMP")]'), "prompts/swamp.md.j2": "You sink."},
        ),
        "states/swamp.py:state =",
        "from SWAMP no final state can be reached",
    ),
    Broken(
        "C103",
        "a final state with an exit",
        {"states/done.py": state("Done", 'final=True, exits=[to("PLAN")]')},
        "states/done.py:state =",
        "DONE is final",
    ),
    Broken(
        "C104",
        "no end",
        changed("states/plan.py", ('to("DONE"), ', ""), **{"states/done.py": None, "prompts/done.md.j2": None}),
        "states/welcome.py:state =",
        "no state is final",
    ),
    Broken(
        "C105",
        "two automatic exits without guards",
        changed(
            "states/plan.py",
            ('to("WELCOME", speaks="old")', 'to("LOOK", by="auto")'),
            **{"states/look.py": state("Look", 'exits=[to("PLAN", by="auto")]'), "prompts/look.md.j2": "Look at it."},
        ),
        "states/plan.py:state =",
        "PLAN → LOOK → PLAN",
    ),
]
