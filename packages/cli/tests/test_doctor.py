"""A doctor says of each step whether it passed, how long it took, and what to do where it did not."""

import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from packages.cli.tests.conftest import Finished, Shell

ORDER = ["configuration", "secrets", "name", "policy", "tcp", "tls"]


@pytest.fixture
def port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def steps(done: Finished) -> dict[str, Any]:
    return {step["name"]: step for step in done.json["steps"]}


def outcomes(done: Finished) -> dict[str, str]:
    return {name: step["outcome"] for name, step in steps(done).items()}


def test_all_is_well_with_duckdb_and_what_does_not_apply_says_so(shell: Shell) -> None:
    done = shell("doctor", shell.duckdb("SELECT 1 AS one"), "--json")
    assert done.code == 0
    assert done.json["healthy"]
    assert [step["name"] for step in done.json["steps"]][:6] == ORDER
    told = outcomes(done)
    assert told["configuration"] == told["source"] == told["query"] == "passed"
    assert {told[name] for name in ("name", "policy", "tcp", "tls")} == {"not applicable"}
    assert "DuckDB has no host" in steps(done)["tcp"]["message"]
    assert steps(done)["query"]["seconds"] > 0
    text = shell("doctor", "c.yaml").out
    assert "Nothing is wrong." in text


def test_all_is_well_with_a_host(shell: Shell, port: int) -> None:
    done = shell("doctor", shell.acme(host="localhost", port=port, password="x"), "--json")
    told = outcomes(done)
    assert done.code == 0, done
    assert {told[name] for name in ("name", "policy", "tcp", "authentication", "query")} == {"passed"}
    assert "127.0.0.1" in steps(done)["name"]["message"]
    assert steps(done)["secrets"]["message"] == "1 given, 0 of them by reference"
    labels = [step["label"] for step in done.json["steps"]]
    assert "Host resolved" not in labels  # we looked at that ourselves
    assert "Authenticated" in labels


@pytest.mark.parametrize(
    ("fields", "failed", "exit_code", "code", "what_to_do"),
    [
        (
            {"host": "no-such-host.invalid", "port": 1},
            "name",
            6,
            "network.name",
            "Check its spelling and your DNS.",
        ),
        (
            {"options": {"network_policy": "public"}},
            "policy",
            6,
            "network.address_refused",
            "'any' allows it",
        ),
        ({"port": 9}, "tcp", 6, "network", "a firewall"),
        ({"host": "https://localhost:9/x"}, "tcp", 6, "network", "a firewall"),
        (
            {"port": "open", "password": "env:NO_SUCH"},
            "secrets",
            3,
            "configuration.secret_reference",
            "export NO_SUCH",
        ),
        (
            {"port": "open", "login": "credentials.authentication"},
            "authentication",
            4,
            "credentials.authentication",
            "",
        ),
        ({"no_such_field": 1}, "configuration", 3, "configuration", "The command fields"),
    ],
)
def test_the_step_that_failed_says_what_to_do(
    shell: Shell, port: int, fields: dict[str, Any], failed: str, exit_code: int, code: str, what_to_do: str
) -> None:
    fields = {key: port if value == "open" else value for key, value in fields.items()}
    done = shell("doctor", shell.acme(**fields), "--json")
    assert done.code == done.json["exit_code"] == exit_code
    step = steps(done)[failed]
    assert (step["outcome"], step["code"]) == ("failed", code)
    assert what_to_do in (step["next"] or "")
    assert outcomes(done)["query"] == "not reached"
    assert sum(outcome == "failed" for outcome in outcomes(done).values()) == 1
    text = shell("doctor", "acme.json").out
    assert f"[{code}]" in text
    assert what_to_do in text


def test_a_refused_query_is_the_step_that_failed(shell: Shell) -> None:
    done = shell("doctor", shell.duckdb("DROP TABLE x"), "--json")
    assert done.code == 5
    assert steps(done)["query"]["code"] == "query.refused"


def test_a_server_that_does_not_speak_tls_is_told(shell: Shell, port: int) -> None:
    fields: dict[str, Any] = {"host": f"https://localhost:{port}", "options": {"connect_timeout": 1}}
    done = shell("doctor", shell.acme(**fields), "--json")
    assert done.code == 6
    assert steps(done)["tls"]["outcome"] == "failed"


def test_the_bundle_has_what_helps_from_afar(shell: Shell) -> None:
    done = shell("doctor", shell.duckdb("SELECT 1 AS one"), "--bundle", "bundle.json")
    assert "To share: bundle.json." in done.out
    bundle = json.loads((shell.folder / "bundle.json").read_text())
    assert bundle["distributions"]["toucan-connectors-cli"].startswith("11.")
    assert bundle["distributions"]["duckdb"]
    assert bundle["configuration"]["type"] == "DuckDB"
    assert bundle["configuration"]["data_source"]["query"] == "SELECT 1 AS one"
    assert {kind["type"] for kind in bundle["types"]} >= {"Acme", "AcmeBroken", "DuckDB"}
    assert [step["name"] for step in bundle["steps"]][:6] == ORDER
    assert shell("doctor", "nowhere.yaml", "--bundle", "bundle.json").code == 3
    assert json.loads((shell.folder / "bundle.json").read_text())["configuration"] is None


def test_a_bundle_that_cannot_be_written_does_not_hide_what_was_found(shell: Shell) -> None:
    done = shell("doctor", shell.duckdb("SELECT 1 AS one"), "--bundle", "no/bundle.json")
    assert done.code == 9
    assert "Nothing is wrong." in done.out
    assert "To share" not in done.out
    assert "no/bundle.json cannot be written" in done.err
