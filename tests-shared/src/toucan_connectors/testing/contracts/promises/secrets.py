"""Promise 9: a secret is never told."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import pytest
from pydantic import ValidationError

from toucan_connectors.core.errors import ToucanConnectorsError
from toucan_connectors.testing.contracts._canaries import (
    SHORTEST,
    assert_hidden,
    recorded_logs,
    recorded_spans,
    secret_fields,
    texts_of,
    told_by,
    with_canaries,
)
from toucan_connectors.testing.contracts._contract import Contract

__all__ = ["Secrets", "SecretsDeclared"]


_SECRET_NAME: Final = re.compile(
    r"(password|passphrase|secret|token|api_?key|private_key|ssl_key)$", re.IGNORECASE
)
"""What a field is called that is a secret, whatever its type says."""


class SecretsDeclared(Contract):
    """Where the models could tell a secret."""

    def test_9_the_models_tell_no_secret(self) -> None:
        """No secret is in repr, str, dumps, the schema's defaults, cache keys or the identifier.

        If it fails: make every password, token, key and PEM text a `toucan_connectors.core.Secret`.
        """
        connector, secrets = self._canaried()
        for name in self.connector_class.model_json_schema()["properties"]:
            if _SECRET_NAME.search(name):
                assert name in secret_fields(self.connector_class), f"{name} is no Secret"
        for tell in (repr, str, dict, lambda c: c.model_dump(), lambda c: c.model_dump(mode="json")):
            assert_hidden(tell(connector), secrets, f"a {type(connector).__name__}")
        assert_hidden(connector.model_dump_json(), secrets, "a dump")
        assert_hidden(self.connector_class.model_json_schema(), secrets, "the schema")
        assert_hidden(connector.get_identifier(), secrets, "the identifier")
        assert_hidden(connector.get_cache_key(self.make_data_source()), secrets, "a cache key")

    def test_9_no_error_of_validation_tells_a_secret(self) -> None:
        """A field that is not valid beside a secret gives an error without any input, also in its details.

        If it fails: derive every nested model from `toucan_connectors.core.model.Model`.
        """
        connector, secrets = self._canaried()
        stored = connector.model_dump(mode="json", context={"secrets": "plain"})
        for name in stored:
            with suppress(ValidationError):
                self.connector_class.model_validate({**stored, name: object()})
                continue
            with pytest.raises(ValidationError) as raised:
                self.connector_class.model_validate({**stored, name: object()})
            for told in (str(raised.value), repr(raised.value.errors()), raised.value.json()):
                assert_hidden(told, secrets, f"the error of {name}")

    def test_9_secrets_are_stored_by_one_way_alone(self) -> None:
        """A dump masks every secret but for `context={"secrets": "plain"}`, and a mask is not read back.

        If it fails: make the field a `toucan_connectors.core.Secret`, also in nested models.
        """
        connector, secrets = self._canaried()
        plain = json.dumps(
            connector.model_dump(mode="json", context={"secrets": "plain"}), ensure_ascii=False
        )
        for secret in secrets:
            assert json.dumps(secret, ensure_ascii=False)[1:-1] in plain
        if secrets:
            with pytest.raises(ValidationError):
                self.connector_class.model_validate(connector.model_dump(mode="json"))

    def test_9_a_cache_key_changes_with_a_secret_only_by_the_hosts_key(self) -> None:
        """Another secret makes another key only where the host gives `secrets_key`.

        If it fails: do not override `get_cache_key`; what decides no result belongs in `_not_in_cache_key`.
        """
        connector, secrets = self._canaried()
        source = self.make_data_source()
        stored = connector.model_dump(mode="json", context={"secrets": "plain"})
        for name in secret_fields(self.connector_class):
            if not isinstance(stored.get(name), str):
                continue
            other = connector.model_copy(update={name: stored[name] + "x"})
            assert other.get_cache_key(source) == connector.get_cache_key(source)
            keyed = [c.get_cache_key(source, secrets_key=b"kit") for c in (other, connector)]
            assert keyed[0] != keyed[1]
        assert_hidden(connector.get_cache_key(source, secrets_key=b"kit"), secrets, "a cache key")

    def _canaried(self) -> tuple[Any, list[str]]:
        connector = with_canaries(self.connector_class, {"name": "kit", **self.connector_fields})
        secrets = texts_of(connector)
        assert all(len(secret) >= SHORTEST for secret in secrets), "give connector_fields longer secrets"
        if not secrets:
            assert secret_fields(self.connector_class) == [], "give connector_fields a secret"
        return connector, secrets


class Secrets(Contract):
    """Where calls could tell a secret."""

    def test_9_no_call_tells_a_secret(
        self, connector: Any, data_source: Any, failing_data_source: Any, request: Any
    ) -> None:
        """No answer, error, log record, span, plan, form or status of any call has a secret in it.

        If it fails: give the secret to the driver by its own field, not in a text; do not log its arguments.
        """
        connectors = [connector]
        if self.features.refuses_wrong_credentials:
            connectors.append(request.getfixturevalue("refused_connector"))
        secrets = texts_of(*connectors, data_source)
        assert all(len(secret) >= SHORTEST for secret in secrets), "give the test's account a longer password"
        logging.captureWarnings(capture=True)
        with recorded_logs() as logs, recorded_spans() as spans:
            for one in connectors:
                for source in (data_source, failing_data_source):
                    for call in _calls(one, source):
                        assert_hidden(_answer(call), secrets, "an answer")
        logging.captureWarnings(capture=False)
        assert_hidden("\n".join(logs), secrets, "a log record")
        assert_hidden("\n".join(spans), secrets, "a span")

    def test_9_no_file_is_left_over(
        self, connector: Any, data_source: Any, tmp_path: Path, monkeypatch: Any
    ) -> None:
        """Nothing is left over in the folder for temporary files.

        If it fails: hand certificates over in memory, or remove the file in a `finally`.
        """
        monkeypatch.setenv("TMPDIR", str(tmp_path))
        monkeypatch.setattr(tempfile, "tempdir", None)
        twin = connector.model_copy(deep=True)
        with twin:
            twin.get_df(data_source)
            twin.get_slice(data_source, limit=1)
            twin.get_status()
        assert list(tmp_path.rglob("*")) == []

    def test_9_the_command_line_tells_no_secret(
        self, connector: Any, data_source: Any, failing_data_source: Any, tmp_path: Path
    ) -> None:
        """`preview` and `doctor` of the command line show no secret, also with `--debug`.

        If it fails: see what `preview --debug` prints; it is an error or a field that holds the secret.
        """
        if find_spec("toucan_connectors.cli") is None:
            pytest.skip("toucan-connectors-cli is not installed")
        secrets = texts_of(connector, data_source)
        plain = {"mode": "json", "context": {"secrets": "plain"}, "exclude_unset": True}
        for number, source in enumerate((data_source, failing_data_source)):
            described = source.model_dump(**plain)
            configuration = {
                "connector": {**connector.model_dump(**plain), "type": self.type_id},
                "data_source": {key: value for key, value in described.items() if key != "parameters"},
                "parameters": described.get("parameters") or {},
            }
            file = tmp_path / f"{number}.json"
            file.write_text(json.dumps(configuration))
            for command in ("preview", "doctor"):
                arguments = [sys.executable, "-m", "toucan_connectors.cli", command, str(file), "--debug"]
                ran = subprocess.run(arguments, capture_output=True, text=True, check=False)  # noqa: S603
                assert_hidden(ran.stdout + ran.stderr, secrets, f"`{command}`")
                if number == 0:
                    assert ran.returncode == 0, f"{command}: {ran.stdout}{ran.stderr}"


def _calls(connector: Any, source: Any) -> list[Callable[[], object]]:
    return [
        lambda: connector.get_df(source).to_dict(),
        lambda: connector.get_slice(source, limit=2),
        lambda: [batch.num_rows for batch in connector.iter_batches(source)],
        lambda: connector.plan(source),
        lambda: connector.explain(source),
        lambda: connector.describe(source),
        lambda: connector.get_cache_key(source),
        connector.get_status,
        lambda: connector.get_form({}),
        connector.get_model,
    ]


def _answer(call: Callable[[], object]) -> str:
    try:
        return repr(call())
    except ToucanConnectorsError as error:
        return told_by(error)
