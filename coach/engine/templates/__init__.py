"""Jinja, in one place: the constant part of a prompt, and the blocks that have a meaning.

`context` is rendered every turn and `opening` on entering a state. All the rest of a template is its
constant part: rendered with those two emptied and nothing of the conversation in scope.
"""

from coach.engine.templates.branches import Branch
from coach.engine.templates.checking import check_names, check_template
from coach.engine.templates.constant import check_constant
from coach.engine.templates.lost import check_blocks, check_macros, own_block
from coach.engine.templates.rendering import Templates
from coach.engine.templates.trees import SUFFIX, VARYING
from coach.engine.templates.undefined import unsure

__all__ = [
    "SUFFIX",
    "VARYING",
    "Branch",
    "Templates",
    "check_blocks",
    "check_constant",
    "check_macros",
    "check_names",
    "check_template",
    "own_block",
    "unsure",
]
