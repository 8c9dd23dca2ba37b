"""Secrets by reference: followed where they are one, and told by their name where they lead nowhere."""

import sys
from pathlib import Path
from types import ModuleType

import pytest

from toucan_connectors.cli.files.references import follow
from toucan_connectors.core.errors import SecretReferenceError


def test_a_text_that_is_no_reference_is_the_secret() -> None:
    for text in (
        "pa55",
        "env:",
        "env:no name",
        "file:",
        "keyring:alone",
        "keyring:/u",
        "https://x",
        "ENV:X",
        "",
    ):
        assert follow(text) == text


def test_a_variable_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PG_PASSWORD", "s3cret")
    assert follow("env:PG_PASSWORD") == "s3cret"
    monkeypatch.delenv("PG_PASSWORD")
    with pytest.raises(SecretReferenceError, match="no variable PG_PASSWORD"):
        follow("env:PG_PASSWORD")


def test_a_file_without_its_last_newline(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    for content in (b"s3cret", b"s3cret\n", b"s3cret\r\n"):
        secret.write_bytes(content)
        assert follow(f"file:{secret}") == "s3cret"
    secret.write_bytes(b"-----BEGIN\nx\n-----END\n")
    assert follow(f"file:{secret}") == "-----BEGIN\nx\n-----END"


@pytest.mark.parametrize(
    ("content", "why"), [(None, "No such file"), (b"\xff", "not UTF-8"), (b"x" * 2**21, "over 1 MiB")]
)
def test_a_file_that_holds_no_secret(tmp_path: Path, content: bytes | None, why: str) -> None:
    secret = tmp_path / "secret"
    if content is not None:
        secret.write_bytes(content)
    with pytest.raises(SecretReferenceError, match=why):
        follow(f"file:{secret}")


def test_the_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    keyring = ModuleType("keyring")
    keyring.get_password = lambda service, user: {("pg", "ann/x"): "s3cret"}.get((service, user))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    assert follow("keyring:pg/ann/x") == "s3cret"
    with pytest.raises(SecretReferenceError, match="keyring set pg bob"):
        follow("keyring:pg/bob")


def test_a_keyring_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(SecretReferenceError, match=r"toucan-connectors-cli\[keyring\]"):
        follow("keyring:other/ann")
