"""Walks in files as pytest's tests: `greeting.walk.yaml::What it shows[case]`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from coach.errors import CoachError, WalkError
from coach.testing.files.running import WalkFailed
from coach.testing.files.walk_file import WalkCase, WalkFile, as_gone, named_program
from coach.testing.making import Walks


class WalkYaml(pytest.File):
    """A walk's file."""

    def collect(self) -> Iterator[WalkItem]:
        try:
            shown = self.path.relative_to(self.config.invocation_params.dir)
        except ValueError:
            shown = self.path
        try:
            cases = WalkFile.load(shown).cases
        except WalkError as error:
            problem = str(error)
        else:
            for case in cases:
                yield WalkItem.from_parent(self, name=_node_name(case.name), case=case)
            return
        raise self.CollectError(problem)


class WalkItem(pytest.Function):
    """A walk of a file: a test that asks for the fixtures that any test of a walk does."""

    def __init__(self, *, case: WalkCase, name: str, parent: pytest.Collector, **options: Any) -> None:
        def go(new_walk: Walks, request: pytest.FixtureRequest) -> None:
            program = as_gone(case.file, named_program(case.file) or request.getfixturevalue("coach_program"))
            case.go(new_walk(program, format=case.file.format or "json", title=case.script.walk))

        super().__init__(name=name, parent=parent, callobj=go, **options)
        self.case = case

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, 0, self.name

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *rest: Any, **options: Any) -> Any:
        """What differs, with the file's own line and a transcript; of a fault in coach the traceback."""
        if isinstance(excinfo.value, WalkFailed | CoachError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, *rest, **options)


def _node_name(name: str) -> str:
    """A name by which pytest can be asked for the test."""
    return name.replace("::", ": ")
