"""The modes of TLS, with certificates as texts, as people paste them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from toucan_connectors.core.errors import AuthenticationError, ConfigurationError, TLSError
from toucan_connectors.mysql import MySQLConnector
from toucan_connectors.mysql._tls import Tls, context_of
from toucan_connectors.testing.servers import MariaDb
from toucan_connectors.testing.servers.fixtures import started

from .conftest import World


class WideMariaDb(MariaDb):
    """It listens at every loopback address."""

    def _command(self, folder: Path, port: int) -> list[str | Path]:
        return [*super()._command(folder, port), "--bind-address=0.0.0.0"]


class PlainMariaDb(MariaDb):
    """It has TLS until it is restarted without."""

    encrypts = True

    def _command(self, folder: Path, port: int) -> list[str | Path]:
        return [*super()._command(folder, port), *([] if self.encrypts else ["--skip-ssl"])]


QUERY = "SELECT variable_value FROM information_schema.session_status WHERE variable_name = 'Ssl_cipher'"


def cipher(world: Any, **fields: Any) -> str:
    with world.connect(**fields) as connector:
        return str(connector.get_df(world.source(QUERY)).iloc[0, 0])


@pytest.mark.parametrize("mode", [None, "REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY"])
def test_every_mode_encrypts_where_the_server_can(world: Any, mode: str | None) -> None:
    assert cipher(world, ssl_mode=mode).startswith("TLS_")


@pytest.mark.parametrize("mode", ["VERIFY_CA", "VERIFY_IDENTITY"])
def test_an_authority_that_did_not_sign_is_refused_by_the_modes_that_verify(world: Any, mode: str) -> None:
    for authority in (world.running.foreign_ca, None):  # another, and those of the system
        with pytest.raises(TLSError) as raised:
            cipher(world, ssl_mode=mode, ssl_ca=authority)
        assert raised.value.field == "ssl_ca"
    assert cipher(world, ssl_mode="REQUIRED", ssl_ca=world.running.foreign_ca)


def test_only_verify_identity_looks_at_the_name(world: Any) -> None:
    other = {"host": "127.0.0.2"}  # all of 127/8 is this machine, and the certificate does not have it
    with started(WideMariaDb()) as server:
        wide = World(server.running)
        assert cipher(wide, ssl_mode="VERIFY_IDENTITY", host="localhost")
        assert cipher(wide, ssl_mode="VERIFY_CA", **other)
        with pytest.raises(TLSError, match="127.0.0.2"):
            cipher(wide, ssl_mode="VERIFY_IDENTITY", **other)


@pytest.mark.parametrize(
    "pasted",
    [
        lambda pem: pem,
        lambda pem: pem.replace("\n", " "),
        lambda pem: pem.replace("\n", "\\n"),
        lambda pem: pem.replace("\n", "\r\n"),
        lambda pem: f"  {pem}  ",
    ],
)
def test_a_pem_text_is_read_however_it_was_pasted(world: Any, pasted: Any) -> None:
    running = world.running
    fields = {"ssl_ca": running.ca, "ssl_cert": running.client_certificate, "ssl_key": running.client_key}
    repaired = {name: pasted(pem) for name, pem in fields.items()}
    assert cipher(world, user=running.certificate_user, **repaired)


def test_a_server_without_tls_is_read_only_where_no_mode_is_set() -> None:
    with started(PlainMariaDb()) as server:
        world = World(server.running)
        world.run(
            "CREATE USER plain@'%' IDENTIFIED BY 'a plain password'", "GRANT SELECT ON *.* TO plain@'%'"
        )
        server.encrypts = False
        server.restart()
        account = {"user": "plain", "password": "a plain password"}
        assert cipher(world, ssl_mode=None, **account) == ""
        with pytest.raises(TLSError) as raised:
            cipher(world, ssl_mode="REQUIRED", **account)
        assert raised.value.field == "ssl_mode"
        with pytest.raises(AuthenticationError, match="ssl_mode"):
            cipher(world, ssl_mode=None)


def test_a_bundle_has_all_its_authorities(world: Any) -> None:
    assert cipher(world, ssl_ca=f"{world.running.foreign_ca}\n{world.running.ca}")


def test_an_account_that_needs_a_certificate_is_refused_without(world: Any) -> None:
    with pytest.raises(AuthenticationError, match="certificate"):
        cipher(world, user=world.running.certificate_user)


def test_a_blank_pem_text_is_none(world: Any) -> None:
    assert cipher(world, ssl_mode="REQUIRED", ssl_ca=" ", ssl_cert="\n", ssl_key=" ")


def test_a_text_that_is_no_certificate_names_its_field(world: Any) -> None:
    with pytest.raises(ConfigurationError) as raised:
        cipher(world, ssl_ca="no certificate")
    assert raised.value.field == "ssl_ca"
    with pytest.raises(ConfigurationError) as raised:
        cipher(world, ssl_cert=world.running.client_certificate, ssl_key="no key")
    assert raised.value.field == "ssl_key"


def test_equal_settings_share_one_context(world: Any) -> None:
    assert context_of(Tls("REQUIRED")) is context_of(Tls("REQUIRED"))
    assert context_of(Tls("REQUIRED")) is not context_of(Tls("VERIFY_CA"))


@pytest.mark.parametrize("alone", ["ssl_cert", "ssl_key"])
def test_a_certificate_and_its_key_go_together(alone: str) -> None:
    with pytest.raises(ValidationError, match="go together"):
        MySQLConnector(name="w", host="h", user="u", **{alone: "c"})


def test_a_mode_that_is_none_of_them_is_refused() -> None:
    with pytest.raises(ValidationError):
        MySQLConnector(name="w", host="h", user="u", ssl_mode="DISABLED")
