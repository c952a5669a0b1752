"""`coach walk`: walks run without pytest."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from coach.cli.output import write
from coach.cli.walk_coverage import Seen
from coach.engine.reply import FormatName
from coach.errors import ConfigurationError, FileError
from coach.testing.files.junit import junit_xml
from coach.testing.files.schema import schema_text
from coach.testing.files.suite import WalkResult, find_walks, run_walks
from coach.testing.walking.database import IN_MEMORY
from coach.yaml_text.files import write_file

_SHOWN = {"passed": "ok   ", "failed": "FAIL ", "broken": "ERROR"}


def run_all(
    paths: Sequence[str],
    program: str | None,
    db: str | None,
    format: FormatName | None,
    junit: str | None,
    coverage: Sequence[str],
    as_json: bool,
) -> bool:
    """Run the walks at these paths and say what became of them; whether all passed. Raises a `CoachError`."""
    if not paths:
        raise ConfigurationError("name the walks to run, files or folders: coach walk tests")
    if junit is not None and not Path(junit).parent.is_dir():
        raise ConfigurationError(f"{junit} cannot be written: there is no folder {Path(junit).parent}")
    began, results = datetime.now(), list[WalkResult]()

    with Seen(coverage) as seen:
        for result in run_walks(
            find_walks(paths), program, database=db or IN_MEMORY, format=format or "json", begin=seen.begin
        ):
            results.append(result)
            if not as_json:
                write(f"{_SHOWN[result.status]} {result.file}: {result.name}\n")
    if junit is not None:
        write_file(Path(junit), junit_xml(results, began), FileError)
    write(_as_json(results, seen.plain()) if as_json else _told(results))
    seen.tell(quiet=as_json)
    return all(result.status == "passed" for result in results)


def print_schema() -> None:
    """Print the JSON schema of a walk's file."""
    write(schema_text())


def _told(results: Sequence[WalkResult]) -> str:
    """The failures with their transcripts, and a summary."""
    differing = [f"\n{result.told}\n" for result in results if result.status != "passed"]
    took = sum(result.seconds for result in results)
    counted = [f"{count} {status}" for status, count in _counts(results).items() if count or status == "passed"]
    return f"{''.join(differing)}\n{', '.join(counted)} in {took:.2f} s\n"


def _as_json(results: Sequence[WalkResult], more: Mapping[str, Any]) -> str:
    plain = [{**asdict(result), "seconds": round(result.seconds, 4)} for result in results]
    return json.dumps({**_counts(results), "walks": plain, **more}, ensure_ascii=False) + "\n"


def _counts(results: Sequence[WalkResult]) -> dict[str, int]:
    return {status: sum(result.status == status for result in results) for status in _SHOWN}
