"""The script of the MongoDB emulator: mongoeco's server, mended where today's pymongo asks for more.

Run by the Python of mongoeco's own environment, with the path of its settings; nothing of ours is importable
there.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias, TypedDict

Document: TypeAlias = dict[str, Any]

AUTHENTICATION_FAILED = 18


class Settings(TypedDict):
    """What the script is told."""

    host: str
    port: int
    user: str
    password: str
    folder: str


def wrap(owner: Any, name: str, around: Callable[..., Any]) -> None:
    """Replace a method by `around`, which gets the method it replaces first.

    A missing one is an AttributeError.
    """
    method = getattr(owner, name)
    setattr(owner, name, lambda *args, **kwargs: around(method, *args, **kwargs))


def answer_buildinfo(build: Callable[..., Any], executor: Any, body: Document, **kwargs: Any) -> Any:
    """Take the command that pymongo spells in lower case."""
    if next(iter(body), None) == "buildinfo":
        body = {("buildInfo" if key == "buildinfo" else key): value for key, value in body.items()}
    return build(executor, body, **kwargs)


def tell_mechanisms(
    hello: Callable[..., Document], service: Any, *, body: Document, **kwargs: Any
) -> Document:
    """Say which mechanism there is, when asked: a client falls back to SCRAM-SHA-1 otherwise."""
    response = hello(service, body=body, **kwargs)
    if body.get("saslSupportedMechs"):
        response["saslSupportedMechs"] = ["SCRAM-SHA-256"]
    return response


def leave_first_batch_empty(
    make: Callable[..., Document], store: Any, command: Document, result: Document, **kwargs: Any
) -> Document:
    """Answer `batchSize: 0` with an empty batch and a live cursor, as pymongoarrow expects."""
    asked, cursor = command.get("cursor"), result.get("cursor")
    empty = isinstance(asked, dict) and asked.get("batchSize") == 0
    if not (empty and isinstance(cursor, dict) and cursor.get("firstBatch")):
        return make(store, command, result, **kwargs)
    cursor["firstBatch"] = [None, *cursor["firstBatch"]]
    made = make(store, {**command, "cursor": {"batchSize": 1}}, result, **kwargs)
    made["cursor"]["firstBatch"] = []
    return made


def refuse(failure: Callable[..., Exception], message: str, *args: Any, **kwargs: Any) -> Exception:
    """Give a refused login the number that MongoDB gives it."""
    if message == "Authentication failed":
        kwargs["code"] = AUTHENTICATION_FAILED
    return failure(message, *args, **kwargs)


def plan_in_python(plan: Callable[..., Any], **kwargs: Any) -> Any:
    """Test documents in Python: in SQL, integers of 32 and of 64 bits compare wrongly."""
    return plan(**{**kwargs, "dialect_requires_python_fallback": lambda _dialect: True})


def mend() -> None:
    """Change the methods that need it."""
    for name in ("auth", "scram"):
        wrap(importlib.import_module(f"mongoeco.wire.{name}"), "OperationFailure", refuse)
    reading = importlib.import_module("mongoeco.engines._sqlite_read_execution")
    wrap(reading, "compile_sqlite_read_execution_plan", plan_in_python)
    # To list the databases it would measure every document, and fails at decimals.
    sizes = importlib.import_module("mongoeco.api._async._database_admin_namespace")
    wrap(sizes, "_bson_document_size", lambda _measure, _document: 0)
    wire = {
        name: importlib.import_module(f"mongoeco.wire.{name}")
        for name in ("executor", "handshake", "cursors")
    }
    wrap(wire["executor"].WireCommandExecutor, "_build_request_context", answer_buildinfo)
    wrap(wire["handshake"].WireHandshakeService, "build_hello_response", tell_mechanisms)
    wrap(wire["cursors"].WireCursorStore, "materialize_command_result", leave_first_batch_empty)


async def serve(settings: Settings) -> None:
    """Serve until SIGTERM."""
    wire = importlib.import_module("mongoeco.wire")
    engines = importlib.import_module("mongoeco.engines")
    folder = Path(settings["folder"])
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    server = wire.AsyncMongoEcoProxyServer(
        engine=engines.SQLiteEngine(str(folder / "data/documents.sqlite")),
        host=settings["host"],
        port=settings["port"],
        auth_users=(wire.WireAuthUser(settings["user"], settings["password"]),),
    )
    async with server:
        (folder / "ready").write_text(str(os.getpid()))
        await stopped.wait()


if __name__ == "__main__":
    mend()
    asyncio.run(serve(json.loads(Path(sys.argv[1]).read_text())))
