"""`coach key` as it is run: a key is printed once, listed without itself, and ended; and what `coach serve` does."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import httpx2
import pytest
from cli_running import coach
from conftest import SLOWLY
from service_keys import bearer, made
from service_server import process

from coach.service.keys import key_id


def run(*arguments: object, cwd: Path, db: str) -> subprocess.CompletedProcess[str]:
    done = coach("key", *arguments, cwd=cwd, env={"COACH_DATABASE_URL": db})
    assert "Traceback" not in done.stderr
    return done


def rows(cwd: Path, db: str, *arguments: object) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run("list", "--json", *arguments, cwd=cwd, db=db).stdout.splitlines()]


@SLOWLY
def test_a_key_is_made_listed_and_revoked(database: str, tmp_path: Path) -> None:
    asked = ("create", "--tenant", "acme", "--role", "client", "--user", "ada", "--expires", 30)
    done = run(*asked, cwd=tmp_path, db=database)
    assert done.returncode == 0, done.stderr
    key = done.stdout.strip()
    id = key_id(key)
    assert id is not None
    assert done.stdout == f"{key}\n"  # and nothing else, for a script
    assert all(part in done.stderr for part in ("client's key", "tenant acme", "ada", "shown this once", id))
    assert key not in done.stderr
    [row] = rows(tmp_path, database)
    assert row | {"made": 0, "expires": 0} == {
        "id": id, "tenant": "acme", "role": "client", "user": "ada", "made": 0, "expires": 0, "revoked": None,
    }  # fmt: skip
    assert row["made"] < row["expires"]
    assert rows(tmp_path, database, "--tenant", "other") == []
    shown = run("list", cwd=tmp_path, db=database).stdout
    assert shown.splitlines()[0].split() == ["id", "tenant", "role", "user", "made", "expires", "revoked"]
    assert key[-43:] not in shown
    assert run("revoke", id, cwd=tmp_path, db=database).stdout == "It is revoked.\n"
    again = run("revoke", id, cwd=tmp_path, db=database)
    assert (again.returncode, again.stdout[:21]) == (0, "It was revoked before")
    assert rows(tmp_path, database)[0]["revoked"] is not None


def test_a_key_as_data(tmp_path: Path) -> None:
    done = coach("key", "create", "--role", "admin", "--json", "--db", f"sqlite:///{tmp_path}/a.db", cwd=tmp_path)
    data = json.loads(done.stdout)
    assert done.stderr == ""
    assert data == {
        "id": key_id(data["key"]), "key": data["key"], "tenant": "", "role": "admin", "user": None, "expires": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("create", "--role", "client"), "say whose, with --user"),
        (("create", "--role", "amin"), "did you mean 'admin'?"),
        (("create", "--role", "admin", "--expires", "0"), "1 to 36500 days"),
        (("revoke", "nothing"), "coach key list"),
        (("create", "--role", "admin", "--db", "sqlite://"), "in memory"),
        (("list", "--db", "nonsense"), "nonsense"),
    ],
)
def test_what_cannot_be_done_is_one_line(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    done = coach("key", *arguments, cwd=tmp_path)
    assert done.returncode == 1
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""


def test_keys_are_those_of_the_database_that_the_settings_name(tmp_path: Path) -> None:
    (tmp_path / "coach.toml").write_text('database_url = "sqlite:///mine.db"\n', encoding="utf-8")
    assert coach("key", "create", "--role", "admin", cwd=tmp_path).returncode == 0
    assert (tmp_path / "mine.db").is_file()
    assert not (tmp_path / "coach.db").exists()


@pytest.mark.slow
def test_a_service_says_that_it_is_open_only_while_it_is(tmp_path: Path) -> None:
    with process(tmp_path, "--model", "practice") as service:
        assert httpx2.get(f"{service.url}/v1/caller", trust_env=False).json()["role"] == "admin"
        service.stop()
        assert service.process.stdout is not None
        assert service.process.stdout.read().startswith("No key was made")
    key = made(f"sqlite:///{tmp_path}/coach.db", "operator")
    with process(tmp_path, "--model", "practice") as service:
        assert httpx2.get(f"{service.url}/v1/caller", trust_env=False).status_code == 401
        seen = httpx2.get(f"{service.url}/v1/caller", trust_env=False, headers=bearer(key))
        assert seen.json()["role"] == "operator"
        service.stop()
        assert service.process.stdout is not None
        assert service.process.stdout.read() == ""


def test_nobody_is_served_from_afar_without_a_key(tmp_path: Path) -> None:
    asked = ("serve", "--model", "practice", "--host", "0.0.0.0", "--port", "0")
    refused = coach(*asked, cwd=tmp_path)
    assert refused.returncode == 1
    assert "coach key create" in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert refused.stdout == ""
    made(f"sqlite:///{tmp_path}/coach.db", "operator")
    with process(tmp_path, *asked[1:]) as service:
        port = service.url.rpartition(":")[2]
        assert httpx2.get(f"http://127.0.0.1:{port}/v1/caller", trust_env=False).status_code == 401
