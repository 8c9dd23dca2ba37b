"""SQL Server's wire protocol (TDS), answered by PyPI's pysqlbridge: an emulator, with logins and TLS."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from toucan_connectors.testing.servers._certificates import Certificates, make_certificates
from toucan_connectors.testing.servers._environments import environment, environment_exists
from toucan_connectors.testing.servers._odbc import OdbcOverServer
from toucan_connectors.testing.servers._scripts import ScriptServer
from toucan_connectors.testing.standard import standard_table, standard_types

if TYPE_CHECKING:
    from toucan_connectors.testing.servers._running import Running
    from toucan_connectors.testing.servers._server import Server

__all__ = ["Mssql", "OdbcMssql", "Sent"]

_REQUIREMENTS: Final = ("pysqlbridge==2.1.*",)
_DATABASE: Final = "toucan"

Tables = Mapping[str, tuple[Mapping[str, str], Sequence[Sequence[Any]]]]
"""By its name, a table: its columns with their types, and its rows."""


@dataclass(frozen=True)
class Sent:
    """What a client sent: a "query", or that a query was "stopped"."""

    kind: str
    text: str
    values: Mapping[str, Any] | Sequence[Any] = field(default=(), repr=False)


class Mssql(ScriptServer):
    """An emulator of SQL Server that only reads, with a login of its own and TLS.

    It holds the standard table as `standard`, 200,000 rows as `numbers`, `slow`, which takes a minute to
    read, and the tables that it is given. `tls` is the only version that it speaks, `password` one of its
    own.
    """

    name = "mssql"
    what = "SQL Server's wire protocol by PyPI's pysqlbridge"
    truth = "emulator"
    on_demand = True
    script = "_tds_emulator"
    url_format = "mssql://{user}:{password}@{host}:{port}/toucan"

    _certificates: Certificates | None = None

    def __init__(
        self, tables: Tables | None = None, *, tls: Literal["1.0", "1.2"] = "1.2", password: str = ""
    ) -> None:
        self._tables = tables or {}
        self._tls = tls
        self._password = password

    def installed(self) -> str | None:
        """Return None once its environment has been made."""
        return None if environment_exists(*_REQUIREMENTS) else "pysqlbridge of PyPI is not in the cache."

    def install(self) -> None:
        """Make its environment in the cache; raises ServerError without PyPI."""
        environment(*_REQUIREMENTS)

    def sent(self) -> list[Sent]:
        """Return all that clients have sent so far, in its order."""
        folder = cast("Path", self.running.folder)
        return [Sent(**json.loads(line)) for line in (folder / "statements").read_text().splitlines()]

    def _python(self) -> Path:
        return environment(*_REQUIREMENTS)

    def _command(self, folder: Path, port: int) -> list[str | Path]:
        python, script, settings = super()._command(folder, port)
        return ["env", f"PYTHONPATH={Path(script).parent}", python, "-m", self.script, settings]

    def _prepare(self, folder: Path) -> None:
        super()._prepare(folder)
        self._certificates = make_certificates("toucan")
        self._certificates.write(folder)
        tables = {"standard": _standard(), "numbers": _numbers(), **self._tables}
        (folder / "tables.json").write_text(
            json.dumps(
                {
                    name: {
                        "columns": list(columns.items()),
                        "rows": [[_plain(v) for v in row] for row in rows],
                    }
                    for name, (columns, rows) in tables.items()
                }
            )
        )

    def _settings(self, folder: Path) -> dict[str, Any]:
        own = {"password": self._password} if self._password else {}
        return {"database": _DATABASE, "tls": self._tls, "tables": str(folder / "tables.json"), **own}

    def _describe(self, folder: Path, port: int) -> Running:
        running = super()._describe(folder, port)
        running = replace(running, database=_DATABASE, password=self._password or running.password)
        return cast("Certificates", self._certificates).tell(running, "")


class OdbcMssql(OdbcOverServer):
    """ODBC over the emulator by FreeTDS, which encrypts and does not verify."""

    name = "odbc-mssql"
    what = "ODBC over the emulator of SQL Server, by FreeTDS"
    truth = "emulator"
    driver = "libtdsodbc.so"
    package = "tdsodbc"

    def __init__(self, behind: Server | None = None) -> None:
        super().__init__(behind or Mssql())

    def _verified(self, running: Running) -> dict[str, str]:  # noqa: ARG002 - it has nothing to verify with
        return {"TDS_Version": "7.4", "ClientCharset": "UTF-8", "Encryption": "require"}


def _standard() -> tuple[Mapping[str, str], Sequence[Sequence[Any]]]:
    return standard_types("T-SQL"), [list(row.values()) for row in standard_table("T-SQL").rows]


def _numbers() -> tuple[Mapping[str, str], Sequence[Sequence[Any]]]:
    return {"n": "bigint", "t": "nvarchar(100)"}, [[n, f"text {n}"] for n in range(1, 200_001)]


def _plain(value: Any) -> Any:
    """Return a value as JSON holds it, and as the script reads it."""
    if value is None or isinstance(value, int | float | str):
        return value
    return value.hex() if isinstance(value, bytes) else str(value)
