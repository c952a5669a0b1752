"""The settings of the service: from a file, the environment and the command line, each going before the last."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli_running import coach

from coach.errors import ConfigurationError
from coach.service import ServiceSettings, read_settings
from coach.service.settings import variable_of

LONG_ENOUGH = "a secret that is long enough for it"


def test_each_place_goes_before_the_one_below(tmp_path: Path) -> None:
    file = tmp_path / "coach.toml"
    file.write_text('host = "::1"\nport = 1\nworkers = 3\ncors_origins = ["https://a.example"]\n', encoding="utf-8")
    found = read_settings(file, {"port": 3, "model": None}, {"COACH_PORT": "2", "COACH_WORKERS": "2", "COACH_HOST": ""})
    assert (found.settings.host, found.settings.workers, found.settings.port) == ("::1", 2, 3)
    assert found.settings.cors_origins == ("https://a.example",)
    assert [found.sources[name] for name in ("host", "workers", "port", "grace")] == [
        str(file), "COACH_WORKERS", "command line", "default",
    ]  # fmt: skip


def test_a_list_is_written_with_commas_in_the_environment() -> None:
    found = read_settings(None, {}, {"COACH_CORS_ORIGINS": "https://a.example, https://b.example"})
    assert found.settings.cors_origins == ("https://a.example", "https://b.example")


def test_the_file_is_found_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_settings(environ={}).file is None
    Path("other.toml").write_text("port = 7\n", encoding="utf-8")
    assert read_settings(environ={"COACH_CONFIG": "other.toml"}).settings.port == 7
    Path("coach.toml").write_text("port = 8\n", encoding="utf-8")
    assert read_settings(environ={}).settings.port == 8


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("prot = 1\n", "there is no setting 'prot'; did you mean 'port'"),
        ("port = \n", "is not TOML"),
        ('port = "many"\n', "port: Input should be a valid integer"),
        ("grace = -1\n", "grace: Input should be greater than 0"),
        ("deadline = inf\n", "deadline:"),
        ('format = "yaml"\n', "format: Input should be 'json'"),
        ('cors_origins = ["https://app.example.org/"]\n', "cors_origins: an origin is written as https://"),
        ('cors_origins = ["*", "app.example.org"]\n', "cors_origins: an origin is written as https://"),
    ],
)
def test_a_wrong_one_says_where_it_is(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "coach.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as raised:
        read_settings(file, environ={})
    assert str(raised.value).startswith(str(file))
    assert said in str(raised.value)


def test_an_error_does_not_hold_what_was_set() -> None:
    """It may be a secret."""
    with pytest.raises(ConfigurationError) as raised:
        read_settings(environ={"COACH_DEADLINE": "hunter2"})
    assert "hunter2" not in str(raised.value)


def test_config_shows_them_with_secrets_masked(tmp_path: Path) -> None:
    env = {"COACH_DATABASE_URL": "postgresql://me:hunter2@db.example/coach", "COACH_PROT": "1"}
    env |= {"COACH_JWT_SECRET": "hunter2" * 5, "COACH_JWT_ISSUER": "i", "COACH_JWT_AUDIENCE": "a"}
    (tmp_path / "coach.toml").write_text("port = 9\n", encoding="utf-8")
    shown = coach("config", cwd=tmp_path, env=env)
    assert shown.returncode == 0, shown.stderr
    assert "hunter2" not in shown.stdout + shown.stderr
    assert "COACH_PROT is no setting" in shown.stderr
    lines = [line.split() for line in shown.stdout.splitlines()]
    assert ["port", "9", "coach.toml"] in lines
    assert ["database_url", "postgresql://me:***@db.example/coach", "COACH_DATABASE_URL"] in lines
    assert ["jwt_secret", "***", "COACH_JWT_SECRET"] in lines
    data = json.loads(coach("config", "--json", cwd=tmp_path, env=env).stdout)
    assert data["port"] == {"value": 9, "from": "coach.toml"}
    assert set(data) == set(ServiceSettings.model_fields)


def test_every_setting_has_a_variable() -> None:
    assert variable_of("database_url") == "COACH_DATABASE_URL"
    given = {variable_of(name): "" for name in ServiceSettings.model_fields}
    assert read_settings(environ=given).strange == ()


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({"COACH_JWT_ISSUER": "i"}, "need jwt_jwks_url or jwt_secret"),
        ({"COACH_JWT_SECRET": LONG_ENOUGH}, "set jwt_issuer and jwt_audience too"),
        ({"COACH_JWT_SECRET": LONG_ENOUGH, "COACH_JWT_JWKS_URL": "https://a.example/"}, "not both"),
        ({"COACH_JWT_SECRET": "hunter2", "COACH_JWT_ISSUER": "i", "COACH_JWT_AUDIENCE": "a"}, "too short"),
        ({"COACH_JWT_JWKS_URL": "http://a.example", "COACH_JWT_ISSUER": "i", "COACH_JWT_AUDIENCE": "a"}, "https"),
        ({"COACH_JWT_JWKS_URL": "ftp://a", "COACH_JWT_ISSUER": "i", "COACH_JWT_AUDIENCE": "a"}, "has to be a URL"),
    ],
)
def test_settings_that_do_not_fit_together_say_so(env: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said) as raised:
        read_settings(environ=env)
    assert "hunter2" not in str(raised.value)
