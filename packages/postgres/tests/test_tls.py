"""TLS: how it is asked for, whom it trusts, and who we are."""

from typing import Any

import pytest
from pydantic import ValidationError

from toucan_connectors.core.errors import AuthenticationError, TLSError
from toucan_connectors.postgres import PostgresConnector
from toucan_connectors.testing.servers import Postgresql, Postgresql15
from toucan_connectors.testing.servers.fixtures import started


def is_encrypted(connector: PostgresConnector, source: Any) -> bool:
    query = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
    return bool(connector.get_slice(source(query), limit=1).df["ssl"][0])


@pytest.mark.parametrize("mode", [None, "allow", "prefer", "require", "verify-ca", "verify-full"])
def test_a_server_with_tls_is_reached_by_tls(
    postgresql_tls_server: Postgresql, make: Any, source: Any, mode: str | None
) -> None:
    running = postgresql_tls_server.running
    assert is_encrypted(make(running, ssl_mode=mode), source)
    if mode not in {"verify-ca", "verify-full"}:
        assert is_encrypted(make(running, ssl_mode=mode, ssl_ca=None), source)


@pytest.mark.parametrize("mode", [None, "disable", "allow", "prefer"])
def test_a_server_without_tls_is_reached_unless_more_is_asked_for(
    postgresql_server: Postgresql, make: Any, source: Any, mode: str | None
) -> None:
    assert not is_encrypted(make(postgresql_server.running, ssl_mode=mode), source)


@pytest.mark.parametrize("mode", ["require", "verify-full"])
def test_what_is_asked_for_is_not_done_without(
    postgresql_server: Postgresql, make: Any, source: Any, mode: str
) -> None:
    with pytest.raises(TLSError):
        is_encrypted(make(postgresql_server.running, ssl_mode=mode), source)


def test_a_password_is_not_sent_where_tls_is_refused_by_us(
    postgresql_tls_server: Postgresql, make: Any, source: Any
) -> None:
    with pytest.raises(AuthenticationError, match="no encryption"):
        is_encrypted(make(postgresql_tls_server.running, ssl_mode="disable"), source)


def test_an_expired_certificate_is_refused(make: Any, source: Any) -> None:
    with started(Postgresql15(expired=True)) as server:
        connector = make(server.running)
        with pytest.raises(TLSError):
            is_encrypted(connector, source)
        with pytest.raises(TLSError):
            connector.get_df(source("SELECT 1"))
        status = connector.get_status()
        assert [passed for _, passed in status.details] == [True, True, False, None, None]


def test_a_client_certificate_is_who_we_are(
    postgresql_tls_server: Postgresql, make: Any, source: Any
) -> None:
    running = postgresql_tls_server.running
    shown = {"ssl_cert": running.client_certificate, "ssl_key": running.client_key}
    account = {"user": running.certificate_user, "password": None}
    assert make(running, **account, **shown).get_status().account == running.certificate_user
    assert len(make(running, **account, **shown).get_df(source("SELECT 1"))) == 1
    with pytest.raises(AuthenticationError):
        make(running, **account).get_df(source("SELECT 1"))


def test_pem_texts_are_repaired(postgresql_tls_server: Postgresql, make: Any, source: Any) -> None:
    running = postgresql_tls_server.running
    flat = {
        "ssl_ca": running.ca.replace("\n", " "),
        "ssl_cert": running.client_certificate.replace("\n", "\\n"),
        "ssl_key": running.client_key.replace("\n", " "),
    }
    made = make(running, user=running.certificate_user, password=None, **flat)
    assert is_encrypted(made, source)


@pytest.mark.parametrize(
    "wrong", [{"ssl_cert": "x"}, {"ssl_key": "x"}, {"ssl_mode": "verify-ca"}, {"ssl_mode": "yes"}]
)
def test_tls_fields_that_make_no_sense_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        PostgresConnector(name="kit", host="h", user="u", **wrong)


def test_the_environment_takes_no_part(
    postgresql_server: Postgresql, make: Any, source: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = postgresql_server.running
    monkeypatch.setenv("PGPASSWORD", running.password)
    monkeypatch.setenv("PGSSLMODE", "require")
    monkeypatch.setenv("PGOPTIONS", "-c search_path=nowhere")
    assert len(make(running).get_df(source("SELECT 1"))) == 1
    with pytest.raises(AuthenticationError):
        make(running, password=None).get_df(source("SELECT 1"))
