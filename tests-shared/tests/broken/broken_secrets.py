"""Connectors that tell a password, each in another place."""

from __future__ import annotations

import sys
import tempfile
from typing import TYPE_CHECKING, Any

from acme_line import Line, LineDataSource
from acme_line_client import LineConnection, LineError
from acme_plain import Plain, PlainDataSource
from pydantic import SecretStr, ValidationInfo, field_validator
from typing_extensions import override

from toucan_connectors.core import reveal

if TYPE_CHECKING:
    import pandas as pd


class PasswordIsPlainText(Line):
    password: str  # type: ignore[assignment]  # it is what is wrong here


class PasswordInRepr(Line):
    @override
    def __repr__(self) -> str:
        return f"Line({self.user}:{reveal(self.password)}@{self.host})"


class PasswordInValidation(Line):
    database: int = 1

    @field_validator("database", mode="before")
    @classmethod
    def _existing(cls, database: object, info: ValidationInfo) -> object:
        if database != 1:
            msg = f"{info.data['user']}:{reveal(info.data['password'])} has no database {database!r}"
            raise ValueError(msg)
        return database


class PasswordOfAnotherKind(Line):
    password: SecretStr


class PasswordInCacheKey(Line):
    @override
    def _identity(self, secrets_key: bytes | None) -> dict[str, Any]:
        return {**super()._identity(secrets_key), "password": reveal(self.password)}


class PasswordInLog(Line):
    @override
    def _connect(self) -> tuple[LineConnection, str]:
        self.logger.debug("Connecting as %s with %s.", self.user, reveal(self.password))
        return super()._connect()


class _Account:
    """What a driver keeps of us, and shows."""

    def __init__(self, *parts: str | None) -> None:
        self._parts = parts

    @override
    def __repr__(self) -> str:
        return f"<account {self._parts}>"


class PasswordInCause(Line):
    @override
    def _connect(self) -> tuple[LineConnection, str]:
        try:
            return super()._connect()
        except LineError as error:
            error.account = _Account(self.user, reveal(self.password))  # type: ignore[attr-defined]  # as drivers do
            raise


class PasswordOnStderr(Line):
    @override
    def _retrieve_data(self, data_source: LineDataSource) -> pd.DataFrame:
        print("password =", reveal(self.password), file=sys.stderr)  # noqa: T201 - it is what is wrong here
        return super()._retrieve_data(data_source)


class FileLeftOver(Plain):
    @override
    def _retrieve_data(self, data_source: PlainDataSource) -> pd.DataFrame:
        with tempfile.NamedTemporaryFile("w", suffix=".pem", delete=False) as certificate:
            certificate.write("-----BEGIN CERTIFICATE-----")
        return super()._retrieve_data(data_source)
