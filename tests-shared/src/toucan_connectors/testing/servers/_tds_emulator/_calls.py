"""Calls of procedures: drivers prepare statements for parameters, which pysqlbridge does not."""

from __future__ import annotations

import re
import struct
import threading
from typing import Any

from ._bridge import Call, module, serving
from ._types import READERS, read_value

__all__ = ["Prepared", "read_parameter", "told_handle"]


def read_parameter(read: Call, payload: bytes, at: int, kind: int) -> Any:
    """Read a parameter, also of the types that the server itself does not know."""
    return read_value(payload, at, kind) if kind in READERS else read(payload, at, kind)


class Prepared:
    """Statements that were prepared, by the number that their clients know them by."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._statements: dict[int, tuple[str, str]] = {}
        self._last = 0

    def add(self, text: str, declared: str) -> int:
        with self._lock:
            self._last += 1
            self._statements[self._last] = (text, declared)
            return self._last

    def as_execute_sql(self, parse: Call, payload: bytes, version: int) -> Any:
        """Read a call, and give one that prepares or runs what is prepared as one of sp_executesql."""
        rpc = module("tds.rpc")
        call, ids = parse(payload, version), rpc.ProcId
        given = call.parameters
        serving.handle = None
        if call.proc_id in (ids.PREP_EXEC, ids.PREPARE):
            text, declared = given[2].value, given[1].value or ""
            serving.handle = self.add(text, declared)
            if call.proc_id is ids.PREPARE:
                return _executed("SET NOCOUNT OFF", "", [])
            return _executed(text, declared, given[3:])
        if call.proc_id is ids.EXECUTE:
            serving.handle = 0
            return _executed(*self._statements[given[0].value], given[1:])
        if call.proc_id is ids.UNPREPARE:
            self._statements.pop(given[0].value, None)
            serving.handle = 0
            return _executed("SET NOCOUNT OFF", "", [])
        if call.proc_id is ids.EXECUTE_SQL and len(given) > 2 and not given[2].name:
            return _executed(given[0].value, given[1].value, given[2:])
        return call


def _executed(text: str, declared: str, values: list[Any]) -> Any:
    """Return the call of sp_executesql with these values, which take the declaration's names in order."""
    rpc = module("tds.rpc")
    names = re.findall(r"(@\w+)\s+[a-zA-Z]", declared or "")
    named = [
        rpc.Parameter(given.name or name, given.value) for name, given in zip(names, values, strict=False)
    ]
    statement = [rpc.Parameter("", text), rpc.Parameter("", declared)]
    return rpc.RpcRequest("sp_executesql", [*statement, *named], rpc.ProcId.EXECUTE_SQL)


def told_handle(send: Call, connection: Any, responses: list[bytes], payload: bytes, *args: Any) -> Any:
    """Send an answer; one to a prepared statement ends as a procedure's does, with the statement's number."""
    handle, serving.handle = serving.handle, None
    if handle is not None and len(payload) >= 13 and payload[-13] == 0xFD:  # DONE becomes DONEINPROC
        status = payload[-12] | 1
        parts = [payload[:-13], b"\xff", bytes([status]), payload[-11:], b"\x79", struct.pack("<i", 0)]
        if handle:
            parts += [
                b"\xac\x00\x00\x00\x01",
                struct.pack("<IH", 0, 0),
                b"\x26\x04\x04",
                struct.pack("<i", handle),
            ]
        payload = b"".join([*parts, b"\xfe", struct.pack("<HHQ", 0, 0, 0)])
    return send(connection, responses, payload, *args)
