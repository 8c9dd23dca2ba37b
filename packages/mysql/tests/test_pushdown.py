"""What MariaDB filters is what we would: every kind of column, values at their edges, every operator."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, ClassVar

import pandas as pd
import pytest

from toucan_connectors.core import Options
from toucan_connectors.core.errors import PermissionConditionError
from toucan_connectors.mysql import MySQLConnector, MySQLDataSource
from toucan_connectors.sql import DIALECTS

TEXTS = "'a', 'A', 'á', 'a ', ' a', '', 'ß', 'ss', '😀', '😁', '10', '9', '%', '_', 'it''s', '\\\\', 'ab'"
COLUMNS = {
    "ci": ("TEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci", TEXTS),
    "uca": ("VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci", TEXTS),
    "bin": ("VARCHAR(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin", TEXTS),
    "latin": ("VARCHAR(20) CHARACTER SET latin1", "'a', 'A', 'é', 'e', 'a ', '', '€'"),
    "fixed": ("CHAR(5)", "'a', 'A', 'a  ', '', 'b'"),
    "choice": ("ENUM('b', 'a', 'A2', '1')", "'a', 'b', 'A2', '1'"),
    "choices": ("SET('x', 'y')", "'x,y', 'x', '', 'y'"),
    "raw": ("VARBINARY(5)", "'', x'00', 'a', 'a ', x'ff'"),
    "padded": ("BINARY(3)", "'a', '', x'ff'"),
    "small": ("TINYINT(1)", "0, 1, 2, -128"),
    "large": ("BIGINT UNSIGNED", "0, 18446744073709551615, 9223372036854775808"),
    "amount": ("DECIMAL(40, 6)", "0, 0.000001, -2.5, 1234567890123456789012345678901234.123456"),
    "whole": ("DECIMAL(20, 0)", "0, -1, 9007199254740993"),
    "ratio": ("DOUBLE", "0, 0.1, -2.5, 1e300, 5e-324, 9007199254740992"),
    "single": ("FLOAT", "0, 0.1, 1e10, 16777217"),
    "day": ("DATE", "'2024-02-29', '0001-01-01', '9999-12-31', '1970-01-01'"),
    "moment": ("DATETIME(3)", "'2024-02-29 01:02:03.004', '1970-01-01', '9999-12-31 23:59:59.999'"),
    "instant": (
        "TIMESTAMP(6) NULL",
        "'2024-02-29 01:02:03.000004', '1970-01-01 00:00:01', '2038-01-19 03:14:07'",
    ),
    "length": ("TIME(6)", "'-838:59:59', '00:00:00', '25:00:00.5'"),
    "season": ("YEAR", "1901, 2024, 2155, 0"),
    "bits": ("BIT(10)", "0, 1, 513"),
    "address": ("INET6", "'::1', '::', 'fe80::1'"),
}
AS_THEY_ARE = (int, float, bytes, dt.timedelta)
OPERATORS = ("eq", "ne", "lt", "le", "gt", "ge")
SHAPES = (
    "SELECT * FROM pushed ORDER BY p",
    "SELECT {c}, COUNT(*) AS n FROM pushed GROUP BY {c} ORDER BY MIN(p)",
    "SELECT DISTINCT {c} FROM pushed ORDER BY {c}",
    "SELECT p, {c} FROM pushed ORDER BY p LIMIT 9",
    "SELECT p, {c} FROM pushed UNION ALL SELECT -p, {c} FROM pushed ORDER BY p",
    "WITH q AS (SELECT p, {c} FROM pushed) SELECT * FROM q ORDER BY p DESC",
)


class LocalConnector(MySQLConnector, data_source_model=MySQLDataSource):
    """The same, filtering nothing at the server."""

    _dialect: ClassVar = replace(DIALECTS["MySQL"], pushdown={})


@pytest.fixture(scope="module", autouse=True)
def table(shared_world: Any) -> None:
    columns = ", ".join(f"{name} {type_}" for name, (type_, _) in COLUMNS.items())
    shared_world.run(f"CREATE OR REPLACE TABLE pushed (p INT AUTO_INCREMENT PRIMARY KEY, {columns})")
    for name, (_, values) in COLUMNS.items():
        rows = ", ".join(f"({value})" for value in [*values.split(", "), "NULL"])
        shared_world.run(f"INSERT INTO pushed ({name}) VALUES {rows}")


@pytest.fixture(scope="module")
def pair(shared_world: Any) -> Iterator[tuple[MySQLConnector, MySQLConnector]]:
    fields = shared_world.connector.model_dump(context={"secrets": "plain"}, exclude={"options"})
    local = LocalConnector(**fields, options=Options(decimals="exact"))
    pushing = shared_world.connect(options={"decimals": "exact"})
    yield pushing, local
    pushing.close()
    local.close()


def values_of(name: str, connector: MySQLConnector, world: Any) -> list[Any]:
    frame = connector.get_arrow(world.source(f"SELECT DISTINCT {name} FROM pushed WHERE {name} IS NOT NULL"))
    return [str(v) if name == "amount" else v for v in frame.column(0).to_pylist()]


@pytest.mark.parametrize("name", COLUMNS)
def test_every_value_is_compared_as_here(pair: Any, world: Any, name: str) -> None:
    pushing, local = pair
    source = world.source(f"SELECT p, {name} FROM pushed ORDER BY p")
    values = [v if isinstance(v, AS_THEY_ARE) else str(v) for v in values_of(name, local, world)]
    conditions: list[dict[str, Any]] = [
        {"operator": operator, "value": value} for value in values for operator in OPERATORS
    ]
    conditions += [{"operator": operator, "value": values[:2]} for operator in ("in", "nin")]
    conditions += [{"operator": "isnull"}, {"operator": "notnull"}]
    compared = 0
    for condition in conditions:
        permission = {"column": name, **condition}
        try:
            expected = local.get_df(source, permission)
        except PermissionConditionError:
            with pytest.raises(PermissionConditionError):
                pushing.get_df(source, permission)
            continue
        pd.testing.assert_frame_equal(pushing.get_df(source, permission), expected)
        compared += 1
    assert compared > 2


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", ["ci", "fixed", "choice", "raw", "day", "amount"])
def test_a_statement_of_any_shape_is_filtered_as_here(pair: Any, world: Any, shape: str, name: str) -> None:
    pushing, local = pair
    source = world.source(shape.format(c=name))
    whole = local.get_df(source)
    for value in values_of(name, local, world):
        if isinstance(value, bytes):
            continue
        permission = {
            "column": name,
            "operator": "ge",
            "value": value if isinstance(value, int) else str(value),
        }
        expected = local.get_df(source, permission)
        pd.testing.assert_frame_equal(pushing.get_df(source, permission), expected)
        page = pushing.get_slice(source, permission, offset=1, limit=2, get_row_count=True)
        pd.testing.assert_frame_equal(page.df, expected.iloc[1:3].reset_index(drop=True))
        assert page.pagination_info.pagination_info.total_rows == len(expected) <= len(whole)


def test_text_is_filtered_by_the_server_whatever_its_collation(world: Any) -> None:
    for name in ("ci", "uca", "bin", "latin", "fixed", "choice"):
        plan = world.connector.plan(
            world.source("SELECT * FROM pushed"), {"column": name, "operator": "eq", "value": "a"}
        )
        assert "filter" in plan.pushed_down, name
        found = world.connector.get_df(
            world.source(f"SELECT {name} FROM pushed"), {"column": name, "operator": "eq", "value": "a"}
        )
        assert set(found[name]) <= {"a"}
