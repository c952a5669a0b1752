"""Which program a run of tests is of."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.errors import ConfigurationError
from coach.loading import program_around


def chosen_folder(session: pytest.Session) -> Path | None:
    """The folder of the setting `coach_program`; without it, that of the program which the tests stand in.

    None where they stand in none: the program that comes with coach. Raises `ConfigurationError` where in several.
    """
    if folder := str(session.config.getini("coach_program")):
        return session.config.rootpath / folder
    places = {item.path.parent for item in session.items if isinstance(item, pytest.Function)}
    around = {program_around(place) for place in places} - {None}
    if len(around) > 1:
        raise ConfigurationError(
            f"the tests stand in {len(around)} programs ({', '.join(sorted(map(str, around)))}): "
            "run those of one, or give each a conftest.py with a fixture coach_program"
        )
    return next(iter(around), None)
