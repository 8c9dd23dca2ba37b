"""The tables of the benchmarks with servers, as SQL: a wide one, and the line items of TPC-H in shape."""

from typing import Final

__all__ = ["MARIADB", "POSTGRESQL", "ROWS"]

ROWS: Final = 1_000_000
LINES: Final = 2_000_000

POSTGRESQL: Final = (
    f"""
    CREATE TABLE wide AS
    SELECT g::bigint AS a, CASE WHEN g % 20 <> 0 THEN (g % 1000000)::int END AS b,
           (g % 30000)::smallint AS c, CASE WHEN g % 20 <> 1 THEN g * 1.1::float8 END AS d,
           (g * 1.01)::numeric(12, 2) AS e, CASE WHEN g % 20 <> 2 THEN g % 2 = 0 END AS f,
           'text ' || g AS g, CASE WHEN g % 20 <> 3 THEN md5(g::text) END AS h,
           timestamp '2020-01-01' + g * interval '1 second' AS i,
           timestamptz '2020-01-01' + g * interval '1 second' AS j,
           CASE WHEN g % 20 <> 4 THEN date '2000-01-01' + (g % 9000)::int END AS k,
           json_build_object('a', g, 'b', array[1, 2, g]) AS l
    FROM generate_series(1, {ROWS}) g
    """,
    f"""
    CREATE TABLE lineitem AS
    SELECT g::bigint AS orderkey, (g * 7 % 200000)::int AS partkey, (g % 10000)::int AS suppkey,
           (g % 7)::int AS linenumber, (1 + g % 50)::numeric(15, 2) AS quantity,
           (g * 1.37)::numeric(15, 2) AS extendedprice, (g % 11 / 100.0)::numeric(15, 2) AS discount,
           (g % 9 / 100.0)::numeric(15, 2) AS tax, 'N'::char(1) AS returnflag, 'O'::char(1) AS linestatus,
           date '1995-01-01' + (g % 2500)::int AS shipdate, date '1995-01-01' + (g % 2500)::int AS commitdate,
           date '1995-01-01' + (g % 2500)::int AS receiptdate, 'DELIVER IN PERSON'::char(25) AS shipinstruct,
           'TRUCK'::char(10) AS shipmode, 'comment ' || md5(g::text) AS comment
    FROM generate_series(1, {LINES}) g
    """,
    "VACUUM ANALYZE",
)

MARIADB: Final = (
    f"""
    CREATE TABLE wide AS
    SELECT CAST(seq AS SIGNED) AS a, CASE WHEN seq % 20 <> 0 THEN CAST(seq % 1000000 AS INT) END AS b,
           CAST(seq % 30000 AS INT) AS c, CASE WHEN seq % 20 <> 1 THEN CAST(seq * 1.1 AS DOUBLE) END AS d,
           CAST(seq * 1.01 AS DECIMAL(12, 2)) AS e, CASE WHEN seq % 20 <> 2 THEN seq % 2 END AS f,
           CONCAT('text ', seq) AS g, CASE WHEN seq % 20 <> 3 THEN MD5(seq) END AS h,
           TIMESTAMP('2020-01-01') + INTERVAL seq SECOND AS i,
           TIMESTAMP('2010-01-01') + INTERVAL seq MICROSECOND AS j,
           CASE WHEN seq % 20 <> 4 THEN DATE('2000-01-01') + INTERVAL seq % 9000 DAY END AS k,
           CONCAT('{{"a": ', seq, ', "b": [1, 2, ', seq, ']}}') AS l
    FROM seq_1_to_{ROWS}
    """,
)
