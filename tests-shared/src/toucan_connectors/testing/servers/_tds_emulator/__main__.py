"""Serves, as its settings say."""

from __future__ import annotations

import json
import os
import signal
import ssl
import sys
import threading
from pathlib import Path
from typing import TypedDict

from ._answers import Answering, renamed, type_in_catalogue
from ._bridge import Log, module, wrap
from ._calls import Prepared, read_parameter, told_handle
from ._logins import admitted, name_of_login, with_socket, without_server
from ._tables import Endless, ended, tables

__all__: list[str] = []


class Settings(TypedDict):
    """What the script is told; `tls` is the newest version that it speaks, and `tables` a file."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    database: str
    tls: str
    tables: str


def mend(prepared: Prepared, newest: str) -> None:
    """Change the functions that need it."""
    connection, rpc = module("tds.connection"), module("tds.rpc")
    wrap(rpc, "_read_value", read_parameter)
    wrap(module("tds.result").NVarChar, "_encode_max", ended)
    wrap(connection, "parse_rpc", prepared.as_execute_sql)
    wrap(connection, "server_context", lambda make, certificate: _up_to(newest, make(certificate)))
    wrap(connection.Connection, "_send", told_handle)
    wrap(connection.Connection, "_finish_login", admitted)
    wrap(module("logins").LoginStore, "admits", without_server)
    connection.Connection.username = property(name_of_login)
    wrap(module("information_schema"), "_sql_type", type_in_catalogue)
    wrap(module("catalog").Catalog, "materialise", renamed)
    wrap(vars(module("server"))["_Handler"], "handle", with_socket)


def _up_to(newest: str, context: ssl.SSLContext) -> ssl.SSLContext:
    if newest == "1.0":
        context.set_ciphers("DEFAULT@SECLEVEL=0")
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
    return context


def serve(settings: Settings) -> None:
    """Serve until SIGTERM."""
    folder = Path(settings["folder"])
    log, logins, server = Log(folder / "statements"), module("logins"), module("server")
    catalog = module("catalog").Catalog()
    for table in tables(Path(settings["tables"])):
        catalog.add(table)
    catalog.add_source(Endless(log))

    account = logins.Login(settings["user"], settings["password"], hashed=False)
    listening = server.BridgeServer(
        settings["host"],
        settings["port"],
        module("certificate").load(folder / "server.pem", folder / "server.key"),
        Answering(catalog, log),
        settings["database"],
        logins.LoginStore([account]),
    )
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=listening.shutdown).start())
    with listening:
        (folder / "ready").write_text(str(os.getpid()))
        listening.serve_forever()


if __name__ == "__main__":
    given: Settings = json.loads(Path(sys.argv[1]).read_text())
    module("information_schema").DATABASE_NAME = given["database"]
    module("procedures").CATALOG = given["database"]  # before other modules take the name from there
    mend(Prepared(), given["tls"])
    serve(given)
