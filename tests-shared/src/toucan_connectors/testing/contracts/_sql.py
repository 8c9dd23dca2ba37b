"""What the promises about SQL share: the standard table, and data sources that query it."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from toucan_connectors.core import ToucanDataSource
from toucan_connectors.testing.contracts._contract import Contract
from toucan_connectors.testing.standard import POSITION, standard_table

__all__ = ["SqlQueries"]


class SqlQueries(Contract):
    """A connector whose data source has a `query`; the table is made by the test, in the fixture `table`."""

    dialect: ClassVar[str]
    """The dialect, as the SQL toolkit names it."""

    @pytest.fixture
    def data_source(self, table: str) -> ToucanDataSource:
        """The standard table, whole and in its order."""
        return self.source(f"SELECT * FROM {table} ORDER BY {POSITION}")

    @pytest.fixture
    def failing_data_source(self) -> ToucanDataSource:
        """A table that is not there."""
        return self.source("SELECT * FROM no_such_table_of_the_kit")

    def source(self, query: str, **parameters: Any) -> ToucanDataSource:
        """Return a data source of this query; override it where the field is not `query`."""
        return self.make_data_source(query=query, parameters=parameters)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """What the standard table holds."""
        return standard_table(self.dialect).rows

    def positions(self, connector: Any, query: str, **parameters: Any) -> list[int]:
        """Return the column `position` of a query's rows."""
        frame = connector.get_df(self.source(query, **parameters))
        return [int(position) for position in frame[POSITION]]
