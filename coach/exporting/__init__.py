"""A program in the language of a front end: what TypeScript has to know of it, made from what the program declares."""

from coach.exporting.names import Names
from coach.exporting.program import program_module
from coach.exporting.schemas import Schemas

__all__ = ["Names", "Schemas", "program_module"]
