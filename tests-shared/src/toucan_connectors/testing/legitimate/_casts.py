"""Casts in every spelling, and a column of every type: full, null, and without a row."""

from typing import Final

__all__ = ["CASTS"]

_WRITTEN: Final = (
    "SELECT CAST(1 AS VARCHAR) AS a, 1::VARCHAR AS b, CAST('1' AS INTEGER) AS c, '1'::INTEGER AS d",
    """
    SELECT TRY_CAST('x' AS INTEGER) AS none, TRY_CAST('7' AS INTEGER) AS seven,
        TRY_CAST('1e3' AS DOUBLE) AS k
    """,
    """
    SELECT amount::INTEGER AS i, amount::DOUBLE AS f, amount::VARCHAR AS t, amount::DECIMAL(20, 4) AS d
    FROM orders
    """,
    "SELECT id::VARCHAR || '-' || status AS key FROM orders ORDER BY id",
    "SELECT '2024-01-05'::DATE::TIMESTAMP::VARCHAR AS t",
    "SELECT -1::INTEGER AS a, (-1)::INTEGER AS b, - '1'::INTEGER AS c",
    "SELECT CAST(CAST('1.5' AS DOUBLE) AS INTEGER) AS i",
    "SELECT DATE '2024-01-01' AS d, INTEGER '1' AS i, DOUBLE '1.5' AS f, BOOLEAN 'true' AS b",
    "SELECT 'yes'::BOOLEAN AS y, 'f'::BOOLEAN AS f, 1::BOOLEAN AS one, true::INTEGER AS i",
    "SELECT '[1, 2, 3]'::INTEGER[] AS l, '{a: 1, b: x}'::STRUCT(a INTEGER, b VARCHAR) AS s",
    "SELECT [1, '2'::INTEGER]::VARCHAR[] AS l, [1.5]::INTEGER[] AS i, {'a': 1}::STRUCT(a VARCHAR) AS s",
    "SELECT 'happy'::ENUM('sad', 'happy') AS mood, enum_code('happy'::ENUM('sad', 'happy')) AS code",
    "SELECT 'a'::ENUM('a', 'b; DROP TABLE x') AS e, enum_range(NULL::ENUM('a', 'b')) AS r",
    "SELECT '6ecd8c99-4036-403d-bf84-cf8400f67836'::UUID AS u",
    "SELECT uuid_extract_version('6ecd8c99-4036-403d-bf84-cf8400f67836'::UUID) AS version",
    "SELECT '\\xDE\\xAD'::BLOB AS b, 'text'::BLOB AS t, ''::BLOB AS e",
    "SELECT '101'::BIT AS b, 5::BIT AS f, '101'::BIT::VARCHAR AS t",
    "SELECT 123::BIGNUM AS b",
    "SELECT '1 month 2 days'::INTERVAL AS i, INTERVAL 90 MINUTE AS m, '01:30:00'::INTERVAL AS t",
    "SELECT '10:11:12'::TIME AS t, '10:11:12.131415'::TIME AS u, '10:11:12+02:00'::TIMETZ AS z",
    """
    SELECT 1::TINYINT, 1::SMALLINT, 1::INTEGER, 1::BIGINT, 1::HUGEINT, 1::UTINYINT, 1::USMALLINT,
        1::UINTEGER, 1::UBIGINT
    """,
    "SELECT 1::INT1, 1::INT2, 1::INT4, 1::INT8, 1::SIGNED, 1::LONG, 1::SHORT, 1.5::FLOAT4, 1.5::FLOAT8",
    "SELECT 'a'::TEXT AS t, 'b'::STRING AS s, 'c'::CHAR AS c, 'd'::BPCHAR AS b, 'e'::VARCHAR(10) AS v",
    "SELECT 1.239::DECIMAL(3, 1) AS a, 1.25::DECIMAL(18, 6) AS b, 42::DECIMAL(38, 0) AS c, 7::DECIMAL AS d",
    "SELECT CAST(details AS VARCHAR) AS t FROM products ORDER BY sku",
    "SELECT CAST(tags AS VARCHAR) AS t, size::VARCHAR AS s, stock::VARCHAR AS m FROM products ORDER BY sku",
    "SELECT CAST(ROW(1, 'a') AS STRUCT(n INTEGER, t VARCHAR)) AS s",
    "SELECT CAST({'a': 1} AS JSON) AS o, CAST([1, 2] AS JSON) AS l",
    "SELECT MAP {'a': 1}::MAP(VARCHAR, DOUBLE) AS m, NULL::MAP(INTEGER, VARCHAR) AS n",
    "SELECT [1, 2, 3]::INTEGER[3] AS a, [[1], [2]]::INTEGER[][] AS n, NULL::DOUBLE[2][] AS x",
    "SELECT {'a': 1}::VARIANT AS v, 1::VARIANT AS n, 'x'::VARIANT AS t",
    "SELECT TIMESTAMPTZ '2024-01-01 00:00:00+00'::DATE AS d, DATE '2024-01-01'::TIMESTAMPTZ AS t",
    "SELECT cast_to_type('1', NULL::INTEGER) AS i",
    """
    SELECT typeof(1), typeof(1.0), typeof('x'), typeof(NULL), typeof([1]), typeof(DATE '2024-01-01'),
        typeof(true)
    """,
    """
    SELECT NULL::INTEGER + 1 AS a, NULL || 'x' AS b, NULL = NULL AS c, NULL IS NULL AS d,
        coalesce(NULL, NULL) AS e
    """,
)
_VALUES: Final = (
    ("TINYINT", "7"),
    ("SMALLINT", "7"),
    ("INTEGER", "7"),
    ("BIGINT", "7"),
    ("HUGEINT", "7"),
    ("UBIGINT", "18446744073709551615"),
    ("FLOAT", "1.5"),
    ("DOUBLE", "1.5"),
    ("DECIMAL(10, 2)", "1.25"),
    ("DECIMAL(38, 10)", "1.25"),
    ("BOOLEAN", "true"),
    ("VARCHAR", "'é; --'"),
    ("BLOB", "'\\x00\\xFF'"),
    ("BIT", "'0101'"),
    ("UUID", "'6ecd8c99-4036-403d-bf84-cf8400f67836'"),
    ("DATE", "'2024-02-29'"),
    ("TIME", "'12:34:56'"),
    ("TIMESTAMP", "'2024-02-29 12:34:56.789'"),
    ("TIMESTAMP_S", "'2024-02-29 12:34:56'"),
    ("TIMESTAMP_NS", "'2024-02-29 12:34:56.123456789'"),
    ("TIMESTAMPTZ", "'2024-02-29 12:34:56+02'"),
    ("INTERVAL", "'1 year 2 days'"),
    ("ENUM('a', 'b')", "'b'"),
    ("JSON", "'{\"a\": [1]}'"),
    ("INTEGER[]", "[1, NULL]"),
    ("VARCHAR[][]", "[['a'], []]"),
    ("INTEGER[2]", "[1, 2]"),
    ("STRUCT(a INTEGER, b VARCHAR[])", "{'a': 1, 'b': ['x']}"),
    ("MAP(VARCHAR, INTEGER)", "MAP {'a': 1}"),
    ("UNION(n INTEGER, t VARCHAR)", "'x'"),
)

CASTS: Final[tuple[str, ...]] = (
    *_WRITTEN,
    *(f"SELECT CAST({value} AS {kind}) AS v" for kind, value in _VALUES),
    *(f"SELECT NULL::{kind} AS v FROM range(2)" for kind, _ in _VALUES),  # noqa: S608
    *(f"SELECT ({value})::{kind} AS v WHERE false" for kind, value in _VALUES),
    *(f"SELECT v FROM (VALUES (NULL::{kind}), ({value})) AS t(v) LIMIT 1" for kind, value in _VALUES),  # noqa: S608
)
