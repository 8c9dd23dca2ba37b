"""What people write, and what means harm, against the connector and the bare driver."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from toucan_connectors.core.errors import QueryError
from toucan_connectors.core.frames import unique_names
from toucan_connectors.duckdb import DuckDBConnector, DuckDBDataSource
from toucan_connectors.testing.hostile.statements import HOSTILE_STATEMENTS
from toucan_connectors.testing.legitimate import LEGITIMATE_STATEMENTS, LEGITIMATE_TABLES

STATEMENTS = LEGITIMATE_STATEMENTS["DuckDB"]
NEVER_READ = "WITH q AS MATERIALIZED (FROM 'x.csv') SELECT 1"
"""DuckDB does not look at what a query does not use: no file is opened."""
TEXT_OF_OURS = {"BIT", "BIGNUM", "TIME WITH TIME ZONE", "INTERVAL", "VARIANT"}
"""Types that the contract reads as text, or as documents."""


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("corpora") / "world.duckdb"
    with duckdb.connect(str(path)) as connection:
        for statement in LEGITIMATE_TABLES:
            connection.execute(statement)
    return path


@pytest.fixture(scope="module")
def connector(database: Path) -> Iterator[DuckDBConnector]:
    with DuckDBConnector(name="w", path=database) as made:
        yield made


def source(query: str) -> DuckDBDataSource:
    return DuckDBDataSource(domain="d", name="w", query=query)


def comparable(table: pa.Table, types: list[str]) -> list[tuple[str, ...]]:
    """Return the rows without the columns whose values the contract writes in another way."""
    kept = [n for n, type_ in enumerate(types) if type_ not in TEXT_OF_OURS and "INTERVAL" not in type_]
    columns = [[repr(value) for value in table.column(n).to_pylist()] for n in kept]
    return list(zip(*columns, strict=True)) if columns else [()] * table.num_rows


def test_a_legitimate_statement_gives_what_the_bare_driver_gives(
    connector: DuckDBConnector, database: Path
) -> None:
    refused, different = [], []
    config: dict[str, Any] = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    with duckdb.connect(config=config) as bare:
        bare.execute(f"ATTACH '{database}' AS world (READ_ONLY)")
        bare.execute("USE world")
        for query in STATEMENTS:
            relation = bare.sql(query)
            types = [str(type_) for type_ in relation.types]
            expected = relation.to_arrow_table()
            try:
                found = connector.get_arrow(source(query))
            except QueryError as error:
                refused.append((query, str(error)))
                continue
            # What the contract's types make of the bare driver's values, cast by Arrow and not by us.
            names = unique_names(relation.columns)
            cast = [cast_to(column, found.column(n).type) for n, column in enumerate(expected.columns)]
            expected = pa.table(cast, names=names)
            same = Counter(comparable(found, types)) == Counter(comparable(expected, types))
            if found.column_names != names or not same:
                different.append(query)
    assert len(refused) <= 0.01 * len(STATEMENTS), refused
    assert different == []


def cast_to(column: Any, type_: Any) -> Any:
    if pa.types.is_decimal(column.type) and pa.types.is_floating(type_):
        return pa.array([None if value is None else float(value) for value in column.to_pylist()], type_)
    if isinstance(type_, pa.BaseExtensionType) or column.type == type_:
        return column
    try:
        return pc.cast(column, type_)
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        return column


def test_a_page_of_a_legitimate_statement_has_its_names_types_and_number_of_rows(
    connector: DuckDBConnector,
) -> None:
    different = []
    for query in (text for text in STATEMENTS if "VARIANT" not in text):
        whole = connector.get_df(source(query))
        page = connector.get_slice(source(query), offset=1, limit=2, get_row_count=True)
        info = page.pagination_info.pagination_info
        expected = min(max(len(whole) - 1, 0), 2)
        fits = page.df.dtypes.equals(whole.dtypes) and len(page.df) == expected
        if not fits or info.total_rows != len(whole) or info.is_last_page is not (len(whole) <= 3):
            different.append(query)
    assert different == []


def test_a_hostile_statement_is_refused_and_changes_nothing(
    connector: DuckDBConnector, database: Path
) -> None:
    before, files = database.read_bytes(), sorted(database.parent.iterdir())
    passed = []
    for query in HOSTILE_STATEMENTS["DuckDB"]:
        if query == NEVER_READ:
            continue
        try:
            connector.get_slice(source(query), limit=1)
        except QueryError:
            continue
        passed.append(query[:200])
    assert passed == []
    assert database.read_bytes() == before
    assert sorted(database.parent.iterdir()) == files
