"""How often callers may call: by key, by token, by tenant; whoever asks too often is told when to come again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
from service_keys import bearer, made, unasked
from service_problem import problem
from service_server import Everybody, app_on, served
from token_issuer import settings_of, shared

from coach.service import Caller, ServiceSettings, limiting
from coach.service.access import rate
from coach.service.limiting import Buckets, Limits
from coach.service.problems import TooMany

Folder = Callable[..., Path]


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def statuses(client: httpx2.Client, number: int, headers: dict[str, str] | None = None) -> list[int]:
    return [client.get("/v1/caller", headers=headers).status_code for _ in range(number)]


def test_a_key_that_asks_too_often_is_told_when_to_come_again(
    database: str, tmp_path: Path, program_folder: Folder
) -> None:
    one, other = (bearer(made(database, "client", "a", "ada")) for _ in range(2))
    app = app_on(database, program_folder(), unasked(tmp_path), rate_per_key="3/hour")
    with served(app) as client:
        assert statuses(client, 3, one) == [200] * 3
        refused = client.get("/v1/conversations", headers=one)
        assert "3 times an hour" in problem(refused, 429, "too-many")["detail"]
        assert 1100 < int(refused.headers["retry-after"]) <= 1200
        body = {"Idempotency-Key": "once", **one}
        problem(client.post("/v1/conversations", json={}, headers=body), 429, "too-many")
        assert statuses(client, 4, other) == [200] * 3 + [429]
        assert client.get("/v1/conversations", headers=bearer("nothing")).status_code == 401
        for path in ("/healthz", "/readyz", "/", "/v1/openapi.json"):
            assert client.get(path, headers=one).status_code == 200


def test_all_callers_of_a_tenant_share_its_limit(tmp_path: Path, program_folder: Folder) -> None:
    callers = Everybody(
        Caller("a", "client", user="ada", key="one"),
        Caller("a", "operator", key="two"),
        Caller("b", "client", user="bo"),
    )
    told = {"rate_per_key": "3/day", "rate_per_tenant": "4/day"}
    app = app_on(f"sqlite:///{tmp_path}/coach.db", program_folder(), unasked(tmp_path), callers, **told)
    with served(app) as client:
        ada, two, bo = ({"x-caller": str(number)} for number in range(3))
        assert statuses(client, 5, ada) == [200] * 3 + [429] * 2  # what is refused counts for nobody
        assert statuses(client, 2, two) == [200, 429]
        assert "callers of this tenant" in client.get("/v1/caller", headers=two).json()["detail"]
        assert statuses(client, 4, bo) == [200] * 3 + [429]


def test_each_user_of_a_token_has_a_limit(tmp_path: Path, program_folder: Folder) -> None:
    told: dict[str, Any] = settings_of(rate_per_key="2/hour")
    with served(app_on(f"sqlite:///{tmp_path}/coach.db", program_folder(), unasked(tmp_path), **told)) as client:
        assert statuses(client, 2, bearer(shared(sub="ada"))) == [200] * 2
        assert statuses(client, 1, bearer(shared(sub="ada", jti="another"))) == [429]
        assert statuses(client, 1, bearer(shared(sub="ada", tenant="b"))) == [200]
        assert statuses(client, 1, bearer(shared(sub="bo"))) == [200]


def test_without_a_limit_nobody_is_counted() -> None:
    limits = Limits(ServiceSettings())
    for _ in range(10_000):
        limits.count(Caller("a", "client", user="ada"))


def test_a_bucket_fills_again_with_time() -> None:
    clock = Clock()
    buckets = Buckets(rate("60/minute"), 1, clock)
    for _ in range(60):
        assert buckets.wait("ada") == 0
        buckets.take("ada")
    assert buckets.wait("ada") == pytest.approx(1.0)
    clock.now += 0.5
    assert buckets.wait("ada") == pytest.approx(0.5)
    clock.now += 0.5
    assert buckets.wait("ada") == 0
    buckets.take("ada")
    assert buckets.wait("ada") > 0
    clock.now += 3600  # fuller than full it does not get
    for _ in range(60):
        buckets.take("ada")
    assert buckets.wait("ada") > 0


def test_workers_share_a_limit_out(monkeypatch: pytest.MonkeyPatch) -> None:
    for workers, number in ((1, 60), (4, 15), (50, 1), (200, 1)):
        limits = Limits(ServiceSettings(rate_per_key="60/day", workers=workers))
        for _ in range(number):
            limits.count(Caller("a", "client", user="ada"))
        with pytest.raises(TooMany):
            limits.count(Caller("a", "client", user="ada"))


def test_buckets_are_not_without_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiting, "MOST", 100)
    buckets = Buckets(rate("1/day"), 1)
    for number in range(1000):
        buckets.take(number)
    assert len(buckets) == 100
    assert buckets.wait(999) > 0
    assert buckets.wait(0) == 0


@pytest.mark.parametrize(
    "text", ["", "60", "60 per minute", "0/minute", "-1/minute", "1.5/minute", "60/fortnight", "/day"]
)
def test_a_rate_that_is_none_says_how_to_write_one(text: str) -> None:
    with pytest.raises(ValueError, match="60/minute"):
        rate(text)


def test_a_rate_in_words() -> None:
    assert [rate(text).words for text in ("1/hour", "60 / Minute", " 5/second", "2/day")] == [
        "once an hour", "60 times a minute", "5 times a second", "2 times a day",
    ]  # fmt: skip
