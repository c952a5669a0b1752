"""`coach serve` and `coach config`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any

from coach.cli.columns import in_columns
from coach.cli.command import without_secrets
from coach.cli.output import complain, write
from coach.errors import ConfigurationError
from coach.extras import to_install
from coach.service.settings import Found, read_settings, variable_of

_OPEN = "No key was made, so it answers this machine alone, and everybody on it may do everything.\n"
_NEEDED = ("fastapi", "jwt", "prometheus_client", "uvicorn")


def serve_until_told(file: str | None, given: Mapping[str, Any]) -> None:
    """Serve until a signal ends it. Raises a `CoachError` where it cannot begin."""
    found = read_settings(file, given)
    _tell_of_strange(found)
    if lacking := [name for name in _NEEDED if find_spec(name) is None]:
        raise ConfigurationError(
            f"serving needs {', '.join(lacking)}; install them beside coach: {to_install('service')}"
        )
    from coach.service.server import serve

    serve(found.settings, lambda address, asks: write(f"coach serves on {address}\n{'' if asks else _OPEN}"))


def show_settings(file: str | None, *, as_data: bool) -> None:
    """Print the settings and where each was set. Raises `ConfigurationError`."""
    found = read_settings(file)
    _tell_of_strange(found)
    values = found.settings.model_dump(mode="json")
    values["database_url"] = without_secrets(values["database_url"])
    if as_data:
        shown = {name: {"value": value, "from": found.sources[name]} for name, value in values.items()}
        write(json.dumps(shown, ensure_ascii=False) + "\n")
        return
    rows = [[name, _value(value), found.sources[name]] for name, value in values.items()]
    write(in_columns([["setting", "value", "from"], *rows]))
    write(f"\nIn the environment, {next(iter(values))} is {variable_of(next(iter(values)))}, and so on.\n")


def _value(value: object) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _tell_of_strange(found: Found) -> None:
    """A variable whose name was mistyped would be no setting, in silence."""
    for name in found.strange:
        complain(f"{name} is no setting of the service; coach config lists them")
