"""Whatever is sent, one request or one after another, is answered as the API describes itself."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from service_server import app_on, served

TESTS = Path(__file__).parent


@pytest.mark.slow
def test_whatever_is_sent_is_answered_as_it_is_described(database: str, tmp_path: Path) -> None:
    with served(app_on(database)) as client:
        command = [
            sys.executable, "-m", "schemathesis.cli", "run", str(client.base_url.join("/v1/openapi.json")),
            "--checks", "all", "--exclude-checks", "positive_data_acceptance",  # see what is checked in its place
            "--max-examples", "30", "--seed", "1", "--continue-on-failure", "--no-color",
        ]  # fmt: skip
        told = {**os.environ, "SCHEMATHESIS_HOOKS": "service_checks", "PYTHONPATH": str(TESTS)}
        done = subprocess.run(command, cwd=tmp_path, env=told, capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "valid_data_is_not_called_invalid" not in done.stderr
