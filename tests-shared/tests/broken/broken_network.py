"""Connectors, and drivers below them, that believe in networks."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from acme_line import Line
from acme_line_client import LineConnection
from acme_plain import Plain
from typing_extensions import override

from toucan_connectors.core import Options
from toucan_connectors.core.errors import NameResolutionError, QueryError


class HostNotDeclared(Plain):
    host: str = "localhost"


class _TakesAnyEnd(LineConnection):
    @override
    def _lines(self) -> list[Any]:
        lines = []
        while (line := self._answers.readline()).endswith(b"\n") and line != b"END\n":
            lines.append(json.loads(line))
        if not lines:
            msg = "there was no answer"
            raise ConnectionError(msg)
        return lines


class PartOfAnAnswer(Line):
    _driver: ClassVar = _TakesAnyEnd


class _Trusting(LineConnection):
    @override
    def is_usable(self) -> bool:
        return True


class DeadConnectionUsed(Line):
    _driver: ClassVar = _Trusting


class _Patient(LineConnection):
    @override
    def ask(self, *words: str, seconds: float) -> list[Any]:
        return super().ask(*words, seconds=13)  # longer than the kit waits; for ever would be longer

    @override
    def stop(self) -> None:
        """Do nothing."""


class WaitsOnSilence(Line):
    _driver: ClassVar = _Patient


class _ReadsOnce(LineConnection):
    @override
    def _lines(self) -> list[Any]:
        *lines, _ = self._sock.recv(2**20).splitlines()
        return [json.loads(line) for line in lines]


class SlowIsTheEnd(Line):
    _driver: ClassVar = _ReadsOnce


class ConnectionsKept(Line):
    _kept: ClassVar[list[LineConnection]] = []

    @override
    def _connect(self) -> tuple[LineConnection, str]:
        self._kept.append(super()._connect()[0])
        return super()._connect()

    @override
    def close(self) -> None:
        """Do nothing."""


class PolicyIgnored(Line):
    @override
    def _connect(self) -> tuple[LineConnection, str]:
        options = Options(**{**self.options.model_dump(), "network_policy": "any"})
        return super(PolicyIgnored, self.model_copy(update={"options": options}))._connect()


class TlsNotDeclared(Plain):
    tls_mode: str = "off"


class UnknownHostIsTheQuerys(Line):
    @override
    def _connect(self) -> tuple[LineConnection, str]:
        try:
            return super()._connect()
        except NameResolutionError:
            raise QueryError("The query failed.") from None
