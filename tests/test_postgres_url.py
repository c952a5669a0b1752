"""URLs of PostgreSQL as its own tools and hosted providers write them."""

from __future__ import annotations

import asyncio
import logging
from urllib.parse import quote

import pytest
from sqlalchemy import text

from coach.errors import ConfigurationError
from coach.store.connecting import open_store
from coach.store.postgres import PostgresStore
from coach.store.postgres_url import connecting

#: What libpq takes beside the address; each of these has to leave the connection as good as it is without.
PARAMETERS = [
    "connect_timeout=5",
    "connect_timeout=0",
    "connect_timeout=",
    "application_name=my%20talks",
    "fallback_application_name=x&application_name=my+talks",
    "options=-c%20search_path%3Dtalks%20-c%20statement_timeout%3D7s",
    "target_session_attrs=read-write",
    "channel_binding=prefer",
    "channel_binding=require",
    "keepalives=1&keepalives_idle=30&keepalives_interval=10&keepalives_count=3",
    "tcp_user_timeout=1000",
    "gssencmode=disable",
    "client_encoding=auto",
    "sslmode=prefer&sslcompression=0&sslsni=1",
    "ssl=prefer",
    "load_balance_hosts=disable",
]


def ask(url: str, question: str) -> object:
    """The server's answer on a store of this URL."""

    async def once() -> object:
        store = open_store(url)
        try:
            return await store.with_connection(lambda connection: connection.execute(text(question)).scalar())
        finally:
            await store.close()

    return asyncio.run(once())


@pytest.mark.parametrize("parameters", PARAMETERS)
def test_every_parameter_of_the_servers_own_tools_connects(empty_postgres: str, parameters: str) -> None:
    assert ask(f"{empty_postgres}&{parameters}", "SELECT 1") == 1


def test_what_the_server_can_be_told_it_is_told(empty_postgres: str) -> None:
    assert ask(f"{empty_postgres}&application_name=my%20talks", "SHOW application_name") == "my talks"
    assert ask(f"{empty_postgres}&fallback_application_name=a%2Bb", "SHOW application_name") == "a+b"
    assert ask(f"{empty_postgres}&fallback_application_name=x&application_name=y", "SHOW application_name") == "y"
    options = quote("-c search_path=talks -c statement_timeout=7s")
    assert ask(f"{empty_postgres}&options={options}", "SHOW search_path") == "talks"
    assert ask(f"{empty_postgres}&options={options}", "SHOW statement_timeout") == "7s"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql+asyncpg", "postgresql+psycopg", "postgresql+psycopg2"])
def test_other_names_of_the_scheme_are_taken(empty_postgres: str, scheme: str) -> None:
    assert ask(empty_postgres.replace("postgresql://", f"{scheme}://"), "SELECT 1") == 1


def test_how_long_to_try_is_the_urls_to_say() -> None:
    assert connecting("postgresql://h/d?connect_timeout=3", 10.0)[1]["timeout"] == 3.0
    for without in ("", "?", "?connect_timeout=0", "?connect_timeout=-1", "?connect_timeout="):
        assert connecting(f"postgresql://h/d{without}", 10.0)[1]["timeout"] == 10.0


def test_what_the_driver_understands_it_is_given_unchanged() -> None:
    url = "postgresql://ann:s%20e@h:1,i:2/d?sslmode=verify-full&sslrootcert=%2Fa%20b%2Bc.pem&host=%2Frun"
    assert connecting(url, 10.0)[0] == url


@pytest.mark.parametrize(
    ("parameters", "says"),
    [
        ("aplication_name=x", "a parameter 'aplication_name' that nobody knows; did you mean 'application_name'"),
        ("search_path=x", "'search_path' that nobody knows.*options=-c%20search_path%3D…"),
        ("require_auth=scram-sha-256", "asks for 'require_auth', which its driver cannot do"),
        ("hostaddr=127.0.0.1", "asks for 'hostaddr'"),
        ("connect_timeout=soon", "connect_timeout is 'soon'; give whole seconds"),
        ("secret", "cannot be read behind its '\\?'"),
    ],
)
def test_what_cannot_be_kept_is_named_before_anything_is_opened(parameters: str, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says) as raised:
        PostgresStore.connect(f"postgresql://localhost/x?{parameters}")
    assert "secret" not in str(raised.value)


def test_what_is_left_out_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "coach.store")
    connecting("postgresql://h/d?keepalives=1&channel_binding=prefer", 10.0)
    assert [(record.levelname, record.args) for record in caplog.records] == [
        ("DEBUG", ("keepalives",)),
        ("DEBUG", ("channel_binding",)),
    ]
    caplog.clear()
    connecting("postgresql://h/d?channel_binding=require", 10.0)
    assert [record.levelname for record in caplog.records] == ["WARNING"]
