"""What is asked of a statement without running it: its columns, its plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from toucan_connectors.mssql._statements import described, planned
from toucan_connectors.mssql._types import described_column
from toucan_connectors.sql.statement import Statement
from toucan_connectors.sql_odbc.readers import stream

if TYPE_CHECKING:
    from toucan_connectors.sql_odbc import OdbcColumn, Session

__all__ = ["columns_of", "plan_of"]

_ON: Final = Statement("SET SHOWPLAN_XML ON", ())
"""A batch of its own, as it has to be."""


def columns_of(session: Session, statement: Statement, timeout: float | None) -> list[OdbcColumn]:
    """Return the columns of a statement, as the server's own procedure tells them."""
    rows = stream(session, described(statement), timeout).read_all().to_pylist()
    return [described_column(row) for row in rows if not row["is_hidden"]]


def plan_of(session: Session, statement: Statement, timeout: float | None) -> str:
    """Return the plan of a statement, as XML; the session plans from then on, and is not used again."""
    session.spoil()
    session.execute(_ON, timeout)
    rows = stream(session, Statement(planned(statement), ()), timeout).read_all()
    return "\n".join(str(plan) for plan in rows.column(0).to_pylist())
