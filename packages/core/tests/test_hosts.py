"""Hosts and certificates: addresses are tried in order, PEM texts are mended, and no file is left."""

import os
import stat
import sys
import tempfile
from pathlib import Path

import pytest

from toucan_connectors.core import Options
from toucan_connectors.core.call import Call
from toucan_connectors.core.errors import AddressRefusedError, CallTimeoutError
from toucan_connectors.core.hosts import connect_timeout, first_connected, host_steps
from toucan_connectors.core.pem import PemFiles, repaired_pem

PEM = "-----BEGIN CERTIFICATE-----\nYWJj\nZGVm\n-----END CERTIFICATE-----\n"


def connect(address: str) -> str:
    if address != "good":
        raise ConnectionError(address)
    return address


def test_the_first_address_that_answers_is_connected_to() -> None:
    assert first_connected(["bad", "good", "worse"], connect, OSError) == "good"
    with pytest.raises(ConnectionError, match="worse"):
        first_connected(["bad", "worse"], connect, OSError)


def test_an_answer_that_is_a_refusal_is_the_answer() -> None:
    with pytest.raises(ConnectionError, match="bad"):
        first_connected(["bad", "good"], connect, LookupError)


def test_connecting_is_bounded_by_the_field_the_option_and_the_budget() -> None:
    assert connect_timeout(None, Options(connect_timeout=3)) == 3
    assert connect_timeout(2, Options(connect_timeout=3)) == 2
    with Call(1).active():
        assert connect_timeout(2, Options()) <= 1
    with Call(1e-9).active(), pytest.raises(CallTimeoutError):
        connect_timeout(2, Options())


def test_the_first_steps_of_a_status_keep_the_address_policy() -> None:
    steps = host_steps("127.0.0.1", 1, Options(network_policy="public"), ("Hostname resolved", "Port opened"))
    assert [label for label, _ in steps] == ["Hostname resolved", "Port opened"]
    for _, check in steps:
        with pytest.raises(AddressRefusedError):
            check()
    resolved, _ = host_steps("127.0.0.1", 1, Options())
    assert not resolved[1]()


@pytest.mark.parametrize(
    "flat", [PEM, PEM.replace("\n", " "), PEM.replace("\n", "\\n"), f"  {PEM}", PEM[:-1]]
)
def test_a_pem_text_gets_its_line_breaks_back(flat: str) -> None:
    assert repaired_pem(flat) == PEM
    assert repaired_pem(f"{flat} {flat}") == PEM * 2


def test_what_is_no_pem_text_is_left_to_the_driver() -> None:
    assert repaired_pem("no pem") == "no pem"


def test_pem_files_are_private_and_end_when_closed() -> None:
    files = PemFiles()
    path = files.path(PEM.replace("\n", " "))
    assert files.path(PEM.replace("\n", " ")) == path
    assert Path(path).read_text() == PEM
    assert stat.S_IMODE(Path(path).stat().st_mode) == 0o600
    files.close()
    assert not Path(path).exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has files in memory")
def test_pem_files_are_on_no_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    files = PemFiles()
    files.path(PEM)
    assert list(tmp_path.iterdir()) == []
    files.close()


def test_without_files_in_memory_a_folder_is_used_and_removed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delattr(os, "memfd_create", raising=False)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    files = PemFiles()
    path = Path(files.path(PEM))
    assert path.read_text() == PEM
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    files.close()
    assert list(tmp_path.iterdir()) == []
