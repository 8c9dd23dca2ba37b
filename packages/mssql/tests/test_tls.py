"""TLS: who the server is, is verified; TLS 1.0 is spoken where OpenSSL was told to, and nowhere else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from toucan_connectors.core.errors import TLSError
from toucan_connectors.mssql import MSSQLConnector, MSSQLTLSv10Connector
from toucan_connectors.testing.servers import Mssql
from toucan_connectors.testing.servers.fixtures import started

from .conftest import fields_of

README = Path(__file__).parents[1] / "README.md"
ODD = "a;Driver=x}{=b \"'}}"

READ = """
import json, sys
from toucan_connectors.mssql import MSSQLDataSource, MSSQLTLSv10Connector
with MSSQLTLSv10Connector(**json.load(sys.stdin)) as connector:
    query = "SELECT n FROM numbers WHERE n = 7"
    source = MSSQLDataSource(domain="d", name="n", database="toucan", query=query)
    print(connector.get_df(source)["n"].tolist(), connector.get_status().status)
"""


def test_a_server_of_an_unknown_authority_is_refused(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(TLSError, match="certificate") as raised:
        world.df("SELECT n FROM numbers WHERE n = 1")
    assert raised.value.field == "trust_server_certificate"
    status = world.connector.get_status()
    assert status.details[2:] == [
        ("Connected to SQL Server", False),
        ("Authenticated", None),
        ("Default database opened", None),
    ]


def test_a_server_of_another_name_is_refused(world: Any) -> None:
    with pytest.raises(TLSError, match="name"):
        world.connect(host="127.0.0.1").get_engine_version()


def test_a_server_that_is_trusted_as_it_is_still_encrypts(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    connector = world.connect(host="127.0.0.1", trust_server_certificate=True)
    source = world.source("SELECT n FROM numbers WHERE n = 1")
    assert connector.get_df(source)["n"].tolist() == [1]


def test_a_password_may_have_every_character() -> None:
    with started(Mssql(password=ODD)) as server:
        fields = {**fields_of(server.running), "trust_server_certificate": True}
        with MSSQLConnector(**fields) as connector:
            assert connector.get_status().account == server.running.user


# TLS 1.0.


@pytest.fixture(scope="module")
def old_server() -> Iterator[Mssql]:
    with started(Mssql(tls="1.0")) as server:
        yield server


def configuration() -> str:
    """The OpenSSL settings that the README gives."""
    return README.read_text().partition("```ini\n")[2].partition("```")[0]


def test_tls_1_0_is_refused_as_long_as_openssl_is(old_server: Mssql) -> None:
    fields = {**fields_of(old_server.running), "trust_server_certificate": True}
    with MSSQLTLSv10Connector(**fields) as connector:
        with pytest.raises(TLSError) as raised:
            connector.get_engine_version()
        assert "OPENSSL_CONF" in str(raised.value)
        assert "MinProtocol = TLSv1" in str(raised.value)


def test_tls_1_0_is_spoken_with_the_settings_of_the_readme(old_server: Mssql, tmp_path: Path) -> None:
    settings = tmp_path / "openssl.cnf"
    settings.write_text(configuration())
    fields = {**fields_of(old_server.running), "trust_server_certificate": True}
    ran = subprocess.run(
        [sys.executable, "-c", READ],
        input=json.dumps(fields),
        env={**os.environ, "OPENSSL_CONF": str(settings)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split("\n")[0] == "[7] True"
