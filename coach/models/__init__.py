"""Who answers: chosen by name, imported when chosen."""

from __future__ import annotations

import os

from coach.engine.program import Program
from coach.engine.request import Model
from coach.errors import ConfigurationError

#: What is asked where a key is set and no model is named.
DEFAULT_MODEL = "openai/gpt-5-mini"


def open_model(name: str | None, program: Program) -> Model:
    """The model called `openai/NAME`, `scripted:FILE` or `practice`.

    Without a name, `COACH_MODEL`; without that, the default where `OPENAI_API_KEY` is set, else the
    program's practice coach. Raises `ConfigurationError`.
    """
    name = name or os.environ.get("COACH_MODEL") or (DEFAULT_MODEL if os.environ.get("OPENAI_API_KEY") else "practice")
    if name == "practice":
        if program.settings.practice is None:
            raise ConfigurationError(
                f"program {program.name!r} has no practice coach; name a model with --model openai/NAME "
                "(and set OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own)"
            )
        from coach.models.practice import PracticeModel

        return PracticeModel(program.settings.practice)
    if name.startswith("scripted:") and len(name) > len("scripted:"):
        from coach.models.scripted import ScriptedModel

        return ScriptedModel.load(name.removeprefix("scripted:"))
    if name.startswith("openai/") and len(name) > len("openai/"):
        from coach.models.openai import OpenAIModel

        return OpenAIModel(name.removeprefix("openai/"))
    raise ConfigurationError(f"there is no model {name!r}; use openai/NAME, scripted:FILE or practice")
