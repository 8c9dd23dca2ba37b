"""Promise 8: an error says who must act."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from toucan_connectors.core.errors import (
    ConfigurationError,
    CredentialsError,
    QueryError,
    SourceError,
    ToucanConnectorsError,
)
from toucan_connectors.testing.contracts._capabilities import earns
from toucan_connectors.testing.contracts._contract import Contract
from toucan_connectors.testing.contracts._whole import READINGS

__all__ = ["Errors"]


class Errors(Contract):
    """What is raised."""

    def test_8_a_failing_query_is_an_error_of_ours(self, connector: Any, failing_data_source: Any) -> None:
        """A query that the source cannot answer is an error of our tree on every path.

        If it fails: translate the driver's exceptions in `_translate_error`.
        """
        for read in READINGS.values():
            with pytest.raises(ToucanConnectorsError) as raised:
                read(connector, failing_data_source, None)
            assert isinstance(raised.value, QueryError | ConfigurationError | SourceError)
            assert raised.value.code
            assert len(raised.value.message) > 10
            assert str(raised.value).startswith(raised.value.message)

    def test_8_the_next_call_works_after_an_error(
        self, connector: Any, data_source: Any, failing_data_source: Any
    ) -> None:
        """A failed call leaves nothing behind that the next one stumbles over.

        If it fails: give back, roll back or throw away what the failed call used, in a `finally`.
        """
        rows = len(connector.get_df(data_source))
        for _ in range(5):
            with pytest.raises(ToucanConnectorsError):
                connector.get_df(failing_data_source)
            assert len(connector.get_df(data_source)) == rows

    def test_8_a_data_source_of_another_type_is_refused(self, connector: Any) -> None:
        """A data source that is not of this type is a ConfigurationError, not something to try.

        If it fails: do not override the calls; they check it first.
        """
        for call in (connector.get_df, connector.get_slice, connector.plan, connector.describe):
            with pytest.raises(ConfigurationError) as raised:
                call({"domain": "kit", "name": "kit", **self.data_source_fields})
            assert raised.value.field == "data_source"
        with pytest.raises(ConfigurationError):
            asyncio.run(connector.aget_df(None))

    @earns("refuses_wrong_credentials")
    def test_8_wrong_credentials_are_told_as_such(self, request: Any, data_source: Any) -> None:
        """A wrong password is a CredentialsError, which is not tried again.

        If it fails: translate what the driver raises for it; its code or SQLSTATE tells better than its text.
        """
        if not self.features.refuses_wrong_credentials:
            return
        refused = request.getfixturevalue("refused_connector")
        with pytest.raises(CredentialsError) as raised:
            refused.get_df(data_source)
        assert raised.value.retryable is False
