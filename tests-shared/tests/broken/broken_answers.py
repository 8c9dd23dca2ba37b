"""Connectors whose status or errors do not say what is so."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from acme_line import Line
from acme_line_client import LineError
from acme_plain import Plain, PlainDataSource
from pydantic import PrivateAttr
from typing_extensions import override

from toucan_connectors.core.errors import NetworkError, QueryError, SourceError, ToucanConnectorsError

if TYPE_CHECKING:
    import pandas as pd

    from toucan_connectors.core import ConnectorStatus, Permissions, StatusStep
    from toucan_connectors.core.conditions import Condition


class StatusRaises(Line):
    @override
    def get_status(self) -> ConnectorStatus:
        self._sign_in()
        return super().get_status()


class StatusForEver(Line):
    @override
    def get_status(self) -> ConnectorStatus:
        time.sleep(7)  # longer than the kit waits; for ever would be longer
        return super().get_status()


class StatusOfThePort(Line):
    @override
    def _status_steps(self) -> list[StatusStep]:
        return super()._status_steps()[:2]


class AccountForgotten(Line):
    @override
    def _status_steps(self) -> list[StatusStep]:
        *steps, (label, check) = super()._status_steps()
        return [*steps, (label, lambda: check() and None)]


class DriverErrorRaw(Line):
    @override
    def _translate_error(self, error: Exception) -> ToucanConnectorsError | None:
        return None


class StumblesAfterAnError(Plain):
    _failed: bool = PrivateAttr(default=False)

    @override
    def _retrieve_data(self, data_source: PlainDataSource) -> pd.DataFrame:
        if self._failed:
            raise SourceError("The transaction is aborted.")
        self._failed = data_source.table != "standard"
        return super()._retrieve_data(data_source)


class AnyDataSource(Plain):
    @override
    def _check(self, data_source: Any, permissions: Permissions | None) -> Condition | None:
        return None


class WrongPasswordIsTheNetworks(Line):
    @override
    def _translate_error(self, error: Exception) -> ToucanConnectorsError | None:
        if isinstance(error, LineError) and str(error) == "denied":
            return NetworkError("The server ended the connection.")
        return super()._translate_error(error)


class RefusedIsTheQuerys(Line):
    @override
    def _translate_error(self, error: Exception) -> ToucanConnectorsError | None:
        return (
            QueryError("The query failed.") if isinstance(error, OSError) else super()._translate_error(error)
        )
