"""Reports that are files."""

from __future__ import annotations

import json
from pathlib import Path

from coach.testing.coverage.page import as_page
from coach.testing.coverage.plain import as_json
from coach.testing.coverage.report import Report


def write(report: Report, form: str, file: Path) -> None:
    """Write `json` or `html`. Raises `OSError`."""
    file.parent.mkdir(parents=True, exist_ok=True)
    text = as_page(report) if form == "html" else json.dumps(as_json(report), ensure_ascii=False, indent=1) + "\n"
    file.write_text(text, encoding="utf-8")
