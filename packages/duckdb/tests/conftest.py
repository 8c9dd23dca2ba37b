"""A database file and a folder of files, as a user has them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from toucan_connectors.duckdb import DuckDBConnector, DuckDBDataSource


class World:
    """A connector over a database file `ware.duckdb` and a folder `sales`, and what is outside of them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "sales"
        self.folder.mkdir()
        self.secret = root / "secret.csv"
        self.secret.write_text("word\ncanary\n")
        (self.folder / "orders.csv").write_text("id,client\n1,ann\n2,bob\n3,\n")
        (self.folder / "items.json").write_text('[{"id": 1, "tags": ["a", "b"]}, {"id": 2, "tags": []}]')
        numbers = "SELECT range AS n, 'x' || range AS s FROM range(100_000)"
        duckdb.execute(f"COPY ({numbers}) TO '{self.folder}/numbers.parquet'")
        self.database = root / "ware.duckdb"
        with duckdb.connect(str(self.database)) as connection:
            connection.execute("CREATE TABLE stock (item INTEGER, amount DECIMAL(10, 2))")
            connection.execute("INSERT INTO stock VALUES (1, 1.50), (2, NULL)")
            connection.execute("CREATE SCHEMA archive; CREATE TABLE archive.stock AS SELECT 'old' AS state")
            connection.execute("CREATE VIEW all_stock AS SELECT * FROM ware.main.stock")
        self.connector = DuckDBConnector(name="w", path=self.database, folders={"sales": self.folder})

    def source(self, query: str, **parameters: Any) -> DuckDBDataSource:
        return DuckDBDataSource(domain="d", name="w", query=query, parameters=parameters)

    def df(self, query: str, **parameters: Any) -> pd.DataFrame:
        return self.connector.get_df(self.source(query, **parameters))

    def one(self, query: str, **parameters: Any) -> Any:
        return self.df(query, **parameters).iloc[0, 0]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.connector.close()
